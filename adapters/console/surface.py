"""The console's card: kept as text, for whoever looks."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.console.card import NAME as NAME
from adapters.console.card import card
from bot.activity import Channel
from bot.buttons import Press
from bot.errors import Refused
from bot.surface import Delivery, Postponed, Shown

WORKSPACE = "console"

_REST = timedelta(seconds=0.5)
_CHANNEL = re.compile(r"[\w.-]{1,80}")


class ConsoleCard:
    """Shows activities as text."""

    name = NAME
    lanes = 16

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface. The memo is the card itself."""
        labels = tuple(press.label for press in presses)
        now = self._clock()
        text = card(delivery.activity, delivery.others, labels, now, left=delivery.left)
        return Shown({"card": text}, {"state": "posted"}, rest_until=now + _REST)


def channel(name: str) -> Channel:
    """The console channel called *name*, with or without its `#`. Raises Refused."""
    plain = name.strip().removeprefix("#").casefold()
    if not _CHANNEL.fullmatch(plain):
        raise Refused(
            "A channel's name is 1 to 80 letters, digits, dots and dashes. Nothing was changed."
        )
    return Channel(surface=NAME, id=plain, workspace=WORKSPACE, name=plain)
