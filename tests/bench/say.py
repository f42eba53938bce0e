"""A command over HTTP, beside handlers that only acknowledge."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.bench.load import Order, Outcome
from tests.bench.pairs import Compared, compared
from tests.bench.programs import SAY_KEY, Load, Program, begin, load, lockstep, program
from tests.bench.size import Size
from tests.bench.table import Row, Target

# What performance.md sets for a Slack command against Bolt; here they are a preview.
RATE = Target(0.50, 0.75, least=True)
P50, P99, CPU = Target(4, 2.3), Target(4, 1.9), Target(2.2, 1.4)


@dataclass
class Side:
    """A server, how it is asked, and what came of it."""

    server: Program
    shape: str
    cpu_micros: float = 0.0

    def asked(self, load: Load, connections: int, seconds: float) -> Outcome:
        """One window of load; what the server used of the processor until it rested again."""
        before = self.server.cpu_seconds
        order = Order(self.server.port, connections, seconds, self.shape, SAY_KEY)
        outcome = load.press(order)
        during = self.server.cpu_seconds - before
        self.cpu_micros = during / (outcome.rate * (seconds + order.warm_seconds)) * 1e6
        self.server.rests(1.5)
        return outcome


@dataclass(frozen=True)
class Window:
    """Both sides in one window of time."""

    outcome: Outcome
    cpu_micros: float


def rows(size: Size) -> Iterator[Row]:
    """The whole of Lockstep, reconciler beside, against an ack; then Bolt as a preview."""
    with ExitStack() as stack:
        ours, ack, bolt = (size.fresh(f"say-{name}") for name in ("ours", "ack", "bolt"))
        press = stack.enter_context(load(size.fresh("say-load")))
        mine = stack.enter_context(lockstep(ours))
        begin(mine.port, 64)
        floors = {
            "ack": Side(stack.enter_context(_floor(ack, "ack")), "say"),
            "Bolt": Side(stack.enter_context(_floor(bolt, "bolt")), "slash"),
        }
        sides = {"ours": Side(mine, "say"), **floors}
        seen = {count: windows(size, press, sides, count) for count in (1, 16, 64)}
    for name in floors:
        yield from _against(name, seen)


def _floor(folder: Path, kind: str) -> AbstractContextManager[Program]:
    return program(("-m", "tests.bench.floors", kind), folder)


def windows(
    size: Size, press: Load, sides: dict[str, Side], connections: int
) -> dict[str, list[Window]]:
    """What came of so many windows of load on each of *sides*, in turns."""
    seen: dict[str, list[Window]] = {name: [] for name in sides}
    for turn in range(size.pairs):
        order = list(sides) if turn % 2 else list(reversed(sides))
        for name in order:
            outcome = sides[name].asked(press, connections, size.window_seconds)
            seen[name].append(Window(outcome, sides[name].cpu_micros))
    return seen


def _against(floor: str, seen: dict[int, dict[str, list[Window]]]) -> Iterator[Row]:
    preview = floor == "Bolt"
    name = "/say, Bolt as floor" if preview else "/say, ack-only floor"

    def row(what: str, unit: str, target: Target, found: Compared) -> Row:
        return Row(
            f"{name}: {what}",
            f"{found.ours:,.3g}{unit}" if found.ours < 1000 else f"{found.ours:,.0f}{unit}",
            f"{found.floor:,.3g}{unit}" if found.floor < 1000 else f"{found.floor:,.0f}{unit}",
            found.ratio,
            target if preview else None,
            found.noise,
            preview=preview,
        )

    def of(connections: int, figure: str) -> Compared:
        both = [
            [
                w.cpu_micros if figure == "cpu" else float(getattr(w.outcome, figure))
                for w in seen[connections][side]
            ]
            for side in ("ours", floor)
        ]
        return compared(*both)

    yield row("rate at 16", "/s", RATE, of(16, "rate"))
    yield row("rate at 64", "/s", RATE, of(64, "rate"))
    yield row("p50 at 1", " ms", P50, of(1, "p50"))
    yield row("p99 at 16", " ms", P99, of(16, "p99"))
    yield row("CPU a command at 16", " µs", CPU, of(16, "cpu"))
