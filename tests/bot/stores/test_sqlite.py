"""What SQLite promises beyond the contract: groups, deadlines, plans, and a broken disk."""

# ruff: noqa: ASYNC221 - nobody else waits on the loop of a test

import asyncio
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.errors import Busy, StoreUnusable
from bot.store import Change, Found, Target
from bot.stores import changes as kept
from bot.stores import holds, reads, start
from bot.stores.reader import SqliteReader
from bot.stores.sqlite import SqliteStore
from bot.stores.writer import QUEUE_MAX
from tests.bot.stores.contract import begun, claimed, seen, settled
from tests.bot.stores.made import asked, counts_up, made, named


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lockstep.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(path, busy_seconds=0.2)
    yield store
    await store.close()


@contextmanager
def owned(path: Path) -> Iterator[sqlite3.Connection]:
    """The connection as the writer has it, on this thread."""
    opened = start.open_owned(start.How(str(path)))
    yield opened.db
    start.close_owned(opened, broken=False)


def contents(path: Path) -> list[object]:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        tables = ("activities", "journal", "requests", "deliveries")
        return [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables]


# Groups and the floor under the speed


async def test_commits_are_fewer_than_commands_under_load(store: SqliteStore) -> None:
    """Two hundred at once share their commits."""
    activity = await begun(store)
    before = store.tally.commits

    told = [store.change(asked(), named(activity), counts_up) for _ in range(200)]
    await asyncio.gather(*told)

    assert store.tally.commits - before < 20
    assert store.tally.written >= 201


async def test_reading_commits_nothing(store: SqliteStore) -> None:
    """Looking, and looking for what is due in vain, leave the disk alone."""
    activity = await begun(store)
    await settled(store)
    before = store.tally.commits

    await store.find(named(activity))
    await store.next_due("slack")
    assert await claimed(store) == []

    assert store.tally.commits == before


def test_a_change_takes_six_statements_at_most(path: Path) -> None:
    """An ordinary change of an activity on two channels, counted by SQLite itself."""
    activity, seen_statements = made(), list[str]()
    with owned(path) as db:
        kept.change(db, asked(), named(activity), lambda found: Change(activity, "started"))
        db.set_trace_callback(seen_statements.append)
        kept.change(db, asked(), named(activity), counts_up)
        db.set_trace_callback(None)

    assert 1 <= len(seen_statements) <= 6


@pytest.mark.parametrize("statement", [holds._DUE, reads._NEXT_DUE, reads._COUNT_DUE])
def test_what_is_due_is_found_by_its_own_index(path: Path, statement: str) -> None:
    """However much is stored, only what is due is looked through."""
    with owned(path) as db:
        values = ["1"] * (statement.count("?"))
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values))

    assert "deliveries_due" in plan
    assert "SCAN a" not in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "statement", [reads._BY_NAME, reads._IN_CHANNEL, reads._LIVE, reads._RECENT, kept._TOLD]
)
def test_look_ups_of_a_command_never_scan(path: Path, statement: str) -> None:
    """Each goes by an index, so that old activities cost nothing."""
    with owned(path) as db:
        values = ["1"] * statement.count("?")
        plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {statement}", values)]

    assert plan
    assert not any(line.startswith("SCAN") for line in plan)


async def test_a_refusal_leaves_every_table_as_it_was(path: Path, store: SqliteStore) -> None:
    """What failed after it began to write is undone too."""
    activity = await begun(store)
    before = contents(path)

    def twice(found: Found) -> Change:
        return Change(activity, "the very id that is there already")

    with pytest.raises(sqlite3.IntegrityError):
        await store.change(asked(), Target("T1"), twice)

    assert contents(path) == before


async def test_a_store_that_is_behind_says_so_in_time(path: Path) -> None:
    """A command that waits too long is answered Busy, and is not begun afterwards."""
    store = await SqliteStore.open(path, answer_seconds=0.1)
    activity, gate = await begun(store), threading.Event()

    def slow(found: Found) -> Change:
        gate.wait(10)
        return counts_up(found)

    slow_request, late_request = asked(), asked()
    work = partial(kept.change, request=slow_request, target=named(activity), rule=slow)
    slow_one = asyncio.ensure_future(store._writer.ask(work, patience_seconds=0.1, long=True))
    await asyncio.sleep(0)
    with pytest.raises(Busy, match="try again"):
        await store.change(late_request, named(activity), counts_up)
    with pytest.raises(Busy, match="try again"):
        await slow_one
    gate.set()
    await store._writer.ask(lambda db: None, patience_seconds=10)

    again = await store.change(slow_request, named(activity), counts_up)
    late = await store.change(late_request, named(activity), counts_up)
    await store.close()
    assert (again.again, again.text) == (True, "revision 2")
    assert (late.again, late.text) == (False, "revision 3")


