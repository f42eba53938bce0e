"""A file that must not be used as it is is refused with a sentence, and left as it was."""

# ruff: noqa: ASYNC221, ASYNC240 - nobody else waits on the loop of a test

import hashlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.activity import Activity
from bot.errors import StoreUnusable
from bot.stores import schema, start
from bot.stores.reader import SqliteReader
from bot.stores.sqlite import SqliteStore
from tests.bot.stores.contract import begun
from tests.bot.stores.made import asked, changes, counts_up, made, named, slack
from tests.bot.stores.test_sqlite import ended_by

NOBODY = 65534


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lockstep.db"


async def filled(path: Path, activities: int = 1) -> list[Activity]:
    """A file that was closed properly, with *activities* of two revisions."""
    store = await SqliteStore.open(path)
    for n in range(activities):
        activity = await begun(store, made(name=f"n{n}"))
        await store.change(asked(), named(activity), counts_up)
    every = list(await store.recent(None, 1000))
    await store.close()
    return every


def bytes_of(path: Path) -> dict[str, bytes]:
    """What the database and its -wal hold, down to the byte."""
    return {p.name: p.read_bytes() for p in path.parent.iterdir() if p.suffix in (".db", ".db-wal")}


async def refused(path: Path, because: str, **options: object) -> str:
    """The sentence of the refusal; the files are as they were."""
    before = bytes_of(path)
    with pytest.raises(StoreUnusable, match=because) as caught:
        await SqliteStore.open(path, **options)  # type: ignore[arg-type]
    assert bytes_of(path) == before
    assert "Nothing was changed" in str(caught.value)
    return str(caught.value)


async def test_what_was_closed_is_found_again(path: Path) -> None:
    """A file that was closed properly is whole by itself."""
    every = await filled(path, 3)
    assert not path.with_name("lockstep.db-wal").exists()

    store = await SqliteStore.open(path)
    assert list(await store.recent(None, 10)) == every
    await store.close()


async def test_one_process_owns_the_file(path: Path) -> None:
    """The second is told which process has it, and may have it when that one is gone."""
    store = await SqliteStore.open(path)

    with pytest.raises(StoreUnusable, match=f"in use by another Lockstep .process {os.getpid()}."):
        await SqliteStore.open(path)
    await store.close()

    await (await SqliteStore.open(path)).close()


async def test_a_link_to_the_file_is_the_same_file(path: Path) -> None:
    """Another name is no way around the owner."""
    store = await SqliteStore.open(path)
    link = path.with_name("link.db")
    link.symlink_to(path)

    with pytest.raises(StoreUnusable, match="in use"):
        await SqliteStore.open(link)

    await store.close()


async def test_a_dyno_is_refused(path: Path) -> None:
    """Its disk is emptied at every restart; no file is made."""
    await refused(path, "where the disk stays", environ={"DYNO": "web.1"})

    assert not path.exists()


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Lockstep makes a file, not the folders above it."""
    with pytest.raises(StoreUnusable, match=r"folder of .*No such file.*Nothing was changed"):
        await SqliteStore.open(tmp_path / "missing" / "lockstep.db")


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0", b"x" * 20_000])
async def test_what_is_no_database_is_refused(path: Path, content: bytes) -> None:
    """An empty file too: it was something once, and is not taken for a new one."""
    path.write_bytes(content)

    await refused(path, "not an SQLite database|is damaged|not a database of Lockstep")


async def test_a_database_of_another_program_is_refused(path: Path) -> None:
    """Nothing is added to a file that is not ours."""
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (x)")

    await refused(path, "not a database of Lockstep's")
    with pytest.raises(StoreUnusable, match="not a database of Lockstep's"):
        SqliteReader.open(path)


async def test_a_newer_file_is_refused(path: Path) -> None:
    """An old program leaves the tables of a new one alone."""
    await filled(path)
    with closing(sqlite3.connect(path)) as db:
        db.execute(f"PRAGMA user_version = {len(schema.STEPS) + 1}")

    await refused(path, "made by a newer Lockstep")


async def test_half_a_copy_is_refused(path: Path) -> None:
    """The file of a running store without its -wal lacks the last commands."""
    copy = path.with_name("copy.db")
    store = await SqliteStore.open(path)
    await begun(store)
    shutil.copy(path, copy)
    await store.close()

    sentence = await refused(copy, "was not closed properly")

    assert "LOCKSTEP_ACCEPT_LOSS=1" in sentence
    store = await SqliteStore.open(copy, environ={"LOCKSTEP_ACCEPT_LOSS": "1"})
    assert list(await store.recent(None, 10)) == []
    await store.close()
    await (await SqliteStore.open(copy)).close()


async def test_a_lost_wal_after_a_kill_is_refused(path: Path) -> None:
    """A killed process leaves its -wal; with it all is well, without it nothing is opened."""
    activity_id = ended_by("os.kill(os.getpid(), 9)", path)
    wal = path.with_name("lockstep.db-wal")
    kept = wal.read_bytes()

    wal.unlink()
    await refused(path, "was not closed properly")
    wal.write_bytes(kept)

    store = await SqliteStore.open(path)
    assert [a.id for a in await store.recent(None, 10)] == [activity_id]
    await store.close()


async def test_a_wal_without_its_database_is_refused(path: Path) -> None:
    """It is not taken for a fresh start."""
    path.with_name("lockstep.db-wal").write_bytes(b"x" * 5000)

    await refused(path, "is missing, but")

    assert not path.exists()


@contextmanager
def as_nobody(folder: Path) -> Iterator[None]:
    """Without root's right to write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    for each in (folder, *folder.iterdir()):
        os.chown(each, NOBODY, NOBODY)
    for above in (f for f in folder.parents if f.owner() == "root" and "pytest-of" in str(f)):
        above.chmod(0o755)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("what", ["file", "folder"])
