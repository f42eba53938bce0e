"""Cuts the power at every step of the command path, and looks at what the disk may hold then.

    python -m tests.rigs.powerloss [--states 2000] [--synchronous NORMAL] [--seed 1]

The command path runs once, traced: two lives of the real store. From the trace every
state is rebuilt that a disk may be found in, and opened as Lockstep opens it.
"""

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from tests.rigs import child as program
from tests.rigs.child import Synchronous
from tests.rigs.children import child, traced
from tests.rigs.disk import FATES, Disk
from tests.rigs.durability import Finding, Kind
from tests.rigs.recovery import recovered
from tests.rigs.table import show
from tests.rigs.trace import OPTIONS, Event, Said, events
from tests.rigs.watched import watched

LIVES = 2
SETTLE_EVERY = 10
NAME = "lockstep.db"
PASSES_MAX = 100


@dataclass(frozen=True)
class State:
    """A disk as it is found, and what people had been told when the power went."""

    at: str
    files: Mapping[str, bytes]
    said: Sequence[str]


@dataclass
class Losses:
    """What a run came to. *broken* counts the states by the kinds of promise they break."""

    events: int = 0
    states: int = 0
    acknowledged: int = 0
    broken: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)


def lose(
    states: int,
    *,
    synchronous: Synchronous = "FULL",
    seed: int = 1,
    enough: Callable[[Losses], bool] = lambda _: False,
) -> Losses:
    """Judge so many different *states*, or as many as are *enough*."""
    traced_events = recorded(synchronous)
    losses = Losses(events=len(traced_events))
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory(dir=_quick_folder()) as folder:
        asyncio.run(_judge(possible(traced_events, dice), states, Path(folder), losses, enough))
    return losses


def recorded(synchronous: Synchronous) -> list[Event]:
    """What the command path does to its folder, step by step."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(os.path.realpath(place), "kept")
        folder.mkdir()
        log = Path(place, "trace")
        with (
            child(program.main, str(folder / NAME), synchronous, False, LIVES) as living,
            traced(living.pid, "-o", str(log), *OPTIONS),
        ):
            living.begin()
            living.all_said()
            assert living.ended() == 0, "nobody stopped it"
        with log.open() as lines:
            return list(events(lines, str(folder)))


def possible(steps: Sequence[Event], dice: random.Random) -> Iterator[State]:
    """Different states a disk may be found in, in passes over all *steps*, until none is new."""
    seen: set[int] = set()
    for number in range(PASSES_MAX):
        fate = FATES[number if number < len(FATES) else 2 + number % 2]
        disk, said = Disk(), []
        for at, step in enumerate(steps):
            disk.take(step)
            if isinstance(step, Said):
                said.append(step.text)
            files = disk.after_power_loss(fate, dice)
            name = hash((len(said), *sorted(files.items())))
            if name not in seen:
                seen.add(name)
                yield State(f"{fate} after step {at}, {step.__class__.__name__}", files, [*said])


async def _judge(
    states: Iterator[State],
    most: int,
    folder: Path,
    losses: Losses,
    enough: Callable[[Losses], bool],
) -> None:
    for state in states:
        if losses.states >= most or enough(losses):
            return
        _lay_out(state.files, folder)
        seen = watched(state.said)
        settle = losses.states % SETTLE_EVERY == 0
        found = await recovered(folder / NAME, seen, settle=settle)
        losses.states += 1
        losses.acknowledged += len(seen.acknowledged)
        losses.broken.update({finding.kind for finding in found})
        losses.findings += [Finding(f.kind, f"{state.at}: {f.what}") for f in found]


def _lay_out(files: Mapping[str, bytes], folder: Path) -> None:
    for left_over in folder.iterdir():
        left_over.unlink()
    for name, content in files.items():
        if not name.endswith("-shm"):  # It is memory, and never on a disk.
            (folder / name).write_bytes(content)


def _quick_folder() -> str | None:
    """Memory, if there is some for files: what is rebuilt there need not survive anything."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and os.access(memory, os.W_OK) else None


def figures(losses: Losses) -> dict[str, object]:
    """What the run came to, by the names of the table."""
    return {
        "steps": losses.events,
        "states": losses.states,
        "acknowledged": losses.acknowledged,
        **{kind: losses.broken[kind] for kind in get_args(Kind)},
    }


def main(argv: Sequence[str] | None = None) -> int:
    """0 when the disk kept every promise, 1 when it did not."""
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.powerloss", description=__doc__)
    parser.add_argument("--states", type=int, default=2000)
    parser.add_argument("--synchronous", choices=["FULL", "NORMAL", "OFF"], default="FULL")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    begun = time.monotonic()
    losses = lose(asked.states, synchronous=asked.synchronous, seed=asked.seed)
    seconds = f"{time.monotonic() - begun:.1f}"
    row = {"synchronous": asked.synchronous, **figures(losses), "seconds": seconds}
    show([row], losses.findings)
    return 1 if losses.findings else 0


if __name__ == "__main__":
    sys.exit(main())
