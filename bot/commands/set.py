"""set: change what shows."""

from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands import fields
from bot.commands.base import Command, Weight
from bot.commands.fields import Label, Line, Title
from bot.commands.shape import LOOKS, change
from bot.commands.step import move
from bot.content import AnyContent, Metric, SegmentedProgress, Timer
from bot.errors import Refused
from bot.text import echo
from bot.words import Number

_HOW = 'Set what? Say `set subtitle:"Verify restore"`, `set CPU=91%` or `set color:red`.'
_COSMETIC = frozenset({"color", "icon", "icon_color", "badge_color", "step_color", "step_colors"})
_NUMBERS = frozenset({"percentage", "value", "limit", "metrics"})
_CLEARABLE = _COSMETIC | {"subtitle", "message", "badge", "dismiss"}
_AS_VERB = {
    "step": "step", "steps": "step", "step_names": "step", "percentage": "progress",
    "limit": "progress", "timer": "timer", "subtitle": "say", "message": "say",
}  # fmt: skip
"""The fields that a verb of their own changes too."""


class Set(Command):
    """Change anything that shows: `set CPU=91%`, `set color:red icon:flame.fill badge:SEV1`."""

    verb: ClassVar[str] = "set"
    usage: ClassVar[str] = "set FIELD:VALUE …"

    title: Title | None = None
    subtitle: Line | None = None
    message: Line | None = None
    color: str | None = None
    icon: Line | None = None
    icon_color: str | None = None
    badge: Label | None = None
    badge_color: str | None = None
    step: int | None = None
    steps: int | None = None
    step_names: tuple[Label, ...] | None = None
    step_color: str | None = None
    step_colors: tuple[str, ...] | None = None
    percentage: Number | None = None
    value: Number | Line | None = None
    limit: Number | None = None
    timer: int | str | None = None
    metrics: tuple[Metric, ...] | None = None
    tags: tuple[Label, ...] | None = None
    audience: tuple[Line, ...] | None = None
    dismiss: int | None = None

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """Every word is an option: `set subtitle:"Verify restore" color:red`."""
        said = typed.split(words)
        if not said:
            raise Refused(_HOW)
        stray = next((word for word in said if word.key is None), None)
        if stray is not None:
            raise Refused(f"`{echo(stray.text)}` belongs to nothing. {_HOW}")
        values = fields.read(said)
        if "type" in values:
            raise Refused("The type cannot change. End this one and start another.")
        return values

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Change the fields that were said, and no other."""
        said = {name: getattr(self, name) for name in self._said()}
        looks = {name: value for name, value in said.items() if name in LOOKS}
        updates: dict[str, Any] = {
            to: said[name]
            for name, to in (("tags", "tags"), ("audience", "audience"),
                             ("dismiss", "dismiss_minutes"))
            if name in said
        }  # fmt: skip
        if isinstance(activity.content, SegmentedProgress):
            activity = _moved(activity, looks)
        if looks:
            updates["content"] = _changed(activity, looks, now)
        return activity.model_copy(update=updates)

    def permits(self) -> tuple[str, ...]:
        """See Command: who may not `step` may not `set step:3` either."""
        return (self.verb, *dict.fromkeys(_AS_VERB[n] for n in _AS_VERB if n in self._said()))

    def weight(self, before: Activity, after: Activity) -> Weight:
        """Words are waited for, numbers are progress, colours ride along."""
        said = self._said()
        if said <= _COSMETIC:
            return "cosmetic"
        return "progress" if said <= _COSMETIC | _NUMBERS else "transition"

    def tell(self, after: Activity) -> str:
        """See Command."""
        names = [name.replace("_", " ") for name in type(self).model_fields if name in self._said()]
        if self.metrics:
            names = [metric.label for metric in self.metrics] + [n for n in names if n != "metrics"]
        return "changed " + ", ".join(dict.fromkeys(names))

    def _said(self) -> frozenset[str]:
        """The fields that were said; None says something only where it clears."""
        return frozenset(
            name
            for name in self.model_fields_set & _OWN
            if name in _CLEARABLE or getattr(self, name) is not None
        )


def _moved(activity: Activity, looks: dict[str, Any]) -> Activity:
    """*activity* at the step that was said; takes what it used out of *looks*."""
    content = activity.content
    assert isinstance(content, SegmentedProgress), "the caller looked"
    steps, step = looks.pop("steps", None), looks.pop("step", None)
    names = looks.pop("step_names", None)
    if names is not None:
        activity = activity.model_copy(update={"step_names": names})
    if step is None:
        step = content.current_step if steps is None else min(content.current_step, steps)
    return move(activity, step, steps, renamed=names is not None)


def _changed(activity: Activity, looks: dict[str, Any], now: datetime) -> AnyContent:
    content = change(activity.content, looks)
    if "timer" in looks and isinstance(content, Timer):
        return content.set_going(now)
    return content


_OWN = frozenset(Set.model_fields) - frozenset(Command.model_fields)
