"""What the page is told: all there is at first, then whatever changed, to every open window.

Level driven, as the core is: a window that is slow to read is told what is when it reads
again, not all that was meanwhile. So nothing queues up for anybody.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from socket import SO_SNDBUF, SOL_SOCKET
from typing import Any, Protocol

from aiohttp import WSCloseCode, web

from adapters.bodies import refuse
from adapters.demo.glass import Glass, lasting
from adapters.sandbox.bell import Bell

Json = dict[str, Any]

WINDOWS_MAX = 50
SEND_BYTES_MAX = 64 * 1024
LOOK_SECONDS_MAX = 300.0
HEARTBEAT_SECONDS = 20.0
READS_WITHIN_SECONDS = 20.0
CLOSES_WITHIN_SECONDS = 0.5


class Chat(Protocol):
    """The chat beside the phones: see Room."""

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """How much has changed; waits until that is another number, or time is up."""
        ...

    def channels(self) -> list[Json]:
        """Every channel."""
        ...

    def posts(self, since: int = 0) -> list[Json]:
        """The posts that changed after that count."""
        ...


@dataclass
class Part:
    """One part of the picture: its text, and how often it has changed."""

    text: str = ""
    lasting: object = None
    number: int = 0

    def is_news(self, value: object, lasting: object) -> bool:
        """It is *value* now; whether what is *lasting* of it is another."""
        self.text = _written(value)
        if self.number and self.lasting == lasting:
            return False
        self.lasting, self.number = lasting, self.number + 1
        return True


@dataclass(eq=False)
class Window:
    """An open page, and what it has been told so far."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    told: dict[str, int] = field(default_factory=dict)
    chat: int = 0
    wire: int = 0

    def keep_small(self) -> None:
        """Let the system hold back little of what is not read: it would be old news."""
        if self.transport is not None:
            connection = self.transport.get_extra_info("socket")
            connection.setsockopt(SOL_SOCKET, SO_SNDBUF, SEND_BYTES_MAX)

    async def close(self, code: WSCloseCode) -> None:
        """Say goodbye, or hang up on who does not hear."""
        try:
            async with asyncio.timeout(CLOSES_WITHIN_SECONDS):
                await self.socket.close(code=code)
        except (TimeoutError, ConnectionError):
            if self.transport is not None:
                self.transport.abort()


class Feed:
    """Draws the picture when something changes, once for all windows, while any is open."""

    def __init__(self, glass: Glass, chat: Chat, world: Mapping[str, Any]) -> None:
        self._glass = glass
        self._chat = chat
        self._parts = {name: Part() for name in ("world", "channels", "phones", "switches")}
        self._parts["world"].is_news(world, world)
        self._seen = (0, 0, 0)
        """The counts of the chat and the glass, and the wire's last number, when it was drawn."""
        self._windows: set[Window] = set()
        self._opened = asyncio.Event()
        self._bell = Bell()

    def routes(self) -> list[web.RouteDef]:
        """The one way to listen."""
        return [web.get("/demo/feed", self.on_window, allow_head=False)]

    @asynccontextmanager
    async def drawing(self) -> AsyncIterator[None]:
        """What changes is drawn, until the block ends."""
        drawing = asyncio.create_task(self._keep_drawing())
        try:
            yield
        finally:
            drawing.cancel()
            with suppress(asyncio.CancelledError):
                await drawing

    async def on_window(self, request: web.Request) -> web.StreamResponse:
        """A page that opens is told until it goes."""
        if len(self._windows) >= WINDOWS_MAX:
            raise refuse(web.HTTPServiceUnavailable, "Too many pages are open; close one.")
        socket = web.WebSocketResponse(
            timeout=CLOSES_WITHIN_SECONDS,
            heartbeat=HEARTBEAT_SECONDS,
            compress=False,
            max_msg_size=1_024,
        )
        await socket.prepare(request)
        window = Window(socket, request.transport)
        window.keep_small()
        self._windows.add(window)
        self._opened.set()
        # A page has nothing to say here but that it goes.
        tasks = {asyncio.create_task(self._tell(window)), asyncio.create_task(socket.receive())}
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        finally:
            self._windows.discard(window)
            if not self._windows:
                self._opened.clear()
            await _cancelled(tasks)
            await window.close(WSCloseCode.OK)
        return socket

    async def close(self, _: web.Application) -> None:
        """The demo stops, and every window is told so."""
        windows = list(self._windows)
        await asyncio.gather(*(window.close(WSCloseCode.GOING_AWAY) for window in windows))

    async def _keep_drawing(self) -> None:
        while True:
            await self._opened.wait()
            await self._draw()
            await self._news()

    async def _tell(self, window: Window) -> None:
        """Tell *window* what is, whenever that is news to it; hang up on a dead one."""
        await self._draw()
        try:
            while True:
                count = self._bell.count
                if message := self._message(window):
                    async with asyncio.timeout(READS_WITHIN_SECONDS):
                        await window.socket.send_str(message)
                await self._bell.changed(count, LOOK_SECONDS_MAX)
        except (TimeoutError, ConnectionError):
            await window.close(WSCloseCode.GOING_AWAY)

    async def _draw(self) -> None:
        """The picture as it is now; the bell rings if it is another one."""
        chat, glass = await self._chat.changed(-1, 0), await self._glass.changed(-1, 0)
        phones, channels = self._glass.phones(), self._chat.channels()
        switches = self._glass.faults.described()
        news = [
            self._parts["channels"].is_news(channels, channels),
            self._parts["phones"].is_news(phones, lasting(phones)),
            self._parts["switches"].is_news(switches, switches),
        ]
        before, self._seen = self._seen, (chat, glass, self._glass.wire.read())
        if any(news) or (before[0], before[2]) != (self._seen[0], self._seen[2]):
            self._bell.ring()

    async def _news(self) -> None:
        """Until something changes here or there, or time alone changes what the phones show."""
        seconds, at = LOOK_SECONDS_MAX, self._glass.next_at()
        if at is not None:
            seconds = min(seconds, max(0.0, (at - self._glass.clock()).total_seconds()))
        waits = {
            asyncio.create_task(self._chat.changed(self._seen[0], seconds)),
            asyncio.create_task(self._glass.changed(self._seen[1], seconds)),
        }
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _cancelled(waits)

    def _message(self, window: Window) -> str:
        """What is news to *window*, who is told it by this; empty if nothing is."""
        is_first = not window.told
        said = {
            name: part.text
            for name, part in self._parts.items()
            if window.told.get(name) != part.number
        }
        posts, wire = self._chat.posts(window.chat), self._glass.wire.after(window.wire)
        if posts or is_first:
            said["posts"] = _written(posts)
        if wire or is_first:
            said["wire"] = _written(wire)
        window.told = {name: part.number for name, part in self._parts.items()}
        window.chat, window.wire = self._seen[0], self._glass.wire.seq
        if not said:
            return ""
        now = _written(self._glass.clock().isoformat())
        return f'{{"now":{now},{",".join(f"{_written(n)}:{text}" for n, text in said.items())}}}'


async def _cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _written(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
