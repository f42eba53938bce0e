"""The real store, its file and its SQL, without its thread: all is done on the loop.

A commit takes a little made-up time, so that others come in between. Whoever is killed
never hears of what was asked, whether or not it was done.
"""

import asyncio
import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from bot.activity import LOCK_SCREEN
from bot.errors import StoreUnusable
from bot.stores import start
from bot.stores.sqlite import SqliteStore
from bot.stores.writer import Job, Writer

COMMIT_SECONDS_MAX = 0.02

_HELD = "SELECT activity_id FROM deliveries WHERE surface = ? AND held_since IS NOT NULL"

Strikes = Callable[[], bool]
"""Whether the process dies here."""


class LoopWriter(Writer):
    """A writer without a thread. *strikes* is asked before each commit and after it."""

    def __init__(self, how: start.How, dice: random.Random, strikes: Strikes) -> None:
        super().__init__(how)
        self._dice = dice
        self._strikes = strikes
        self._dead = False

    async def begin(self) -> None:
        """Open the file, here and now."""
        self._opened = start.open_owned(self._how)

    async def ask(self, *of, **how):  # type: ignore[no-untyped-def]  # the base class has the types
        """See Writer."""
        if self._dead:
            raise StoreUnusable("The process was killed.")
        return await super().ask(*of, **how)

    async def close(self) -> None:
        """Finish what was asked, and let go of the file."""
        asked = [job.future for job in self._waiting.values()]
        await asyncio.gather(*asked, return_exceptions=True)
        self._closing = True
        assert self._opened is not None
        start.close_owned(self._opened, broken=False)

    def kill(self) -> frozenset[str]:
        """Let go of the file as a process does that is killed: what is committed is there.

        Which activities it was showing on the Lock Screen.
        """
        self._dead = True
        assert self._opened is not None
        db = self._opened.db
        if db.in_transaction:
            db.execute("ROLLBACK")
        held = db.execute(_HELD, (LOCK_SCREEN,)).fetchall()
        start.close_owned(self._opened, broken=True)
        return frozenset(activity for (activity,) in held)

    def _go_on(self) -> None:
        if not self._dead:
            super()._go_on()

    def _lend(self, errand: Callable[[], None], part: list[Job]) -> None:
        """Do *errand* in a while; the process may die before it, or after it untold."""
        self._is_lent = True
        self._loop.call_later(self._dice.uniform(0, COMMIT_SECONDS_MAX), self._commit_now,
                              errand, part)  # fmt: skip

    def _commit_now(self, errand: Callable[[], None], part: list[Job]) -> None:
        if self._dead or self._strikes():
            return
        errand()
        if not self._strikes():
            self._returned(part)


async def opened(
    path: Path, clock: Callable[[], datetime], dice: random.Random, strikes: Strikes
) -> tuple[SqliteStore, LoopWriter]:
    """The store at *path*, and the writer to kill it by.

    Nothing is synced: what a power cut takes is for the crash rig to see.
    """
    writer = LoopWriter(start.How(str(path), synchronous="OFF"), dice, strikes)
    await writer.begin()
    return SqliteStore(writer, answer_seconds=2.0, clock=clock), writer
