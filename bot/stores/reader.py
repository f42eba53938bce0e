"""A look into the file while another process owns it."""

import os
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from typing import Self, TypeVar

from bot.activity import Activity, Channel
from bot.errors import Busy, StoreUnusable
from bot.store import Entry, Target
from bot.stores import reads, secrets, start
from bot.surface import Delivery

T = TypeVar("T")


class SqliteReader:
    """Reads as the store does, and can change nothing. For a command line, not for a server."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @classmethod
    def open(cls, path: str | os.PathLike[str]) -> Self:
        """The file at *path*, to be read. Raises StoreUnusable."""
        path = os.path.realpath(path)
        if not os.path.exists(path):
            raise StoreUnusable(f"There is no {path}. Start Lockstep once to make it.")
        try:
            db = start.read_only(path)
            start.check_kind(path, db)
        except sqlite3.Error as exc:
            raise StoreUnusable(f"{path} cannot be read ({exc}). Nothing was changed.") from exc
        return cls(db)

    async def find(self, target: Target) -> Activity | None:
        """See Store."""
        return self._read(lambda db: reads.find(db, target))

    async def live(self, workspace: str, channel: Channel | None = None) -> Sequence[Activity]:
        """See Store."""
        return self._read(lambda db: reads.live(db, workspace, channel))

    async def recent(self, workspace: str | None, limit: int) -> Sequence[Activity]:
        """See Store."""
        return self._read(lambda db: reads.recent(db, workspace, limit))

    async def timeline(self, activity_id: str) -> Sequence[Entry]:
        """See Store."""
        return self._read(lambda db: reads.timeline(db, activity_id))

    async def deliveries(self, activity_id: str) -> Sequence[Delivery]:
        """See Store."""
        return self._read(lambda db: reads.deliveries(db, activity_id))

    async def secrets(self) -> Mapping[tuple[str, str], str]:
        """See Store."""
        return self._read(secrets.every)

    async def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return work(self._db)
        except sqlite3.Error as exc:
            raise Busy(f"The store cannot be read now ({exc}). Please try again.") from exc
