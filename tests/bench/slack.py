"""A slash command, whole, beside Bolt that only acknowledges: the way in, and the way out.

Ours verifies, parses, decides, has it on disk, and answers; the reconciler shows it in a Slack
and on Lock Screens beside. Bolt's own has `process_before_response`, and does nothing at all.
"""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

from tests.bench.load import (
    BOT_TOKEN,
    CHANNELS,
    SIGNING_SECRET,
    STEPS,
    TEAM,
    USER,
    Order,
    channel,
    signed,
    slash,
)
from tests.bench.pairs import Compared, compared, in_turns
from tests.bench.programs import (
    Load,
    Program,
    load,
    lockstep,
    lockstep_environ,
    program,
    sandbox,
    smith,
)
from tests.bench.say import CPU, P50, P99, RATE, Side, Window, windows
from tests.bench.size import Size
from tests.bench.slackin import slack
from tests.bench.startup import READY, answers, seconds
from tests.bench.steady import LONGEST
from tests.bench.steady import P99 as STEADY_P99
from tests.bench.steady import RATE as STEADY_RATE
from tests.bench.table import Row, Target

ACKS, PRESS = Target(1.25, 1.05), Target(1.5, 1.15)
PRESSES = 10
"""Slack lets a workspace's cards be edited fifty times a minute, a dozen of them at once."""
REST_SECONDS = 25.0
"""Until the cards have rested, and what starting them spent of that dozen is there again."""
BOLT = "import slack_bolt.async_app"


def rows(size: Size) -> Iterator[Row]:
    """All of it."""
    yield from _commands(size)
    yield from _outages(size)
    yield from _press(size)
    yield _start(size)


@dataclass(frozen=True)
class There:
    """A Slack, as a program."""

    program: Program
    api_url: str

    def settings(self) -> dict[str, str]:
        """How Lockstep finds it."""
        return {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": self.api_url,
        }


@contextmanager
def standing(folder: Path, how: str = "fast") -> Iterator[There]:
    """That Slack, until the block ends."""
    started = Program(("-m", "tests.bench.slackin", how), folder, {})
    try:
        yield There(started, json.loads(started.line()))
    finally:
        started.stop()


