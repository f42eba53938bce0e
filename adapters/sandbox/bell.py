"""Rings whenever there is something new to see, for whoever watches."""

import asyncio
from contextlib import suppress


class Bell:
    """Counts how often something changed, and lets others wait for the next time."""

    def __init__(self) -> None:
        self.count = 0
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something changed."""
        self.count += 1
        self._rung.set()
        self._rung = asyncio.Event()

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """How often it has rung; waits until that is another number than *since*, or for so long.

        Who hands back what it was answered last misses nothing that happens between two waits.
        """
        if self.count == since:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await self._rung.wait()
        return self.count
