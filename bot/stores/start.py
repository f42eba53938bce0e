"""Opens and closes the file, and refuses one that must not be used as it is.

Whatever is refused is left byte for byte as it was. A file is made whole under another
name first, so that one that is there is never an unfinished one: empty means broken.
"""

import os
import sqlite3
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import quote

from bot.errors import StoreUnusable
from bot.stores import lock
from bot.stores.rows import bytes_sum
from bot.stores.schema import APPLICATION_ID, STEPS, migrate, tables

ACCEPT_LOSS = "LOCKSTEP_ACCEPT_LOSS"

_MAGIC = b"SQLite format 3\0"
_BAD_SUM = "SELECT count(*) FROM {table} WHERE sum_of({columns}) IS NOT sum"
_SUMMED = {
    "activities": ("revision", "body"),
    "journal": (
        "activity_id", "revision", "workspace", "at", "verb", "command", "platform", "actor_id",
        "actor_name", "line", "transition",
    ),
    "requests": ("workspace", "key", "activity_id", "answer", "told_at"),
    "deliveries": ("activity_id", "surface", "channel_id", "workspace", "memo", "observed"),
    "secrets": ("workspace", "name", "sealed"),
    "farewells": ("activity_id", "surface", "channel_id", "workspace", "body"),
}  # fmt: skip
_SINCE = {"secrets": 2, "farewells": 3}
"""The step that made a table, where it was not the first."""
_BAD_SUMS = tuple(
    _BAD_SUM.format(table=table, columns=", ".join(f"CAST({c} AS BLOB)" for c in columns))
    for table, columns in _SUMMED.items()
)
_MARK_CLEAN = "UPDATE meta SET clean = ?"
_RELEASE_ALL = (
    "UPDATE deliveries INDEXED BY deliveries_due SET due_at = held_since, epoch = epoch + 1"
    " WHERE due_at IS NOT NULL AND held_since IS NOT NULL"
)


@dataclass(frozen=True)
class How:
    """How the file is opened. *synchronous* is other than FULL only to see power cuts lose."""

    path: str
    synchronous: Literal["FULL", "NORMAL", "OFF"] = "FULL"
    busy_seconds: float = 1.5
    accept_loss: bool = False


@dataclass(frozen=True)
class Opened:
    """The file, owned by this process."""

    how: How
    db: sqlite3.Connection
    lock: int


def minding(environ: Mapping[str, str], how: How) -> How:
    """*how* as *environ*, the environment, will have it. Raises StoreUnusable.

    Its path is then the file itself, so that no link leads around the lock.
    """
    if "DYNO" in environ:
        raise StoreUnusable(
            "A dyno's disk is emptied at every restart, so SQLite would lose every activity."
            " Nothing was changed. Run Lockstep where the disk stays."
        )
    accept_loss = how.accept_loss or accepts_loss(environ)
    return replace(how, path=os.path.realpath(how.path), accept_loss=accept_loss)


def accepts_loss(environ: Mapping[str, str]) -> bool:
    """Whether *environ* says to go on without what is lost."""
    return environ.get(ACCEPT_LOSS, "") not in ("", "0")


def open_owned(how: How) -> Opened:
    """The file, made if it is not there, checked, and owned. Raises StoreUnusable."""
    owned = lock.take(how.path)
    try:
        if _is_there(how.path):
            check(how)
        else:
            _create(how.path)
        return Opened(how, _connect(how), owned)
    except (sqlite3.Error, OSError) as exc:
        lock.release(owned)
        raise StoreUnusable(
            f"{how.path} cannot be opened ({exc}). Nothing was changed."
            " See that the disk has room and can be written, and start again."
        ) from exc
    except BaseException:
        lock.release(owned)
        raise


def close_owned(opened: Opened, *, broken: bool) -> None:
    """Let go of the file: whole and marked so, or as it is when the disk is *broken*."""
    try:
        if broken:
            _let_go(opened.db, opened.how.path)
        else:
            _close_clean(opened)
    finally:
        lock.release(opened.lock)


def read_only(path: str) -> sqlite3.Connection:
    """A connection that changes nothing, not even the files beside *path*."""
    # Without a -wal nobody has the file open, and making one would hide that it is missing.
    alone = "" if os.path.exists(f"{path}-wal") else "&immutable=1"
    uri = f"file:{quote(path)}?mode=ro{alone}"
    db = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA query_only = on")
    return db


def check(how: How) -> None:
    """Nothing, if the file may be used. Raises StoreUnusable; changes nothing."""
    path, wal_is_there = how.path, os.path.exists(f"{how.path}-wal")
    check_magic(path)
    try:
        with closing(read_only(path)) as db:
            check_kind(path, db)
            whole = _is_whole(db)
            (clean,) = db.execute("SELECT clean FROM meta").fetchone()
    except (sqlite3.Error, TypeError, ValueError) as exc:  # Not text, or no row at all.
        raise _damaged(path) from exc
    if not whole:
        raise _damaged(path)
    if not (clean or wal_is_there or how.accept_loss):
        raise StoreUnusable(
            f"{path} was not closed properly, and {path}-wal, which has the last commands, is"
            " missing. Nothing was changed. Put both back from where they were copied, or start"
            f" once with {ACCEPT_LOSS}=1 to go on without what is lost."
        )


