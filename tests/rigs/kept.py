"""What a file of the store holds, read without the store: the judge asks nobody it judges."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from tests.rigs.durability import Activity, Due, Entry, Farewell, Kept, Request

_DUE = "SELECT count(*) FROM deliveries WHERE due_at <= ? OR held_since IS NOT NULL"
_JOURNAL = "SELECT activity_id, revision, actor_name FROM journal"
_REQUESTS = "SELECT key, activity_id, answer FROM requests"
_DELIVERIES = (
    "SELECT activity_id, surface, channel_id, shown_revision, due_at IS NOT NULL FROM deliveries"
)
_FAREWELLS = "SELECT activity_id, surface, channel_id, body FROM farewells"


def kept_in(path: Path) -> Kept:
    """What *path* holds; nothing at all when it is not there or has no tables yet."""
    if not path.exists():
        return Kept()
    try:
        with closing(sqlite3.connect(path)) as db:
            (integrity,) = db.execute("PRAGMA integrity_check").fetchone()
            orphans = db.execute("PRAGMA foreign_key_check").fetchall()
            if orphans and integrity == "ok":
                integrity = f"rows that belong to nothing: {orphans}"
            return _read(db, integrity)
    except sqlite3.DatabaseError as exc:
        return Kept(integrity=str(exc))


def due_before(path: Path, now: datetime) -> int:
    """How many channels are due by *now*, or being shown."""
    micros = int(now.timestamp() * 1_000_000)
    with closing(sqlite3.connect(path)) as db:
        (due,) = db.execute(_DUE, (micros,)).fetchone()
    return int(due)


def _read(db: sqlite3.Connection, integrity: str) -> Kept:
    if not db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
        return Kept(integrity=integrity)
    activities = []
    for activity_id, revision, body in db.execute("SELECT id, revision, body FROM activities"):
        said = json.loads(body)
        channels = frozenset((c["surface"], c["id"]) for c in said["channels"])
        activities.append(Activity(activity_id, revision, said["revision"], channels))
    return Kept(
        integrity,
        activities,
        [Entry(*row) for row in db.execute(_JOURNAL)],
        [Request(*row) for row in db.execute(_REQUESTS)],
        [Due(*row) for row in db.execute(_DELIVERIES)],
        [
            Farewell(id, surface, channel_id, json.loads(body)["revision"])
            for id, surface, channel_id, body in db.execute(_FAREWELLS)
        ],
    )
