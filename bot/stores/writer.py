"""One connection, and what is asked of it done in batches: on the loop, but for the disk.

Whatever waits is taken together: one transaction, a savepoint for each piece of work,
one commit. Nobody is answered before the commit is on disk, and everybody of a batch
whose commit failed hears that it failed. Work whose asker was told that it took too
long is not begun any more; work that has begun is never broken off.

A statement takes microseconds, and handing it to a thread takes longer than doing it. So
only what may take its time is done on a thread, to which the connection is lent meanwhile:
opening, closing, each commit that has something to write, work said to be long, and
waiting for another program's lock.
"""

import asyncio
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

from bot.errors import Busy, StoreUnusable
from bot.stores import start

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

BATCH_MAX = 256
QUEUE_MAX = 10_000

_EARLY_SECONDS = 0.001

_BROKEN = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_LOCKED = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}
_PASSING = {*_LOCKED, sqlite3.SQLITE_CANTOPEN}
_READS = (False, False)
_TOO_LATE = "The store did not answer in time. Please try again."


@dataclass(slots=True, eq=False)
class Job:
    """Work that was asked for, and what comes of it."""

    work: Work[Any]
    kind: tuple[bool, bool]
    """Whether it writes, and whether it is long: what is alike is done together."""
    stirs: Callable[[Any], bool] | None
    future: asyncio.Future[Any]
    until: float
    """When whoever asked is told that it took too long, by the loop's clock."""
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
        self._opened: start.Opened | None = None
        self._errands: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._asked: deque[Job] = deque()
        self._waiting: dict[int, Job] = {}
        self._next_look: asyncio.TimerHandle | None = None
        self._is_lent = False
        self._closing = False
        self._is_letting_go = False
        self._closed: asyncio.Future[None] = self._loop.create_future()

    async def begin(self) -> None:
        """Open the file. Raises StoreUnusable."""
        opened: asyncio.Future[start.Opened] = self._loop.create_future()
        # As a daemon it outlives whoever forgot to close, and so does the -wal it needs.
        threading.Thread(target=self._run, name="lockstep-store", daemon=True).start()
        self._errands.put(partial(self._open, opened))
        self._opened = await asyncio.shield(opened)

    async def ask(
        self,
        work: Work[T],
        *,
        patience_seconds: float,
        writes: bool = True,
        long: bool = False,
        stirs: Callable[[T], bool] | None = None,
    ) -> T:
        """What *work* returns, once it is on disk; what it raises. Raises Busy, StoreUnusable.

        *long* work may read much. The bell rings when *stirs* says so of what was returned.
        """
        if self.broken is not None:
            raise StoreUnusable(str(self.broken))
        if self._closing:
            raise StoreUnusable("The store is closed.")
        if len(self._waiting) >= QUEUE_MAX:
            raise Busy("Too much is waiting for the store. Please try again.")
        until = self._loop.time() + patience_seconds
        job = Job(work, (writes, long), stirs, self._loop.create_future(), until)
        self._waiting[id(job)] = job
        if not self._asked and not self._is_lent:
            # What is asked in one turn of the loop is one commit.
            self._loop.call_soon(self._go_on)
        self._asked.append(job)
        if self._next_look is None or job.until < self._next_look.when():
            self._look_at(job.until)
        result: T = await job.future
        return result

    async def close(self) -> None:
        """Finish what was asked, and let go of the file."""
        if not self._closing:
            self._closing = True
            if not self._is_lent:
                self._go_on()
        await asyncio.shield(self._closed)

    # On the loop

    def _go_on(self) -> None:
        """Do what was asked, as far as the connection is here to do it."""
        while self._asked and not self._is_lent:
            part = self._next()
            writes, long = part[0].kind
            if long:
                self._lend(partial(self._do, part), part)
            elif writes:
                self._write_here(part)
            else:
                self._read_here(part)
        if self._closing and not (self._is_lent or self._asked or self._is_letting_go):
            self._is_letting_go = True
            self._errands.put(self._close)
            self._errands.put(None)

    def _look_at(self, when: float) -> None:
        """See then who has waited too long. One timer for all: most never come to theirs."""
        if self._next_look is not None:
            self._next_look.cancel()
        self._next_look = self._loop.call_at(when, self._give_up)

    def _give_up(self) -> None:
        # A loop's timers may be early, by less than anybody would notice.
        self._next_look, now = None, self._loop.time() + _EARLY_SECONDS
        for job in self._waiting.values():
            if job.until <= now and not job.given_up:
                job.given_up = True
                if not job.future.done():
                    job.future.set_exception(Busy(_TOO_LATE))
        if untils := [job.until for job in self._waiting.values() if not job.given_up]:
            self._look_at(min(untils))

    def _next(self) -> list[Job]:
        """What is done next: all that is alike, at most a batch.

        Who only reads need not wait for the commit of the others, who are not answered yet.
        """
        kind = _READS if any(job.kind == _READS for job in self._asked) else self._asked[0].kind
        part = [job for job in self._asked if job.kind == kind][:BATCH_MAX]
        taken = set(map(id, part))
        self._asked = deque(job for job in self._asked if id(job) not in taken)
        return part

    def _read_here(self, part: list[Job]) -> None:
        if self._try_here(self._read, part):
            self._tell(part)

    def _write_here(self, part: list[Job]) -> None:
        if not self._try_here(self._write, part):
            return
        if self._db.in_transaction:
            self._lend(partial(self._commit, part), part)
        else:
            self._tell(part)

    def _try_here(self, how: Callable[[list[Job]], None], part: list[Job]) -> bool:
        """Whether *part* is done; if another program has the lock, a thread waits for it."""
        try:
            if self.broken is not None:
                raise self.broken
            how(part)
        except sqlite3.OperationalError as exc:
            if _code(exc) in _LOCKED:
                self._undo(part, None)
                self._lend(partial(self._patiently, part), part)
                return False
            self._undo(part, exc)
        except (sqlite3.Error, Busy, StoreUnusable) as exc:
            self._undo(part, exc)
        return True

    def _lend(self, errand: Callable[[], None], part: list[Job]) -> None:
        """Have the thread do *errand*, and tell *part* what came of it."""
        self._is_lent = True

        def run() -> None:
            try:
                errand()
            finally:
                self._hand_over(self._returned, part)

        self._errands.put(run)

    def _returned(self, part: list[Job]) -> None:
        self._is_lent = False
        self._tell(part)
        self._go_on()

    def _tell(self, jobs: Sequence[Job]) -> None:
        stirred = self.broken is not None
        for job in jobs:
            del self._waiting[id(job)]
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

    # On the thread

    def _run(self) -> None:
        while (errand := self._errands.get()) is not None:
            errand()

    def _open(self, future: asyncio.Future[start.Opened]) -> None:
        try:
            opened = start.open_owned(self._how)
            opened.db.execute("PRAGMA busy_timeout = 0")
        except BaseException as exc:  # noqa: BLE001 - it is raised where the store was opened
            self._errands.put(None)
            self._hand_over(future.set_exception, exc)
        else:
            self._hand_over(future.set_result, opened)

    def _close(self) -> None:
        assert self._opened is not None, "what was never opened is not closed"
        try:
            start.close_owned(self._opened, broken=self.broken is not None)
        finally:
            self._hand_over(self._closed.set_result, None)

    def _hand_over(self, tell: Callable[..., None], *of: object) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(tell, *of)

    def _patiently(self, part: list[Job]) -> None:
        """Do *part*, and wait for whoever has the lock."""
        self._db.execute(f"PRAGMA busy_timeout = {self._how.busy_seconds * 1000:.0f}")
        self._do(part)
        self._db.execute("PRAGMA busy_timeout = 0")

    def _do(self, part: list[Job]) -> None:
        try:
            if self.broken is not None:
                raise self.broken
            if part[0].kind[0]:
                self._write(part)
            else:
                self._read(part)
        except (sqlite3.Error, Busy, StoreUnusable) as exc:
            self._undo(part, exc)
            return
        if self._db.in_transaction:
            self._commit(part)

    def _commit(self, part: list[Job]) -> None:
        try:
            self._db.execute("COMMIT")
        except (sqlite3.Error, StoreUnusable) as exc:
            self._undo(part, exc)
            return
        self.tally.written += sum(job.error is None for job in part)
        self.tally.commits += 1

    # On either

    @property
    def _db(self) -> sqlite3.Connection:
        assert self._opened is not None, "work is asked for after it was opened"
        return self._opened.db

    def _read(self, part: list[Job]) -> None:
        for job in part:
            self._attempt(self._db, job)

    def _write(self, part: list[Job]) -> None:
        """Do *part* in one transaction, open afterwards if there is something to commit.

        Raises what undid them all.
        """
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        before = db.total_changes
        for job in part:
            if job.given_up:
                job.error = Busy(_TOO_LATE)
                continue
            db.execute("SAVEPOINT job")
            self._attempt(db, job)
            if job.error is not None:
                db.execute("ROLLBACK TO job")
            db.execute("RELEASE job")
        if db.total_changes == before:
            db.execute("COMMIT")

    def _undo(self, part: list[Job], exc: Exception | None) -> None:
        """Nobody of *part* has got anything; *exc* is why, if that is how it stays."""
        error = None if exc is None else self._ours(exc)
        if self._db.in_transaction:
            _roll_back(self._db)
        for job in part:
            job.result, job.error = None, error

    def _attempt(self, db: sqlite3.Connection, job: Job) -> None:
        """Do one job. Raises what undid the whole transaction; keeps what the job raised."""
        if job.given_up:
            job.error = Busy(_TOO_LATE)
            return
        try:
            job.result = job.work(db)
        except sqlite3.Error as exc:
            if _code(exc) in _LOCKED:
                raise
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
        code = _code(exc)
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


def _code(exc: sqlite3.Error) -> int:
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF


def _roll_back(db: sqlite3.Connection) -> None:
    try:
        db.execute("ROLLBACK")
    except sqlite3.Error:
        assert not db.in_transaction, "a rollback that fails has rolled back"