def asked(port: int, request: bytes) -> str:
    """What is answered to *request*."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as wire:
        wire.sendall(request)
        told = b""
        while b"\r\n\r\n" not in told or not told.partition(b"\r\n\r\n")[2]:
            told += wire.recv(65_536)
    head, _, body = told.decode().partition("\r\n\r\n")
    assert head.split()[1] == "200", told
    return body


def begin(port: int, activities: int) -> None:
    """Start what the load moves: a bar of steps in each of so many channels."""
    for place in range(activities):
        answer = asked(port, slash(f'start "Load {place}" steps:{STEPS}', place))
        assert "Load" in answer, answer


# Commands --------------------------------------------------------------------------


def _commands(size: Size) -> Iterator[Row]:
    with ExitStack() as stack:
        press = stack.enter_context(load(size.fresh("slack-load")))
        there = stack.enter_context(standing(size.fresh("slack-there")))
        mine = stack.enter_context(lockstep(size.fresh("slack-ours"), **there.settings()))
        begin(mine.port, CHANNELS)
        bolt = stack.enter_context(_bolt(size.fresh("slack-bolt")))
        sides = {"ours": Side(mine, "slash"), "Bolt": Side(bolt, "slash")}
        seen = {count: windows(size, press, sides, count) for count in (1, 16, 64)}
        steady = Order(mine.port, 16, size.steady_seconds, "slash", "", STEADY_RATE, 0.5)
        found = press.press(steady)
    name = "slash command against ack-only Bolt"
    for figure, count, unit, target in (
        ("rate", 16, "/s", RATE),
        ("rate", 64, "/s", RATE),
        ("p50", 1, " ms", P50),
        ("p99", 16, " ms", P99),
        ("p99", 64, " ms", None),
        ("cpu", 16, " µs", CPU),
    ):
        yield _row(f"{name}: {figure} at {count}", unit, target, _of(seen[count], figure))
    name = f"{STEADY_RATE:.0f} slash commands a second for {size.steady_seconds:.0f} s"
    yield Row(f"{name}: p50", f"{found.p50:.2f} ms")
    yield Row("… p99", f"{found.p99:.2f} ms", "", found.p99, STEADY_P99, unit=" ms")
    yield Row("… longest", f"{found.longest:.1f} ms", "", found.longest, LONGEST, unit=" ms")


def _bolt(folder: Path) -> Any:
    return program(("-m", "tests.bench.floors", "bolt"), folder)


def _of(seen: dict[str, list[Window]], figure: str) -> Compared:
    both = [
        [w.cpu_micros if figure == "cpu" else float(getattr(w.outcome, figure)) for w in seen[side]]
        for side in ("ours", "Bolt")
    ]
    return compared(*both)


def _row(name: str, unit: str, target: Target | None, found: Compared) -> Row:
    def said(figure: float) -> str:
        return f"{figure:,.3g}{unit}" if figure < 1000 else f"{figure:,.0f}{unit}"

    return Row(name, said(found.ours), said(found.floor), found.ratio, target, found.noise)


# While others are away -------------------------------------------------------------

AWAY: dict[str, tuple[str, dict[str, Any]]] = {
    "Slack is slow": ("slow", {}),
    "Slack is down": ("down", {}),
    "ActivitySmith is slow": ("fast", {"slow_seconds": 5.0}),
    "ActivitySmith is down": ("fast", {"status": 503}),
}
ACTIVITIES, OUTAGE_RATE, PER_MINUTE = 8, 150.0, 600


def _outages(size: Size) -> Iterator[Row]:
    """The median ack under the same load, one Lockstep for each way that the others are."""
    ways: dict[str, tuple[str, dict[str, Any]]] = {"all is well": ("fast", {})} | AWAY
    with ExitStack() as stack:
        press = stack.enter_context(load(size.fresh("away-load")))
        ports: dict[str, Program] = {}
        for place, (name, (how, switches)) in enumerate(ways.items()):
            there = stack.enter_context(standing(size.fresh(f"away-slack-{place}"), how))
            api = stack.enter_context(
                sandbox(size.fresh(f"away-api-{place}"), places_max=100, **switches)
            )
            own = {**smith(api, PER_MINUTE), **there.settings()}
            ports[name] = stack.enter_context(lockstep(size.fresh(f"away-{place}"), **own))
            begin(ports[name].port, ACTIVITIES)
            ports[name].rests()
            there.program.tell("")
        medians = _medians(size, press, ports)
    for name in AWAY:
        found = compared(medians[name], medians["all is well"])
        yield _row(f"slash ack p50 while {name}, against well", " ms", ACKS, found)


def _medians(size: Size, press: Load, ports: dict[str, Program]) -> dict[str, list[float]]:
    medians: dict[str, list[float]] = {name: [] for name in ports}
    for turn in range(size.pairs + 1):
        for name in ports if turn % 2 else reversed(ports):
            order = Order(
                ports[name].port, ACTIVITIES, size.window_seconds, "slash", "", OUTAGE_RATE
            )
            outcome = press.press(order)
            if turn:  # The first only warms.
                medians[name].append(outcome.p50)
            ports[name].rests(0.5)
    return medians


# A press, until the card's edit ----------------------------------------------------


def _press(size: Size) -> Iterator[Row]:
    """The time to the edit's arrival at Slack, against the time to the answer."""
    acks, edits = asyncio.run(_pressed(size))
    found = compared([median(edits)], [median(acks)])
    yield _row("press in Slack to its card's edit, against its ack", " ms", PRESS, found)


