"""Kills the command path at every write, sync and cut that it makes, one by one."""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
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
NAME = "lockstep.db"


@dataclass(frozen=True)
class Way:
    """A program to kill, the files that it finds, and what was *said* in their earlier life."""

    run: Callable[..., None]
    given: tuple[object, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    said: Sequence[str] = ()


@dataclass
class Killed:
    """What a sweep came to: kills by system call, answers that were given before them."""

    points: Counter[str] = field(default_factory=Counter)
    acknowledged: int = 0
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Blow:
    code: int
    said: list[str]
    files: Mapping[str, bytes]
    findings: list[Finding]


COMMANDS = Way(program.main, ("FULL",))
"""The whole command path: a file is made, opened, written to, and closed."""

HASTY = Way(program.main, ("FULL", True))
"""The same, with every answer given before it is kept."""


def starting_again(after_writes: int = 100) -> Way:
    """Opening what a kill left, after so many writes of COMMANDS."""
    blow = _blow(COMMANDS, "pwrite64", after_writes)
    assert blow.code == -9, "it makes more writes than that"
    return Way(program.visiting, (), blow.files, blow.said)


def sweep(way: Way, enough: Callable[[Killed], bool] = lambda _: False) -> Killed:
    """Kill *way* at every call of CALLS, or until it is *enough*."""
    killed = Killed()
    with ThreadPoolExecutor(SIDE_BY_SIDE) as hands:
        for call in CALLS:
            for blow in chain.from_iterable(_blows(way, call, hands)):
                killed.points[call] += 1
                killed.acknowledged += sum(line.startswith("ACK") for line in blow.said)
                killed.findings += blow.findings
                if enough(killed):
                    return killed
    return killed


def _blows(way: Way, call: str, hands: ThreadPoolExecutor) -> Iterator[list[_Blow]]:
    """A kill at the first *call*, the second, and so on until the program outlives them all."""
    nth = 1
    while True:
        each = range(nth, nth + 2 * SIDE_BY_SIDE)
        hits = [b for b in hands.map(lambda n: _blow(way, call, n), each) if b.code == -9]
        yield hits
        if not hits:
            return
        nth = each.stop


def _blow(way: Way, call: str, nth: int) -> _Blow:
    """Kill *way* as it enters its *nth* *call*, and look at what it left."""
    kill = f"inject={call}:signal=KILL:when={nth}"
    with tempfile.TemporaryDirectory() as folder:
        for name, content in way.files.items():
            Path(folder, name).write_bytes(content)
        path = Path(folder, NAME)
        with (
            child(way.run, str(path), *way.given) as living,
            traced(living.pid, "-o", "/dev/null", "-e", f"trace={call}", "-e", kill),
        ):
            living.begin()
            said = [*way.said, *living.all_said().splitlines()]
            code = living.ended()
        assert code in (0, -9), f"a child ended by itself, with {code}"
        left = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
        found = asyncio.run(recovered(path, watched(said)))
        where = [Finding(f.kind, f"killed at {call} {nth}: {f.what}") for f in found]
        return _Blow(code, said, left, where)
