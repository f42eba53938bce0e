"""ack: say that somebody is on it."""

from datetime import datetime
from typing import ClassVar

from bot.activity import Activity
from bot.commands.base import Command
from bot.content import Alert


class Acknowledge(Command):
    """Say that somebody is on it; who and when shows on every surface."""

    verb: ClassVar[str] = "ack"
    usage: ClassVar[str] = "ack"

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """Acknowledge, while nobody has."""
        wanted = isinstance(activity.content, Alert) or "ack" in activity.buttons
        if wanted and activity.acknowledged_by is None:
            return "Acknowledge", ""
        return None

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """The first to acknowledge stays."""
        if activity.acknowledged_by is not None:
            return activity
        return activity.model_copy(update={"acknowledged_by": self.actor, "acknowledged_at": now})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "acknowledged"
