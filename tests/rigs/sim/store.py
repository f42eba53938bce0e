"""The real store, its file and its SQL, without its thread: what is asked is done on the loop.

A commit takes a little made-up time, so that others come in between. Whoever is killed
never hears of what was asked, whether or not it was done.
"""

import random
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from queue import Empty

from bot.activity import LOCK_SCREEN
from bot.errors import StoreUnusable
from bot.stores import start
from bot.stores.sqlite import SqliteStore
from bot.stores.writer import Writer

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
        self._owned: start.Opened | None = None
        self._dead = False

    async def begin(self) -> None:
        """Open the file, here and now."""
        self._owned = start.open_owned(self._how)

    async def ask(self, *of, **how):  # type: ignore[no-untyped-def]  # the base class has the types
        """See Writer."""
        if self._dead:
            raise StoreUnusable("The process was killed.")
        self._loop.call_later(self._dice.uniform(0, COMMIT_SECONDS_MAX), self._commit)
        return await super().ask(*of, **how)

    async def close(self) -> None:
        """Finish what was asked, and let go of the file."""
        self._commit()
        assert self._owned is not None
        start.close_owned(self._owned, broken=False)
        self._closing = True

    def kill(self) -> frozenset[str]:
        """Let go of the file as a process does that is killed: what is committed is there.

        Which activities it was showing on the Lock Screen.
        """
        self._dead = True
        assert self._owned is not None
        held = self._owned.db.execute(_HELD, (LOCK_SCREEN,)).fetchall()
        start.close_owned(self._owned, broken=True)
        return frozenset(activity for (activity,) in held)

    def _commit(self) -> None:
        jobs = []
        while True:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            assert job is not None, "nobody but the thread is told to stop"
            jobs.append(job)
        if not jobs or self._dead or self._strikes():
            return
        assert self._owned is not None
        self._do(self._owned.db, jobs)
        if not self._strikes():
            self._tell(jobs)


async def opened(
    path: Path, clock: Callable[[], datetime], dice: random.Random, strikes: Strikes
) -> tuple[SqliteStore, LoopWriter]:
    """The store at *path*, and the writer to kill it by.

    Nothing is synced: what a power cut takes is for the crash rig to see.
    """
    writer = LoopWriter(start.minding({}, start.How(str(path), synchronous="OFF")), dice, strikes)
    await writer.begin()
    return SqliteStore(writer, answer_seconds=2.0, clock=clock), writer
