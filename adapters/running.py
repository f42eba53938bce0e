"""What every program of ours that serves does alike: hear signals, listen, work, stop in order."""

import asyncio
import errno
import gc
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from typing import ParamSpec, TypeVar

from aiohttp import web

from adapters.app import App
from bot.errors import Refused, StoreUnusable

log = logging.getLogger(__name__)

SHUTDOWN_SECONDS = 5.0
WORK_ENDS_WITHIN_SECONDS = 15.0
BACKLOG = 1_024
SIGNALS = (signal.SIGTERM, signal.SIGINT)

_NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)

P = ParamSpec("P")
T = TypeVar("T")


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


def settle() -> None:
    """Have the collector pass over what was made to last, and look at the rest less often.

    What a command makes is let go of by counting. Looking for circles among tens of thousands
    of live objects, as often as Python does by itself, took a fifteenth of our time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def told_to_stop() -> asyncio.Event:
    """Set by the first signal; the next ones change nothing, down to the last line."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def told(number: int, frame: object) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)

    # Not by the loop: as it closes it would put back what kills the process.
    for number in SIGNALS:
        signal.signal(number, told)
    return stop


async def bound(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at *host* and *port*; at any port, the same for all, when it is 0.

    Raises Refused, with a sentence that names the setting.
    """
    sockets: list[socket.socket] = []
    missing: OSError | None = None
    try:
        for family, address in await _addresses(host):
            taken = sockets[0].getsockname()[1] if sockets else port
            try:
                made = socket.create_server((address, taken), family=family, backlog=BACKLOG)
            except OSError as exc:
                if exc.errno not in _NOT_HERE:
                    raise
                missing = exc  # A name may stand for an address that this machine lacks, too.
            else:
                sockets.append(made)
        if missing is not None and not sockets:
            raise missing
    except OSError as exc:
        for made in sockets:
            made.close()
        raise _cannot_listen(host, port, exc) from exc
    return sockets


async def _addresses(host: str) -> list[tuple[int, str]]:
    found = await asyncio.get_running_loop().getaddrinfo(
        host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )
    return list(dict.fromkeys((family, str(address[0])) for family, _, _, _, address in found))


def _cannot_listen(host: str, port: int, exc: OSError) -> Refused:
    if exc.errno == errno.EADDRINUSE:
        return Refused(f"Port {port} is in use. Stop what listens there, or set PORT to another.")
    # What the system said, without Python's words around it; a name's errors have no number.
    known = exc.errno is not None and exc.errno > 0
    why = os.strerror(exc.errno or 0) if known else exc.strerror or str(exc)
    return Refused(f"Lockstep cannot listen on {host}, port {port} ({why}). See HOST and PORT.")


@asynccontextmanager
async def listening(
    site: web.Application,
    sockets: Sequence[socket.socket],
    *,
    within_seconds: float = SHUTDOWN_SECONDS,
) -> AsyncIterator[None]:
    """*site* is there; when the block ends, requests that were begun are answered."""
    runner = web.AppRunner(
        site, access_log=None, handle_signals=False, shutdown_timeout=within_seconds
    )
    await runner.setup()
    try:
        for made in sockets:
            await web.SockSite(runner, made, backlog=BACKLOG).start()
        yield
    finally:
        await runner.cleanup()


@asynccontextmanager
async def working(
    app: App, stop: asyncio.Event, *, within_seconds: float = WORK_ENDS_WITHIN_SECONDS
) -> AsyncIterator[None]:
    """Channels are shown; when the block ends, what is being shown is finished first."""
    work = asyncio.create_task(app.work())
    work.add_done_callback(lambda _: stop.set())  # Without it nobody would be shown anything.
    try:
        yield
    finally:
        app.rest()
        done, _ = await asyncio.wait({work}, timeout=within_seconds)
        if not done:
            work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def until(stop: asyncio.Event, app: App) -> None:
    """Until told to stop. Raises StoreUnusable when the disk can be trusted no longer."""
    while app.store.broken is None:
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), 0.5)
            log.info("stopping")
            return
    print(app.store.broken, file=sys.stderr, flush=True)
    raise StoreUnusable(str(app.store.broken))
