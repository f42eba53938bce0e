"""What is done after Slack has its answer: nobody waits for it, and it is bounded."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.errors import LockstepError

AT_ONCE_MAX = 200
WITHIN_SECONDS = 20.0

log = logging.getLogger(__name__)


class Errands:
    """The errands that are under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Run *errand*; when too many are under way it is left, which is logged."""
        if len(self._tasks) >= AT_ONCE_MAX:
            errand.close()
            log.warning("errand left", extra={"errand": _name(errand)})
            return
        task = asyncio.create_task(self._run(errand))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, errand: Coroutine[Any, Any, None]) -> None:
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                await errand
        except (LockstepError, TimeoutError) as exc:
            log.info("errand failed", extra={"errand": _name(errand), "why": str(exc)})

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def close(self) -> None:
        """Break off what is under way."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


def _name(errand: Coroutine[Any, Any, None]) -> str:
    return str(getattr(errand, "__qualname__", ""))
