"""The edge as it is in production, on loopback: Lockstep, its site, and the sandbox."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from aiohttp import web

from adapters import keys
from adapters.adapter import Platform
from adapters.app import PLATFORMS, App, Clock, build, utc_now
from adapters.console.page import Page
from adapters.console.room import Room
from adapters.sandbox import Sandbox
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel
from bot.buttons import Buttons, Press
from bot.settings import Settings

Json = dict[str, Any]

KEY = "ask_edge"
SECRET = "a secret of the tests, made up"
OPS = Channel(surface="console", id="ops", workspace="console", name="ops")
ADA = Actor(platform="console", id="ada", name="Ada")
WITHIN_SECONDS = 45.0


@dataclass
class Edge:
    """A Lockstep that runs, whoever calls it, and the phones that it shows things on."""

    app: App
    http: httpx.AsyncClient
    sandbox: Sandbox
    url: str
    key: str = field(default=KEY)

    async def say(self, words: str, channel: Channel = OPS, actor: Actor = ADA) -> Activity:
        """What the activity is after *words*."""
        told = await self.app.lockstep.say(words, actor=actor, channel=channel)
        assert told.answer is not None
        return told.answer.activity

    def presses(self, activity: Activity) -> tuple[Press, ...]:
        """The buttons that *activity* offers now."""
        return self.app.buttons.of(activity, self.app.lockstep.clock())

    def token(self, activity: Activity, verb: str) -> str:
        """The token of one of them."""
        return next(press.token for press in self.presses(activity) if press.verb == verb)

    async def press(self, token: str) -> httpx.Response:
        """What a press is answered, as ActivitySmith presses."""
        return await self.http.post("/press", json={"token": token})

    async def spoken(self, words: str, **more: Any) -> httpx.Response:
        """What `/say` answers to *words*."""
        headers = {"Authorization": f"Bearer {keys.make(SECRET.encode(), keys.LOCAL)}"}
        body = {"channel": "ops", "words": words, **more}
        return await self.http.post("/say", json=body, headers=headers)

    async def now(self, activity: Activity) -> Activity:
        """*activity* as it is now."""
        recent = await self.app.store.recent(None, 1_000)
        return next(other for other in recent if other.id == activity.id)

    async def verbs(self, activity: Activity) -> list[str]:
        """What was done to it, in order."""
        return [entry.verb for entry in await self.app.store.timeline(activity.id)]

    async def accepted(self) -> int:
        """How many activities are known to be on phones: what came of the call is on disk."""
        return sum("on" in d.memo for d in await self.app.store.held(LOCK_SCREEN))

    async def card(self, activity: Activity) -> str:
        """What its console card shows."""
        deliveries = await self.app.store.deliveries(activity.id)
        return next(d.memo.get("card", "") for d in deliveries if d.channel.surface == "console")

    def cards(self) -> list[Json]:
        """What the first phone's Lock Screen shows."""
        cards: list[Json] = self.sandbox.picture(self.key)["lock_screens"][0]["cards"]
        return cards

    async def tables(self) -> dict[str, list[Any]]:
        """Every row of the store, but for when its health was looked at."""
        await self.app.store.deliveries("")  # Whatever was asked before is on disk.
        return rows(self.path)

    @property
    def path(self) -> Path:
        """Where the store is."""
        path = self.app.settings.sqlite_path
        assert path is not None
        return path


def rows(path: Path) -> dict[str, list[Any]]:
    """Every row of the store at *path*."""
    import sqlite3

    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return {
            table: sorted(map(repr, db.execute(f"SELECT * FROM {table}")))
            for table in ("activities", "journal", "requests", "deliveries", "farewells")
        }
    finally:
        db.close()


def bytes_in(folder: Path) -> bytes:
    """All that the files of *folder* hold."""
    return b"\n".join(path.read_bytes() for path in folder.iterdir())


def settings(folder: Path, **named: object) -> Settings:
    """Settings of the tests, with *named* ones in their place; no `.env` is read."""
    values: dict[str, Any] = {
        "LOCKSTEP_DATABASE_URL": f"sqlite:///{folder / 'lockstep.db'}",
        "LOCKSTEP_SECRET": SECRET,
        **named,
    }
    return Settings(_env_file=None, **values)


@asynccontextmanager
async def edge(
    folder: Path,
    *,
    clock: Clock = utc_now,
    working: bool = True,
    named: Mapping[str, object] | None = None,
    room: Room | None = None,
    platforms: Sequence[Platform] = PLATFORMS,
    sandbox: Sandbox | None = None,
) -> AsyncIterator[Edge]:
    """Lockstep built as `lockstep run` builds it, listening on a port of its own.

    With a *room*, its console is the page that the demo has.
    """
    sandbox = sandbox or Sandbox()
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    async with sandbox.serve() as smith:
        own = settings(
            folder,
            LOCKSTEP_PUBLIC_URL=url,
            ACTIVITYSMITH_API_KEY=KEY,
            ACTIVITYSMITH_BASE_URL=smith,
            **(named or {}),
        )
        if room is not None:
            platforms = (Page(room, Buttons(keys.secret_of(own)), url),)
        async with build(own, clock=clock, environ={}, platforms=platforms) as app:
            runner = web.AppRunner(app.web, access_log=None, shutdown_timeout=1)
            await runner.setup()
            await web.SockSite(runner, listening).start()
            work = asyncio.create_task(app.work()) if working else None
            async with httpx.AsyncClient(base_url=url, timeout=10, trust_env=False) as http:
                yield Edge(app, http, sandbox, url)
            await runner.cleanup()
            app.rest()
            if work is not None:
                await work


async def volley(
    url: str, path: str, bodies: Sequence[bytes], lanes: int, key: str = ""
) -> list[tuple[int, bytes]]:
    """Status and body of the answers to *bodies*, posted over so many connections at a time.

    Each connection sends all of its share at once and then reads: httpx would take most of
    the time of a test for itself.
    """
    share = [bodies[lane::lanes] for lane in range(lanes)]
    told = await asyncio.gather(
        *(_posted(httpx.URL(url), path, part, key) for part in share if part)
    )
    return [answer for part in told for answer in part]


async def _posted(
    url: httpx.URL, path: str, bodies: Sequence[bytes], key: str
) -> list[tuple[int, bytes]]:
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"POST {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
    head += "Content-Type: application/json\r\nContent-Length: "
    answers = []
    try:
        writer.writelines(b"%s%d\r\n\r\n%s" % (head.encode(), len(b), b) for b in bodies)
        async with asyncio.timeout(60):
            for _ in bodies:
                headers = (await reader.readuntil(b"\r\n\r\n")).decode().casefold()
                length = int(headers.partition("content-length: ")[2].split()[0])
                answers.append((int(headers.split()[1]), await reader.readexactly(length)))
    finally:
        writer.close()
        await writer.wait_closed()
    return answers


async def until(what: Callable[[], Any]) -> Any:
    """What *what* gives, as soon as it is true, awaited if it must be."""
    async with asyncio.timeout(WITHIN_SECONDS):
        while True:
            found = what()
            if asyncio.iscoroutine(found):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.02)
