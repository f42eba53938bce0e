"""The plainest markup there is: what is bold stands in brackets, and a moment is its time."""

from datetime import datetime

from bot.markup import Moment
from bot.text import clean, cut


class Written:
    surface = "slack"

    def typed(self, text: str, length_max: int) -> str:
        return cut(clean(text), length_max)

    def bold(self, markup: str) -> str:
        return f"[{markup}]"

    def moment(self, at: datetime, form: Moment) -> str:
        return f"{at:%d %b %H:%M}" if form == "when" else f"{at:%H:%M:%S}"


WRITTEN = Written()
