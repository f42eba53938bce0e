"""The forms as Discord's modals, and what Discord sends of them. Pure.

A modal carries only ids, and so does each of its inputs. An input's ends in the marks of
what it was shown with: what comes back tells by itself whether a person changed it. So
nothing is kept of a form while it is open, and two people may have the same one open.
"""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.discord.rows import Row, rows, title_of
from adapters.discord.text import literal, plain
from bot.form import Form, Value, as_text
from bot.text import short, units

Json = dict[str, Any]

TITLE_MAX = 45
LABEL_MAX = 45
HINT_MAX = 100
CHOICE_MAX = 100
CHOICES_MAX = 25
INPUT_MAX = 4_000
NUMBER_MAX = 100
QUESTION_MAX = 1_000
ID_MAX = 100

TEXT_DISPLAY, LABEL = 10, 18
SELECT, INPUT, CHECKBOX = 3, 4, 23
_LINE, _PARAGRAPH = 1, 2

NONE = "-"
"""The value of the choice that is none: Discord wants one of at least a character."""

_MARK_LENGTH = 6
_MARKS_MAX = 9


@dataclass(frozen=True)
class Given:
    """What was put in an input, and the marks of what it was shown with."""

    value: Value
    marks: str

    @property
    def is_changed(self) -> bool:
        """Whether it is not what was shown."""
        return marks_of(as_text(self.value)) != self.marks

    def unchanged_lines(self) -> frozenset[str]:
        """The lines that are as they were shown."""
        marks = self.marks.split(".")
        lines = map(str.strip, as_text(self.value).splitlines())
        return frozenset(line for line in lines if _mark(line) in marks)


def modal(kind: str, form: Form, custom_id: str, kept: Mapping[str, Given] | None = None) -> Json:
    """The modal *kind* of *form*, prefilled with what is; or with what was *kept* of one before."""
    kept = kept or {}
    parts: list[Json] = []
    if form.question:
        parts.append({"type": TEXT_DISPLAY, "content": f"⚠️ {literal(form.question, QUESTION_MAX)}"})
    parts += [_labelled(row, kept.get(row.name)) for row in rows(kind, form)]
    return {
        "custom_id": custom_id,
        "title": plain(title_of(kind, form), TITLE_MAX),
        "components": parts,
    }


def given(told: Mapping[str, Any]) -> dict[str, Given]:
    """What Discord sends of a modal, by the name of the row."""
    found: dict[str, Given] = {}
    for part in _parts(told):
        name, _, marks = str(part.get("custom_id") or "").partition(":")
        value = _value(part)
        if name and value is not None:
            found[name] = Given(value, marks)
    return found


def marks_of(text: str) -> str:
    """The marks of *text*, one for each of its lines."""
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) > _MARKS_MAX:
        return _mark("\n".join(lines))
    return ".".join(map(_mark, lines))


def _mark(text: str) -> str:
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
    return base64.urlsafe_b64encode(digest).decode()[:_MARK_LENGTH]


def _labelled(row: Row, kept: Given | None) -> Json:
    part: Json = {"type": LABEL, "label": plain(row.label, LABEL_MAX)}
    if row.hint:
        part["description"] = plain(row.hint, HINT_MAX)
    return part | {"component": _input(row, kept)}


def _input(row: Row, kept: Given | None) -> Json:
    shown = row.value if kept is None else kept.value
    if row.kind == "switch":
        part = {"type": CHECKBOX, "default": bool(shown)}
        was: Value = bool(row.value)
    elif row.choices:
        part = _select(row, as_text(shown) or NONE)
        was = as_text(row.value)
    else:
        part = _written(row, as_text(shown))
        was = _shown(as_text(row.value))
    marks = marks_of(as_text(was)) if kept is None else kept.marks
    return part | {"custom_id": f"{row.name}:{marks}"[:ID_MAX]}


def _select(row: Row, chosen: str) -> Json:
    options = [
        {"label": plain(label, CHOICE_MAX), "value": value or NONE}
        for value, label in row.choices
        if len(value) <= CHOICE_MAX
    ][:CHOICES_MAX]
    initial = next((option for option in options if option["value"] == chosen), options[0])
    told = [option | {"default": True} if option is initial else option for option in options]
    return {"type": SELECT, "options": told, "required": False}


def _written(row: Row, shown: str) -> Json:
    style = _PARAGRAPH if row.kind == "text" else _LINE
    value = _shown(shown)
    most = {"line": row.max, "text": row.max or INPUT_MAX}.get(row.kind) or NUMBER_MAX
    part: Json = {"type": INPUT, "style": style, "required": False,
                  "max_length": min(max(most, units(value)), INPUT_MAX)}  # fmt: skip
    return part | {"value": value} if value else part


def _shown(text: str) -> str:
    """As much of *text* as an input holds."""
    return "\n".join(short(line, INPUT_MAX, str) for line in text.split("\n"))


def _parts(told: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every input that was sent: those in labels, and those in rows, as they once were."""
    tops = told.get("components")
    for top in tops if isinstance(tops, list) else ():
        if not isinstance(top, dict):
            continue
        inside = top.get("component") or top.get("components") or ()
        for part in [inside] if isinstance(inside, dict) else inside:
            if isinstance(part, dict):
                yield part


def _value(part: Mapping[str, Any]) -> Value:
    """What was put in; None for what says nothing."""
    if "values" in part:  # Whoever takes the choice away wants none.
        values = part.get("values")
        chosen = values[0] if isinstance(values, list) and values else NONE
        return "" if chosen == NONE else str(chosen)
    typed = part.get("value")
    return typed if typed is None or isinstance(typed, bool) else str(typed)[:INPUT_MAX]
