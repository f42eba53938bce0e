"""The store on SQLite: one file, one process that owns it, no server.

Everything goes through one thread and one connection (see writer.py): SQLite before
3.51.3 may corrupt a file that two connections write to.
"""

import asyncio
import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from types import MappingProxyType
from typing import Literal, Self, TypeVar

from bot.activity import Activity, Channel
from bot.errors import StoreUnusable
from bot.store import Answer, Entry, Health, Request, Rule, Target
from bot.stores import changes, holds, reads, secrets, start
from bot.stores.rows import micros
from bot.stores.writer import Tally, Writer
from bot.surface import Delivery, Postponed, Shown

T = TypeVar("T")

RECONCILER_SECONDS = 10.0
"""How long whoever shows may wait: what it did is worth more than a quick answer."""

_SAFE_WITH_TWO_WRITERS = (3, 51, 3)
_CHECKED = "UPDATE meta SET checked_at = ?"
_NO_ENVIRON: Mapping[str, str] = MappingProxyType({})


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SqliteStore:
    """The store of one file. Open it with `open`."""

    def __init__(
        self, writer: Writer, *, answer_seconds: float, clock: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._answer_seconds = answer_seconds
        self._clock = clock

    @classmethod
    async def open(
        cls,
        path: str | os.PathLike[str],
        *,
        environ: Mapping[str, str] = _NO_ENVIRON,
        accept_loss: bool = False,
        synchronous: Literal["FULL", "NORMAL", "OFF"] = "FULL",
        answer_seconds: float = 2.0,
        busy_seconds: float = 1.5,
        clock: Callable[[], datetime] = _utc_now,
    ) -> Self:
        """The store at *path*, made if it is not there. Raises StoreUnusable.

        A command is answered within *answer_seconds*, if only by Busy; a foreign lock is
        waited for *busy_seconds*. *accept_loss* goes on with a file that lost its -wal.
        """
        how = start.How(os.fspath(path), synchronous, busy_seconds, accept_loss)
        writer = Writer(start.minding(environ, how))
        await writer.begin()
        return cls(writer, answer_seconds=answer_seconds, clock=clock)

    @property
    def broken(self) -> StoreUnusable | None:
        """Why the file must not be used any more, if so: the process should end, and say so."""
        return self._writer.broken

    @property
    def tally(self) -> Tally:
        """How much was written, in how many commits."""
        return self._writer.tally

    def warnings(self) -> Sequence[str]:
        """What whoever runs Lockstep should know of this SQLite, in sentences."""
        if sqlite3.sqlite_version_info >= _SAFE_WITH_TWO_WRITERS:
            return ()
        return (
            f"SQLite {sqlite3.sqlite_version} may corrupt a file that two programs write to"
            " (mended in 3.51.3). Lockstep writes by one connection; let nothing else write.",
        )

    async def change(self, request: Request, target: Target, rule: Rule) -> Answer:
        """See Store."""
        assert request.key, "whoever asks names the request"
        return await self._writer.ask(
            partial(changes.change, request=request, target=target, rule=rule),
            patience_seconds=self._answer_seconds,
            stirs=_is_first,
        )

    async def answered(self, scope: str, key: str) -> Answer | None:
        """See Store."""
        return await self._read(lambda db: changes.answered(db, scope, key))

    async def find(self, target: Target) -> Activity | None:
        """See Store."""
        return await self._read(lambda db: reads.find(db, target))

    async def live(self, workspace: str, channel: Channel | None = None) -> Sequence[Activity]:
        """See Store."""
        return await self._read(lambda db: reads.live(db, workspace, channel))

    async def recent(self, workspace: str | None, limit: int) -> Sequence[Activity]:
        """See Store."""
        return await self._read(lambda db: reads.recent(db, workspace, limit), long=True)

    async def timeline(self, activity_id: str) -> Sequence[Entry]:
        """See Store."""
        return await self._read(lambda db: reads.timeline(db, activity_id))

    async def deliveries(self, activity_id: str) -> Sequence[Delivery]:
        """See Store."""
        return await self._read(lambda db: reads.deliveries(db, activity_id))

    async def held(self, surface: str) -> Sequence[Delivery]:
        """See Store."""
        return await self._show(lambda db: reads.held(db, surface), writes=False, long=True)

    async def claim_due(
        self, surface: str, now: datetime, until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """See Store."""
        return await self._show(lambda db: holds.claim_due(db, surface, now, until, limit))

    async def next_due(self, surface: str) -> datetime | None:
        """See Store."""
        return await self._show(lambda db: reads.next_due(db, surface), writes=False)

    async def shown(self, delivery: Delivery, shown: Shown, now: datetime) -> None:
        """See Store."""
        await self._show(lambda db: holds.shown(db, delivery, shown, now), stirs=bool)

    async def postpone(
        self, delivery: Delivery, postponed: Postponed, now: datetime, *, failed: bool
    ) -> None:
        """See Store."""
        await self._show(
            lambda db: holds.postpone(db, delivery, postponed, now, failed=failed), stirs=bool
        )

    async def wake(self, surface: str, activity_ids: Sequence[str], now: datetime) -> None:
        """See Store."""
        if activity_ids:
            await self._show(lambda db: holds.wake(db, surface, activity_ids, now), stirs=bool)

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """See Store."""
        bell = self._writer.bell
        if bell.count == since:
            # Not wait_for, which loses a cancellation that comes together with the bell.
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await bell.rung.wait()
        return bell.count

    async def keep_secret(self, workspace: str, name: str, sealed: str | None) -> None:
        """See Store."""
        await self._writer.ask(
            lambda db: secrets.keep(db, workspace, name, sealed),
            patience_seconds=self._answer_seconds,
        )

    async def secrets(self) -> Mapping[tuple[str, str], str]:
        """See Store."""
        return await self._show(secrets.every, writes=False, long=True)

    async def health(self) -> Health:
        """See Store. It writes, since a disk that only reads is not well."""
        now = self._clock()

        def work(db: sqlite3.Connection) -> Health:
            db.execute(_CHECKED, (micros(now),))
            return reads.health(db, now)

        return await self._writer.ask(work, patience_seconds=self._answer_seconds, long=True)

    async def forget(self, before: datetime) -> int:
        """See Store. A little at a time, so that nobody waits for it."""
        forgotten = 0
        while dropped := await self._show(lambda db: changes.forget(db, before), long=True):
            forgotten += dropped
        return forgotten

    async def close(self) -> None:
        """See Store."""
        await self._writer.close()

    async def _read(self, work: Callable[[sqlite3.Connection], T], *, long: bool = False) -> T:
        return await self._writer.ask(
            work, patience_seconds=self._answer_seconds, writes=False, long=long
        )

    async def _show(
        self,
        work: Callable[[sqlite3.Connection], T],
        *,
        writes: bool = True,
        long: bool = False,
        stirs: Callable[[T], bool] | None = None,
    ) -> T:
        return await self._writer.ask(
            work, patience_seconds=RECONCILER_SECONDS, writes=writes, long=long, stirs=stirs
        )


def _is_first(answer: Answer) -> bool:
    return not answer.again
