"""The routes of no platform: /press, /say, /health, /ready, /metrics.

A press changes something, so it is a POST with a JSON body and nothing else: whatever
follows links by itself (a mail scanner, an unfurler, a browser's prefetch) sends none.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from aiohttp import web
from pydantic import ConfigDict, Field

from adapters import console, keys
from adapters.bodies import BODY_WITHIN_SECONDS, TRY_AGAIN, Body, read, refuse, reply
from adapters.metrics import CONTENT_TYPE, Metrics
from bot.activity import Activity, Actor
from bot.buttons import Buttons
from bot.errors import Busy, Refused, StoreUnusable, UnknownToken
from bot.lockstep import Lockstep, Told
from bot.surface import Delivery
from bot.text import clean

PRESS_BYTES_MAX = 4_096
SAY_BYTES_MAX = 32_768
WAIT_SECONDS_MAX = 5.0
REFUSAL_SECONDS = 0.5
"""How long a card waits for better news where a Lock Screen's last news was bad."""

_HEADERS = {
    "Referrer-Policy": "no-referrer",
    "Server": "Lockstep",
    "X-Content-Type-Options": "nosniff",
}
_GOOD_NEWS = frozenset({"", "accepted", "queued", "posted"})


class Pressed(Body):
    """The body of a press. ActivitySmith may add fields of its own; they mean nothing here."""

    model_config = ConfigDict(extra="ignore")

    token: str = Field(min_length=1, max_length=200)


class Said(Body):
    """The body of `/say`. *speaker* is believed only from the program's own commands."""

    channel: str = Field(min_length=1, max_length=100)
    words: str = Field(max_length=8_000)
    key: str = Field(default="", max_length=100)
    speaker: str = Field(default="", max_length=80)
    card: bool = False
    wait_seconds: float = Field(default=0.0, ge=0, le=WAIT_SECONDS_MAX)


B = TypeVar("B", bound=Body)


@dataclass(frozen=True)
class Wellness:
    """What `/ready` asks: each part by name, and how it is; empty when well."""

    parts: Mapping[str, Callable[[], Awaitable[str]]] = field(default_factory=dict)


