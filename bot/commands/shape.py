"""What the options of `fields.py` make of an activity's content. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from bot import words as typed
from bot.commands.fields import UP, refusal, steps_count
from bot.content import (
    CONTENT,
    Alert,
    AnyContent,
    Badge,
    Icon,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
    replace,
)
from bot.errors import Refused

_SHARED = ("title", "subtitle", "color", "icon", "icon_color", "badge", "badge_color")
_OWN: dict[str, tuple[str, ...]] = {
    "alert": ("message",),
    "segmented_progress": ("steps", "step_names", "step", "step_color", "step_colors"),
    "progress": ("percentage", "value", "limit"),
    "value": ("value",),
    "timer": ("timer",),
    "metrics": ("metrics",),
    "stats": ("metrics",),
}
LOOKS = frozenset(_SHARED) | frozenset(name for own in _OWN.values() for name in own)
"""Every field that changes what an activity shows."""


def type_of(fields: Mapping[str, Any]) -> str:
    """The type of content that *fields* ask for: by name, or by what only that type has."""
    if kind := fields.get("type"):
        return str(kind)
    if "steps" in fields or "step" in fields:
        return "segmented_progress"
    if "timer" in fields:
        return "timer"
    if "percentage" in fields or "limit" in fields:
        return "progress"
    if "value" in fields:
        return "value"
    if "metrics" in fields:
        plain = all(not isinstance(metric.value, str) for metric in fields["metrics"])
        return "metrics" if plain else "stats"
    return "alert"


def begin(fields: Mapping[str, Any]) -> AnyContent:
    """The first content that *fields* describe. Raises Refused."""
    kind = type_of(fields)
    _refuse_foreign(kind, fields)
    try:
        state = {"type": kind, "title": fields["title"], **_shared(fields, None)}
        return CONTENT.validate_python(state | _beginnings(kind, fields))
    except ValidationError as exc:
        raise refusal(exc, kind) from exc


def change(content: AnyContent, fields: Mapping[str, Any]) -> AnyContent:
    """*content* with *fields* as they say; the same object if nothing differs. Raises Refused."""
    _refuse_foreign(content.type, fields)
    try:
        after = replace(content, **_shared(fields, content), **_changes(content, fields))
    except ValidationError as exc:
        raise refusal(exc) from exc
    return content if after == content else after


def foreign(kind: str, names: Iterable[str]) -> tuple[str, ...]:
    """Those of *names* that change what shows, and not on the type *kind*; a named type is one."""
    own = (*_SHARED, *_OWN[kind])
    return tuple(name for name in names if name == "type" or (name in LOOKS and name not in own))


def _refuse_foreign(kind: str, fields: Mapping[str, Any]) -> None:
    for name in foreign(kind, [name for name in fields if name != "type"]):
        own = ", ".join(f"`{own}`" for own in _OWN[kind] if own != "step_names")
        raise Refused(f"{_called(kind)} has no {_spoken(name)}; it has {own}. Nothing was changed.")


def _refuse_text(metrics: tuple[Metric, ...]) -> None:
    """Raises Refused when a gauge would have to show text: nobody says how it would look."""
    for metric in metrics:
        if isinstance(metric.value, str):
            raise Refused(
                f"`{metric.label}` is a gauge and shows a number of 0 or more; text is for "
                "`type:stats`. Nothing was changed."
            )


def _called(kind: str) -> str:
    return {"alert": "An alert", "segmented_progress": "A bar of steps", "timer": "A timer"}.get(
        kind, "Progress" if kind == "progress" else kind.capitalize()
    )


def _spoken(name: str) -> str:
    return {
        "metrics": "metrics to set by name",
        "steps": "steps",
        "step": "steps",
        "step_names": "steps",
    }.get(name, f"`{name}`")


def _shared(fields: Mapping[str, Any], content: AnyContent | None) -> dict[str, Any]:
    """The changes to what every type has."""
    changes = {name: fields[name] for name in ("title", "subtitle", "color") if name in fields}
    icon = content.icon if content else None
    if "icon" in fields or "icon_color" in fields:
        symbol = fields.get("icon", icon.symbol if icon else None)
        tint = fields.get("icon_color", icon.color if icon else None)
        changes["icon"] = Icon(symbol=symbol, color=tint) if symbol else None
    badge = content.badge if content else None
    if "badge" in fields or "badge_color" in fields:
        title = fields.get("badge", badge.title if badge else None)
        tint = fields.get("badge_color", badge.color if badge else None)
        changes["badge"] = Badge(title=title, color=tint) if title else None
    return changes


def _beginnings(kind: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What the type itself needs, with what is usual where nothing is said."""
    if kind == "segmented_progress":
        step = fields.get("step", 0)
        steps = steps_count(fields.get("steps", max(1, step)))
        state = {"number_of_steps": steps, "current_step": step}
        names = fields.get("step_names", ())
        if names and step and "subtitle" not in fields:
            state["subtitle"] = names[min(step, len(names)) - 1]
        return state | {n: fields[n] for n in ("step_color", "step_colors") if n in fields}
    if kind == "progress":
        return _measured({"value": 0, **fields} if "limit" in fields else fields) or {
            "percentage": 0
        }
    if kind == "timer":
        return _window(fields.get("timer", UP))
    own = {name: fields[name] for name in _OWN[kind] if fields.get(name) is not None}
    if kind == "alert":
        return {"message": fields["title"]} | own
    if kind == "value" and "value" not in own:
        raise Refused('What is its value? Say `start "MRR" value:$12,430`.')
    if kind in ("metrics", "stats") and "metrics" not in own:
        raise Refused('What does it measure? Say `start "prod-web-1" CPU=24% MEM=61%`.')
    if kind == "metrics":
        _refuse_text(own["metrics"])
    if kind in ("metrics", "stats"):
        own["metrics"] = _merged((), own["metrics"])
    return own


