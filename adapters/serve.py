"""`lockstep run` and its parts: serve until told to stop, then stop in order and in seconds.

A platform sends SIGTERM, perhaps several times, and kills after 30 seconds. So: take no
new request, claim nothing more, finish what is being shown, and only then let go of the
store. What was acknowledged is on disk already; what was not is told again by its sender.
"""

import asyncio
import errno
import logging
import signal
import sys
import threading
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import ParamSpec, TypeVar

from aiohttp import web

from adapters.app import App, build
from bot.errors import Refused, StoreUnusable
from bot.settings import Settings

log = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 5.0
WORK_ENDS_WITHIN_SECONDS = 15.0
SIGNALS = (signal.SIGTERM, signal.SIGINT)

P = ParamSpec("P")
T = TypeVar("T")


async def serve(settings: Settings, *, site: bool = True, reconcile: bool = True) -> None:
    """Run the parts that are wanted until SIGTERM or SIGINT.

    Raises StoreUnusable if the store breaks, Refused if the port is taken.
    """
    stop = _told_to_stop()
    asyncio.get_running_loop().set_default_executor(Lookups())
    async with (
        build(settings) as app,
        _working(app, stop, wanted=reconcile),
        _listening(app, wanted=site),
    ):
        await _until(stop, app)
    log.info("stopped")


class Lookups(ThreadPoolExecutor):
    """Threads for what cannot be broken off, which is looking up names: nobody waits for them.

    A name server that does not answer would else hold the end of the process for a minute.
    """

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """See Executor."""
        future: Future[T] = Future()

        def run() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except Exception as exc:  # noqa: BLE001 - it is raised where it is waited for
                future.set_exception(exc)

        threading.Thread(target=run, name="lockstep-lookup", daemon=True).start()
        return future


def _told_to_stop() -> asyncio.Event:
    """Set by the first signal; the next ones change nothing, down to the last line."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(number: int, frame: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)

    # Not by the loop: as it closes it would put back what kills the process.
    for number in SIGNALS:
        signal.signal(number, told)
    return stop


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
        await _listen(runner, settings)
        port = runner.addresses[0][1]
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        print(f"Lockstep listens at http://{host}:{port}", flush=True)
        log.info("listening", extra={"port": port})
        yield
    finally:
        await runner.cleanup()


async def _listen(runner: web.AppRunner, settings: Settings) -> None:
    """Raises Refused, with a sentence that names the setting."""
    try:
        await web.TCPSite(runner, settings.host, settings.port, backlog=1_024).start()
    except OSError as exc:
        if exc.errno == errno.EADDRINUSE:
            raise Refused(
                f"Port {settings.port} is in use. Stop what listens there, or set PORT to another."
            ) from exc
        raise Refused(
            f"Lockstep cannot listen on {settings.host}, port {settings.port}"
            f" ({_why(exc)}). See HOST and PORT."
        ) from exc


def _why(exc: OSError) -> str:
    """What the system said, without asyncio's words around it."""
    return (exc.strerror or str(exc)).rpartition(": ")[2]


@asynccontextmanager
async def _working(app: App, stop: asyncio.Event, *, wanted: bool) -> AsyncIterator[None]:
    """Channels are shown; when the block ends, what is being shown is finished first."""
    if not wanted:
        yield
        return
    work = asyncio.create_task(app.work())
    work.add_done_callback(lambda _: stop.set())  # Without it nobody would be shown anything.
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
