"""A command without a platform, beside the bare statements called in the loop."""

import asyncio
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

from bot.lockstep import Lockstep
from bot.store import Answer, Request, Rule, Target
from bot.stores import changes, schema
from bot.stores.sqlite import SqliteStore
from tests.bench import inside
from tests.bench.pairs import compared
from tests.bench.size import Size
from tests.bench.table import Row
from tests.bench.table import Target as Bound

STATEMENTS_MAX = Bound(6, unit="")
FEWER = Bound(0.999, unit="")


def rows(size: Size) -> Iterator[Row]:
    """Commands a second at 1, 16 and 64 at a time; commits and statements for each."""
    yield from asyncio.run(_rates(size))
    yield _statements(size.fresh("statements"))


async def _rates(size: Size) -> list[Row]:
    told: list[Row] = []
    folder = size.fresh("command-path")
    async with inside.opened(folder) as store:
        lockstep = inside.front_door(store)
        await inside.begin(lockstep, 64)
        with closing(_bare(folder / "bare.db")) as bare:
            for at_a_time in (1, 16, 64):
                told += await _pairs(size, lockstep, store, bare, at_a_time)
    return told


async def _pairs(
    size: Size, lockstep: Lockstep, store: SqliteStore, bare: sqlite3.Connection, at_a_time: int
) -> list[Row]:
    commands = size.commands if at_a_time > 1 else size.commands // 3
    commands -= commands % at_a_time
    bare_commands = (
        commands // 4 // at_a_time * at_a_time
    )  # Each is a flush, and a disk may be slow.
    ours, floor = [], []
    commits = store.tally.commits
    for _ in range(size.pairs):
        begun = time.perf_counter()
        await inside.moved(lockstep, at_a_time, commands)
        between = time.perf_counter()
        await _bare_moved(bare, at_a_time, bare_commands)
        ours.append(commands / (between - begun))
        floor.append(bare_commands / (time.perf_counter() - between))
    found = compared(ours, floor)
    name = f"command without a platform, {at_a_time} at a time"
    rates = Row(name, f"{found.ours:,.0f}/s", f"{found.floor:,.0f}/s", found.ratio)
    if at_a_time == 1:
        return [rates]
    each = (store.tally.commits - commits) / (commands * size.pairs)
    return [rates, Row("… commits a command", f"{each:.3f}", "1", each, FEWER, 0.0, unit="")]


# The floor: what a command does to the tables, and nothing else

_keys = count(1)
_BODY = json.dumps({"content": {"title": "Load", "current_step": 3}, "padding": "x" * 900})


def _bare(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    schema.migrate(db)
    for place in range(64):
        row = (f"a{place}", "bench", f"load-{place}", 1, 0, 0, _BODY)
        db.execute(
            "INSERT INTO activities (id, workspace, name, revision, ended, sum, body)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        for surface in ("bench", "phones"):
            db.execute(
                "INSERT INTO deliveries (activity_id, surface, channel_id, workspace, live, sum)"
                " VALUES (?, ?, '', 'bench', 1, 0)",
                (f"a{place}", surface),
            )
    return db


async def _bare_moved(db: sqlite3.Connection, activities: int, commands: int) -> None:
    async def mover(place: int) -> None:
        for _ in range(commands // activities):
            _bare_command(db, f"a{place}", f"k{next(_keys)}")
            await asyncio.sleep(0)

    await asyncio.gather(*(mover(place) for place in range(activities)))


def _bare_command(db: sqlite3.Connection, activity: str, key: str) -> None:
    now = time.time_ns() // 1_000
    db.execute("BEGIN IMMEDIATE")
    db.execute("SELECT answer FROM requests WHERE workspace = 'bench' AND key = ?", (key,))
    (revision,) = db.execute(
        "SELECT revision FROM activities WHERE id = ? AND ended = 0", (activity,)
    ).fetchone()
    db.execute(
        "UPDATE activities SET revision = ?, sum = 1, body = ? WHERE id = ?",
        (revision + 1, _BODY, activity),
    )
    db.execute(
        "INSERT INTO journal (activity_id, revision, workspace, at, verb, command, platform,"
        " actor_id, actor_name, line, transition, sum)"
        " VALUES (?, ?, 'bench', ?, 'step', '{}', 'bench', 'u1', 'Bench', 'step 3 of 9', 1, 0)",
        (activity, revision + 1, now),
    )
    db.execute(
        "UPDATE deliveries SET wanted = wanted + 1, attempts = 0,"
        " due_at = min(coalesce(due_at, ?1), ?1) WHERE activity_id = ?2 AND live = 1",
        (now, activity),
    )
    db.execute(
        "INSERT INTO requests (workspace, key, activity_id, answer, told_at, sum)"
        " VALUES ('bench', ?, ?, 'Load · step 3 of 9', ?, 0)",
        (key, activity, now),
    )
    db.execute("COMMIT")


# How many statements a command takes


class Traced:
    """A store that only changes, in the loop, and notes every statement."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        schema.migrate(self._db)
        self.statements: list[str] = []
        self._db.set_trace_callback(self.statements.append)

    async def change(self, request: Request, target: Target, rule: Rule) -> Answer:
        """See Store."""
        return changes.change(self._db, request, target, rule)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def statements(folder: Path, words: str) -> list[str]:
    """What `start …` and then *words* make SQLite do; those of *words*."""
    with closing(Traced(folder / "traced.db")) as store:
        lockstep = inside.front_door(store)  # type: ignore[arg-type]  # it only changes
        asyncio.run(inside.begin(lockstep, 1))
        store.statements.clear()
        asyncio.run(inside.said(lockstep, 0, words))
        return list(store.statements)


def _statements(folder: Path) -> Row:
    number = len(statements(folder, "step 3"))
    return Row(
        "… statements a command", f"{number}", "", float(number), STATEMENTS_MAX, 0.0, unit=""
    )
