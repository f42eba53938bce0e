"""Kills the command path at every write, sync and cut that it makes, one by one."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tests.rigs import child as program
from tests.rigs.children import child, traced
from tests.rigs.durability import Finding
from tests.rigs.recovery import recovered
from tests.rigs.watched import watched

CALLS = ("pwrite64", "fdatasync", "fsync", "ftruncate", "rename", "unlink", "write")
"""All by which SQLite, the lock and the acknowledgement reach beyond the process."""

SIDE_BY_SIDE = 2


@dataclass
class Killed:
    """What a sweep came to: kills by system call, answers that were given before them."""

    points: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Blow:
    was_hit: bool
    acknowledged: int
    findings: list[Finding]


def sweep(*, hasty: bool = False, enough: Callable[[Killed], bool] = lambda _: False) -> Killed:
    """Kill at every call of CALLS, or until it is *enough*. *hasty* answers before it stores."""
    killed = Killed()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as hands:
        for call in CALLS:
            for hit in chain.from_iterable(_blows(call, hands, hasty)):
                killed.points[call] += 1
                killed.acknowledged += hit.acknowledged
                killed.findings += hit.findings
                if enough(killed):
                    return killed
    return killed


def _blows(call: str, hands: ThreadPoolExecutor, hasty: bool) -> Iterator[list[_Blow]]:
    """A kill at the first *call*, the second, and so on until the child outlives them all."""
    nth = 1
    while True:
        each = range(nth, nth + 2 * SIDE_BY_SIDE)
        blows = list(hands.map(lambda number: _blow(call, number, hasty), each))
        hits = [blow for blow in blows if blow.was_hit]
        yield hits
        if not hits:
            return
        nth = each.stop


def _blow(call: str, nth: int, hasty: bool) -> _Blow:
    """Kill a child as it enters its *nth* *call*, and look at what it left."""
    kill = f"inject={call}:signal=KILL:when={nth}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "lockstep.db")
        with (
            child(program.main, str(path), "FULL", hasty) as living,
            traced(living.pid, "-o", "/dev/null", "-e", f"trace={call}", "-e", kill),
        ):
            living.begin()
            said = living.all_said()
            code = living.ended()
        assert code in (0, -9), f"a child ended by itself, with {code}"
        seen = watched(said.splitlines())
        found = asyncio.run(recovered(path, seen))
        where = [Finding(f.kind, f"killed at {call} {nth}: {f.what}") for f in found]
        return _Blow(code == -9, len(seen.acknowledged), where)
