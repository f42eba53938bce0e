"""Discord's clock: one that stands until it is moved, or the real one."""

import time
from datetime import UTC, datetime


class Clock:
    """Seconds since 1970. It goes only when a test says `advance`, or `Clock(standing=False)`.

    It stands at the moment at which it was made, or *at* another.
    """

    def __init__(self, *, standing: bool = True, at: float | None = None) -> None:
        self._standing = standing
        self._began = at or time.time()
        self._began_ticking = time.monotonic()
        self._ahead = 0.0

    def now(self) -> float:
        """By which tokens, nonces and messages grow old."""
        return self._began + self._ahead if self._standing else self.ticking()

    def ticking(self) -> float:
        """By which calls are counted: goes on while the other stands, and is moved with it.

        A client that waits as it was told to is not to be refused for it.
        """
        return self._began + self._ahead + time.monotonic() - self._began_ticking

    def utc(self) -> datetime:
        """For the app to keep its pace by."""
        return datetime.fromtimestamp(self.now(), UTC)

    def iso(self) -> str:
        """As Discord writes the time."""
        return iso(self.now())

    def advance(self, seconds: float) -> None:
        self._ahead += seconds


def iso(seconds: float) -> str:
    """As Discord writes a time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