async def test_another_programs_lock_holds_up_nobody_else(path: Path) -> None:
    """While a command waits for it, everything else on the loop goes on."""
    store = await SqliteStore.open(path, busy_seconds=5.0, answer_seconds=10.0)
    activity = await begun(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asking = asyncio.ensure_future(store.change(asked(), named(activity), counts_up))
        await asyncio.sleep(0.05)
        assert not asking.done()
        other.execute("ROLLBACK")

    assert (await asking).text == "revision 2"
    await store.close()


async def test_what_waits_is_bounded(path: Path) -> None:
    """Past ten thousand, whoever comes is asked to try again at once; the others are served."""
    store = await SqliteStore.open(path, answer_seconds=60)
    gate = threading.Event()
    blocked = asyncio.ensure_future(
        store._writer.ask(lambda db: gate.wait(30), patience_seconds=60, writes=False, long=True)
    )
    waiting = [asyncio.ensure_future(store.live("T1")) for _ in range(QUEUE_MAX - 1)]
    await asyncio.sleep(0)

    with pytest.raises(Busy, match="Too much"):
        await store.live("T1")
    gate.set()
    await asyncio.gather(blocked, *waiting)

    assert await store.live("T1") == []
    await store.close()


async def test_a_closed_store_says_so(path: Path) -> None:
    """Closing finishes what was asked before, and refuses what comes after."""
    store = await SqliteStore.open(path)
    activity = await begun(store)

    asking = asyncio.ensure_future(store.change(asked(), named(activity), counts_up))
    await asyncio.sleep(0)
    await asyncio.gather(store.close(), store.close())

    assert (await asking).activity.revision == 2
    with pytest.raises(StoreUnusable, match="closed"):
        await store.find(named(activity))


# Trouble while it runs


async def test_a_foreign_lock_is_answered_busy(path: Path, store: SqliteStore) -> None:
    """Nothing is acknowledged while another program has the file; then all is well again."""
    activity, request = await begun(store), asked()
    with closing(sqlite3.connect(path, isolation_level=None)) as foreign:
        foreign.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy, match="another program"):
            await store.change(request, named(activity), counts_up)
        with pytest.raises(Busy):
            await store.health()
        assert await store.find(named(activity)) == activity
        foreign.execute("ROLLBACK")

    answer = await store.change(request, named(activity), counts_up)

    assert (answer.again, answer.activity.revision) == (False, 2)
    assert store.broken is None


async def test_a_full_disk_acknowledges_nothing_and_mends(store: SqliteStore) -> None:
    """Whoever was answered is kept; with room again, the store goes on as before."""
    activity = await begun(store)

    async def limit(pages: int) -> None:
        await store._writer.ask(
            lambda db: db.execute(f"PRAGMA max_page_count = {pages}").fetchone(),
            patience_seconds=10,
            writes=False,
        )

    await limit(1)  # As many as there are: SQLite goes no lower.
    big, revision = asked(command="x" * 100_000), 1
    with pytest.raises(Busy, match="full"):
        await store.change(big, named(activity), counts_up)
    assert await store.find(named(activity)) == activity

    await limit(1_000_000)
    answer = await store.change(big, named(activity), counts_up)
    assert (answer.again, answer.activity.revision, store.broken) == (False, revision + 1, None)


_FAILING_DISK = """
import asyncio, os, resource, signal, sys
from bot.errors import StoreUnusable
from bot.stores.sqlite import SqliteStore
from bot.stores.writer import QUEUE_MAX
from tests.bot.stores.contract import begun
from tests.bot.stores.made import asked, counts_up, named

async def main():
    store = await SqliteStore.open(sys.argv[1])
    activity = await begun(store)
    # Past this size every write fails, and not as on a full disk.
    resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, resource.RLIM_INFINITY))
    acknowledged = 1
    try:
        while acknowledged < 1000:
            answer = await store.change(asked(), named(activity), counts_up)
            acknowledged = answer.activity.revision
    except StoreUnusable:
        assert store.broken is not None
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    try:
        await store.change(asked(), named(activity), counts_up)
    except StoreUnusable:
        print(activity.id, acknowledged)
    await store.close()
    sys.exit(3 if store.broken else 0)

asyncio.run(main())
"""


