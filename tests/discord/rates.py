"""How often the REST API may be called: by bucket, and all of it together."""

import hashlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from tests.discord.violations import Violations

GLOBAL = 50
OLD_SECONDS = 3600.0


@dataclass(frozen=True)
class Limit:
    """So many calls in so many seconds."""

    calls: int = 50
    seconds: float = 1.0


OLD_EDITS = Limit(3, 6.0)
NAMES = Limit(2, 600.0)


@dataclass(frozen=True)
class Verdict:
    """What the headers say; and for how long to wait, if the call came too early."""

    limit: int
    remaining: int
    reset_after: float
    bucket: str
    now: float
    wait: float = 0.0
    everywhere: bool = False

    @property
    def headers(self) -> dict[str, str]:
        told = {
            "X-RateLimit-Limit": str(self.limit),
            "X-RateLimit-Remaining": str(self.remaining),
            "X-RateLimit-Reset": f"{self.now + self.reset_after:.3f}",
            "X-RateLimit-Reset-After": f"{self.reset_after:.3f}",
            "X-RateLimit-Bucket": self.bucket,
        }
        if self.wait:
            told |= {"Retry-After": f"{self.wait:.3f}"}
            told |= {"X-RateLimit-Scope": "global" if self.everywhere else "user"}
            told |= {"X-RateLimit-Global": "true"} if self.everywhere else {}
        return told


class Rates:
    """Counts calls on the clock it is given. `times` makes every limit so much wider."""

    def __init__(self, now: Callable[[], float], violations: Violations) -> None:
        self.times = 1.0
        self.limits: dict[str, Limit] = {}
        """Other limits than the endpoint's, as "POST /channels/{channel}/messages"."""
        self.now = now
        self._violations = violations
        self._windows: dict[tuple[str, str], deque[float]] = {}

    def take(self, bucket: str, major: str, limit: Limit, *, exempt: bool) -> Verdict:
        """Count one call; *exempt* are interactions, which the global limit does not know."""
        now, limit = self.now(), self.limits.get(bucket, limit)
        name = hashlib.sha256(bucket.encode()).hexdigest()[:16]
        if not exempt and (wait := self._enter("*", "*", Limit(GLOBAL), now)):
            self._violations.add("rate", f"more than {GLOBAL} calls a second")
            return Verdict(GLOBAL, 0, wait, name, now, wait, everywhere=True)
        wait = self._enter(bucket, major, limit, now)
        window = self._windows[bucket, major]
        most = int(limit.calls * self.times)
        reset = max(0.001, window[0] + limit.seconds - now) if window else limit.seconds
        if wait:
            self._violations.add("rate", f"{bucket} ({major}): more than {most} in its window")
        return Verdict(most, max(0, most - len(window)), reset, name, now, wait)

    def wait_to_edit_old(self, channel: str) -> float:
        """0 if a message of an hour or more may be edited in *channel* now; else the seconds."""
        wait = self._enter("old edits", channel, OLD_EDITS, self.now())
        if wait:
            self._violations.add("old edits", f"more than 3 edits in 6 seconds in {channel}")
        return wait

    def wait_to_rename(self, channel: str) -> float:
        """The same for the name or topic of *channel*; no header tells of it."""
        wait = self._enter("names", channel, NAMES, self.now())
        if wait:
            self._violations.add("rate", f"{channel} was renamed more than twice in ten minutes")
        return wait

    def _enter(self, bucket: str, major: str, limit: Limit, now: float) -> float:
        window = self._windows.setdefault((bucket, major), deque())
        while window and window[0] <= now - limit.seconds:
            window.popleft()
        if len(window) >= int(limit.calls * self.times):
            return max(0.001, window[0] + limit.seconds - now)
        window.append(now)
        return 0.0
