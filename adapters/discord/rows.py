"""What of a form a modal asks, row by row, and the form's fields again of what comes back. Pure.

A modal has room for five rows. What moves comes first, then the words, then the looks: who
is woken at night changes a number or a line. What no longer fits is asked by a form of its
own, Looks. Many metrics are one row, a line each; and of the many ways to begin something,
one row takes what it is to show, and the type tells how it is read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot import words as typed
from bot.errors import Refused
from bot.filling import BUTTONS, END, START, UPDATE
from bot.form import Field, Form, FormWrong, Value, as_text
from bot.text import LINE_MAX, echo

LOOKS = "looks"
"""The rest of Update, where it has more than five rows."""

FORMS: Mapping[str, str] = {
    UPDATE: UPDATE, LOOKS: UPDATE, END: END, BUTTONS: BUTTONS, START: START,
}  # fmt: skip
"""Each modal of ours, and the form that it is of."""

ROWS_MAX = 5
METRICS, SHOWS = "metrics", "shows"
METRICS_LABEL, SHOWS_LABEL = "Metrics", "What it shows"

_LOOKS = ("color", "badge", "icon")
_WORDS = ("message", "subtitle", "title")
_BEGINS = ("title", "template", "type")
_METRICS_HINT = "A line each. A line that you leave out stays as it is."
_SHOWS_HINT = "4, or names with commas, for steps; 42%; 5m; CPU=24% MEM=61%; for a value $12,430."
_LABELS = {"does1": "What button 1 does", "does2": "What button 2 does"}
"""Where a label alone would not tell which is meant."""
_FIELDS = {
    "segmented_progress": "steps", "progress": "percentage", "timer": "minutes",
    "value": "value", "metrics": "metrics", "stats": "metrics",
}  # fmt: skip
"""Which field of Start takes what a type shows."""


@dataclass(frozen=True)
class Row:
    """One row of a modal: a field of its form, or several in one."""

    name: str
    label: str
    kind: str
    value: Value
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max: int | None = None


def rows(kind: str, form: Form) -> tuple[Row, ...]:
    """What the modal *kind* asks of *form*."""
    own = {field.name: field for field in form.fields}
    if kind == LOOKS:
        return tuple(_row(own[name]) for name in _LOOKS)
    if kind == START:
        shows = Row(SHOWS, SHOWS_LABEL, "line", "", _SHOWS_HINT, max=LINE_MAX)
        return (*(_row(own[name]) for name in _BEGINS), shows)
    if kind == UPDATE:
        moving = [field for field in form.fields if field.name not in (*_WORDS, *_LOOKS)]
        named = [own[name] for name in (*_WORDS, *_LOOKS) if name in own]
        return (*_moving(moving), *map(_row, named))[:ROWS_MAX]
    return tuple(map(_row, form.fields))


def title_of(kind: str, form: Form) -> str:
    """What stands above the modal *kind* of *form*."""
    if kind == LOOKS:
        return f"Looks of {form.title.removeprefix('Update ')}"
    return form.title


def label_of(form: Form, name: str) -> str:
    """What people know the row or field *name* by; empty for one that is not there."""
    if form.form == START and name in (*_FIELDS.values(), SHOWS):
        return SHOWS_LABEL
    if name == METRICS:
        return METRICS_LABEL
    return next((_label(field) for field in form.fields if field.name == name), "")


def _row(field: Field) -> Row:
    max_ = field.max if field.kind in ("line", "text") else None
    return Row(field.name, _label(field), field.kind, field.value, field.hint, field.choices, max_)


def _label(field: Field) -> str:
    return _LABELS.get(field.name, field.label)


def _moving(fields: Sequence[Field]) -> Iterator[Row]:
    """The numbers; metrics, of which there may be eight, as one row."""
    gauges = [field for field in fields if _is_metric(field)]
    if gauges:
        lines = "\n".join(_line(field) for field in gauges)
        yield Row(METRICS, METRICS_LABEL, "text", lines, _METRICS_HINT)
    yield from (_row(field) for field in fields if not _is_metric(field))


def _is_metric(field: Field) -> bool:
    return field.name.startswith("metric")


def _line(field: Field) -> str:
    unit = field.hint if field.kind == "number" else ""
    return f"{field.label} = {as_text(field.value)}{unit}"


def metrics(form: Form, text: str, unchanged: frozenset[str]) -> dict[str, Value]:
    """The metrics that *text* tells, a line each, by the field of *form*. Raises FormWrong.

    *unchanged* are the lines that are as they were shown.
    """
    left = [field for field in form.fields if _is_metric(field)]
    found: dict[str, Value] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        field = _meant(line, left)
        if field is None:
            labels = ", ".join(echo(f.label) for f in form.fields if _is_metric(f))
            why = f"`{echo(line)}` is no line of them; they begin with {labels}, and then `=`."
            raise FormWrong({METRICS: f"{why} Nothing was changed."})
        left.remove(field)
        if line not in unchanged:
            found[field.name] = _measured(line, field)
    return found


def _meant(line: str, fields: Sequence[Field]) -> Field | None:
    """The one of *fields* that *line* begins with, the longest label first."""
    for field in sorted(fields, key=lambda field: -len(field.label)):
        if line.casefold().startswith(field.label.casefold()):
            rest = line[len(field.label) :].lstrip()
            if rest[:1] in ("=", ":"):
                return field
    return None


def _measured(line: str, field: Field) -> str:
    value = line[len(field.label) :].lstrip()[1:].strip()
    if field.kind == "number" and field.hint:
        value = value.removesuffix(field.hint).strip()
    return value


def shown(text: str, kind: str) -> dict[str, Value]:
    """*text* by the field of Start that takes it, as the type *kind* or *text* itself tells.

    Raises FormWrong.
    """
    if not text:
        return {}
    if kind == "alert":
        raise FormWrong({SHOWS: "An alert shows its title alone. Leave this empty, or choose "
                                "another type. Nothing was started."})  # fmt: skip
    name = _FIELDS.get(kind) or _guessed(text)
    if not name:
        raise FormWrong({SHOWS: f"Is `{echo(text)}` steps, or a value? Choose the type. "
                                "Nothing was started."})  # fmt: skip
    return {name: text}


def _guessed(text: str) -> str:
    if "=" in text:
        return "metrics"
    if text.endswith("%"):
        return "percentage"
    parts = text.split(",")
    if len(parts) > 1 and all(any(map(str.isalpha, part)) for part in parts):
        return "steps"
    return "minutes" if typed.number(text) is None and _is_span(text) else ""


def _is_span(text: str) -> bool:
    try:
        typed.duration_seconds(text)
    except Refused:
        return False
    return True
