"""What people do in Discord, whole, beside a bare discord.py client that only answers.

Ours hears, decides, has it on disk, and answers; the reconciler keeps the cards beside. The
bare one answers everything at once and does nothing. Each has a Discord of its own, both in
one program, which presses and takes the times.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench.discordin import PLACES, SIDES, Order
from tests.bench.load import Outcome
from tests.bench.pairs import Compared, compared, in_turns
from tests.bench.programs import Program, lockstep, lockstep_environ
from tests.bench.size import Size
from tests.bench.slack import standing
from tests.bench.startup import MEMORY, READY, answers, imported_mb, seconds
from tests.bench.table import Row, Target

SHAPES = {
    "slash": "slash command",
    "press": "button press",
    "form": "form sent",
    "autocomplete": "autocomplete",
}
P50, EDIT = Target(2, 1.4), Target(1.5, 1.15)
FLAT = Target(1.10, 1.03)
"""What the process may grow to, against what it had after the first of the same."""
BOTH = "import slack_bolt.async_app, discord"
REST_SECONDS = 5.0
"""Until every card has rested since it was shown last."""
FORMS, EDITS, CARDS = 5_000, 10_000, 400


def rows(size: Size) -> Iterator[Row]:
    """All of it."""
    yield from _answers(size)
    yield from _memory(size)
    yield from _start(size)


class World:
    """The two Discords, as a program."""

    def __init__(self, folder: Path, channels: int) -> None:
        self.program = Program(("-m", "tests.bench.discordin", str(channels)), folder, {})
        self._sides: dict[str, dict[str, str]] = json.loads(self.program.line())

    def where(self, side: str) -> tuple[str, str, str]:
        """Its API, its gateway, and the token that it takes."""
        told = self._sides[side]
        return told["api_url"], told["gateway_url"], told["token"]

    def settings(self) -> dict[str, str]:
        """How Lockstep finds its own."""
        api, gateway, token = self.where("ours")
        return {
            "DISCORD_BOT_TOKEN": token,
            "DISCORD_API_URL": api,
            "DISCORD_GATEWAY_URL": gateway,
        }

    def done(self, order: Order) -> Any:
        """What came of *order*."""
        self.program.tell(json.dumps(asdict(order)))
        return json.loads(self.program.line(order.seconds + 300))

    def load(self, order: Order) -> Outcome:
        """The same, of a load."""
        return Outcome(**self.done(order))


@contextmanager
def discords(folder: Path, channels: int = PLACES) -> Iterator[World]:
    """Both Discords, until the block ends."""
    world = World(folder, channels)
    try:
        yield world
    finally:
        world.program.stop()


@contextmanager
def running(folder: Path, world: World, bars: int = PLACES, **more: str) -> Iterator[Program]:
    """A Lockstep in its Discord, with its commands registered and its cards shown."""
    own = world.settings() | more
    _sync(folder, own)
    with lockstep(folder, **own) as started:
        world.done(Order("connected"))
        world.done(Order("begin", times=bars))
        yield started


def _sync(folder: Path, own: Mapping[str, str]) -> None:
    """Register the commands, as a deploy does."""
    syncing = Program(
        ("-m", "adapters.cli", "discord", "--sync"), folder, lockstep_environ(folder, **own)
    )
    try:
        syncing.line()
    finally:
        syncing.stop()


@contextmanager
def bare(folder: Path, world: World) -> Iterator[Program]:
    """The bare client in its Discord, where all looks as it does in ours."""
    started = Program(("-m", "tests.bench.bare", *world.where("bare")), folder, {})
    try:
        world.done(Order("connected", "bare"))
        world.done(Order("like", "bare"))
        yield started
    finally:
        started.stop()


# What is answered ------------------------------------------------------------------


@dataclass(frozen=True)
class Window:
    """One side in one window of time."""

    outcome: Outcome
    cpu_micros: float

    def figure(self, name: str) -> float:
        """One of its figures."""
        return self.cpu_micros if name == "cpu" else float(getattr(self.outcome, name))


def _answers(size: Size) -> Iterator[Row]:
    with ExitStack() as stack:
        world = stack.enter_context(discords(size.fresh("discord-there")))
        mine = stack.enter_context(running(size.fresh("discord-ours"), world))
        theirs = stack.enter_context(bare(size.fresh("discord-bare"), world))
        programs = dict(zip(SIDES, (mine, theirs), strict=True))
        seen = {
            (shape, at_once): _windows(size, world, programs, shape, at_once)
            for shape in SHAPES
            for at_once in (1, PLACES)
        }
        mine.rests()
        edits = _edits(size, world)
    for shape, name in SHAPES.items():
        for at_once, figure, unit, target in (
            (1, "p50", " ms", P50),
            (1, "p99", " ms", None),
            (PLACES, "p50", " ms", None),
            (PLACES, "p99", " ms", None),
            (PLACES, "rate", "/s", None),
            (PLACES, "cpu", " µs", None),
        ):
            sides = seen[shape, at_once]
            found = compared(*([w.figure(figure) for w in sides[side]] for side in SIDES))
            yield _row(f"{name} in Discord: {figure} at {at_once}", unit, target, found)
    yield _row("press in Discord to its card's edit, against its ack", " ms", EDIT, edits)


def _row(name: str, unit: str, target: Target | None, found: Compared) -> Row:
    ours, floor = (
        f"{figure:,.3g}{unit}" if figure < 1000 else f"{figure:,.0f}{unit}"
        for figure in (found.ours, found.floor)
    )
    return Row(name, ours, floor, found.ratio, target, found.noise)


def _windows(
    size: Size, world: World, programs: Mapping[str, Program], shape: str, at_once: int
) -> dict[str, list[Window]]:
    """So many windows of one shape on each side, in turns."""
    seen: dict[str, list[Window]] = {side: [] for side in programs}
    for turn in range(size.pairs + 1):
        for side in SIDES if turn % 2 else reversed(SIDES):
            before = programs[side].cpu_seconds
            outcome = world.load(Order(shape, side, at_once, size.window_seconds))
            used = programs[side].cpu_seconds - before
            if turn:  # The first only warms.
                seen[side].append(Window(outcome, used / outcome.answered * 1e6))
            programs[side].rests(1.0)
    return seen


def _edits(size: Size, world: World) -> Compared:
    """The time to the edit's arrival at Discord, against the time to the answer."""
    acks, edits = [], []
    for turn in range(size.pairs + 1):
        time.sleep(REST_SECONDS if not turn else 0)
        told = world.done(Order("edits", seconds=REST_SECONDS))
        if turn:  # The first only warms.
            acks.append(told["ack"])
            edits.append(told["edit"])
    return compared(edits, acks)


