"""Slack's clock: the real one, or one that stands until it is moved."""

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970. `Clock(standing=True)` goes only when a test says `advance`.

    It stands at the moment at which it was made, or *at* another.
    """

    def __init__(self, *, standing: bool = False, at: float | None = None) -> None:
        self._stood_at = (at or time.time()) if standing else None
        self._ahead = 0.0

    def now(self) -> float:
        return (self._stood_at or time.time()) + self._ahead

    def utc(self) -> datetime:
        """The same, for the app's gateway to keep its pace by."""
        return datetime.fromtimestamp(self.now(), UTC)

    def advance(self, seconds: float) -> None:
        self._ahead += seconds
