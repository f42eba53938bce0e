"""Lockstep as `lockstep run` puts it together, as a child of the rigs.

Only the clock is ours, so that what it does ten minutes after a crash is seen at once.
"""

import asyncio
import logging
import os
from datetime import UTC, datetime, timedelta
from typing import cast

# httpx imports these when it is first used; whoever is forked from us has them already.
import anyio._backends._asyncio  # noqa: F401
import httpcore  # noqa: F401
from aiohttp import web

from adapters.app import build
from bot.settings import read_settings
from bot.store import Store
from tests.rigs.hasty import Hasty


async def serve(*, ahead: timedelta, hasty: bool) -> None:
    """Serve until killed, *ahead* of the time; says its port when it listens."""
    async with build(read_settings(), clock=lambda: datetime.now(UTC) + ahead) as app:
        if hasty:
            app.lockstep.store = cast(Store, Hasty(app.store))
        runner = web.AppRunner(app.web, access_log=None, handle_signals=False)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        os.write(1, f"{runner.addresses[0][1]}\n".encode())
        await app.work()


def main(environ: dict[str, str], log: str, ahead_seconds: float, hasty: bool) -> None:
    """Serve as *environ* wants it; what goes wrong is written to *log*."""
    logging.basicConfig(filename=log, level=logging.ERROR)
    os.environ.update(environ)
    asyncio.run(serve(ahead=timedelta(seconds=ahead_seconds), hasty=hasty))