# Memory ----------------------------------------------------------------------------


def _memory(size: Size) -> Iterator[Row]:
    """What is left of what nobody sent, and of what was edited over and over.

    SQLite's page cache fills meanwhile, up to 32 MB: that much is no leak.
    """
    part = size.commands / Size(size.folder).commands
    forms, cards = round(FORMS * part), round(CARDS * part)
    with (
        discords(size.fresh("discord-memory-there"), cards) as world,
        running(size.fresh("discord-memory"), world, cards) as server,
    ):
        world.load(Order("abandoned", at_once=PLACES, times=forms // 10))
        before = _rested_mb(server)
        world.load(Order("abandoned", at_once=PLACES, times=forms))
        yield _grown(f"memory after {forms:,} forms that nobody sent", before, _rested_mb(server))
        world.done(Order("rounds", times=2))
        before, rounds = _rested_mb(server), round(EDITS * part) // cards
        edits = world.done(Order("rounds", times=rounds))["edits"]
        yield _grown(f"memory after {edits:,} edits of cards", before, _rested_mb(server))


def _rested_mb(server: Program) -> float:
    server.rests()
    return server.resident_mb


def _grown(name: str, before: float, after: float) -> Row:
    return Row(name, f"{after:.1f} MB", f"{before:.1f} MB", after / before, FLAT)


# From nothing to ready -------------------------------------------------------------


def _start(size: Size) -> Iterator[Row]:
    """With both platforms."""
    folders = (size.fresh(f"both-start-{number}") for number in range(100))
    with standing(size.fresh("both-slack")) as slack, discords(size.fresh("both-discord")) as there:
        own = {**slack.settings(), **there.settings()}
        mine, theirs = in_turns(
            size.pairs, lambda: _ready_seconds(next(folders), own), lambda: seconds("-c", BOTH)
        )
        with lockstep(next(folders), **own) as server:
            _until_ready(server)
            time.sleep(1)
            ours = server.resident_mb
    found, floor = compared(mine, theirs), imported_mb(BOTH)
    yield Row(
        "`lockstep run` to ready with Slack and Discord, against importing both",
        f"{found.ours:.2f} s", f"{found.floor:.2f} s", found.ratio, READY, found.noise,
    )  # fmt: skip
    yield Row("… memory at rest", f"{ours:.0f} MB", f"{floor:.0f} MB", ours / floor, MEMORY)


def _ready_seconds(folder: Path, own: dict[str, str]) -> float:
    begun = time.perf_counter()
    server = Program(("-m", "adapters.cli", "run"), folder, lockstep_environ(folder, **own))
    try:
        server.listens()
        _until_ready(server)
        return time.perf_counter() - begun
    finally:
        server.stop()


def _until_ready(server: Program, within_seconds: float = 30.0) -> None:
    begun = time.perf_counter()
    while not answers(f"http://127.0.0.1:{server.port}/ready"):
        assert time.perf_counter() - begun < within_seconds, "it is not ready"