async def _pressed(size: Size) -> tuple[list[float], list[float]]:
    """Slack is in this process, so that one clock sees both ends; each card is pressed once."""
    acks, edits = [], []
    async with slack().serve() as there:
        own = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": there.api_url,
        }
        # Read by another thread, since Lockstep is not ready before this Slack has answered.
        with await asyncio.to_thread(_entered, size.fresh("slack-press"), own) as server:
            await asyncio.to_thread(begin, server.port, PRESSES)
            await there.until(lambda: len(_cards(there)) == PRESSES)
            await asyncio.sleep(REST_SECONDS)
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            for place in range(PRESSES):
                before = _edits(there)
                begun = time.perf_counter()
                writer.write(signed(_payload(there, place)))
                ack = asyncio.create_task(_answered(reader, begun))
                # Without a pause that would be measured too, nor for what Slack makes of it.
                while _edits(there) <= before:  # noqa: ASYNC110 - see above
                    await asyncio.sleep(0)
                edits.append((time.perf_counter() - begun) * 1e3)
                acks.append(await ack * 1e3)
                await asyncio.sleep(0.2)
            writer.close()
    return acks[1:], edits[1:]  # The first only warms.


def _entered(folder: Path, own: dict[str, str]) -> "_Held":
    return _Held(folder, own)


class _Held:
    """A Lockstep, started where nobody waits for it in the loop."""

    def __init__(self, folder: Path, own: dict[str, str]) -> None:
        self._program = Program(
            ("-m", "adapters.cli", "run"), folder, lockstep_environ(folder, **own)
        )
        self._program.listens()

    def __enter__(self) -> Program:
        return self._program

    def __exit__(self, *_: object) -> None:
        self._program.stop()


async def _answered(reader: asyncio.StreamReader, begun: float) -> float:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    took = time.perf_counter() - begun
    assert head.split()[1] == b"200", head
    length = int(head.partition(b"content-length: ")[2].split(b"\r\n", 1)[0])
    await reader.readexactly(length)
    return took


def _edits(there: Any) -> int:
    return sum(call.method == "chat.update" for call in there.calls)


def _cards(there: Any) -> list[Any]:
    return [card for room in there.team().rooms.values() for card in room.cards]


def _payload(there: Any, place: int) -> bytes:
    """A press of the first button of the card in that channel."""
    card = there.channel(channel(place)).cards[0]
    block = next(block for block in card.blocks if block["type"] == "actions")
    button = next(each for each in block["elements"] if each["action_id"] == "live:press")
    told = {
        "type": "block_actions", "team": {"id": TEAM, "domain": "bench"},
        "user": {"id": USER, "username": "bench", "name": "bench", "team_id": TEAM},
        "api_app_id": "A0BENCH", "token": "verification",
        "container": {"type": "message", "message_ts": card.ts, "channel_id": channel(place)},
        "trigger_id": f"{time.monotonic_ns()}.1",
        "channel": {"id": channel(place), "name": f"load-{place}"},
        "message": {"type": "message", "ts": card.ts},
        "actions": [{"type": "button", "block_id": block["block_id"], "value": button["value"],
                     "action_id": button["action_id"], "action_ts": "1.1"}],
    }  # fmt: skip
    return urlencode({"payload": json.dumps(told)}).encode()


# From nothing to ready -------------------------------------------------------------


def _start(size: Size) -> Row:
    folders = (size.fresh(f"slack-start-{number}") for number in range(100))
    with standing(size.fresh("slack-start")) as there:
        mine, theirs = in_turns(
            size.pairs,
            lambda: _ready_seconds(next(folders), there.settings()),
            lambda: seconds("-c", BOLT),
        )
    found = compared(mine, theirs)
    return Row(
        "`lockstep run` to ready with Slack, against importing Bolt",
        f"{found.ours:.2f} s", f"{found.floor:.2f} s", found.ratio, READY, found.noise,
    )  # fmt: skip


def _ready_seconds(folder: Path, own: dict[str, str]) -> float:
    begun = time.perf_counter()
    server = Program(("-m", "adapters.cli", "run"), folder, lockstep_environ(folder, **own))
    try:
        server.listens()
        while not answers(f"http://127.0.0.1:{server.port}/ready"):
            assert time.perf_counter() - begun < 30, "it is not ready"
        return time.perf_counter() - begun
    finally:
        server.stop()
