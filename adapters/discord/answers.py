"""Everybody who asks is answered: whatever goes wrong, the person hears a sentence.

A command may be told twice, also to two processes: it is done once by its key, and whoever
answers second is told so by Discord, which is no mistake.
"""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from adapters.discord.callbacks import Callbacks, NotAnswered, NotReached
from adapters.discord.people import Interaction, are_roles_known
from adapters.discord.reply import Reply
from adapters.discord.spelling import respelled, several
from adapters.discord.subcommands import Subcommand
from adapters.discord.text import sentence
from bot.errors import Busy, NotAllowed, Refused, SeveralHere, StoreUnusable

DEFER_AFTER_SECONDS = 1.5
"""Discord waits three seconds, the way there and back included."""

WITHIN_SECONDS = 60.0
FINISH_SECONDS = 8.0
HEARD_MAX = 10_000

SLOW = "Lockstep is slow just now; nothing is known to have changed. Try again."
BROKEN = (
    "Something in Lockstep went wrong; nothing is known to have changed. Try again, and if it "
    "happens again tell whoever runs Lockstep: it is in the log."
)

LEARNING = "Lockstep is still learning who has which role. Nothing was changed; try again."

log = logging.getLogger(__name__)


def refusal(exc: Refused, interaction: Interaction, asked: Subcommand | None = None) -> str:
    """What the person is told of *exc*, who *asked* for that, if it was typed."""
    if isinstance(exc, NotAllowed) and not are_roles_known(interaction):
        return LEARNING
    if isinstance(exc, SeveralHere):
        return several(exc)
    return sentence(respelled(str(exc), asked))


class Answers:
    """The interactions that are being answered."""

    def __init__(
        self,
        callbacks: Callbacks,
        *,
        defer_after_seconds: float = DEFER_AFTER_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._callbacks = callbacks
        self.defer_after_seconds = defer_after_seconds
        self.monotonic = monotonic
        self._under_way: set[asyncio.Task[Any]] = set()
        self._heard: OrderedDict[int, None] = OrderedDict()

    def to(self, interaction: Interaction) -> Reply:
        """The one way to answer *interaction*."""
        reply = interaction.extras.get(Reply)
        if reply is None:
            reply = Reply(interaction, self._callbacks, self.monotonic)
            reply.is_again = self._was_heard(interaction.id)
            interaction.extras[Reply] = reply
        assert isinstance(reply, Reply), "nobody else puts anything there"
        return reply

    async def guard(self, reply: Reply, answering: Awaitable[None]) -> None:
        """Await *answering*; whatever comes of it, the person hears.

        What is to be told to the person alone may be raised as Refused. After a second and a
        half without an answer, "thinking" is shown, which promises nothing. What was heard
        before is being answered already.
        """
        if reply.is_again:
            if asyncio.iscoroutine(answering):
                answering.close()
            return
        task = asyncio.current_task()
        assert task is not None, "whoever answers is a task"
        self._under_way.add(task)
        limit = asyncio.timeout(None)
        loop = asyncio.get_running_loop()
        late = loop.call_later(self.defer_after_seconds, self._defer, reply, limit)
        try:
            await self._answer(reply, answering, limit)
        finally:
            late.cancel()
            self._under_way.discard(task)
            reply.interaction.extras.pop(Reply, None)  # So that neither outlives its answer.

    async def _answer(
        self, reply: Reply, answering: Awaitable[None], limit: asyncio.Timeout
    ) -> None:
        try:
            try:
                async with limit:
                    await answering
                await reply.finish()
            except Refused as exc:
                await reply.privately(refusal(exc, reply.interaction))
            except (Busy, StoreUnusable, TimeoutError) as exc:
                log.warning("interaction not stored in time", extra={"why": type(exc).__name__})
                await reply.privately(SLOW)
            except NotReached:
                raise
            except Exception:
                log.exception("interaction not handled")
                await reply.privately(BROKEN)
        except NotAnswered as exc:
            log.warning("interaction not answered", extra={"why": str(exc)})

    def _was_heard(self, interaction_id: int) -> bool:
        """Whether it was told before, to us; what other processes heard, the store knows."""
        if interaction_id in self._heard:
            return True
        self._heard[interaction_id] = None
        if len(self._heard) > HEARD_MAX:
            self._heard.popitem(last=False)
        return False

    def _defer(self, reply: Reply, limit: asyncio.Timeout) -> None:
        with suppress(RuntimeError):  # All is done but the telling.
            # Only now, since nearly all is done by now, and a timer is not for nothing.
            limit.reschedule(asyncio.get_running_loop().time() + WITHIN_SECONDS)
        self._track(asyncio.create_task(_wait(reply)))

    def _track(self, task: asyncio.Task[Any]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    def begin(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do *errand* beside; it is finished before the end, as answers are."""
        self._track(asyncio.create_task(_logged(errand)))

    async def mind(self, errand: Coroutine[Any, Any, None]) -> None:
        """Do *errand* here; it is finished before the end, as answers are."""
        task = asyncio.current_task()
        assert task is not None, "whoever hears is a task"
        self._under_way.add(task)
        try:
            await _logged(errand)
        finally:
            self._under_way.discard(task)

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while others := self._under_way - {asyncio.current_task()}:
            await asyncio.wait(others)

    async def close(self) -> None:
        """Finish what is under way, and break off what takes too long."""
        for _ in range(2):
            await asyncio.sleep(0)  # What came last may not even have begun.
        with suppress(TimeoutError):
            async with asyncio.timeout(FINISH_SECONDS):
                await self.idle()
        for task in (left := self._under_way - {asyncio.current_task()}):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


async def _wait(reply: Reply) -> None:
    try:
        await reply.wait()
    except NotAnswered as exc:
        log.warning("interaction not deferred", extra={"why": str(exc)})


async def _logged(errand: Coroutine[Any, Any, None]) -> None:
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            await errand
    except Exception:
        log.exception("errand failed")
