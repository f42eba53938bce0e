"""The tables on SQLite, as numbered steps. A step that has been released never changes.

*sum* is a checksum of the words of a row, so that a disk that bends them is found out at
the start. *held_since* is set while somebody holds a delivery; *due_at* is then the time when
the hold ends by itself. *wanted* counts what made a delivery due, *urgent* is its count at
the last transition; until *rest_until* nothing less makes it due. *live* is 1 while the
activity goes on in its channel, 0 once it has ended, and LEFT once it has left the channel:
how it was then stands in *farewells*. Times are whole microseconds since 1970.
"""

import sqlite3

APPLICATION_ID = 0x4C6F636B  # "Lock"
LEFT = -1

_HOW_MADE = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"

STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE meta (
            only INTEGER PRIMARY KEY CHECK (only = 1),
            clean INTEGER NOT NULL,
            checked_at INTEGER NOT NULL
        ) STRICT""",
        "INSERT INTO meta (only, clean, checked_at) VALUES (1, 1, 0)",
        """CREATE TABLE activities (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            revision INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            sum INTEGER NOT NULL,
            body TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX activities_named ON activities (workspace, name, ended, seq DESC)",
        "CREATE INDEX activities_recent ON activities (workspace, seq)",
        "CREATE INDEX activities_live ON activities (workspace, seq) WHERE ended = 0",
        """CREATE TABLE journal (
            activity_id TEXT NOT NULL REFERENCES activities (id),
            revision INTEGER NOT NULL,
            workspace TEXT NOT NULL,
            at INTEGER NOT NULL,
            verb TEXT NOT NULL,
            command TEXT NOT NULL,
            platform TEXT NOT NULL,
            actor_id TEXT NOT NULL,
            actor_name TEXT NOT NULL,
            line TEXT NOT NULL,
            transition INTEGER NOT NULL,
            sum INTEGER NOT NULL,
            PRIMARY KEY (activity_id, revision)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE requests (
            workspace TEXT NOT NULL,
            key TEXT NOT NULL,
            activity_id TEXT NOT NULL REFERENCES activities (id),
            answer TEXT NOT NULL,
            told_at INTEGER NOT NULL,
            sum INTEGER NOT NULL,
            PRIMARY KEY (workspace, key)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX requests_told ON requests (told_at)",
        """CREATE TABLE deliveries (
            activity_id TEXT NOT NULL REFERENCES activities (id),
            surface TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            workspace TEXT NOT NULL,
            live INTEGER NOT NULL,
            shown_revision INTEGER NOT NULL DEFAULT 0,
            memo TEXT NOT NULL DEFAULT '{}',
            observed TEXT NOT NULL DEFAULT '{}',
            sum INTEGER NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            wanted INTEGER NOT NULL DEFAULT 1,
            epoch INTEGER NOT NULL DEFAULT 0,
            due_at INTEGER,
            held_since INTEGER,
            PRIMARY KEY (activity_id, surface, channel_id)
        ) STRICT, WITHOUT ROWID""",
        "CREATE INDEX deliveries_due ON deliveries (surface, due_at) WHERE due_at IS NOT NULL",
        "CREATE INDEX deliveries_live ON deliveries (surface, workspace, channel_id)"
        " WHERE live = 1",
    ),
    (
        "ALTER TABLE deliveries ADD COLUMN urgent INTEGER NOT NULL DEFAULT 1",
        "ALTER TABLE deliveries ADD COLUMN rest_until INTEGER NOT NULL DEFAULT 0",
        """CREATE TABLE secrets (
            workspace TEXT NOT NULL,
            name TEXT NOT NULL,
            sealed TEXT NOT NULL,
            sum INTEGER NOT NULL,
            PRIMARY KEY (workspace, name)
        ) STRICT, WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE farewells (
            activity_id TEXT NOT NULL REFERENCES activities (id),
            surface TEXT NOT NULL,
            channel_id TEXT NOT NULL,
            workspace TEXT NOT NULL,
            body TEXT NOT NULL,
            sum INTEGER NOT NULL,
            PRIMARY KEY (activity_id, surface, channel_id)
        ) STRICT, WITHOUT ROWID""",
    ),
)


def migrate(db: sqlite3.Connection, steps: tuple[tuple[str, ...], ...] = STEPS) -> None:
    """Bring the tables to the latest step, one transaction a step."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    for number, statements in enumerate(steps[version:], start=version + 1):
        db.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            db.execute(f"PRAGMA user_version = {number}")
            db.execute("COMMIT")
        except sqlite3.Error:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise


def tables(db: sqlite3.Connection) -> frozenset[str]:
    """How the tables and indexes of *db* were made."""
    return frozenset(sql for (sql,) in db.execute(_HOW_MADE))