async def test_what_cannot_be_written_is_refused(path: Path, what: str) -> None:
    """A file or a folder that is only to be read is named."""
    await filled(path)
    path.with_name("lockstep.db.lock").unlink()

    with as_nobody(path.parent):
        (path if what == "file" else path.parent).chmod(0o500)
        try:
            await refused(path, "cannot be written")
        finally:
            path.parent.chmod(0o700)


@pytest.mark.slow
async def test_flipped_bytes_are_found_out(path: Path) -> None:
    """At 200 places: refused, or every activity and its timeline is whole. Never empty and fine.

    What is not found out is a count of a delivery: it may be shown once more for it.
    """
    every = await filled(path, 20)
    reader = SqliteReader.open(path)
    timelines = {a.id: list(await reader.timeline(a.id)) for a in every}
    await reader.close()
    whole, places = path.read_bytes(), random.Random(7)
    refusals = 0
    for place in sorted(places.sample(range(len(whole)), 200)):
        broken = bytearray(whole)
        broken[place] ^= 1 << places.randrange(8)
        path.write_bytes(broken)
        try:
            store = await SqliteStore.open(path)
        except StoreUnusable:
            refusals += 1
            assert path.read_bytes() == broken
            continue
        assert list(await store.recent(None, 100)) == every, place
        for activity in every:
            assert list(await store.timeline(activity.id)) == timelines[activity.id], place
            assert len(await store.deliveries(activity.id)) == 2, place
        await store.close()

    assert refusals > 60


