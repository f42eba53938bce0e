"""Many activities at once: written past the store, in the store's own form."""

import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.content import SegmentedProgress
from bot.stores import start
from bot.stores.rows import micros
from tests.bench import inside

PLACE = "a" * 26
"""Where an activity's own id goes; the ids that follow are those that buttons can carry."""

_LETTERS = str.maketrans("0123456789", "abcdefghij")

_ACTIVITIES = (
    "INSERT INTO activities (id, workspace, name, revision, ended, sum, body)"
    " VALUES (?, ?, ?, 1, ?, ?, ?)"
)
_JOURNAL = "INSERT INTO journal VALUES (?, 1, ?, ?, 'start', '{}', 'bench', 'u1', 'B', 'begun', 1)"
_DELIVERIES = (
    "INSERT INTO deliveries (activity_id, surface, channel_id, workspace, channel, live, due_at)"
    " VALUES (?, ?, '', ?, ?, ?, ?)"
)


@dataclass(frozen=True)
class Fill:
    """So many activities, spread over so many workspaces; *due* ones wait for the phones."""

    count: int
    workspaces: int = 1_000
    due: bool = False


def fill(folder: Path, wanted: Fill) -> None:
    """Make the file of a store that holds what is *wanted*: ended long ago, or due now."""
    path = folder / "lockstep.db"
    start.close_owned(start.open_owned(start.How(str(path))), broken=False)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -400000"):
            db.execute(f"PRAGMA {pragma}")
        db.execute("BEGIN")
        db.executemany(_ACTIVITIES, _activities(wanted))
        now = micros(datetime.now(UTC))
        db.executemany(_JOURNAL, ((each, workspace, now) for each, workspace in _all(wanted)))
        due = now if wanted.due else None
        for surface in (LOCK_SCREEN,) if wanted.due else ("bench", LOCK_SCREEN):
            channel = Channel(surface=surface, id="", workspace="").model_dump_json()
            rest = (channel, int(wanted.due), due)
            db.executemany(
                _DELIVERIES,
                ((each, surface, workspace, *rest) for each, workspace in _all(wanted)),
            )
        db.execute("COMMIT")


def _all(wanted: Fill) -> Iterator[tuple[str, str]]:
    """The id and the workspace of each."""
    for number in range(wanted.count):
        each = str(number).translate(_LETTERS).rjust(len(PLACE), "a")
        yield each, f"w{number % wanted.workspaces}"


def _activities(wanted: Fill) -> Iterator[tuple[object, ...]]:
    body = _body(ended=not wanted.due)
    for number, (each, workspace) in enumerate(_all(wanted)):
        own = body.replace(PLACE, each).replace("@W@", workspace)
        ended, checksum = int(not wanted.due), zlib.crc32(own.encode(), 1)
        yield each, workspace, f"n{number}", ended, checksum, own


def _body(*, ended: bool) -> str:
    at = datetime.now(UTC)
    return Activity(
        id=PLACE,
        workspace="@W@",
        name="stored",
        revision=1,
        content=SegmentedProgress(
            type="segmented_progress", title="Stored", number_of_steps=4, current_step=1
        ),
        channels=(Channel(surface=LOCK_SCREEN, id="", workspace="@W@"),),
        owner=inside.ACTOR,
        started_at=at,
        changed_at=at,
        line=Line(text="started", actor=Actor(platform="bench", id="u1", name="Bench"), at=at),
        ended_at=at if ended else None,
    ).model_dump_json(exclude_unset=True)


def timed(work: Callable[[], None]) -> float:
    """The seconds that *work* takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
