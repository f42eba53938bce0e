"""A press on a Lock Screen, until the Lock Screen is told of what it did."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from statistics import median

import aiohttp

from adapters.sandbox.app import Sandbox
from adapters.sandbox.switches import Switches
from tests.bench.pairs import compared
from tests.bench.programs import SMITH_KEY, Program, asked, lockstep, smith
from tests.bench.size import Size
from tests.bench.table import Row, Target

PRESSES = 15
TARGET = Target(1.5, 1.15)


def rows(size: Size) -> Iterator[Row]:
    """The time to the update's arrival at the API, against the time to the answer."""
    acks, arrivals = asyncio.run(_pressed(size))
    found = compared(arrivals, acks)
    yield Row(
        "press to the Lock Screen's update, against its ack",
        f"{found.ours:.2f} ms", f"{found.floor:.2f} ms", found.ratio, TARGET, found.noise,
    )  # fmt: skip


async def _pressed(size: Size) -> tuple[list[float], list[float]]:
    """The API is in this process, so that one clock sees both ends."""
    acks, arrivals = [], []
    sandbox = Sandbox(switches=Switches(rate="off"))
    async with sandbox.serve() as api:
        with _running(size, api) as server:
            presser = Presser(sandbox)
            url = f"http://127.0.0.1:{server.port}"
            start = {"channel": "press", "words": 'start "Press" steps:100'}
            await asyncio.to_thread(asked, f"{url}/say", start)
            async with aiohttp.ClientSession() as http:
                for turn in range(size.pairs + 1):
                    times = [await presser.press(http, url) for _ in range(PRESSES)]
                    if turn:  # The first only warms.
                        acks.append(median(ack for ack, _ in times) * 1e3)
                        arrivals.append(median(arrival for _, arrival in times) * 1e3)
    return acks, arrivals


def _running(size: Size, api: str) -> AbstractContextManager[Program]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    public = {"PORT": str(port), "LOCKSTEP_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    return lockstep(size.fresh("press"), **smith(api), **public)


class Presser:
    """Presses whatever the Lock Screen shows, and watches what arrives."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._seen = 0

    async def press(self, http: aiohttp.ClientSession, url: str) -> tuple[float, float]:
        """The seconds until the answer, and until the next update arrived."""
        token = await self._token()
        begun = time.perf_counter()

        async def answered() -> float:
            async with http.post(f"{url}/press", json={"token": token}) as answer:
                await answer.read()
                assert answer.status == 200, await answer.text()
            return time.perf_counter() - begun

        ack = asyncio.create_task(answered())
        await self._arrival()
        arrival = time.perf_counter() - begun
        return await ack, arrival

    async def _arrival(self) -> None:
        """Wait for one more request, without a pause that would be measured too."""
        async with asyncio.timeout(10):
            while self._sandbox.log.written <= self._seen:  # noqa: ASYNC110 - see above
                await asyncio.sleep(0)
        self._seen = self._sandbox.log.written

    async def _token(self) -> str:
        async with asyncio.timeout(10):
            while not self._sandbox.log.of(SMITH_KEY):  # noqa: ASYNC110 - it may take a while
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.03)  # Until Lockstep has noted what it was answered.
        self._seen = self._sandbox.log.written
        body = self._sandbox.log.of(SMITH_KEY)[-1].body
        assert isinstance(body, dict), json.dumps(body)
        token: str = body["action"]["body"]["token"]
        return token
