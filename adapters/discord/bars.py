"""Channels that keep us out, and how long we stay away from them.

Whoever insists on what is refused (ten thousand times in ten minutes) is shut out of all of
Discord, with everybody else at the same address.
"""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

AWAY = timedelta(minutes=1)
AWAY_AT_FIRST = timedelta(seconds=5)
"""Where there is something new that people wait for; twice as long each time, up to AWAY."""
KEPT_MAX = 5_000


@dataclass(frozen=True)
class _Bar:
    """When we were kept out, how often by then, and at which transition."""

    since: datetime
    times: int
    transition: int


class Bars:
    """The channels, or whatever else *where* names."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._bars: OrderedDict[str, _Bar] = OrderedDict()

    def put(self, where: str, transition: int = 0) -> None:
        """We were kept out."""
        before = self._bars.get(where)
        times = before.times + 1 if before else 1
        self._bars[where] = _Bar(self._clock(), times, transition)
        self._bars.move_to_end(where)
        if len(self._bars) > KEPT_MAX:
            self._bars.popitem(last=False)

    def lift(self, where: str) -> None:
        """We were let in."""
        self._bars.pop(where, None)

    def wait_seconds(self, where: str, transition: int = 0) -> float:
        """How long we had better stay away; 0 if we may try."""
        bar = self._bars.get(where)
        if bar is None:
            return 0.0
        away = AWAY
        if transition > bar.transition:
            away = min(AWAY, AWAY_AT_FIRST * 2.0 ** min(bar.times - 1, 10))
        return max(0.0, (bar.since + away - self._clock()).total_seconds())
