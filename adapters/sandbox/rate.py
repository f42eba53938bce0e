"""How often may be asked: a sliding minute, one for all or one for each kind of call."""

import math
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from adapters.sandbox.answers import Refusal, rate_limited
from adapters.sandbox.switches import Switches

MINUTE = timedelta(minutes=1)
FORCED_WAIT_SECONDS = 30
BUCKETS = {"push": "push", "replace": "push", "badge": "badge", "metric": "metrics"}


@dataclass
class Rate:
    """The requests let through in the last minute, by bucket."""

    let_through: dict[str, deque[datetime]] = field(default_factory=dict)

    def check(self, endpoint: str, switches: Switches, now: datetime) -> None:
        """Count one request; raises Refusal (429) when the minute is full."""
        if switches.rate_limited:
            raise _too_many(switches, now, FORCED_WAIT_SECONDS)
        if switches.rate == "off":
            return
        name, most = _bucket(endpoint, switches)
        times = self.let_through.setdefault(name, deque())
        while times and times[0] <= now - MINUTE:
            times.popleft()
        if len(times) >= most:
            oldest = times[0] if times else now
            raise _too_many(switches, now, math.ceil((oldest + MINUTE - now).total_seconds()))
        times.append(now)


def _bucket(endpoint: str, switches: Switches) -> tuple[str, int]:
    if switches.rate == "shared60":
        return "all", switches.requests_per_minute
    name = BUCKETS.get(endpoint, "live")
    most = {"live": switches.live_per_minute, "metrics": switches.metrics_per_minute}
    return name, most.get(name, switches.requests_per_minute)


def _too_many(switches: Switches, now: datetime, wait_seconds: int) -> Refusal:
    written = switches.retry_after
    if written == "seconds":
        written = str(max(1, wait_seconds))
    elif written == "date":
        written = format_datetime(now + timedelta(seconds=max(1, wait_seconds)), usegmt=True)
    return Refusal(rate_limited(code=switches.rate_code, retry_after=written))
