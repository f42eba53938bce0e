"""What workspaces entrust to us, as it was sealed elsewhere: nothing here can open it."""

import sqlite3
from collections.abc import Mapping

from bot.stores.rows import storable, sum_of

_KEEP = (
    "INSERT INTO secrets (workspace, name, sealed, sum) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (workspace, name) DO UPDATE SET sealed = excluded.sealed, sum = excluded.sum"
)
_DROP = "DELETE FROM secrets WHERE workspace = ? AND name = ?"
_EVERY = "SELECT workspace, name, sealed FROM secrets"


def keep(db: sqlite3.Connection, workspace: str, name: str, sealed: str | None) -> None:
    """See Store."""
    at = (storable(workspace), storable(name))
    if sealed is None:
        db.execute(_DROP, at)
    else:
        db.execute(_KEEP, (*at, sealed, sum_of(*at, sealed)))


def every(db: sqlite3.Connection) -> Mapping[tuple[str, str], str]:
    """See Store."""
    return {(workspace, name): sealed for workspace, name, sealed in db.execute(_EVERY)}
