"""`lockstep run` and its parts: serve until told to stop, then stop in order and in seconds.

A platform sends SIGTERM, perhaps several times, and kills after 30 seconds. So: take no
new request, claim nothing more, finish what is being shown, and only then let go of the
store. What was acknowledged is on disk already; what was not is told again by its sender.
"""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from aiohttp import web

from adapters.app import App, build
from bot.errors import StoreUnusable
from bot.settings import Settings

log = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 5.0
WORK_ENDS_WITHIN_SECONDS = 15.0


async def serve(settings: Settings, *, site: bool = True, reconcile: bool = True) -> None:
    """Run the parts that are wanted until SIGTERM or SIGINT. Raises StoreUnusable if it breaks."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with (
        build(settings) as app,
        _working(app, wanted=reconcile),
        _listening(app, wanted=site),
    ):
        await _until(stop, app)
    log.info("stopped")


@asynccontextmanager
async def _listening(app: App, *, wanted: bool) -> AsyncIterator[None]:
    """The web site is there; when the block ends, requests that were begun are answered."""
    if not wanted:
        yield
        return
    settings = app.settings
    runner = web.AppRunner(
        app.web, access_log=None, handle_signals=False, shutdown_timeout=SHUTDOWN_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1_024).start()
        port = runner.addresses[0][1]
        print(f"Lockstep listens at http://{settings.host}:{port}", flush=True)
        log.info("listening", extra={"port": port})
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _working(app: App, *, wanted: bool) -> AsyncIterator[None]:
    """Channels are shown; when the block ends, what is being shown is finished first."""
    if not wanted:
        yield
        return
    work = asyncio.create_task(app.work())
    try:
        yield
    finally:
        app.rest()
        done, _ = await asyncio.wait({work}, timeout=WORK_ENDS_WITHIN_SECONDS)
        if not done:
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def _until(stop: asyncio.Event, app: App) -> None:
    """Until told to stop. Raises StoreUnusable when the disk can be trusted no longer."""
    while app.store.broken is None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.5)
            log.info("stopping")
            return
    print(app.store.broken, file=sys.stderr, flush=True)
    raise StoreUnusable(str(app.store.broken))