def check_magic(path: str) -> None:
    """Nothing, if *path* can be written and begins like a database. Raises StoreUnusable."""
    try:
        with open(path, "rb+") as file:
            magic = file.read(len(_MAGIC))
    except OSError as exc:
        raise StoreUnusable(
            f"{path} cannot be written ({exc.strerror}). Nothing was changed."
            " Let Lockstep read and write it, and start again."
        ) from exc
    if magic != _MAGIC:
        raise StoreUnusable(
            f"{path} is not an SQLite database. Nothing was changed. Bring it back from a copy,"
            " or move it away to begin anew."
        )


def check_kind(path: str, db: sqlite3.Connection) -> None:
    """Nothing, if the tables are ones that this program knows. Raises StoreUnusable."""
    (kind,) = db.execute("PRAGMA application_id").fetchone()
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if kind != APPLICATION_ID:
        raise StoreUnusable(
            f"{path} is not a database of Lockstep's. Nothing was changed."
            " Name another file in LOCKSTEP_DATABASE_URL."
        )
    if version > len(STEPS):
        raise StoreUnusable(
            f"{path} was made by a newer Lockstep (tables {version}, known {len(STEPS)})."
            " Nothing was changed. Start the newer one."
        )
    if version < 1:
        raise _damaged(path)


def _is_there(path: str) -> bool:
    if os.path.exists(path):
        return True
    if os.path.exists(f"{path}-wal"):
        raise StoreUnusable(
            f"{path} is missing, but {path}-wal is there. Nothing was changed. Put the first back"
            " from where it was moved, or move the second away too, to begin anew."
        )
    return False


def _is_whole(db: sqlite3.Connection) -> bool:
    db.create_function("sum_of", -1, bytes_sum, deterministic=True)
    if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        return False
    (version,) = db.execute("PRAGMA user_version").fetchone()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh, STEPS[:version])
        if not tables(fresh) <= tables(db):
            return False
    return all(
        db.execute(bad_sum).fetchone() == (0,)
        for table, bad_sum in zip(_SUMMED, _BAD_SUMS, strict=True)
        if version >= _SINCE.get(table, 1)
    )


def _damaged(path: str) -> StoreUnusable:
    return StoreUnusable(
        f"{path} is damaged. Nothing was changed. Bring it and {path}-wal back from a copy, or"
        " move both away to begin anew."
    )


def _create(path: str) -> None:
    """Make the file whole under another name, then give it its own: all of it, or none."""
    new = f"{path}.new"
    for left_over in (new, f"{new}-journal"):
        with suppress(FileNotFoundError):
            os.unlink(left_over)
    os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(sqlite3.connect(new, isolation_level=None)) as db:
        db.execute("PRAGMA synchronous = FULL")
        migrate(db)
    os.rename(new, path)
    folder = os.open(os.path.dirname(path), os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _connect(how: How) -> sqlite3.Connection:
    db = sqlite3.connect(
        how.path, isolation_level=None, timeout=how.busy_seconds, check_same_thread=False
    )
    try:
        _turn_log_on(db, how.path)
        for pragma in (
            f"synchronous = {how.synchronous}",
            "foreign_keys = on",
            "temp_store = MEMORY",
            "cache_size = -32768",
            "journal_size_limit = 67108864",
        ):
            db.execute(f"PRAGMA {pragma}")
        migrate(db)
        db.execute("BEGIN IMMEDIATE")
        db.execute(_MARK_CLEAN, (0,))
        db.execute(_RELEASE_ALL)
        db.execute("COMMIT")
        # The mark must stand in the file itself: a copy of it alone would look whole.
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except BaseException:
        _let_go(db, how.path)
        raise
    return db


def _turn_log_on(db: sqlite3.Connection, path: str) -> None:
    """Have SQLite keep a -wal. Raises StoreUnusable where it cannot, which it does not say."""
    (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
    if mode != "wal":
        raise StoreUnusable(
            f"{path} cannot have a write-ahead log on this disk, and without one a power cut"
            " could lose what was answered. Nothing was changed. See to the disk, or keep the"
            " file on a local one, and start again."
        )


def _close_clean(opened: Opened) -> None:
    try:
        opened.db.execute(_MARK_CLEAN, (1,))
        opened.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error:
        _let_go(opened.db, opened.how.path)
    else:
        opened.db.close()


def _let_go(db: sqlite3.Connection, path: str) -> None:
    """Close *db*, and leave its -wal: the last to close a database would remove it."""
    witness = None
    with suppress(sqlite3.Error):
        witness = read_only(path)
        witness.execute("SELECT clean FROM meta").fetchone()
    db.close()
    if witness is not None:
        witness.close()
