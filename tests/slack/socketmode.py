"""Socket Mode: the app comes to Slack, and gets everything over that connection."""

import asyncio
import json
import time
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from tests.slack.delivery import PATIENCE_SECONDS, EnvelopeType, Heard
from tests.slack.method import Args, method
from tests.slack.state import State
from tests.slack.world import Json, Team

if TYPE_CHECKING:
    from tests.slack.delivery import Delivery


@method("apps.connections.open", tier=1)
def open_connection(state: State, team: Team, args: Args) -> Json:
    """A URL that is good for one connection."""
    del team, args
    ticket = f"{state.number():032x}"
    state.tickets.add(ticket)
    url = state.url.replace("http://", "ws://", 1)
    return {"ok": True, "url": f"{url}/link/?ticket={ticket}&app_id={state.app.app_id}"}


class Line:
    """One connection."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._awaited: dict[str, asyncio.Future[Json]] = {}
        self._sent = 0

    async def send(self, kind: EnvelopeType, payload: Json, retry: int = 0) -> Heard:
        """One envelope; what the app answers with its acknowledgement."""
        self._sent += 1
        envelope = f"envelope-{id(self):x}-{self._sent}"
        awaited = self._awaited[envelope] = asyncio.get_running_loop().create_future()
        told: Json = {
            "envelope_id": envelope,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            told |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        began = time.monotonic()
        await self._socket.send_json(told)
        try:
            answer = await asyncio.wait_for(awaited, PATIENCE_SECONDS)
        except (TimeoutError, ConnectionError):
            return Heard(0, seconds=time.monotonic() - began)
        raw = json.dumps(answer["payload"]) if answer.get("payload") else ""
        return Heard(200, raw, time.monotonic() - began)

    async def disconnect(self, reason: str) -> None:
        """Say why ("warning": it goes on for a while), then hang up."""
        await self._socket.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
        )
        if reason != "warning":
            await self._socket.close()

    async def listen(self) -> None:
        """Until it ends."""
        try:
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            for awaited in self._awaited.values():
                if not awaited.done():
                    awaited.set_exception(ConnectionError("the connection ended"))

    def _acknowledged(self, answer: Json) -> None:
        awaited = self._awaited.pop(str(answer.get("envelope_id")), None)
        if awaited is not None and not awaited.done():
            awaited.set_result(answer)


async def serve_line(slack: "Delivery", request: web.Request) -> web.StreamResponse:
    """GET /link/?ticket=…"""
    ticket = request.query.get("ticket", "")
    if ticket not in slack.tickets:
        return web.Response(status=408)
    slack.tickets.discard(ticket)
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    line = Line(socket)
    await socket.send_json(
        {
            "type": "hello",
            "num_connections": len(slack.sockets) + 1,
            "debug_info": {"host": "stand-in", "approximate_connection_time": 18060},
            "connection_info": {"app_id": slack.app.app_id},
        }
    )
    slack.sockets.append(line)
    slack.tell()
    try:
        await line.listen()
    finally:
        slack.sockets.remove(line)
        slack.tell()
    return socket
