"""The load generator: a program that takes orders as lines of JSON, and answers each with one.

Plain protocols on keep-alive connections, since a client that costs as much as the server
measures itself. A closed loop asks again as soon as it is answered. With a rate it asks when
it is time: who had to wait for the answer before is counted from when it should have asked.
"""

import asyncio
import hashlib
import hmac
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlencode

SIGNING_SECRET = "bench-signing-secret"
TEAM, USER, BOT_TOKEN = "T0BENCH", "U0BENCH", "xoxb-bench"
CHANNELS = 64
STEPS = 9


def channel(place: int) -> str:
    """The Slack channel of the load's connection of that number."""
    return f"C0BENCH{place}"


@dataclass(frozen=True)
class Order:
    """What is to be asked, of whom, and for how long. *shape* is `say` or `slash`."""

    port: int
    connections: int
    seconds: float
    shape: str = "say"
    key: str = ""
    rate: float = 0.0
    warm_seconds: float = 0.1
    grace_seconds: float = 3.0


@dataclass(frozen=True)
class Outcome:
    """How it was answered; times in milliseconds. *others* are answers that were not 200."""

    answered: int
    others: int
    rate: float
    p50: float
    p99: float
    longest: float


@dataclass
class Tally:
    """What a run has seen so far."""

    order: Order
    measured_from: float
    until: float
    latencies: list[float] = field(default_factory=list)
    others: int = 0

    def outcome(self) -> Outcome:
        """The run in figures."""
        times = sorted(self.latencies) or [float("nan")]
        count = len(self.latencies)
        at = [times[min(len(times) - 1, int(len(times) * part))] * 1e3 for part in (0.5, 0.99, 1)]
        return Outcome(count, self.others, count / self.order.seconds, *at)


class Asker(asyncio.Protocol):
    """One connection that asks, and asks again."""

    def __init__(self, tally: Tally, place: int) -> None:
        self._tally = tally
        self._place = place
        self._buffer = b""
        self._asked_at = 0.0
        self._said = 0
        order = tally.order
        self._spacing = order.connections / order.rate if order.rate else 0.0
        self._due = time.perf_counter() + self._spacing * place / order.connections
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask, now or when it is time."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        """Count an answer that is whole."""
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        end = head + 4 + _length(self._buffer[:head])
        if len(self._buffer) < end:
            return
        status, self._buffer = self._buffer[9:12], self._buffer[end:]
        now = time.perf_counter()
        if self._tally.measured_from <= now <= self._tally.until:
            self._tally.latencies.append(now - self._asked_at)
        self._tally.others += status != b"200"
        self._next()

    def abort(self) -> None:
        """Wait for no more answers."""
        self._transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Over, well or not."""
        if not self.over.done():
            self.over.set_result(None)

    def _next(self) -> None:
        now = time.perf_counter()
        if not self._spacing:
            self._ask(now)
        elif self._due > now:
            asyncio.get_running_loop().call_later(self._due - now, self._ask, None)
        else:
            self._ask(self._due)

    def _ask(self, since: float | None) -> None:
        now = time.perf_counter()
        if now >= self._tally.until:
            self._transport.close()
            return
        self._asked_at = now if since is None else since
        self._due += self._spacing
        self._said += 1
        self._transport.write(_request(self._tally.order, self._place, self._said))


def _length(head: bytes) -> int:
    low = head.lower()
    at = low.find(b"content-length:")
    return int(low[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def _request(order: Order, place: int, number: int) -> bytes:
    words = f"step {number % STEPS + 1}"
    if order.shape == "slash":
        return slash(words, place)
    key = f"{time.monotonic_ns()}-{place}"
    body = json.dumps({"channel": f"load-{place}", "words": words, "key": key}).encode()
    return _post("/say", body, "application/json", f"Authorization: Bearer {order.key}\r\n")


def slash(words: str, place: int) -> bytes:
    """A slash command as Slack sends and signs it."""
    number = time.monotonic_ns()
    said = {
        "token": "verification", "team_id": TEAM, "team_domain": "bench",
        "channel_id": channel(place), "channel_name": f"load-{place}", "user_id": USER,
        "user_name": "bench", "command": "/live", "text": words,
        "response_url": f"https://hooks.slack.com/commands/{number}",
        "trigger_id": f"{number}.{place}", "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
    }  # fmt: skip
    return signed(urlencode(said).encode())


def signed(body: bytes) -> bytes:
    """A form as Slack posts it."""
    at = str(int(time.time()))
    made = hmac.new(SIGNING_SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256)
    heads = f"X-Slack-Signature: v0={made.hexdigest()}\r\nX-Slack-Request-Timestamp: {at}\r\n"
    return _post("/slack/events", body, "application/x-www-form-urlencoded", heads)


def _post(path: str, body: bytes, kind: str, heads: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n{heads}"
        f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def pressed(order: Order) -> Outcome:
    """What came of *order*."""
    loop = asyncio.get_running_loop()
    begun = time.perf_counter()
    measured_from = begun + order.warm_seconds
    tally = Tally(order, measured_from, measured_from + order.seconds)
    askers = []
    for place in range(order.connections):
        _, asker = await loop.create_connection(
            lambda place=place: Asker(tally, place),  # type: ignore[misc]
            "127.0.0.1",
            order.port,
        )
        askers.append(asker)
    left = tally.until - time.perf_counter() + order.grace_seconds
    _, late = await asyncio.wait([asker.over for asker in askers], timeout=left)
    for asker in askers:
        asker.abort()
    if late:
        await asyncio.wait(late, timeout=1)
    return tally.outcome()


def main() -> None:
    """Carry out orders until there are no more."""
    for line in sys.stdin:
        order: dict[str, Any] = json.loads(line)
        print(json.dumps(asdict(asyncio.run(pressed(Order(**order))))), flush=True)


if __name__ == "__main__":
    main()
