"""What may be sent to a workspace now, and what had better wait. Pure.

Each method has its own allowance in each workspace, each channel its own for posts. Who
matters less leaves some of it for who matters more: a person who waits for an answer may
take the last, a card that only moves a number leaves half.
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from adapters.slack.tiers import POSTS, POSTS_PER_CHANNEL, per_minute

Weight = Literal["person", "transition", "progress"]

KEPT_MAX = 10_000
QUIET_SECONDS_MAX = 30.0
BACKGROUND_CALLS_MAX = 6
BUSY_SECONDS = 0.5

_LEFT_FOR_OTHERS: dict[Weight, float] = {"person": 0.0, "transition": 0.2, "progress": 0.5}
_MARGIN = 0.001  # forgives what adding up fractions loses


@dataclass
class Bucket:
    """An allowance that fills up again: *burst* at once, then *per_minute*."""

    per_minute: float
    burst: float
    left: float = field(default=-1.0)
    at: datetime | None = None
    closed_until: datetime | None = None

    def wait_seconds(self, weight: Weight, now: datetime) -> float:
        """How long somebody of *weight* must wait; nothing when one may go now."""
        self._refill(now)
        wait = 0.0
        if self.closed_until is not None:
            wait = max(0.0, (self.closed_until - now).total_seconds())
        needed = 1 + (self.burst - 1) * _LEFT_FOR_OTHERS[weight]
        if self.left < needed:
            wait = max(wait, (needed - self.left) * 60 / self.per_minute + _MARGIN)
        return wait

    def spend(self) -> None:
        """Count one that goes."""
        self.left = max(0.0, self.left - 1)

    def close(self, until: datetime) -> None:
        """Let nothing through before *until*, as Slack asked."""
        self.closed_until = until if self.closed_until is None else max(until, self.closed_until)
        self.left = 0.0

    def _refill(self, now: datetime) -> None:
        if self.at is None:
            self.left = self.burst
        else:
            passed = max(0.0, (now - self.at).total_seconds())
            self.left = min(self.burst, self.left + passed * self.per_minute / 60)
        self.at = now


@dataclass
class _Team:
    """How a workspace answers lately: calls that are open, and silence after silence."""

    open: int = 0
    silences: int = 0
    quiet_until: datetime | None = None


class Pace:
    """The allowances of all workspaces."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[tuple[str, str], Bucket] = OrderedDict()
        self._teams: dict[str, _Team] = {}

    def ask(self, team: str, method: str, channel: str, weight: Weight, now: datetime) -> float:
        """How many seconds the call must wait; 0 lets it go, and counts it."""
        state = self._teams.setdefault(team, _Team())
        wait = 0.0
        if weight != "person":
            if state.quiet_until is not None:
                wait = max(wait, (state.quiet_until - now).total_seconds())
            if state.open >= BACKGROUND_CALLS_MAX:
                wait = max(wait, BUSY_SECONDS)
        buckets = self._of(team, method, channel)
        wait = max(wait, *(bucket.wait_seconds(weight, now) for bucket in buckets))
        if wait > 0:
            return wait
        for bucket in buckets:
            bucket.spend()
        state.open += 1
        return 0.0

    def over(self, team: str) -> None:
        """A call that was let go has come back, however it went."""
        self._teams[team].open -= 1

    def heard(self, team: str) -> None:
        """The workspace answered."""
        state = self._teams[team]
        state.silences, state.quiet_until = 0, None

    def silent(self, team: str, now: datetime) -> None:
        """The workspace did not answer: what nobody waits for leaves it alone for a while."""
        state = self._teams[team]
        if state.quiet_until is not None and now < state.quiet_until:
            return  # One silence, met by several calls.
        state.silences += 1
        seconds = min(2.0 ** min(state.silences - 1, 10), QUIET_SECONDS_MAX)
        state.quiet_until = now + timedelta(seconds=seconds)

    def refused(self, team: str, method: str, seconds: float, now: datetime) -> None:
        """Slack asked for fewer calls of *method* in this workspace."""
        self._of_method(team, method).close(now + timedelta(seconds=seconds))

    def _of(self, team: str, method: str, channel: str) -> list[Bucket]:
        buckets = [self._of_method(team, method)]
        if method in POSTS and channel:
            buckets.append(self._kept((team, f"#{channel}"), Bucket(POSTS_PER_CHANNEL, 1)))
        return buckets

    def _of_method(self, team: str, method: str) -> Bucket:
        """The allowance of a method: never more than its limit in any minute."""
        limit = per_minute(method)
        burst = max(1.0, limit / 4)
        return self._kept((team, method), Bucket(max(1.0, limit - burst), burst))

    def _kept(self, key: tuple[str, str], new: Bucket) -> Bucket:
        bucket = self._buckets.get(key)
        if bucket is None:
            bucket = self._buckets[key] = new
            if len(self._buckets) > KEPT_MAX:
                self._buckets.popitem(last=False)
        self._buckets.move_to_end(key)
        return bucket
