"""The gateway: HELLO, IDENTIFY, RESUME, heartbeats, and events in their order."""

import asyncio
import json
import zlib
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from tests.discord.sessions import Session

if TYPE_CHECKING:
    from tests.discord.state import State

Json = dict[str, Any]
GUILDS = 1
PRIVILEGED = 1 << 1 | 1 << 8 | 1 << 15
SENDS, SENDS_SECONDS = 120, 60.0
LARGEST_PAYLOAD = 4096
AUTHENTICATION_FAILED, SENT_TOO_FAST, DISALLOWED_INTENTS = 4004, 4008, 4014


class Connection:
    """One socket. What is pushed is written in order by a task of its own."""

    def __init__(self, state: "State", socket: web.WebSocketResponse, request: web.Request) -> None:
        self._state = state
        self._socket = socket
        self._request = request
        compressed = request.query.get("compress") == "zlib-stream"
        self._zlib = zlib.compressobj() if compressed else None
        self._outgoing: asyncio.Queue[Json] = asyncio.Queue()
        self._sent: list[float] = []
        self.session: Session | None = None
        self.beats = 0

    def push(self, payload: Json) -> None:
        self._outgoing.put_nowait(payload)

    def abort(self) -> None:
        """Break the connection, as a cable that is pulled."""
        if self._request.transport is not None:
            self._request.transport.abort()

    async def close(self, code: int) -> None:
        await self._socket.close(code=code)

    async def serve(self) -> None:
        """Until either side ends it."""
        writing = asyncio.create_task(self._write())
        self._state.sessions.links.append(self)
        self.push({"op": 10, "d": {"heartbeat_interval": self._state.sessions.heartbeat_ms}})
        try:
            async for message in self._socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._hear(message.data)
        finally:
            writing.cancel()
            if self._socket.close_code in (1000, 1001):
                self._state.sessions.forget(self)
            self._state.sessions.lost(self)
            self._state.tell()

    async def _write(self) -> None:
        while True:
            payload = {"s": None, "t": None, **await self._outgoing.get()}
            raw = json.dumps(payload).encode()
            try:
                if self._zlib is None:
                    await self._socket.send_str(raw.decode())
                else:
                    squeezed = self._zlib.compress(raw) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(squeezed)
            except ConnectionError:
                return  # The session keeps what was not told.

    async def _hear(self, raw: str | bytes) -> None:
        payload = json.loads(raw)
        await self._mind_rate(len(raw))
        match payload["op"]:
            case 1:
                self.beats += 1
                if self._state.sessions.answers_heartbeats:
                    self.push({"op": 11, "d": None})
            case 2:
                await self._identify(payload["d"])
            case 6:
                self._resume(payload["d"])
        self._state.tell()

    async def _identify(self, told: Json) -> None:
        sessions = self._state.sessions
        sessions.identifies += 1
        if told["token"] != self._state.token:
            return await self.close(AUTHENTICATION_FAILED)
        if sessions.refuse_with:
            return await self.close(sessions.refuse_with)
        if told["intents"] & PRIVILEGED & ~sessions.privileged:
            return await self.close(DISALLOWED_INTENTS)
        if told["intents"] != GUILDS:
            self._state.violations.add("intents", f"asked for {told['intents']}, not just guilds")
        shard, shards = told.get("shard") or (0, 1)
        self.session = sessions.begin(self, shard, shards)
        return None

    def _resume(self, told: Json) -> None:
        sessions = self._state.sessions
        session = sessions.all.get(told["session_id"])
        if session is None or told["token"] != self._state.token:
            return self.push({"op": 9, "d": False})
        sessions.resumes += 1
        self.session = session
        session.replay(self, told["seq"] or 0)
        session.tell("RESUMED", {"_trace": []})
        return None

    async def _mind_rate(self, size: int) -> None:
        now = self._state.clock.ticking()
        self._sent = [at for at in self._sent if at > now - SENDS_SECONDS] + [now]
        if size > LARGEST_PAYLOAD:
            self._state.violations.add("gateway", f"a payload of {size} bytes was sent")
        if len(self._sent) > SENDS:
            self._state.violations.add("gateway", f"more than {SENDS} sends a minute")
            await self.close(SENT_TOO_FAST)


async def serve_gateway(state: "State", request: web.Request) -> web.WebSocketResponse:
    """Whoever connects; until they are gone."""
    socket = web.WebSocketResponse(max_msg_size=0, compress=False)
    await socket.prepare(request)
    await Connection(state, socket, request).serve()
    return socket
