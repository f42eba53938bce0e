"""One thread that owns one connection, and does in batches what is asked of it.

Whatever waits is taken together: one transaction, a savepoint for each piece of work,
one commit. Nobody is answered before the commit is on disk, and everybody of a batch
whose commit failed hears that it failed. Work whose asker was told that it took too
long is not begun any more; work that has begun is never broken off.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from bot.errors import Busy, StoreUnusable
from bot.stores import start

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BATCH_MAX = 256
QUEUE_MAX = 10_000

_BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_PASSING = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN}
_TOO_LATE = "The store did not answer in time. Please try again."


@dataclass(slots=True, eq=False)
class _Job:
    work: Work[Any]
    writes: bool
    stirs: Callable[[Any], bool] | None
    future: asyncio.Future[Any]
    given_up: bool = False
    result: Any = None
    error: BaseException | None = None


@dataclass
class Tally:
    """How much was written, in how many commits."""

    written: int = 0
    commits: int = 0


@dataclass
class Bell:
    """Rings for everybody who waits for something to become due."""

    count: int = 0
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        """Wake everybody who waits."""
        self.count += 1
        self.rung.set()
        self.rung = asyncio.Event()


class Writer:
    """Runs work on the connection that *how* opens. Belongs to the loop it is begun in."""

    def __init__(self, how: start.How) -> None:
        self.broken: StoreUnusable | None = None
        self.tally = Tally()
        self.bell = Bell()
        self._how = how
        self._loop = asyncio.get_running_loop()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._gathered: list[_Job] = []
        self._waiting = 0
        self._closing = False
        self._opened: asyncio.Future[None] = self._loop.create_future()
        self._closed: asyncio.Future[None] = self._loop.create_future()

    async def begin(self) -> None:
        """Open the file. Raises StoreUnusable."""
        # As a daemon it outlives whoever forgot to close, and so does the -wal it needs.
        threading.Thread(target=self._run, name="lockstep-store", daemon=True).start()
        await asyncio.shield(self._opened)

    async def ask(
        self,
        work: Work[T],
        *,
        patience_seconds: float,
        writes: bool = True,
        stirs: Callable[[T], bool] | None = None,
    ) -> T:
        """What *work* returns, once it is on disk; what it raises. Raises Busy, StoreUnusable.

        The bell rings when *stirs* says so of what was returned.
        """
        if self.broken is not None:
            raise StoreUnusable(str(self.broken))
        if self._closing:
            raise StoreUnusable("The store is closed.")
        if self._waiting >= QUEUE_MAX:
            raise Busy("Too much is waiting for the store. Please try again.")
        job = _Job(work, writes, stirs, self._loop.create_future())
        self._waiting += 1
        if not self._gathered:
            # What is asked in one turn of the loop is one commit; and the thread, once it
            # wakes, would only fight this one for its turn.
            self._loop.call_soon(self._submit)
        self._gathered.append(job)
        timer = self._loop.call_later(patience_seconds, _give_up, job)
        try:
            result: T = await job.future
            return result
        finally:
            timer.cancel()

    async def close(self) -> None:
        """Finish what was asked, and let go of the file."""
        if not self._closing:
            self._closing = True
            self._submit()
            self._queue.put(None)
        await asyncio.shield(self._closed)

    # On the loop

    def _submit(self) -> None:
        gathered, self._gathered = self._gathered, []
        for job in gathered:
            self._queue.put(job)

    def _tell(self, jobs: Sequence[_Job]) -> None:
        self._waiting -= len(jobs)
        stirred = self.broken is not None
        for job in jobs:
            if job.error is None and job.stirs is not None and not stirred:
                stirred = job.stirs(job.result)
            if job.future.done():
                continue
            if job.error is not None:
                job.future.set_exception(job.error)
            else:
                job.future.set_result(job.result)
        if stirred:
            self.bell.ring()

    def _tell_of(self, future: asyncio.Future[None], error: BaseException | None) -> None:
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(None)

    # On the thread

    def _run(self) -> None:
        try:
            opened = start.open_owned(self._how)
        except BaseException as exc:  # noqa: BLE001 - it is raised where the store was opened
            self._hand_over(self._tell_of, self._opened, exc)
            return
        self._hand_over(self._tell_of, self._opened, None)
        going = True
        while going:
            jobs, going = self._take()
            # Who only reads need not wait for the commit of the others, who are not answered yet.
            for writes in (False, True):
                if part := [job for job in jobs if job.writes is writes]:
                    self._do(opened.db, part)
                    self._hand_over(self._tell, part)
        try:
            start.close_owned(opened, broken=self.broken is not None)
        finally:
            self._hand_over(self._tell_of, self._closed, None)

    def _hand_over(self, tell: Callable[..., None], *of: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(tell, *of)

    def _take(self) -> tuple[list[_Job], bool]:
        """All that waits, at least one and at most a batch; and whether more may come."""
        jobs: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == BATCH_MAX:
                return jobs, True
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _do(self, db: sqlite3.Connection, jobs: Sequence[_Job]) -> None:
        """Do *jobs*, which all write or all read."""
        try:
            if self.broken is not None:
                raise self.broken
            if jobs[0].writes:
                self._write(db, jobs)
            else:
                for job in jobs:
                    self._attempt(db, job)
        except (sqlite3.Error, Busy, StoreUnusable) as exc:
            error = self._ours(exc)
            if db.in_transaction:
                _roll_back(db)
            for job in jobs:
                job.result, job.error = None, error

    def _write(self, db: sqlite3.Connection, jobs: Sequence[_Job]) -> None:
        """Do *jobs* in one transaction. Raises what undid them all."""
        db.execute("BEGIN IMMEDIATE")
        before = db.total_changes
        written = 0
        for job in jobs:
            if job.given_up:
                job.error = Busy(_TOO_LATE)
                continue
            db.execute("SAVEPOINT job")
            self._attempt(db, job)
            if job.error is not None:
                db.execute("ROLLBACK TO job")
            db.execute("RELEASE job")
            written += job.error is None
        db.execute("COMMIT")
        if db.total_changes != before:
            self.tally.written += written
            self.tally.commits += 1

    def _attempt(self, db: sqlite3.Connection, job: _Job) -> None:
        """Do one job. Raises what undid the whole transaction; keeps what the job raised."""
        if job.given_up:
            job.error = Busy(_TOO_LATE)
            return
        try:
            job.result = job.work(db)
        except sqlite3.Error as exc:
            error = self._ours(exc)
            if isinstance(error, (Busy, StoreUnusable)):
                raise error from exc
            job.error = exc
        except BaseException as exc:  # noqa: BLE001 - it is raised where the work was asked for
            job.error = exc

    def _ours(self, exc: Exception) -> Exception:
        """*exc* as an error of ours, if it is not a mistake of ours."""
        if not isinstance(exc, sqlite3.Error):
            return exc
        code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            return Busy("The store's disk is full. Nothing was changed. Make room, and try again.")
        if code in _PASSING:
            return Busy("The store is in use by another program. Please try again.")
        if code == sqlite3.SQLITE_READONLY:
            return StoreUnusable(f"{self._how.path} cannot be written any more.")
        if code in _BROKEN:
            self.broken = StoreUnusable(
                f"The disk of {self._how.path} failed ({exc}). What was answered is kept; what was"
                " not may be lost. See to the disk, and start Lockstep again."
            )
            return self.broken
        return exc


def _give_up(job: _Job) -> None:
    job.given_up = True
    if not job.future.done():
        job.future.set_exception(Busy(_TOO_LATE))


def _roll_back(db: sqlite3.Connection) -> None:
    try:
        db.execute("ROLLBACK")
    except sqlite3.Error:
        assert not db.in_transaction, "a rollback that fails has rolled back"
