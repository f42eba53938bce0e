"""An event loop whose time is made up: when nothing is left to do now, it is later.

No sockets, no threads: everything that happens in a run happens on this loop, so that
the same seed is the same run.
"""

import asyncio
import selectors
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

EPOCH = datetime(2030, 1, 1, tzinfo=UTC)


class _Leap(selectors.SelectSelector):
    """Waits for nothing but the time, which passes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None:
            raise RuntimeError("everybody waits for somebody else")
        self.now += max(0.0, timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """A loop on made-up time. *unexpected* is what nobody caught."""

    def __init__(self) -> None:
        self._leap = _Leap()
        super().__init__(self._leap)
        self.unexpected: list[str] = []
        self.set_exception_handler(self._on_unexpected)

    def time(self) -> float:
        """Seconds since the run began."""
        return self._leap.now

    def clock(self) -> datetime:
        """The same, as a time of day."""
        return EPOCH + timedelta(seconds=self._leap.now)

    def stand_still(self, seconds: float) -> None:
        """Let time pass while nothing on this loop runs, as in a process that is stopped."""
        self._leap.now += seconds

    def _on_unexpected(self, loop: asyncio.AbstractEventLoop, context: Mapping[str, Any]) -> None:
        self.unexpected.append(f"{context.get('message')}: {context.get('exception')!r}")
