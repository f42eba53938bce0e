"""The forms that every platform shows: update, end, buttons and start. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot import words as typed
from bot.activity import Activity, CustomButton, Link, Phrase, Webhook
from bot.commands import fields
from bot.commands.button import LABEL_MAX as BUTTON_LABEL_MAX
from bot.commands.fields import DISMISS_MINUTES_MAX, READERS, STEPS_MAX
from bot.content import (
    COLORS,
    TAKES_TWO_BUTTONS,
    TYPES,
    Alert,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.errors import Refused
from bot.form import Field, Form, FormWrong, Read
from bot.phrases import shows
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX, clean

RUNNING = "running"
"""The field that is no `set` but a `pause` or a `resume`."""

_ICON_MAX = 100
_COLORS = (("", "No colour"), *((color, color.capitalize()) for color in COLORS))
_TYPES = tuple(str(kind.model_fields["type"].default) for kind in TYPES)


def update(activity: Activity) -> Form:
    """What can be changed of *activity*, as it is. Raises Refused when it has ended."""
    _check_live(activity)
    return Form("update", f"Update {clean(activity.content.title)}", "Update",
                (*_looks(activity), *_numbers(activity)), activity.id)  # fmt: skip


def end(activity: Activity) -> Form:
    """The question before *activity* ends. Raises Refused when it has ended."""
    _check_live(activity)
    title = clean(activity.content.title)
    question = (
        f"End “{title}” for everybody? Every phone shows its last state and then lets go of it. "
        "What has ended cannot go on."
    )
    last = Field("text", "Last line", "line", "", _end_line, max=LINE_MAX,
                 hint="Such as “All clear”. Empty keeps the line that is there.")  # fmt: skip
    dismiss = Field("dismiss", "Minutes until it goes from the phones", "number",
                    activity.dismiss_minutes, _dismiss, max=DISMISS_MINUTES_MAX,
                    hint="Empty leaves it to the iPhone.")  # fmt: skip
    return Form("end", f"End {title}", "End for everybody", (last, dismiss), activity.id, question)


def start(templates: Sequence[str]) -> Form:
    """How something begins."""
    named = (("", "None"), *((name, name) for name in templates))
    types = (("", "What the template or the fields say"),
             *((kind, kind.replace("_", " ").capitalize()) for kind in _TYPES))  # fmt: skip
    return Form("start", "Start something", "Start", (
        Field("template", "Template", "choice", "", lambda text: {"template": text}, named),
        Field("title", "Title", "line", "", READERS["title"], max=TITLE_MAX,
              hint="Such as “Checkout is down”."),
        Field("type", "Type", "choice", "", _unless_empty(READERS["type"]), types),
        Field("steps", "Steps", "line", "", _unless_empty(READERS["steps"]), max=LINE_MAX,
              hint="How many, or their names with commas between."),
        Field("percentage", "Percentage", "number", None,
              _unless_empty(_percentage), max=100),
        Field("minutes", "Minutes to count down", "number", None, _unless_empty(_minutes)),
        Field("value", "Value", "line", "", _unless_empty(READERS["value"]), max=LINE_MAX,
              hint="A number or text, such as $12,430."),
        Field("metrics", "Metrics", "line", "", _unless_empty(fields.metrics), max=LINE_MAX,
              hint="Such as CPU=24% MEM=61%."),
    ))  # fmt: skip


def missing(said: Mapping[str, Any], template: str) -> dict[str, str]:
    """What a start cannot do without, by the field that lacks it."""
    lacks = {}
    if not said.get("title") and not template:
        lacks["title"] = "What is it called? Nothing was started."
    if said.get("type") == Value.model_fields["type"].default and "value" not in said:
        lacks["value"] = "What is its value? Nothing was started."
    if said.get("type") in ("metrics", "stats") and "metrics" not in said:
        lacks["metrics"] = "What does it measure? Nothing was started."
    return lacks


def _looks(activity: Activity) -> Iterator[Field]:
    content = activity.content
    yield Field("title", "Title", "line", content.title, READERS["title"], max=TITLE_MAX)
    if isinstance(content, Alert):
        yield Field("message", "Message", "text", content.message, _message, max=LINE_MAX)
    else:
        yield Field("subtitle", "Line below the title", "line", content.subtitle or "",
                    _text("subtitle", LINE_MAX), max=LINE_MAX)  # fmt: skip
    yield Field("color", "Colour", "color", content.color or "", _color, _COLORS)
    yield Field("badge", "Badge", "line", content.badge.title if content.badge else "",
                _text("badge", LABEL_MAX), hint="A short word, such as SEV1.",
                max=LABEL_MAX)  # fmt: skip
    yield Field("icon", "Icon", "line", content.icon.symbol if content.icon else "",
                _text("icon", _ICON_MAX), hint="The name of an SF Symbol, such as flame.fill.",
                max=_ICON_MAX)  # fmt: skip


def _numbers(activity: Activity) -> Iterator[Field]:
    """What only its type shows."""
    match activity.content:
        case SegmentedProgress() as bar:
            yield Field("step", "Step", "number", bar.current_step, READERS["step"],
                        hint=", ".join(activity.step_names), max=STEPS_MAX)  # fmt: skip
            yield Field("steps", "Of how many", "number", bar.number_of_steps, _steps,
                        max=STEPS_MAX)  # fmt: skip
        case Progress(percentage=None) as bar:
            yield Field("value", "Value", "number", bar.value, _bar_value)
            yield Field("limit", "Of", "number", bar.upper_limit, READERS["limit"])
        case Progress() as bar:
            yield Field("percentage", "Percentage", "number", bar.percentage, _percentage, max=100)
        case Metrics() as gauges:
            for place, metric in enumerate(gauges.metrics, start=1):
                yield Field(f"metric{place}", metric.label, "number", metric.value,
                            _gauge(metric), hint=metric.unit or "")  # fmt: skip
        case Stats() as stats:
            for place, metric in enumerate(stats.metrics, start=1):
                yield Field(f"metric{place}", metric.label, "line", shows(metric),
                            _metric(metric), max=LABEL_MAX)  # fmt: skip
        case Value() as readout:
            yield Field("value", "Value", "line", readout.value, _value, max=LINE_MAX)
        case Timer() as timer:
            yield Field(RUNNING, "Running", "switch", timer.is_running,
                        lambda text: {RUNNING: text == "yes"})  # fmt: skip


def _check_live(activity: Activity) -> None:
    if activity.ended_at is not None:
        raise Refused(f"`{activity.name}` has ended. Nothing was changed; start a new one.")


def _text(name: str, characters_max: int) -> Read:
    """A line that may be empty, and then clears what is there."""

    def read(text: str) -> Mapping[str, Any]:
        return {name: fields.line(text, name, characters_max) or None}

    return read


def _unless_empty(reader: Read) -> Read:
    def read(text: str) -> Mapping[str, Any]:
        return reader(text) if text else {}

    return read


def _message(text: str) -> Mapping[str, Any]:
    message = fields.line(text, "message")
    if not message:
        raise Refused("An alert needs its message. Nothing was changed.")
    return {"message": message}


def _color(text: str) -> Mapping[str, Any]:
    return {"color": fields.color(text) if text else None}


def _steps(text: str) -> Mapping[str, Any]:
    return {"steps": fields.steps_count(typed.whole(text))}


def _percentage(text: str) -> Mapping[str, Any]:
    return {"percentage": fields.percentage(text)}


def _bar_value(text: str) -> Mapping[str, Any]:
    value = typed.number(text)
    if value is None:
        raise Refused("A bar's value is a number. Nothing was changed.")
    return {"value": value}


def _value(text: str) -> Mapping[str, Any]:
    if not clean(text):
        raise Refused("A value is a number or text. Nothing was changed.")
    return READERS["value"](text)


def _metric(metric: Metric) -> Read:
    def read(text: str) -> Mapping[str, Any]:
        return {"metrics": (fields.metric(typed.Word(text, key=metric.label)),)}

    return read


def _gauge(metric: Metric) -> Read:
    def read(text: str) -> Mapping[str, Any]:
        value = typed.number(text)
        if value is None or value < 0:
            raise Refused("A gauge shows a number of 0 or more. Nothing was changed.")
        return {"metrics": (Metric(label=metric.label, value=value, unit=metric.unit),)}

    return read


def _minutes(text: str) -> Mapping[str, Any]:
    minutes = typed.number(text)
    seconds = text if minutes is None else typed.spelled(round(minutes * 60))
    return {"timer": typed.duration_seconds(seconds)}


def _end_line(text: str) -> Mapping[str, Any]:
    return {"text": fields.line(text, "line")}


def _dismiss(text: str) -> Mapping[str, Any]:
    return {"dismiss": fields.dismiss_minutes(text) if text else None}


def buttons(activity: Activity) -> Form:
    """What the buttons on the Lock Screen are set to. Raises Refused when it has ended."""
    _check_live(activity)
    slots = (activity.action, activity.secondary_action)
    count = 2 if activity.content.type in TAKES_TWO_BUTTONS else 1
    own = [field for slot in range(1, count + 1) for field in _slot(slot, slots[slot - 1])]
    return Form("buttons", f"Buttons of {clean(activity.content.title)}", "Set", tuple(own),
                activity.id)  # fmt: skip


def button_words(form: Form, read: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[int, str]]:
    """What is said of each button that differs, with its place: what was *read*, else what is."""
    values = {field.name: str(field.value or "") for field in form.fields}
    for each in read.values():
        values |= each
    for slot in (1, 2):
        label, does = f"label{slot}", f"does{slot}"
        if not {label, does} & read.keys():
            continue
        if bool(values[label]) != bool(values[does]):
            lacking, why = (
                (does, "What does it do?") if values[label] else (label, "What is on it?")
            )
            raise FormWrong({lacking: f"{why} Nothing was changed."})
        yield (
            slot,
            f'button {slot} "{values[label]}" {values[does]}'
            if values[label]
            else f"button {slot} none",
        )


def _slot(slot: int, custom: CustomButton | None) -> Iterator[Field]:
    yield Field(f"label{slot}", f"Button {slot}", "line", custom.label if custom else "",
                _button_label(f"label{slot}"), max=BUTTON_LABEL_MAX,
                hint="Such as Runbook. Empty puts the usual button back.")  # fmt: skip
    yield Field(f"does{slot}", "What it does", "line", _does(custom),
                lambda text: {f"does{slot}": fields.line(text, "button")}, max=LINE_MAX,
                hint='An https:// address, a command such as next or say:"Rolling back", or '
                     "POST https://… and JSON.")  # fmt: skip


def _button_label(name: str) -> Read:
    def read(text: str) -> Mapping[str, Any]:
        label = fields.line(text, "label", BUTTON_LABEL_MAX)
        return {name: "".join("'" if char in typed.QUOTES else char for char in label)}

    return read


def _does(custom: CustomButton | None) -> str:
    """What *custom* does, as it is typed after the label."""
    match custom:
        case Link():
            return custom.url
        case Phrase():
            return custom.words
        case Webhook():
            body = "" if custom.body is None else f" {json.dumps(custom.body, ensure_ascii=False)}"
            return f"{custom.method} {custom.url}{body}"
    return ""