async def test_a_failing_disk_ends_the_store_and_loses_nothing(path: Path) -> None:
    """After a write that failed nothing is acknowledged any more; what was, is there."""
    ran = subprocess.run(
        [sys.executable, "-c", _FAILING_DISK, str(path)], capture_output=True, text=True
    )
    assert ran.returncode == 3, ran.stderr
    activity_id, acknowledged = ran.stdout.split()

    store = await SqliteStore.open(path)
    activity = await store.find(Target("T1", id=activity_id))
    await store.close()

    assert activity is not None
    assert 1 < int(acknowledged) < 1000
    assert activity.revision == int(acknowledged)


_KILLED = """
import asyncio, os, sys
from bot.stores.sqlite import SqliteStore
from bot.stores.writer import QUEUE_MAX
from tests.bot.stores.contract import begun, claimed
from tests.bot.stores.made import asked, counts_up, named

async def main():
    store = await SqliteStore.open(sys.argv[1])
    activity = await begun(store)
    await claimed(store)
    await store.change(asked(), named(activity), counts_up)
    print(activity.id, flush=True)
    HOW

asyncio.run(main())
"""


def ended_by(how: str, path: Path) -> str:
    """The id of what a process began in the file at *path* before it was ended by *how*."""
    program = _KILLED.replace("HOW", how)
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True)
    assert ran.stdout, ran.stderr
    return ran.stdout.strip()


@pytest.mark.parametrize("how", ["os.kill(os.getpid(), 9)", "raise SystemExit(1)"])
async def test_what_a_killed_process_held_is_due_at_once(path: Path, how: str) -> None:
    """Its holds are released, and marked, and everything acknowledged is there."""
    activity_id = ended_by(how, path)

    store = await SqliteStore.open(path)
    (card,) = await claimed(store)
    await seen(store, card)
    await store.close()

    assert (card.activity.id, card.activity.revision) == (activity_id, 2)
    assert (card.interrupted, card.attempts) == (True, 2)


async def test_a_holder_from_before_a_restart_is_too_late(path: Path) -> None:
    """What was claimed before the store was opened again is not told after it."""
    store = await SqliteStore.open(path)
    await begun(store)
    (card,) = await claimed(store)
    await store.close()

    store = await SqliteStore.open(path)
    await seen(store, card)

    assert [d.interrupted for d in await claimed(store)] == [True]
    await store.close()


# Beside the owner


async def test_a_reader_looks_in_while_the_store_is_open(path: Path, store: SqliteStore) -> None:
    """It sees what is committed, as the store would tell it, and can change nothing."""
    activity = await begun(store)
    reader = SqliteReader.open(path)

    assert await reader.find(named(activity)) == activity
    assert list(await reader.live("T1")) == list(await reader.recent(None, 5)) == [activity]
    assert await reader.timeline(activity.id) == await store.timeline(activity.id)
    assert await reader.deliveries(activity.id) == await store.deliveries(activity.id)
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._db.execute("DELETE FROM activities")
    await reader.close()
    assert (await store.change(asked(), named(activity), counts_up)).activity.revision == 2


async def test_a_reader_leaves_no_trace(path: Path) -> None:
    """Looking into a file that nobody has open makes no file beside it."""
    store = await SqliteStore.open(path)
    activity = await begun(store)
    await store.close()
    before = {p.name for p in path.parent.iterdir()}

    reader = SqliteReader.open(path)
    assert await reader.find(named(activity)) == activity
    await reader.close()

    assert {p.name for p in path.parent.iterdir()} == before
    with pytest.raises(StoreUnusable, match="There is no"):
        SqliteReader.open(path.with_name("other.db"))


async def test_only_the_owner_can_read_the_files(path: Path, store: SqliteStore) -> None:
    """The database and all that lies beside it have mode 0600."""
    await begun(store)

    modes = {p.name: stat.S_IMODE(p.stat().st_mode) for p in path.parent.iterdir()}

    assert set(modes) == {"lockstep.db", "lockstep.db-wal", "lockstep.db-shm", "lockstep.db.lock"}
    assert set(modes.values()) == {0o600}


async def test_an_old_sqlite_is_named(store: SqliteStore) -> None:
    """Whoever runs a version that two writers can corrupt is told which."""
    safe = sqlite3.sqlite_version_info >= (3, 51, 3)

    assert bool(store.warnings()) is not safe
    assert all(sqlite3.sqlite_version in warning for warning in store.warnings())


async def test_it_is_flushed_at_every_commit(store: SqliteStore) -> None:
    """WAL with synchronous FULL: anything less loses what was acknowledged to a power cut."""

    def pragmas(db: sqlite3.Connection) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [db.execute(f"PRAGMA {name}").fetchone()[0] for name in names]

    found = await store._writer.ask(pragmas, patience_seconds=10, writes=False)

    assert found == ["wal", 2, 1]
