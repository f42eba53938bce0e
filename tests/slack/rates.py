"""How often a method may be called: by tier, for each method and workspace apart."""

import math
from collections import deque
from collections.abc import Callable

from tests.slack.violations import Violations

TIERS = {1: 1, 2: 20, 3: 50, 4: 100}
SPECIAL = 600
WINDOW_SECONDS = 60.0
POSTS_A_MINUTE = 300
"""Slack says "several hundred"."""
POST_BURST = 4
"""A channel takes one post a second, and forgives short bursts."""


class Rates:
    """Counts calls on the clock it is given. `times` makes every limit so much wider."""

    def __init__(self, now: Callable[[], float], violations: Violations) -> None:
        self.times = 1.0
        self.limits: dict[str, float] = {}
        """Other limits than the tier's, as for history outside the Marketplace: 1."""
        self._now = now
        self._violations = violations
        self._called: dict[tuple[str, str], deque[float]] = {}
        self._until: dict[tuple[str, str], float] = {}
        self._posted: dict[tuple[str, str], tuple[float, float]] = {}

    def refuse(self, team: str, method: str, seconds: float) -> None:
        """For so long no call is welcome."""
        self._until[team, method] = self._now() + seconds

    def wait(self, team: str, method: str, a_minute: float) -> int:
        """0 if the call may be made; else the seconds of Retry-After."""
        now, key = self._now(), (team, method)
        if now < self._until.get(key, 0.0):
            self._violations.add("Retry-After", f"{method} in {team} was called before its time")
            return math.ceil(self._until[key] - now)
        called = self._called.setdefault(key, deque())
        while called and called[0] <= now - WINDOW_SECONDS:
            called.popleft()
        most = self.limits.get(method, a_minute) * self.times
        if len(called) >= most:
            seconds = max(1, math.ceil(called[0] + WINDOW_SECONDS - now))
            self._violations.add("rate", f"{method} in {team}: more than {most:g} a minute")
            self._until[key] = now + seconds
            return seconds
        called.append(now)
        return 0

    def wait_to_post(self, team: str, channel: str) -> int:
        """The same for one more message in *channel*."""
        now, most = self._now(), POST_BURST * self.times
        left, since = self._posted.get((team, channel), (most, now))
        left = min(most, left + (now - since) * self.times)
        if left < 1:
            self._violations.add("rate", f"{channel} in {team}: more than one post a second")
            self._posted[team, channel] = left, now
            return 1
        self._posted[team, channel] = left - 1, now
        return 0
