"""`lockstep run` and its parts: serve until told to stop, then stop in order and in seconds.

A platform sends SIGTERM, perhaps several times, and kills after 30 seconds. So: take no
new request, claim nothing more, finish what is being shown, and only then let go of the
store. What was acknowledged is on disk already; what was not is told again by its sender.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from adapters.adapter import Platform
from adapters.app import PLATFORMS, App, build
from adapters.running import Lookups, bound, listening, settle, told_to_stop, until, working
from bot.settings import Settings

log = logging.getLogger(__name__)


async def serve(
    settings: Settings,
    *,
    site: bool = True,
    reconcile: bool = True,
    platforms: Sequence[Platform] = PLATFORMS,
) -> None:
    """Run the parts that are wanted until SIGTERM or SIGINT.

    Raises StoreUnusable if the store breaks, Refused if the port is taken, and whatever
    sentence a platform ends with that can be held no longer.
    """
    stop = told_to_stop()
    asyncio.get_running_loop().set_default_executor(Lookups())
    async with build(settings, platforms=platforms) as app, AsyncExitStack() as parts:
        settle()
        if reconcile:
            await parts.enter_async_context(working(app, stop))
        if site:
            await parts.enter_async_context(_site(app))
        await until(stop, app)
    log.info("stopped")


@asynccontextmanager
async def _site(app: App) -> AsyncIterator[None]:
    host = app.settings.host
    sockets = await bound(host, app.settings.port)
    port = sockets[0].getsockname()[1]
    async with listening(app.web, sockets):
        print(
            f"Lockstep listens at http://{f'[{host}]' if ':' in host else host}:{port}", flush=True
        )
        log.info("listening", extra={"port": port})
        yield
