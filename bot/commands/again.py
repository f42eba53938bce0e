"""again: start anew what may not have started."""

from datetime import datetime
from typing import ClassVar

from bot.activity import Activity
from bot.commands.base import Command


class Again(Command):
    """Start again on the phones, when nobody can tell whether the first start arrived."""

    verb: ClassVar[str] = "again"
    usage: ClassVar[str] = "again"

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Allow one start more."""
        return activity.model_copy(update={"starts": activity.starts + 1})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "started again"