async def test_a_damaged_file_that_was_not_closed_is_left_as_it_is(path: Path) -> None:
    """Its -wal too, since that may be all that is whole."""
    await filled(path, 40)
    ended_by("os.kill(os.getpid(), 9)", path)
    broken = bytearray(path.read_bytes())
    for page in range(10, len(broken) // 4096):
        broken[4096 * page : 4096 * page + 8] = b"\xff" * 8
    path.write_bytes(broken)

    await refused(path, "is damaged")


async def test_a_refused_start_leaves_the_file_to_the_next(path: Path) -> None:
    """The lock is given back with every refusal."""
    await filled(path)
    whole = path.read_bytes()
    path.write_bytes(b"hello")
    await refused(path, "not an SQLite database")

    path.write_bytes(whole)

    await (await SqliteStore.open(path)).close()


def test_a_step_that_fails_halfway_leaves_the_step_before(path: Path) -> None:
    """One transaction a step: the number and the tables go together."""
    broken = (*schema.STEPS, ("CREATE TABLE more (x)", "CREATE TABLE more (x)"))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        with pytest.raises(sqlite3.OperationalError, match="already exists"):
            schema.migrate(db, broken)
        (version,) = db.execute("PRAGMA user_version").fetchone()
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_schema")}

    assert version == len(schema.STEPS)
    assert "more" not in tables


def test_the_next_step_is_taken_on_a_file_of_before(path: Path) -> None:
    """Steps are taken from where the file stands, each once."""
    more = (*schema.STEPS, ("CREATE TABLE more (x INTEGER) STRICT",))
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        schema.migrate(db)
        schema.migrate(db, more)
        schema.migrate(db, more)
        (version,) = db.execute("PRAGMA user_version").fetchone()

    assert version == len(more)


async def test_a_file_of_the_first_step_goes_on(path: Path) -> None:
    """What an older Lockstep left is whole, keeps its activities, and takes the newer tables."""
    every = await filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for table in ("secrets", "farewells"):
            db.execute(f"DROP TABLE {table}")
        for column in ("rest_until", "urgent"):
            db.execute(f"ALTER TABLE deliveries DROP COLUMN {column}")
        db.execute("PRAGMA user_version = 1")

    store = await SqliteStore.open(path)
    try:
        await store.keep_secret("T1", "phones", "sealed")

        assert await store.recent(None, 1000) == every
        assert await store.secrets() == {("T1", "phones"): "sealed"}
    finally:
        await store.close()


async def test_a_file_of_before_the_mirrors_goes_on(path: Path) -> None:
    """What it holds is shown in one channel more, and in one less, as if it had begun now."""
    every = await filled(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("DROP TABLE farewells")
        db.execute("PRAGMA user_version = 2")

    store = await SqliteStore.open(path)
    old = next(activity for activity in every if activity.ended_at is None)
    there = slack("C9", "T9")
    for channels in ((*old.channels, there), old.channels):
        await store.change(asked(), named(old), changes(channels=channels))
    await store.close()
    store = await SqliteStore.open(path)
    try:
        (left,) = [d for d in await store.deliveries(old.id) if d.left]
        assert (left.channel, left.activity.revision) == (there, old.revision + 2)
    finally:
        await store.close()


async def test_a_bent_farewell_is_found_out(path: Path) -> None:
    """One letter of how things stood, changed by the disk: refused at the start."""
    await filled(path)
    store = await SqliteStore.open(path)
    activity = await begun(store, made(channels=(slack(), slack("C2"))))
    await store.change(asked(), named(activity), changes(channels=(slack(),)))
    await store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE farewells SET body = replace(body, 'deploy', 'depl0y')")

    await refused(path, "is damaged")


async def test_a_bent_secret_is_found_out(path: Path) -> None:
    """One letter of what was sealed, changed by the disk: refused at the start."""
    store = await SqliteStore.open(path)
    await store.keep_secret("T1", "phones", "sealed")
    await store.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("UPDATE secrets SET sealed = 'seaIed'")

    await refused(path, "is damaged")


async def test_a_start_killed_halfway_is_begun_anew(path: Path) -> None:
    """What is left of a file that was being made is no file of ours yet."""
    path.with_name("lockstep.db.new").write_bytes(b"half")
    path.with_name("lockstep.db.new-journal").write_bytes(b"half")

    await filled(path)

    assert {p.name for p in path.parent.iterdir()} == {"lockstep.db", "lockstep.db.lock"}


async def test_a_full_disk_at_the_start_is_a_sentence(path: Path) -> None:
    """Where no file can be made, the reason is told, and nothing is left that looks like one."""
    program = (
        "import resource, sys; from bot.errors import StoreUnusable; from bot.stores import start\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        "try: start.open_owned(start.How(sys.argv[1]))\n"
        "except StoreUnusable as exc: print(exc)"
    )
    ran = subprocess.run([sys.executable, "-c", program, str(path)], capture_output=True, text=True)

    assert "cannot be opened" in ran.stdout, ran.stderr
    assert not path.exists()
    await filled(path)


def test_opening_owns_by_the_lock_alone(path: Path) -> None:
    """The lock goes with the process, so that a number left in the file locks nobody out."""
    path.with_name("lockstep.db.lock").write_text("1")

    opened = start.open_owned(start.How(str(path)))

    start.close_owned(opened, broken=False)
    assert path.exists()


RELEASED = {1: "8f5cd9cf77146eaf"}
"""A digest of each step that has landed, by its number: files were made by it."""


@pytest.mark.parametrize("number", RELEASED)
def test_a_step_that_has_landed_never_changes(number: int) -> None:
    """Else a file that it made would be taken for a damaged one."""
    words = "\n".join(schema.STEPS[number - 1])

    assert hashlib.sha256(words.encode()).hexdigest()[:16] == RELEASED[number]
