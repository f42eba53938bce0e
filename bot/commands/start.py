"""start: begin an activity."""

from typing import ClassVar

from bot.activity import Activity
from bot.commands.begin import Begin


class Start(Begin):
    """Begin an activity, from a template or from what is said."""

    verb: ClassVar[str] = "start"
    usage: ClassVar[str] = "start [TEMPLATE] TITLE [steps:4 | 42% | CPU=24% | timer:5m | value:…]"

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "started"
