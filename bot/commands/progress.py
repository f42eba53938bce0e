"""progress: move a bar."""

from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands.base import Command, Weight
from bot.commands.fields import percentage
from bot.commands.shape import change
from bot.content import Progress as Bar
from bot.content import SegmentedProgress
from bot.errors import Refused
from bot.words import Number

_HOW = "How far is it? Say `progress 60`, `60%` or `180/300`."


class Progress(Command):
    """Move the bar: `progress 60`, `60%`, or `180/300`."""

    verb: ClassVar[str] = "progress"
    usage: ClassVar[str] = "progress NUMBER[%] | VALUE/LIMIT"

    to: Number
    limit: Number | None = None
    percent: bool = False

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`progress 60`, `progress 60%` or `progress 180/300`."""
        if both := typed.fraction(words):
            return {"to": both[0], "limit": both[1]}
        if words.endswith("%"):
            return {"to": percentage(words), "percent": True}
        to = typed.number(words)
        if to is None:
            raise Refused(_HOW)
        return {"to": to}

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Set the percentage, or the value of a bar that counts to an upper limit."""
        content = activity.content
        if isinstance(content, SegmentedProgress):
            raise Refused(f"`{activity.name}` goes by steps. Say `step 3` or `next`.")
        if not isinstance(content, Bar):
            raise Refused(f"`{activity.name}` has no bar to move. Say `help` to see what it has.")
        return activity.model_copy(update={"content": change(content, self._fields(content))})

    def _fields(self, bar: Bar) -> dict[str, Any]:
        if self.limit is not None:
            return {"value": self.to, "limit": self.limit}
        if bar.upper_limit is not None and not self.percent:
            return {"value": self.to}
        if not 0 <= self.to <= 100:
            raise Refused("A percentage is a number from 0 to 100. Nothing was changed.")
        return {"percentage": self.to}

    def weight(self, before: Activity, after: Activity) -> Weight:
        """See Command: only a number moved."""
        return "progress"

    def tell(self, after: Activity) -> str:
        """See Command."""
        assert isinstance(after.content, Bar), "it moved a bar"
        return how_far(after.content)


def how_far(bar: Bar) -> str:
    """What *bar* shows, in words: "42 %" or "120 of 300"."""
    if bar.percentage is not None:
        return f"{typed.spelled(bar.percentage)} %"
    return f"{typed.spelled(bar.value or 0)} of {typed.spelled(bar.upper_limit or 0)}"
