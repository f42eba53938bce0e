"""The options that people type, such as `color:red` or `steps:4`, read into values. Pure.

`start`, `set` and templates share them; what an activity of a certain type does with
them is told in `shape.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from pydantic import AfterValidator, ValidationError

from bot import words
from bot.content import COLORS, TYPES, Metric
from bot.errors import Refused
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX, clean, echo, measure
from bot.words import Number, Word

NOTHING = frozenset({"", "none", "-"})
UP = "up"
STEPS_MAX = 100
DISMISS_MINUTES_MAX = 240

_TYPE_NAMES = {kind.model_fields["type"].default: kind for kind in TYPES}
_ALIASES = {
    "colour": "color", "message": "message", "msg": "message", "sub": "subtitle",
    "percent": "percentage", "progress": "percentage", "total": "limit", "upper_limit": "limit",
    "max": "limit", "symbol": "icon", "duration": "timer", "to": "audience", "tag": "tags",
    "icon-color": "icon_color", "badge-color": "badge_color", "step-color": "step_color",
    "step-colors": "step_colors", "current_step": "step", "number_of_steps": "steps",
    "auto_dismiss_minutes": "dismiss",
}  # fmt: skip
_TYPED_AS = {
    "current_step": "step", "number_of_steps": "steps", "upper_limit": "limit",
    "duration_seconds": "timer",
}  # fmt: skip


def read(options: Sequence[Word]) -> dict[str, Any]:
    """The values of *options* by name; `metrics` holds those that no option is called.

    None stands for one that is to be cleared, as in `badge:none`. Raises Refused.
    """
    fields: dict[str, Any] = {}
    metrics: list[Metric] = []
    for word in options:
        reader = READERS.get(option_of(word))
        if reader is None:
            metrics.append(metric(word))
        else:
            fields.update(reader(word.text if word.quoted else word.text.strip()))
    if metrics:
        fields["metrics"] = tuple(metrics)
    return fields


def is_option(word: Word) -> bool:
    """Whether *word* is an option that `read` knows by name."""
    return word.key is not None and option_of(word) in READERS


def option_of(word: Word) -> str:
    """The name of the option that *word* sets, whichever of its names was typed."""
    return _ALIASES.get(word.option, word.option)


def metric(word: Word) -> Metric:
    """The metric that `CPU=91%` stands for. Raises Refused."""
    label = line(word.key or "", "label", LABEL_MAX)
    measured = None if word.quoted else words.measure(word.text)
    try:
        if measured is not None and measured[0] >= 0:
            return Metric(label=label, value=measured[0], unit=clean(measured[1]) or None)
        return Metric(label=label, value=clean(word.text))
    except ValidationError as exc:
        raise Refused(
            f"What is {echo(label) or 'that'}? Say it as `{echo(label) or 'CPU'}=91%`, "
            "or with text of at most 64 characters."
        ) from exc


def metrics(text: str) -> dict[str, Any]:
    """The metrics of `CPU=24% MEM=61%`. Raises Refused."""
    said = words.split(text)
    if not said or any(word.key is None for word in said):
        raise Refused("Say what it measures as `CPU=24% MEM=61%`.")
    return {"metrics": tuple(metric(word) for word in said)}


def line(text: str, name: str, characters_max: int = LINE_MAX) -> str:
    """*text*, cleaned. Raises Refused when it is longer than *characters_max*."""
    cleaned = clean(text)
    if len(cleaned) > characters_max and measure(cleaned) > characters_max:
        raise Refused(
            f"That {name} is longer than {characters_max} characters. Nothing was changed."
        )
    return cleaned


def refusal(exc: ValidationError, kind: str = "") -> Refused:
    """One sentence for the person whose values *exc* found wrong, in a new content of *kind*."""
    first = exc.errors(include_url=False, include_input=False)[0]
    place = [str(part) for part in first["loc"]]
    if kind and place[:1] == [kind]:
        place.pop(0)
    why = first["msg"].removeprefix("Value error, ")
    if "metrics" in place and first["type"] in ("too_long", "too_short"):
        return Refused("It can show one to eight metrics. Nothing was changed.")
    name = f"`{_TYPED_AS.get(place[0], place[0])}`" if place else "It"
    return Refused(f"{name} cannot be that: {why[:1].lower()}{why[1:]}. Nothing was changed.")


def is_nothing(text: str) -> bool:
    """Whether *text* asks to clear an option, as in `badge:none`."""
    return text.casefold() in NOTHING


def _as_line(text: str) -> str:
    return line(text, "line")


def _as_title(text: str) -> str:
    title: str = _title(text)["title"]
    return title


def _as_label(text: str) -> str:
    return line(text, "label", LABEL_MAX)


Line = Annotated[str, AfterValidator(_as_line)]
"""Text that a platform has read into a field: held to what typed words are held to."""
Title = Annotated[str, AfterValidator(_as_title)]
Label = Annotated[str, AfterValidator(_as_label)]


def _text(name: str, characters_max: int = LINE_MAX) -> Callable[[str], dict[str, Any]]:
    def read_text(text: str) -> dict[str, Any]:
        return {name: None if is_nothing(text) else line(text, name, characters_max)}

    return read_text


def _title(text: str) -> dict[str, Any]:
    title = line(text, "title", TITLE_MAX)
    if not title:
        raise Refused("A title cannot be empty. Nothing was changed.")
    return {"title": title}


def color(text: str) -> str:
    """The colour called *text*. Raises Refused."""
    name = text.casefold().replace("grey", "gray")
    if name not in COLORS:
        raise Refused(f"The colours are {', '.join(COLORS)}. Nothing was changed.")
    return name


def _color(name: str) -> Callable[[str], dict[str, Any]]:
    def read_color(text: str) -> dict[str, Any]:
        return {name: None if is_nothing(text) else color(text)}

    return read_color


def _colors(text: str) -> dict[str, Any]:
    if is_nothing(text):
        return {"step_colors": None}
    colors = tuple(color(part.strip()) for part in text.split(","))
    steps_count(len(colors))
    return {"step_colors": colors}


def _type(text: str) -> dict[str, Any]:
    name = text.casefold().replace("-", "_")
    name = {"segmented": "segmented_progress", "steps": "segmented_progress"}.get(name, name)
    if name not in _TYPE_NAMES:
        raise Refused(f"The types are {', '.join(_TYPE_NAMES)}. Nothing was changed.")
    return {"type": name}


def steps_count(count: int | None) -> int:
    """*count*, if an activity may have so many steps. Raises Refused."""
    if count is None or not 1 <= count <= STEPS_MAX:
        raise Refused(f"An activity has 1 to {STEPS_MAX} steps. Nothing was changed.")
    return count


def _steps(text: str) -> dict[str, Any]:
    if words.number(text) is not None:
        return {"steps": steps_count(words.whole(text))}
    return named_steps(text.split(","))


def named_steps(parts: Sequence[str]) -> dict[str, Any]:
    """The steps that *parts* name. Raises Refused."""
    names = tuple(line(part, "step's name", LABEL_MAX) for part in parts)
    if not names or not all(names):
        raise Refused("Say the steps as `steps:4` or `steps:build,test,ship`.")
    return {"steps": steps_count(len(names)), "step_names": names}


def _step(text: str) -> dict[str, Any]:
    if both := words.fraction(text):
        step, steps = both
        if isinstance(step, int) and isinstance(steps, int):
            return {"step": step, "steps": steps_count(steps)}
    step_only = words.whole(text)
    if step_only is None:
        raise Refused("Which step? Say it as `step:3` or `step:3/5`.")
    return {"step": step_only}


def percentage(text: str) -> Number:
    """The percentage that *text* says, with or without its sign. Raises Refused."""
    value = words.number(text.strip().removesuffix("%"))
    if value is None or not 0 <= value <= 100:
        raise Refused("A percentage is a number from 0 to 100. Nothing was changed.")
    return value


def _percentage(text: str) -> dict[str, Any]:
    if both := words.fraction(text):
        return {"value": both[0], "limit": both[1]}
    return {"percentage": percentage(text)}


def _value(text: str) -> dict[str, Any]:
    value = words.number(text)
    exact = value is not None and str(value) == text
    return {"value": value if exact else line(text, "value")}


def _limit(text: str) -> dict[str, Any]:
    value = words.number(text)
    if value is None or value <= 0:
        raise Refused("A limit is a number above 0. Nothing was changed.")
    return {"limit": value}


def _timer(text: str) -> dict[str, Any]:
    return {"timer": UP if text.casefold() == UP else words.duration_seconds(text)}


def dismiss_minutes(text: str) -> int:
    """The whole minutes that `10m`, `10` or `now` stands for; at most four hours. Raises Refused.

    iOS takes an ended activity away after about four hours whatever is asked.
    """
    minutes = 0 if text.casefold() == "now" else words.whole(text)
    try:
        if minutes is None:
            minutes = -(-words.duration_seconds(text) // 60)
    except Refused:
        minutes = None
    if minutes is None or not 0 <= minutes <= DISMISS_MINUTES_MAX:
        raise Refused("Dismissal is `now`, or 1 minute to 4 hours, as in `dismiss:10m`.")
    return minutes


def _names(name: str, each_max: int, count_max: int) -> Callable[[str], dict[str, Any]]:
    def read_names(text: str) -> dict[str, Any]:
        if is_nothing(text):
            return {name: ()}
        parts = (line(part.strip().lstrip("#"), name, each_max) for part in text.split(","))
        said = tuple(dict.fromkeys(part for part in parts if part))
        if len(said) > count_max:
            raise Refused(f"That is more than {count_max} {name}. Nothing was changed.")
        return {name: said}

    return read_names


READERS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "title": _title,
    "subtitle": _text("subtitle"),
    "message": _text("message"),
    "color": _color("color"),
    "icon": _text("icon", 100),
    "icon_color": _color("icon_color"),
    "badge": _text("badge", LABEL_MAX),
    "badge_color": _color("badge_color"),
    "step_color": _color("step_color"),
    "step_colors": _colors,
    "type": _type,
    "steps": _steps,
    "step": _step,
    "percentage": _percentage,
    "value": _value,
    "limit": _limit,
    "timer": _timer,
    "dismiss": lambda text: {"dismiss": None if is_nothing(text) else dismiss_minutes(text)},
    "audience": _names("audience", 100, 50),
    "tags": _names("tags", 64, 20),
}
