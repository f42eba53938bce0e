"""pause, resume and timer: freeze a clock, run it on, or set it anew."""

from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands.base import Command
from bot.commands.fields import UP
from bot.commands.shape import change
from bot.content import Timer as Clockwork
from bot.errors import Refused


class Pause(Command):
    """Freeze the timer."""

    verb: ClassVar[str] = "pause"
    usage: ClassVar[str] = "pause"

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """Pause, while it runs."""
        content = activity.content
        return ("Pause", "") if isinstance(content, Clockwork) and content.is_running else None

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Frozen where it stands; a frozen timer stays as it is."""
        return _run(activity, False, now)

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "paused"


class Resume(Command):
    """Let a frozen timer run on."""

    verb: ClassVar[str] = "resume"
    usage: ClassVar[str] = "resume"
    permit: ClassVar[str] = "pause"

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """Resume, while it is frozen."""
        content = activity.content
        return ("Resume", "") if isinstance(content, Clockwork) and not content.is_running else None

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Running from where it stood; a running timer stays as it is."""
        return _run(activity, True, now)

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "resumed"


class Timer(Command):
    """Set the timer anew: `timer 10m` counts down, `timer up` counts up."""

    verb: ClassVar[str] = "timer"
    usage: ClassVar[str] = "timer LENGTH | up"

    length: int | None = None
    """Seconds; None counts up from nothing."""

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`timer 10m` or `timer up`."""
        if words.casefold() == UP:
            return {"length": None}
        return {"length": typed.duration_seconds(words)}

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """A fresh window from now on, running."""
        content = _clockwork(activity)
        fresh = change(content, {"timer": UP if self.length is None else self.length})
        assert isinstance(fresh, Clockwork), "a timer stays a timer"
        return activity.model_copy(update={"content": fresh.set_going(now)})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "timer set"


def _run(activity: Activity, running: bool, now: datetime) -> Activity:
    content = _clockwork(activity)
    if content.is_running == running:
        return activity
    return activity.model_copy(update={"content": content.set_running(running, now)})


def _clockwork(activity: Activity) -> Clockwork:
    if not isinstance(activity.content, Clockwork):
        raise Refused(f'`{activity.name}` has no timer. Start one with `start "Break" timer:5m`.')
    return activity.content
