"""From an HTTP request to its answer: admission, effect, log, and the faults between them."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from aiohttp import web

from adapters.sandbox import faults
from adapters.sandbox.answers import (
    Answer,
    Refusal,
    broken,
    invalid,
    not_found,
    too_large,
    unauthorized,
)
from adapters.sandbox.endpoints import ROUTES, Call, admit, answer
from adapters.sandbox.etiquette import Etiquette
from adapters.sandbox.faults import Sleep
from adapters.sandbox.log import EffectLog, Entry
from adapters.sandbox.state import Account
from adapters.sandbox.switches import Switches
from adapters.sandbox.turn import Turn
from adapters.sandbox.wire import BODY_BYTES_MAX, decode

BEARER = re.compile(r"Bearer +(ask_[A-Za-z0-9_-]+)", re.IGNORECASE)
LEGIBLE_BYTES_MAX = 32 * 1024


@dataclass(eq=False)
class Late:
    """A call whose client has given up, and whose effect is still to land."""

    call: Call
    account: Account
    switches: Switches
    seq: int


class Desk:
    """Takes every call of the API."""

    def __init__(
        self,
        account: Callable[[str], Account],
        clock: Callable[[], datetime],
        sleep: Sleep,
        randomness: Random,
        log: EffectLog,
        *,
        loopback_http: bool,
    ) -> None:
        self.etiquette = Etiquette()
        self._account = account
        self._clock = clock
        self._sleep = sleep
        self._random = randomness
        self._log = log
        self._loopback_http = loopback_http
        self._late: list[Late] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    def routes(self) -> list[web.RouteDef]:
        """The nine calls, and a 404 in JSON for all else under /api."""
        nine = [web.route(method, path, self._handler(name)) for name, method, path in ROUTES]
        return [*nine, web.route("*", "/api/{rest:.*}", _on_unknown)]

    def turn(self, account: Account, switches: Switches) -> Turn:
        """One request of *account*, now."""
        return Turn(account, switches, self._clock(), self._random)

    def land(self) -> int:
        """Let every late effect land now; how many there were."""
        waiting, self._late = self._late, []
        for late in waiting:
            self._apply(late.call, late.account, late.switches, "late", late.seq)
        return len(waiting)

    def forget(self, key: str) -> None:
        """Begin anew with one account: what is late for it never lands."""
        self.etiquette.forget(key)
        self._late = [late for late in self._late if late.account.key != key]

    def open(self) -> None:
        """Be ready for calls."""
        self._closing = False

    async def close(self) -> None:
        """Let go of whoever hangs, and of what is late."""
        self._closing = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _handler(self, endpoint: str) -> Callable[[web.Request], Any]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._on_call(endpoint, request)

        return handle

    async def _on_call(self, endpoint: str, request: web.Request) -> web.StreamResponse:
        path, key = request.path.removeprefix("/api"), request.match_info.get("key", "")
        bearer = BEARER.fullmatch(request.headers.get("Authorization", ""))
        refusal = unauthorized() if bearer is None else None
        raw = b""
        try:
            raw = await _read(request)
        except Refusal as exc:
            refusal = refusal or exc.answer
        call = Call(endpoint, request.method, path, key, raw)
        if bearer is None or refusal is not None:
            self._write(call, "" if bearer is None else bearer[1], refusal)
            return await faults.send(request, refusal or unauthorized(), Switches(), self._sleep)
        account = self._account(bearer[1])
        switches = account.switchboard.take(call.method, path)
        self.etiquette.arrived(account.key, call.method, call.key, switches, self._clock())
        return await self._answer(request, call, account, switches)

    async def _answer(
        self, request: web.Request, call: Call, account: Account, switches: Switches
    ) -> web.StreamResponse:
        if switches.late_seconds is not None:
            return await self._answer_late(request, call, account, switches)
        if switches.moment == "before":
            if switches.slow_seconds:
                await self._sleep(switches.slow_seconds)
            if switches.drop:
                self._write(call, account.key, None, "dropped before effect")
                return faults.drop(request)
            if switches.status is not None:
                refusal = broken(switches.status)
                self._write(call, account.key, refusal, "failed before effect")
                return await faults.send(request, refusal, switches, self._sleep)
        return await self._answer_after(request, call, account, switches)

    async def _answer_after(
        self, request: web.Request, call: Call, account: Account, switches: Switches
    ) -> web.StreamResponse:
        """The effect first; then whatever goes wrong with saying so."""
        is_after = switches.moment == "after"
        if is_after and switches.drop:
            self._apply(call, account, switches, "dropped after effect")
            return faults.drop(request)
        if is_after and switches.status is not None:
            self._apply(call, account, switches, "failed after effect")
            said = broken(switches.status)
            return await faults.send(request, said, switches, self._sleep)
        said = self._apply(call, account, switches, switches.body)
        if is_after and switches.slow_seconds:
            await self._sleep(switches.slow_seconds)
        return await faults.send(request, said, switches, self._sleep)

    async def _answer_late(
        self, request: web.Request, call: Call, account: Account, switches: Switches
    ) -> web.StreamResponse:
        """No answer, ever; the effect lands when its time has come, whatever came between."""
        refusal = admit(call, self.turn(account, switches))
        if refusal is not None:
            self._write(call, account.key, refusal)
            return await faults.send(request, refusal, switches, self._sleep)
        entry = self._write(call, account.key, None, "held")
        late = Late(call, account, switches, entry.seq)
        self._late.append(late)
        task = asyncio.create_task(self._land_later(late, switches.late_seconds or 0.0))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        await faults.hang(request, switches.hang_seconds, lambda: self._closing)
        return faults.drop(request)

    async def _land_later(self, late: Late, seconds: float) -> None:
        await self._sleep(seconds)
        if late in self._late:
            self._late.remove(late)
            self._apply(late.call, late.account, late.switches, "late", late.seq)

    def _apply(
        self,
        call: Call,
        account: Account,
        switches: Switches,
        fault: str | None,
        late_of: int | None = None,
    ) -> Answer:
        """What *call* gets, after it has had its effect, kept in the log."""
        account.settle(self._clock())
        turn = self.turn(account, switches)
        said = admit(call, turn) if late_of is None else None
        if said is None:
            said = answer(call, turn, self.etiquette, loopback_http=self._loopback_http)
        said = faults.dressed(said, switches)
        is_heard = late_of is None and fault not in ("dropped after effect", "failed after effect")
        if is_heard:
            self._remember(call, account, said)
        self._write(call, account.key, said, fault, late_of, is_heard=is_heard)
        return said

    def _remember(self, call: Call, account: Account, said: Answer) -> None:
        key = call.key
        if call.endpoint == "end" and said.effect is not None:
            ended = account.activities.get(str(said.body.get("activity_id")))
            key = (ended.stream_key if ended is not None else None) or ""
        self.etiquette.answered(account.key, call.endpoint, key, said, self._clock())

    def _write(
        self,
        call: Call,
        account: str,
        said: Answer | None,
        fault: str | None = None,
        late_of: int | None = None,
        *,
        is_heard: bool = True,
    ) -> Entry:
        heard = said if is_heard else None
        return self._log.write(
            self._clock(),
            account,
            call.method,
            call.path,
            body=_legible(call.raw),
            status=None if heard is None else heard.status,
            answer=None if heard is None else heard.body,
            effect=None if said is None else said.effect,
            fault=fault,
            late_of=late_of,
        )


async def _read(request: web.Request) -> bytes:
    """The body; raises Refusal (400, 413) for one that is broken, or larger than anybody needs."""
    raw = b""
    try:
        async for chunk in request.content.iter_chunked(BODY_BYTES_MAX):
            raw += chunk
            if len(raw) > BODY_BYTES_MAX:
                raise Refusal(too_large(BODY_BYTES_MAX))
    except (web.RequestPayloadError, ConnectionError) as exc:
        raise Refusal(invalid("The body did not arrive whole")) from exc
    return raw


async def _on_unknown(request: web.Request) -> web.StreamResponse:
    said = not_found("Route", f"There is no {request.method} {request.path}")
    return await faults.send(request, said, Switches(), asyncio.sleep)


def _legible(raw: bytes) -> Any:
    """The body as JSON if it is, else what can be read of its beginning."""
    if not raw:
        return None
    if len(raw) > LEGIBLE_BYTES_MAX:
        return f"{len(raw)} bytes"
    try:
        return decode(raw)
    except Refusal:
        return raw[:1000].decode("utf-8", "replace")
