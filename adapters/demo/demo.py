"""`lockstep demo`: the sandbox, Lockstep and a page on one loop, and nothing left of it after.

It is Lockstep as in production; only the two ends are local. Nothing of the environment counts
but HOST and PORT: whoever has an ActivitySmith key set must find no demo on their phone.
"""

import asyncio
import os
import secrets
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
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
from adapters.demo.guard import guard
from adapters.demo.pages import Pages
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
STOPS_WITHIN_SECONDS = 1.0
WIRE_MAX = 1_000

# Who watches does not wait for minutes. A request to this machine has no effect later than
# the slowest that the page can ask for, so that a doubt is over soon, too.
_SOON = timedelta(seconds=5)
WAITS = Waits(
    caution=Caution(wait=_SOON, settle=(_SOON,), settle_end=(_SOON, 3 * _SOON)),
    patience=Patience(place=_SOON, later=_SOON, probe=_SOON, hold_off=3 * _SOON, starts_max=60),
    backoff_seconds_max=_SOON.total_seconds(),
)

_HERE = ("127.0.0.1", "localhost", "::1")


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


async def run(environ: Mapping[str, str] = os.environ) -> None:
    """Run the demo where HOST and PORT say, until SIGTERM or SIGINT.

    Raises SettingsInvalid for a PORT that is none, Refused if it is taken.
    """
    stop = told_to_stop()
    asyncio.get_running_loop().set_default_executor(Lookups())
    named: dict[str, Any] = {name: environ[name] for name in ("HOST", "PORT") if environ.get(name)}
    where = read_settings(lambda: DemoSettings(**named))
    async with AsyncExitStack() as parts:
        sockets = await bound(where.host, where.port)
        for made in sockets:
            parts.callback(made.close)
        port = sockets[0].getsockname()[1]
        own = await _loopback(sockets)
        parts.callback(own.close)
        app = await parts.enter_async_context(
            _made(named, f"http://127.0.0.1:{own.getsockname()[1]}", port)
        )
        await parts.enter_async_context(working(app, stop, within_seconds=STOPS_WITHIN_SECONDS))
        every = list(dict.fromkeys([*sockets, own]))
        await parts.enter_async_context(
            listening(app.web, every, within_seconds=STOPS_WITHIN_SECONDS)
        )
        _tell(where.host, port)
        await until(stop, app)


@asynccontextmanager
async def _made(named: Mapping[str, Any], url: str, port: int) -> AsyncIterator[App]:
    """Lockstep between the chat and the sandbox, with the page; gone when the block ends."""
    sandbox = Sandbox(log_size=WIRE_MAX, control=False, loopback_only=True)
    glass, room, secret = Glass(sandbox, KEY), Room(), secrets.token_urlsafe(32)
    feed = Feed(glass, room, _world(url))
    page = Page(room, Buttons(secret.encode()), url)
    with tempfile.TemporaryDirectory(prefix="lockstep-demo-") as folder:
        async with sandbox.serve() as smith:
            chosen = {**_chosen(folder, url, smith), "LOCKSTEP_SECRET": secret}
            settings = read_settings(lambda: DemoSettings(**named, **chosen))
            made = build(settings, environ={}, platforms=(page,), waits=WAITS)
            async with made as app, _drawing(feed):
                app.web.middlewares.append(guard(port, everywhere=settings.host not in _HERE))
                app.web.add_routes([*Pages().routes(), *glass.routes(), *feed.routes()])
                app.web.on_shutdown.append(feed.close)
                yield app


def _world(url: str) -> dict[str, Any]:
    """What never changes while the demo runs."""
    return {"people": described(), "command": COMMAND, "start": START, "url": url}


def _chosen(folder: str, url: str, smith: str) -> dict[str, Any]:
    """The demo's own settings."""
    return {
        "LOCKSTEP_DATABASE_URL": f"sqlite:///{Path(folder, 'lockstep.db')}",
        "LOCKSTEP_PUBLIC_URL": url,
        "LOCKSTEP_TEMPLATES": str(TEMPLATES),
        "ACTIVITYSMITH_API_KEY": KEY,
        "ACTIVITYSMITH_BASE_URL": smith,
    }


async def _loopback(sockets: Sequence[socket.socket]) -> socket.socket:
    """The socket that the sandbox reaches on this machine; one of its own if HOST leaves none."""
    for made in sockets:
        if made.getsockname()[0] in ("127.0.0.1", "0.0.0.0"):  # noqa: S104 - it was chosen
            return made
    return (await bound("127.0.0.1", 0))[0]


@asynccontextmanager
async def _drawing(feed: Feed) -> AsyncIterator[None]:
    drawing = asyncio.create_task(feed.run())
    try:
        yield
    finally:
        drawing.cancel()
        with suppress(asyncio.CancelledError):
            await drawing


def _tell(host: str, port: int) -> None:
    """Where the page is, and who else can see it."""
    near = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - not where it is called
    address = near.get(host) or (f"[{host}]" if ":" in host else host)
    if host not in _HERE:
        print(
            f"lockstep: HOST is {host}: anybody who reaches port {port} can speak and press here.",
            file=sys.stderr,
            flush=True,
        )
    print(f"Lockstep's demo is at http://{address}:{port} (Ctrl-C stops it)", flush=True)
