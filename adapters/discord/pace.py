"""How often cards may be edited. Pure.

A message of an hour or more may be edited three times in six seconds, it and all others as
old in its channel together; Discord's headers do not tell. What only moves a number leaves
one of them for what people wait for. And no card is edited so often that nobody could read it.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Literal

Weight = Literal["transition", "progress"]

OLD_AFTER = timedelta(minutes=59)
OLD_EDITS, OLD_WITHIN = 3, timedelta(seconds=6.5)
CARD_EDITS, CARD_WITHIN = 2, timedelta(seconds=2)
KEPT_MAX = 10_000

_EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
_LEFT_FOR_OTHERS: dict[Weight, int] = {"transition": 0, "progress": 1}


def made_at(snowflake: str) -> datetime:
    """When Discord made what has this id."""
    milliseconds = int(snowflake) >> 22 if snowflake.isdecimal() else 0
    return _EPOCH + timedelta(milliseconds=milliseconds)


def snowflake_at(at: datetime) -> str:
    """The id of what would have been made then, for asking what came after."""
    return str(max(0, (at - _EPOCH) // timedelta(milliseconds=1)) << 22)


@dataclass
class _Window:
    """The last *most* edits, and that Discord asked to wait."""

    most: int
    within: timedelta
    edits: "deque[datetime]" = field(default_factory=deque)
    closed_until: datetime | None = None

    def opens_at(self, left: int, now: datetime) -> datetime:
        """When one more may go, if *left* are kept for others."""
        kept = [at for at in self.edits if at + self.within > now]
        opens = now if len(kept) < self.most - left else kept[left - self.most] + self.within
        return max(opens, self.closed_until or opens)

    def spend(self, now: datetime) -> None:
        """Count one that goes."""
        self.edits.append(now)
        while len(self.edits) > self.most:
            self.edits.popleft()


class Pace:
    """The edits of all channels lately."""

    def __init__(self) -> None:
        self._cards: OrderedDict[str, _Window] = OrderedDict()
        self._old: OrderedDict[str, _Window] = OrderedDict()

    def ask(self, channel: str, card: str, weight: Weight, now: datetime) -> float:
        """How many seconds an edit of *card* must wait; 0 lets it go, and counts it."""
        windows = [(_kept(self._cards, card, CARD_EDITS, CARD_WITHIN), 0)]
        if made_at(card) + OLD_AFTER <= now:
            windows.append((self._of_old(channel), _LEFT_FOR_OTHERS[weight]))
        opens = max(window.opens_at(left, now) for window, left in windows)
        if opens > now:
            return (opens - now).total_seconds()
        for window, _ in windows:
            window.spend(now)
        return 0.0

    def close(self, channel: str, seconds: float, now: datetime) -> None:
        """Discord wants no more edits of old messages in *channel* for so long."""
        self._of_old(channel).closed_until = now + timedelta(seconds=seconds)

    def _of_old(self, channel: str) -> _Window:
        return _kept(self._old, channel, OLD_EDITS, OLD_WITHIN)


def _kept(windows: OrderedDict[str, _Window], key: str, most: int, within: timedelta) -> _Window:
    window = windows.setdefault(key, _Window(most, within))
    windows.move_to_end(key)
    if len(windows) > KEPT_MAX:
        windows.popitem(last=False)
    return window
