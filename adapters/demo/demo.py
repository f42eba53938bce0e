"""`lockstep demo`: the sandbox, Lockstep and a page on one loop, and nothing left of it after.

It is Lockstep as in production; only the two ends are local. Nothing of the environment counts
but HOST and PORT: whoever has an ActivitySmith key set must find no demo on their phone.
"""

import asyncio
import ipaddress
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from adapters.app import App, Waits, build
from adapters.console.page import Page
from adapters.console.people import described
from adapters.console.room import Room
from adapters.demo.feed import Feed
from adapters.demo.glass import Glass
from adapters.demo.guard import LOOPBACK, guard
from adapters.demo.pages import Pages
from adapters.keys import secret_of
from adapters.running import Lookups, bound, listening, told_to_stop, until, working
from adapters.sandbox import Sandbox
from bot.activitysmith.caution import Caution
from bot.activitysmith.patience import Patience
from bot.buttons import Buttons
from bot.settings import Settings, read_settings

KEY = "ask_demo"
COMMAND = "/live"
START = "ops"
TEMPLATES = Path(__file__).with_name("lockstep.toml")
STOPS_WITHIN_SECONDS = 0.5
"""For each of its parts: there is nothing to lose, and somebody waits."""

WIRE_MAX = 1_000

# Who watches does not wait for minutes. A request to this machine has no effect later than
# the slowest that the page can ask for, so that a doubt is over soon, too.
_SOON = timedelta(seconds=5)
WAITS = Waits(
    caution=Caution(wait=_SOON, settle=(_SOON,), settle_end=(_SOON, 3 * _SOON)),
    patience=Patience(place=_SOON, later=_SOON, probe=_SOON, hold_off=3 * _SOON, starts_max=60),
    backoff_seconds_max=_SOON.total_seconds(),
)


class DemoSettings(Settings):
    """Settings that are what they are said to be: no environment, no `.env`."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        *_: PydanticBaseSettingsSource,
        **__: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what is said in code."""
        return (init_settings,)


@dataclass(frozen=True)
class Demo:
    """The demo while it runs: Lockstep, and where its page is."""

    app: App
    host: str
    port: int

    @property
    def is_open(self) -> bool:
        """Whether others than this machine may reach it."""
        return not _is_loopback(self.host)

    @property
    def address(self) -> str:
        """Where the page is, as one opens it on this machine."""
        near = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - not where it is called
        host = near.get(self.host, self.host)
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"


async def run(environ: Mapping[str, str] = os.environ) -> None:
    """Run the demo where HOST and PORT say, until SIGTERM or SIGINT.

    Raises SettingsInvalid for a PORT that is none, Refused if it is taken.
    """
    stop = told_to_stop()
    asyncio.get_running_loop().set_default_executor(Lookups())
    async with opened(environ, stop) as demo:
        if demo.is_open:
            warning = f"HOST is {demo.host}: anybody who reaches port {demo.port}"
            print(f"lockstep: {warning} can speak and press here.", file=sys.stderr, flush=True)
        print(f"Lockstep's demo is at {demo.address} (Ctrl-C stops it)", flush=True)
        await until(stop, demo.app)


@asynccontextmanager
async def opened(environ: Mapping[str, str], stop: asyncio.Event) -> AsyncIterator[Demo]:
    """The demo where HOST and PORT of *environ* say; gone without a trace when the block ends.

    *stop* is set if it can go on no longer. Raises SettingsInvalid, Refused.
    """
    named: dict[str, Any] = {name: environ[name] for name in ("HOST", "PORT") if environ.get(name)}
    where = read_settings(lambda: DemoSettings(**named))
    async with AsyncExitStack() as parts:
        sockets = await bound(where.host, where.port)
        port = sockets[0].getsockname()[1]
        own = await _loopback(sockets)
        sockets = list(dict.fromkeys([*sockets, own]))
        for made in sockets:
            parts.callback(made.close)
        folder = parts.enter_context(tempfile.TemporaryDirectory(prefix="lockstep-demo-"))
        url = f"http://127.0.0.1:{own.getsockname()[1]}"
        app = await parts.enter_async_context(_app({**named, **_chosen(folder, url)}, port, stop))
        await parts.enter_async_context(
            listening(app.web, sockets, within_seconds=STOPS_WITHIN_SECONDS)
        )
        yield Demo(app, where.host, port)


@asynccontextmanager
async def _app(named: Mapping[str, Any], port: int, stop: asyncio.Event) -> AsyncIterator[App]:
    """Lockstep between the chat and the sandbox, at work, with the page in its site."""
    sandbox = Sandbox(log_size=WIRE_MAX, control=False, loopback_only=True)
    async with sandbox.serve(stop_seconds=STOPS_WITHIN_SECONDS) as smith:
        settings = read_settings(lambda: DemoSettings(**named, ACTIVITYSMITH_BASE_URL=smith))
        room, glass = Room(), Glass(sandbox, KEY)
        page = Page(room, Buttons(secret_of(settings)), settings.public_url)
        feed = Feed(glass, room, _world(settings.public_url))
        async with (
            build(settings, environ={}, platforms=(page,), waits=WAITS) as app,
            working(app, stop, within_seconds=STOPS_WITHIN_SECONDS),
            feed.drawing(),
        ):
            names = (settings.host, *LOOPBACK) if _is_loopback(settings.host) else None
            app.web.middlewares.append(guard(port, names))
            app.web.add_routes([*Pages().routes(), *glass.routes(), *feed.routes()])
            app.web.on_shutdown.append(feed.close)
            yield app


def _chosen(folder: str, url: str) -> dict[str, Any]:
    """The demo's own settings."""
    return {
        "LOCKSTEP_DATABASE_URL": f"sqlite:///{Path(folder, 'lockstep.db')}",
        "LOCKSTEP_SECRET": secrets.token_urlsafe(32),
        "LOCKSTEP_PUBLIC_URL": url,
        "LOCKSTEP_TEMPLATES": str(TEMPLATES),
        "ACTIVITYSMITH_API_KEY": KEY,
    }


def _world(url: str) -> dict[str, Any]:
    """What never changes while the demo runs."""
    return {"people": described(), "command": COMMAND, "start": START, "url": url}


async def _loopback(sockets: Sequence[socket.socket]) -> socket.socket:
    """The socket that the sandbox reaches on this machine; one of its own if HOST leaves none."""
    for made in sockets:
        if made.getsockname()[0] in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - it was chosen
            return made
    return (await bound("127.0.0.1", 0))[0]


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