class Web:
    """The routes, and what they need."""

    def __init__(
        self,
        lockstep: Lockstep,
        *,
        buttons: Buttons,
        secret: bytes,
        metrics: Metrics,
        wellness: Wellness,
        body_within_seconds: float = BODY_WITHIN_SECONDS,
    ) -> None:
        self._lockstep = lockstep
        self._buttons = buttons
        self._secret = secret
        self._metrics = metrics
        self._wellness = wellness
        self._body_within_seconds = body_within_seconds

    def routes(self) -> list[web.RouteDef]:
        """Every route; any other method of theirs is answered 405.

        Monitors ask for `/health` by HEAD too.
        """
        return [
            web.post("/press", self.on_press),
            web.post("/say", self.on_say),
            web.get("/health", self.on_health),
            web.get("/ready", self.on_ready, allow_head=False),
            web.get("/metrics", self.on_metrics, allow_head=False),
        ]

    async def on_press(self, request: web.Request) -> web.Response:
        """200 done, or done before; 409 refused, with a sentence; 404 not ours."""
        pressed = await self._read(request, Pressed, PRESS_BYTES_MAX)
        begun = time.perf_counter()
        try:
            answer = await self._lockstep.press(pressed.token)
        except UnknownToken as exc:
            return self._told("press", "unknown", begun, 404, {"refused": str(exc)})
        except Refused as exc:
            return self._told("press", "refused", begun, 409, {"refused": str(exc)})
        except (Busy, StoreUnusable):
            return self._told("press", "busy", begun, 503, {"refused": TRY_AGAIN})
        outcome = "again" if answer.again else "done"
        return self._told("press", outcome, begun, 200, {"done": answer.text})

    async def on_say(self, request: web.Request) -> web.Response:
        """200 with the answer (and the card, if asked); 409 refused, in a sentence; 401 no key."""
        name = keys.holder(self._secret, _bearer(request))
        if name is None:
            return reply(401, {"refused": "`/say` needs a key from `lockstep key NAME`."})
        said = await self._read(request, Said, SAY_BYTES_MAX)
        begun = time.perf_counter()
        speaker = (clean(said.speaker) if name == keys.LOCAL else "") or name
        actor = Actor(platform=console.NAME, id=speaker, name=speaker)
        try:
            channel = console.channel(said.channel)
            key = f"say:{name}:{said.key}" if said.key else ""
            told = await self._lockstep.say(
                said.words, actor=actor, channel=channel, key=key, named=console.channel
            )
            answer = await self._answer(told, said)
        except Refused as exc:
            return self._told("say", "refused", begun, 409, {"refused": str(exc)})
        except (Busy, StoreUnusable):
            return self._told("say", "busy", begun, 503, {"refused": TRY_AGAIN})
        return self._told("say", "done", begun, 200, answer)

    async def on_health(self, request: web.Request) -> web.Response:
        """200 while the process lives."""
        return reply(200, {"health": "ok"})

    async def on_ready(self, request: web.Request) -> web.Response:
        """200 when every part is well, else 503; each part by name."""
        parts = {name: await ask() for name, ask in self._wellness.parts.items()}
        well = not any(parts.values())
        return reply(200 if well else 503, {name: how or "ok" for name, how in parts.items()})

    async def on_metrics(self, request: web.Request) -> web.Response:
        """The page that Prometheus reads."""
        try:
            health = await self._lockstep.store.health()
        except (Busy, StoreUnusable) as exc:
            return reply(503, {"refused": str(exc)})
        waited = 0.0
        if health.overdue_since is not None:
            waited = (self._lockstep.clock() - health.overdue_since).total_seconds()
        page = self._metrics.text(health, max(0.0, waited))
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    async def _answer(self, told: Told, said: Said) -> dict[str, str]:
        """The answer, and if it was asked for the card of the activity that it is about."""
        if told.look is not None:
            return {"answer": await self._lockstep.look(told.look)}
        assert told.answer is not None, "what is no look is a command"
        activity = told.answer.activity
        if not said.card:
            return {"answer": told.answer.text}
        wait = said.wait_seconds
        card = await drawn(self._lockstep, self._buttons, activity, wait_seconds=wait)
        return {"answer": told.answer.text, "card": card}

    async def _read(self, request: web.Request, kind: type[B], bytes_max: int) -> B:
        """The body, if it is as it must be and comes from no browser."""
        if "Origin" in request.headers or "Sec-Fetch-Site" in request.headers:
            raise refuse(web.HTTPForbidden, "This is not for browsers.")
        return await read(request, kind, bytes_max, within_seconds=self._body_within_seconds)

    def _told(
        self, way: str, outcome: str, begun: float, status: int, body: Mapping[str, str]
    ) -> web.Response:
        self._metrics.asked.labels(way, outcome).inc()
        self._metrics.seconds.labels(way).observe(time.perf_counter() - begun)
        return reply(status, body)


async def drawn(
    lockstep: Lockstep, buttons: Buttons, activity: Activity, *, wait_seconds: float = 0.0
) -> str:
    """The card of *activity*; waits at most so long for word from the phones."""
    begun = time.monotonic()
    while True:
        deliveries = await lockstep.store.deliveries(activity.id)
        waited = time.monotonic() - begun
        waits = [_waits(delivery, activity, wait_seconds) for delivery in deliveries]
        if waited >= max(waits, default=0.0):
            break
        await asyncio.sleep(0.05)
    now = lockstep.clock()
    others = tuple((d.channel, d.observed) for d in deliveries)
    labels = tuple(press.label for press in buttons.of(activity, now))
    return console.card(activity, others, labels, now)


def _waits(delivery: Delivery, activity: Activity, seconds_max: float) -> float:
    """For how many seconds word from *delivery* is worth waiting for."""
    if delivery.left or delivery.shown_revision >= activity.revision:
        return 0.0
    if delivery.channel.surface == console.NAME:
        return 0.0
    if delivery.observed.get("state", "") in _GOOD_NEWS:
        return seconds_max
    return min(REFUSAL_SECONDS, seconds_max)


def _bearer(request: web.Request) -> str:
    kind, _, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if kind.casefold() == "bearer" and key.isascii() else ""


async def dress(request: web.Request, response: web.StreamResponse) -> None:
    """Every answer of the site, also one that aiohttp makes, says how to treat it."""
    response.headers.update(_HEADERS)
    response.headers.setdefault("Cache-Control", "no-store")
