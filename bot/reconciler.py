"""Brings every surface to the latest revision of every activity.

Level driven: a surface is told what is, never what changed. A revision that came
and went while a surface was away is never shown there, and nobody misses it.
Each surface has lanes of its own, so that a slow one delays no other.
"""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from bot.buttons import Buttons
from bot.errors import Busy, LockstepError, SurfaceError, SurfaceRejected, SurfaceUnavailable
from bot.store import Store
from bot.surface import Delivery, Postponed, Shown, Surface

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
POLL_SECONDS = 5.0
BACKOFF_SECONDS_MAX = 60.0
STOP_WITHIN_SECONDS = 12.0
BREATH_SECONDS = 0.1
FORGET_AFTER = timedelta(days=3)
FORGET_EVERY_SECONDS = 3_600.0


class Reconciler:
    """Shows what is due, on every surface, until it is stopped.

    It looks every *poll_seconds* for what another process may have made due. What failed is
    tried again after a second, and then after ever longer, up to *backoff_seconds_max*.
    """

    def __init__(
        self,
        store: Store,
        surfaces: Mapping[str, Surface],
        buttons: Buttons,
        clock: Callable[[], datetime],
        dice: random.Random | None = None,
        poll_seconds: float = POLL_SECONDS,
        backoff_seconds_max: float = BACKOFF_SECONDS_MAX,
    ) -> None:
        self._store = store
        self._surfaces = surfaces
        self._buttons = buttons
        self._clock = clock
        self._dice = dice or random.Random()  # noqa: S311 - spreads retries; guards nothing
        self._poll_seconds = poll_seconds
        self._backoff_seconds_max = backoff_seconds_max
        self._stopping = asyncio.Event()
        self._down: set[str] = set()
        self._stirred = {surface.name: asyncio.Event() for surface in surfaces.values()}
        self._put_off: dict[str, int] = {}
        self._epochs: dict[tuple[str, str, str], int] = {}

    @property
    def down(self) -> frozenset[str]:
        """The surfaces whose last show failed."""
        return frozenset(self._down)

    async def run(self) -> None:
        """Reconcile until `stop`; what is being shown then is finished first."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._keep_house())
            listening = tasks.create_task(self._listen())
            async with asyncio.TaskGroup() as serving:
                for surface in self._surfaces.values():
                    serving.create_task(self._serve(surface))
            listening.cancel()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when the last show is over."""
        self._stopping.set()
        self._stir()

    async def show_due(self, name: str) -> int:
        """Show what is due on the surface *name* now, once; how many were."""
        surface = self._surfaces[name]
        due = await self._claim(surface, surface.lanes)
        await asyncio.gather(*(self._show(surface, delivery) for delivery in due))
        return len(due)

    async def _serve(self, surface: Surface) -> None:
        running: set[asyncio.Task[None]] = set()
        stirred = self._stirred[surface.name]
        while not self._stopping.is_set():
            stirred.clear()
            free = surface.lanes - len(running)
            try:
                due = await self._claim(surface, free)
            except LockstepError as exc:
                log.warning("store did not answer", extra={"why": str(exc)})
                await self._sleep(1.0)
                continue
            for delivery in due:
                show = asyncio.create_task(self._show(surface, delivery))
                running.add(show)
                show.add_done_callback(partial(self._ended, surface, running))
            if len(due) < free or len(running) >= surface.lanes:
                await self._wait(surface, is_full=len(running) >= surface.lanes)
            if self._put_off.get(surface.name, 0) >= surface.lanes:
                # It takes nothing just now, whatever changes: claiming faster only costs.
                self._put_off[surface.name] = 0
                await self._sleep(BREATH_SECONDS)
        if running:
            await asyncio.wait(running, timeout=STOP_WITHIN_SECONDS)

    async def _claim(self, surface: Surface, lanes: int) -> list[Delivery]:
        if lanes <= 0:
            return []
        now = self._clock()
        claimed = await self._store.claim_due(surface.name, now, now + LEASE, lanes)
        return [delivery for delivery in claimed if self._is_new(delivery)]

    def _is_new(self, delivery: Delivery) -> bool:
        """Whether the channel is not being shown already.

        If it is, our own hold has run out, as it does when the process stood still: who
        shows it goes on, under the new hold, and nobody else begins.
        """
        where = _where(delivery)
        is_new = where not in self._epochs
        self._epochs[where] = delivery.epoch
        return is_new

    def _ended(
        self, surface: Surface, running: set[asyncio.Task[None]], show: asyncio.Task[None]
    ) -> None:
        """A lane is free again."""
        was_full = len(running) >= surface.lanes
        running.discard(show)
        if was_full:
            self._stirred[surface.name].set()

    async def _wait(self, surface: Surface, *, is_full: bool) -> None:
        """Until something may be due and a lane is free, or it is time to stop."""
        stirred, seconds = self._stirred[surface.name], self._poll_seconds
        if not (is_full or stirred.is_set()):
            try:
                due = await self._store.next_due(surface.name)
            except Busy:
                due = None
            if due is not None:
                seconds = min(seconds, (due - self._clock()).total_seconds())
        if seconds <= 0:
            return
        timer = asyncio.get_running_loop().call_later(seconds, stirred.set)
        try:
            await stirred.wait()
        finally:
            timer.cancel()

    async def _listen(self) -> None:
        """Stir every surface when anything becomes due."""
        seen = 0
        while not self._stopping.is_set():
            now = await self._store.changed(seen, self._poll_seconds)
            if now != seen:
                self._stir()
            seen = now

    def _stir(self) -> None:
        for stirred in self._stirred.values():
            stirred.set()

    async def _show(self, surface: Surface, delivery: Delivery) -> None:
        """Show one delivery, and keep how it went. Nothing comes out but a store's failure."""
        failed = True
        try:
            now = self._clock()
            presses = () if delivery.left else self._buttons.of(delivery.activity, now)
            outcome = await surface.show(delivery, presses)
            failed = False
            put_off = self._put_off.get(surface.name, 0) + 1
            self._put_off[surface.name] = put_off if isinstance(outcome, Postponed) else 0
            self._up(surface)
        except SurfaceRejected as exc:
            log.warning("surface rejected a revision", extra=_context(delivery, exc))
            outcome = _postponed(delivery, exc, None)
        except SurfaceUnavailable as exc:
            self._went_down(surface, delivery, exc)
            outcome = _postponed(delivery, exc, self._again_at(delivery, exc.retry_after_seconds))
        except Exception as exc:  # One surface's bug must not stop the others.
            log.exception("surface failed", extra=_context(delivery, exc))
            outcome = _postponed(delivery, None, self._again_at(delivery, None))
        try:
            await self._keep(delivery, outcome, failed=failed)
            if outcome.wake:
                await self._store.wake(surface.name, outcome.wake, self._clock())
        except LockstepError as exc:
            log.warning("what was shown could not be kept", extra=_context(delivery, exc))

    async def _keep(self, delivery: Delivery, outcome: Shown | Postponed, *, failed: bool) -> None:
        """Keep how it went, under whatever hold is ours by now; then let go of the channel."""
        where, kept_under = _where(delivery), -1
        try:
            while kept_under != self._epochs[where]:
                kept_under = self._epochs[where]
                held, now = replace(delivery, epoch=kept_under), self._clock()
                if isinstance(outcome, Shown):
                    await self._store.shown(held, outcome, now)
                else:
                    await self._store.postpone(held, outcome, now, failed=failed)
        finally:
            # Before anything else is waited for: what is claimed from now on is a new show.
            del self._epochs[where]

    def _again_at(self, delivery: Delivery, retry_after_seconds: float | None) -> datetime:
        wait = retry_after_seconds
        if wait is None:
            wait = backoff_seconds(delivery.attempts, self._backoff_seconds_max)
            wait *= self._dice.uniform(0.75, 1.25)
        return self._clock() + timedelta(seconds=wait)

    def _went_down(self, surface: Surface, delivery: Delivery, exc: SurfaceError) -> None:
        if surface.name not in self._down:
            self._down.add(surface.name)
            log.warning("surface unavailable", extra=_context(delivery, exc))

    def _up(self, surface: Surface) -> None:
        if surface.name in self._down:
            self._down.discard(surface.name)
            log.info("surface is back", extra={"surface": surface.name})

    async def _keep_house(self) -> None:
        """Forget the keys of old requests, now and then."""
        while not self._stopping.is_set():
            try:
                await self._store.forget(self._clock() - FORGET_AFTER)
            except LockstepError as exc:
                log.warning("old requests could not be forgotten", extra={"why": str(exc)})
            await self._sleep(FORGET_EVERY_SECONDS)

    async def _sleep(self, seconds: float) -> None:
        """Sleep, unless it is time to stop."""
        waiting = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({waiting}, timeout=seconds)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


def backoff_seconds(attempts: int, seconds_max: float = BACKOFF_SECONDS_MAX) -> float:
    """1, 2, 4 … seconds, up to *seconds_max*."""
    return min(2.0 ** min(attempts - 1, 16), seconds_max)


def _postponed(delivery: Delivery, exc: SurfaceError | None, until: datetime | None) -> Postponed:
    memo = delivery.memo if exc is None or exc.memo is None else exc.memo
    observed = delivery.observed if exc is None or exc.observed is None else exc.observed
    return Postponed(until, memo, observed)


def _where(delivery: Delivery) -> tuple[str, str, str]:
    return delivery.activity.id, delivery.channel.surface, delivery.channel.id


def _context(delivery: Delivery, exc: Exception) -> dict[str, object]:
    return {
        "activity": delivery.activity.id,
        "revision": delivery.activity.revision,
        "surface": delivery.channel.surface,
        "why": str(exc),
    }
