"""set: change what shows."""

from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands import fields
from bot.commands.base import Command, Weight
from bot.commands.shape import LOOKS, change
from bot.commands.step import move
from bot.content import Metric, SegmentedProgress, Timer
from bot.errors import Refused
from bot.words import Number

_HOW = 'Set what? Say `set subtitle:"Verify restore"`, `set CPU=91%` or `set color:red`.'
_COSMETIC = frozenset({"color", "icon", "icon_color", "badge_color", "step_color", "step_colors"})
_NUMBERS = frozenset({"percentage", "value", "limit", "metrics"})


class Set(Command):
    """Change anything that shows: `set CPU=91%`, `set color:red icon:flame.fill badge:SEV1`."""

    verb: ClassVar[str] = "set"
    usage: ClassVar[str] = "set FIELD:VALUE …"

    title: str | None = None
    subtitle: str | None = None
    message: str | None = None
    color: str | None = None
    icon: str | None = None
    icon_color: str | None = None
    badge: str | None = None
    badge_color: str | None = None
    step: int | None = None
    steps: int | None = None
    step_names: tuple[str, ...] | None = None
    step_color: str | None = None
    step_colors: tuple[str, ...] | None = None
    percentage: Number | None = None
    value: Number | str | None = None
    limit: Number | None = None
    timer: int | str | None = None
    metrics: tuple[Metric, ...] | None = None
    tags: tuple[str, ...] | None = None
    audience: tuple[str, ...] | None = None
    dismiss: int | None = None

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """Every word is an option: `set subtitle:"Verify restore" color:red`."""
        said = typed.split(words)
        if not said:
            raise Refused(_HOW)
        stray = next((word for word in said if word.key is None), None)
        if stray is not None:
            raise Refused(f"`{stray.text[:40]}` belongs to nothing. {_HOW}")
        values = fields.read(said)
        if "type" in values:
            raise Refused("The type cannot change. End this one and start another.")
        return values

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Change the fields that were said, and no other."""
        said = {name: getattr(self, name) for name in self._said()}
        updates: dict[str, Any] = {
            to: said[name]
            for name, to in (("tags", "tags"), ("audience", "audience"),
                             ("dismiss", "dismiss_minutes"), ("step_names", "step_names"))
            if name in said
        }  # fmt: skip
        looks = {name: value for name, value in said.items() if name in LOOKS}
        if updates.get("step_names") is not None:
            activity = activity.model_copy(update={"step_names": updates.pop("step_names")})
        if isinstance(activity.content, SegmentedProgress):
            activity = self._moved(activity, looks)
        if looks:
            updates["content"] = self._changed(activity, looks, now)
        return activity.model_copy(update=updates) if updates else activity

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
        return frozenset(self.model_fields_set) & _OWN

    @staticmethod
    def _moved(activity: Activity, looks: dict[str, Any]) -> Activity:
        """*activity* at the step that was said; takes what it used out of *looks*."""
        content = activity.content
        assert isinstance(content, SegmentedProgress), "the caller looked"
        steps = looks.pop("steps", None)
        step = looks.pop("step", None)
        looks.pop("step_names", None)
        if step is None and steps is None:
            return activity
        if step is None and steps is not None:
            step = min(content.current_step, steps)
        assert step is not None, "a step was said, or kept"
        return move(activity, step, steps)

    @staticmethod
    def _changed(activity: Activity, looks: dict[str, Any], now: datetime) -> Any:
        content = change(activity.content, looks)
        if "timer" in looks and isinstance(content, Timer):
            return content.set_going(now)
        return content


_OWN = frozenset(Set.model_fields) - frozenset(Command.model_fields)
