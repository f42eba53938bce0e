"""The way between a process and ActivitySmith, on made-up time."""

import asyncio
import heapq
import json
import random
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import replace
from typing import Literal

import httpx

from adapters.sandbox.answers import Answer
from tests.rigs.history import Sent, Verb
from tests.rigs.sim.loop import VirtualLoop
from tests.rigs.sim.phones import Phones
from tests.rigs.sim.store import Strikes
from tests.rigs.sim.weather import FAIR, Fate, Weather

SPEAKING: ContextVar[tuple[str, int]] = ContextVar("SPEAKING")
"""The activity, and its revision, that whoever sends is about."""

BASE_URL = "http://phones.test/api"


class Network:
    """All calls of all processes, and when each lands."""

    def __init__(
        self,
        loop: VirtualLoop,
        phones: Phones,
        weather: Weather,
        dice: random.Random,
        note: Callable[[str], None],
    ) -> None:
        self.loop = loop
        self.weather = weather
        self.sent: list[Sent] = []
        self.note = note
        self.dice = dice
        self._phones = phones
        self._flying: list[tuple[float, int, Callable[[float], None]]] = []
        self._launched = 0

    def heal(self) -> None:
        """From now on every call is simply done."""
        self.weather = FAIR

    @property
    def is_still(self) -> bool:
        """Whether nothing is on its way."""
        return not self._flying

    def stand_still(self, seconds: float) -> None:
        """Stop the process that runs on the loop; what is on its way lands all the same."""
        self.note(f"stopped for {seconds:.6f}")
        self._land_until(self.loop.time() + seconds)
        self.loop.stand_still(seconds)

    def launch(self, number: int, key: str, raw: bytes, seconds: float) -> list[Answer]:
        """Let call *number* land in so many seconds; the list has its answer then."""
        answers: list[Answer] = []
        call = self.sent[number - 1]

        def land(at: float) -> None:
            said = self._phones.do(number, call.activity, call.verb, key, raw, at)
            self.note(f"{at:.6f} lands {number} {said.status} {said.effect}")
            answers.append(said)

        self._launched += 1
        at = self.loop.time() + seconds
        heapq.heappush(self._flying, (at, self._launched, land))
        self.loop.call_at(at, lambda: self._land_until(self.loop.time()))
        return answers

    def hear(self, number: int, heard: Literal["accepted", "refused", "unreached"]) -> None:
        """Note what a process learned of its call."""
        self.sent[number - 1] = replace(self.sent[number - 1], heard=heard)

    def forget(self, process: int, activities: frozenset[str]) -> None:
        """Note that *process* died before it could keep how the last calls about these went."""
        last = {s.activity: s.number for s in self.sent if s.process == process}
        for activity in activities & last.keys():
            number = last[activity]
            if self.sent[number - 1].heard == "accepted":
                self.sent[number - 1] = replace(self.sent[number - 1], heard="unsure")

    def _land_until(self, time: float) -> None:
        while self._flying and self._flying[0][0] <= time + 1e-9:
            at, _, land = heapq.heappop(self._flying)
            land(at)


class Line(httpx.AsyncBaseTransport):
    """What one process has of the network. It may die when it sends, and when it hears."""

    def __init__(self, network: Network, process: int, strikes: Strikes) -> None:
        self._network = network
        self._process = process
        self._strikes = strikes

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        raw = await request.aread()
        if self._strikes():
            await asyncio.Event().wait()
        network = self._network
        verb, key = _named(request)
        name = key if verb in ("put", "delete") else json.loads(raw).get("activity_id", "")
        number = len(network.sent) + 1
        about, at = SPEAKING.get(), network.loop.time()
        network.sent.append(Sent(number, at, self._process, *about, verb, name, "unsure"))
        fate = network.weather.fate(network.dice)
        if fate == "doubled" and verb == "start":
            fate = "done"
        network.note(f"{at:.6f} sends {number} {verb} {name} {about} {fate} {raw!r}")
        response = await self._fated(fate, number, key, raw)
        if self._strikes():
            await asyncio.Event().wait()
        if response.status_code < 500:
            network.hear(number, "accepted" if response.status_code == 200 else "refused")
        return response

    async def _fated(self, fate: Fate, number: int, key: str, raw: bytes) -> httpx.Response:
        network, dice = self._network, self._network.dice
        if fate == "unreached":
            await asyncio.sleep(0.2)
            network.hear(number, "unreached")
            raise httpx.ConnectError("nobody there")
        if fate == "reset":
            await asyncio.sleep(0.2)
            raise httpx.ReadError("reset")
        if fate == "refused":
            await asyncio.sleep(0.1)
            wait = {"Retry-After": str(dice.randint(1, 20))} if dice.random() < 0.5 else {}
            return _answer(429, wait, {"error": "Rate limit exceeded"})
        if fate == "late":
            network.launch(number, key, raw, dice.uniform(*network.weather.late_seconds))
            await asyncio.Event().wait()
        seconds = dice.uniform(0.05, 2)
        answers = network.launch(number, key, raw, seconds)
        if fate == "doubled":
            answers = network.launch(number, key, raw, seconds + 0.01)
        await asyncio.sleep(seconds + 0.05)
        if fate == "unheard":
            if dice.random() < 0.5:
                raise httpx.RemoteProtocolError("the connection broke")
            return _answer(503, {}, {"error": "Bad gateway"})
        said = answers[0]
        return _answer(said.status, said.headers, said.body)


def _answer(status: int, headers: Mapping[str, str], body: object) -> httpx.Response:
    """An answer that is still to be read, as it comes from a wire."""
    raw = httpx.ByteStream(json.dumps(body).encode())
    return httpx.Response(status, headers=headers, stream=raw)


def _named(request: httpx.Request) -> tuple[Verb, str]:
    last = request.url.path.rsplit("/", 1)[1]
    if request.method == "PUT":
        return "put", last
    if request.method == "DELETE":
        return "delete", last
    assert last in ("start", "update", "end")
    return last, ""  # type: ignore[return-value]  # one of the three
