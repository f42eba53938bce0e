"""What may be sent now: an account's requests, and how often a phone's picture may change. Pure.

An account's requests stay under its limit in any 60 seconds, also across a restart that
forgets what was spent: a full bucket, a minute's refill and another full bucket are the
limit. Who matters less leaves some tokens for who matters more.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal, Self

Kind = Literal["end", "start", "transition", "progress"]
Go = Literal["go"]

PROGRESS_BURST = 10
PROGRESS_SPACING = timedelta(seconds=125)
PROGRESS_REST = timedelta(seconds=1)
SLOWED_FOR = timedelta(hours=1)
COSMETIC_WAIT = timedelta(minutes=2)

_MARGIN = timedelta(milliseconds=1)  # forgives what adding up fractions loses
_RESERVED_EIGHTHS: dict[Kind, int] = {"end": 0, "start": 1, "transition": 2, "progress": 4}


class Rate:
    """The requests of one account."""

    def __init__(self, requests_per_minute: int) -> None:
        limit = max(1, requests_per_minute)
        self.burst = max(1, limit * 8 // 60)
        self._per_second = max(limit - 2 * self.burst, 0.5) / 60
        self._tokens = float(self.burst) if limit >= 3 else 0.0
        self._at: datetime | None = None

    def ask(self, kind: Kind, now: datetime) -> Go | datetime:
        """Whether a request of *kind* may go at *now*, and if not, when to ask again."""
        self._refill(now)
        needed = 1 + self.burst * _RESERVED_EIGHTHS[kind] // 8
        if self._tokens >= needed:
            return "go"
        return now + timedelta(seconds=(needed - self._tokens) / self._per_second) + _MARGIN

    def spend(self, now: datetime) -> None:
        """Count a request that goes at *now*."""
        self._refill(now)
        assert self._tokens >= 1, "whoever sends has asked"
        self._tokens -= 1

    def _refill(self, now: datetime) -> None:
        passed = (now - self._at).total_seconds() if self._at else 0.0
        self._tokens = min(self.burst, self._tokens + max(0.0, passed) * self._per_second)
        self._at = now


@dataclass(frozen=True)
class Spread:
    """How often one activity has changed lately: bursts are fine, a steady stream is not.

    Apple lets a Live Activity change about every two minutes; past that, its phones stop
    drawing it for about an hour while everybody is told that all is well. So a burst slows
    down as it is used up: a second between two changes at first, twice as long for each
    that is spent, two minutes in the end. Something is always left for the last state.
    """

    left: float = PROGRESS_BURST
    at: datetime | None = None
    slow_until: datetime | None = None

    def ask(self, now: datetime) -> Go | datetime:
        """Whether progress may be shown at *now*, and if not, when to ask again."""
        rest_until = self.rest_until(now)
        return "go" if rest_until is None else rest_until

    def rest_until(self, now: datetime) -> datetime | None:
        """When progress may be shown again; None if it may be now."""
        if self.at is None:
            return None
        left = self._left(now)
        rest = max(PROGRESS_REST, self._spacing(now) / 2 ** int(left))
        at = self.at + rest + _MARGIN
        if left < 1:
            at = max(at, now + (1 - left) * self._spacing(now) + _MARGIN)
        return at if at > now else None

    def spent(self, now: datetime) -> Self:
        """The same after a change that was shown at *now*."""
        return replace(self, left=max(0.0, self._left(now) - 1), at=now)

    def warned(self, now: datetime) -> Self:
        """The same after ActivitySmith said that the phones are tired of it."""
        return replace(self, left=min(1.0, self._left(now)), at=now, slow_until=now + SLOWED_FOR)

    def _left(self, now: datetime) -> float:
        passed = max(timedelta(), now - self.at) if self.at else timedelta()
        return min(PROGRESS_BURST, self.left + passed / self._spacing(now))

    def _spacing(self, now: datetime) -> timedelta:
        slow = self.slow_until is not None and now < self.slow_until
        return PROGRESS_SPACING * 2 if slow else PROGRESS_SPACING

    def kept(self) -> str:
        """The same as text, for `read`."""
        stamps = [str(round(t.timestamp())) if t else "" for t in (self.at, self.slow_until)]
        return f"{self.left:.3f} {stamps[0]} {stamps[1]}" if self.at else ""

    @classmethod
    def read(cls, text: str) -> Self:
        """What was kept; afresh if it cannot be read."""
        try:
            left, at, slow = text.split(" ")
            return cls(float(left), _stamp(at), _stamp(slow))
        except ValueError:
            return cls()


def _stamp(text: str) -> datetime | None:
    return datetime.fromtimestamp(int(text), UTC) if text else None
