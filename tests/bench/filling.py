"""Many activities at once: written past the store, in the store's own form."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.content import SegmentedProgress
from bot.stores import start
from bot.stores.rows import micros, sum_of
from tests.bench import inside

PLACE = "a" * 26
"""Where an activity's own id goes; the ids that follow are those that buttons can carry."""

_LETTERS = str.maketrans("0123456789", "abcdefghij")

_ACTIVITIES = (
    "INSERT INTO activities (id, workspace, name, revision, ended, sum, body)"
    " VALUES (?, ?, ?, 1, ?, ?, ?)"
)
_JOURNAL = (
    "INSERT INTO journal (activity_id, revision, workspace, at, verb, command, platform,"
    " actor_id, actor_name, line, transition, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_DELIVERIES = (
    "INSERT INTO deliveries (activity_id, surface, channel_id, workspace, live, due_at, sum)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
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
        db.executemany(_JOURNAL, _journal(wanted, now))
        for surface in (LOCK_SCREEN,) if wanted.due else ("bench", LOCK_SCREEN):
            db.executemany(_DELIVERIES, _deliveries(wanted, surface, now))
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
        ended = int(not wanted.due)
        yield each, workspace, f"n{number}", ended, sum_of(1, own), own


def _journal(wanted: Fill, now: int) -> Iterator[tuple[object, ...]]:
    for each, workspace in _all(wanted):
        row = (each, 1, workspace, now, "start", "{}", "bench", "u1", "Bench", "started", 1)
        yield *row, sum_of(*row)


def _deliveries(wanted: Fill, surface: str, now: int) -> Iterator[tuple[object, ...]]:
    due = now if wanted.due else None
    for each, workspace in _all(wanted):
        at = (each, surface, "", workspace)
        yield *at, int(wanted.due), due, sum_of(*at, "{}", "{}")


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