def _changes(content: AnyContent, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The changes to what the type itself shows."""
    if isinstance(content, SegmentedProgress):
        names = {"steps": "number_of_steps", "step": "current_step"}
        own = _OWN["segmented_progress"]
        return {
            names.get(name, name): fields[name]
            for name in own
            if name in fields and name != "step_names"
        }
    if isinstance(content, Progress):
        return _measured(fields)
    if isinstance(content, Timer):
        return _window(fields["timer"]) if "timer" in fields else {}
    if isinstance(content, Metrics):
        _refuse_text(fields.get("metrics", ()))
    if isinstance(content, Metrics | Stats):
        return {"metrics": _merged(content.metrics, fields.get("metrics", ()))}
    if isinstance(content, Alert) and "message" in fields and not fields["message"]:
        raise Refused("An alert needs its message. Nothing was changed.")
    assert isinstance(content, Alert | Value), "every type is told above"
    return {name: fields[name] for name in _OWN[content.type] if name in fields}


def _measured(fields: Mapping[str, Any]) -> dict[str, Any]:
    if "percentage" in fields:
        return {"percentage": fields["percentage"], "value": None, "upper_limit": None}
    changes: dict[str, Any] = {}
    if "value" in fields:
        value = fields["value"]
        if isinstance(value, str) and (value := typed.number(value)) is None:
            raise Refused("A bar's value is a number. Nothing was changed.")
        changes |= {"value": value, "percentage": None}
    if "limit" in fields:
        changes |= {"upper_limit": fields["limit"], "percentage": None}
    return changes


def _window(timer: int | str) -> dict[str, Any]:
    if timer == UP:
        return {"counts_down": False, "is_running": True, "duration_seconds": None}
    return {"counts_down": True, "is_running": True, "duration_seconds": timer}


def _merged(before: tuple[Metric, ...], new: tuple[Metric, ...]) -> tuple[Metric, ...]:
    """*before* with the values of *new*; a label that is not there yet goes to the end."""
    merged = {metric.label.casefold(): metric for metric in before}
    for metric in new:
        known = merged.get(metric.label.casefold())
        unit = metric.unit if metric.unit or isinstance(metric.value, str) else None
        if known is not None:
            unit = unit or (known.unit if not isinstance(metric.value, str) else None)
            metric = Metric(label=known.label, value=metric.value, unit=unit, color=known.color)
        merged[metric.label.casefold()] = metric
    return tuple(merged.values())
