"""How an answer goes over the wire: whole, or broken in one of the ways that wires break."""

import asyncio
import gzip
import io
import socket
import struct
from collections.abc import Awaitable, Callable
from functools import cache

from aiohttp import web

from adapters.sandbox.answers import Answer, Json
from adapters.sandbox.switches import Switches
from adapters.sandbox.wire import encode

JSON_TYPE = "application/json; charset=utf-8"
HTML = b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"
LATIN = ',"note":"café"}'.encode("latin-1")  # which is no UTF-8, whatever the header says
MEGABYTE = 1024 * 1024
LOOK_SECONDS = 0.05

Sleep = Callable[[float], Awaitable[None]]


def dressed(answer: Answer, switches: Switches) -> Answer:
    """*answer* with the fields that a switch adds, changes or leaves out; errors stay."""
    if answer.status != 200:
        return answer
    body: Json = dict(answer.body)
    if switches.operation is not None:
        body["operation"] = switches.operation
    body |= switches.extra_fields
    for name in switches.missing_fields:
        body.pop(name, None)
    return Answer(answer.status, body, answer.headers, answer.effect)


async def send(
    request: web.Request, answer: Answer, switches: Switches, sleep: Sleep
) -> web.StreamResponse:
    """Answer *request*, in the way that *switches* ask for."""
    if switches.body == "cut":
        return await _send_cut(request, answer)
    raw, headers = await _render(answer, switches)
    if switches.drip_seconds:
        return await _drip(request, answer.status, raw, headers, switches.drip_seconds, sleep)
    return web.Response(status=answer.status, body=raw, headers=headers)


def drop(request: web.Request) -> web.StreamResponse:
    """Reset the connection; the response that is returned goes nowhere."""
    transport = request.transport
    if transport is not None:
        connection = transport.get_extra_info("socket")
        if connection is not None:
            now = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, now)
        transport.abort()
    return web.Response(status=500)


async def hang(request: web.Request, seconds: float, is_closing: Callable[[], bool]) -> None:
    """Say nothing, until the client has gone, the sandbox stops, or *seconds* are over."""
    for _ in range(max(1, int(seconds / LOOK_SECONDS))):
        transport = request.transport
        if is_closing() or transport is None or transport.is_closing():
            return
        await asyncio.sleep(LOOK_SECONDS)


async def _render(answer: Answer, switches: Switches) -> tuple[bytes, dict[str, str]]:
    raw, headers = encode(answer.body), {**answer.headers, "Content-Type": JSON_TYPE}
    if switches.body == "html":
        return HTML, headers | {"Content-Type": "text/html; charset=utf-8"}
    if switches.body == "empty":
        return b"", headers
    if switches.body == "truncated":
        return raw[: len(raw) // 2], headers
    if switches.body == "charset":
        return raw[:-1] + LATIN, headers
    if switches.body == "gzip_bomb":
        bomb = await asyncio.to_thread(_bomb, switches.bomb_megabytes)
        return bomb, headers | {"Content-Encoding": "gzip"}
    return raw, headers


async def _send_cut(request: web.Request, answer: Answer) -> web.StreamResponse:
    """A length is promised, half of it comes, and the connection is gone."""
    raw = encode(answer.body)
    response = web.StreamResponse(status=answer.status, headers={"Content-Type": JSON_TYPE})
    response.content_length = len(raw)
    await response.prepare(request)
    await response.write(raw[: len(raw) // 2])
    if request.transport is not None:
        request.transport.close()
    return response


async def _drip(
    request: web.Request,
    status: int,
    raw: bytes,
    headers: dict[str, str],
    drip_seconds: float,
    sleep: Sleep,
) -> web.StreamResponse:
    response = web.StreamResponse(status=status, headers=headers)
    response.content_length = len(raw)
    await response.prepare(request)
    for number in range(len(raw)):
        if request.transport is None or request.transport.is_closing():
            break
        await response.write(raw[number : number + 1])
        await sleep(drip_seconds)
    return response


@cache
def _bomb(megabytes: int) -> bytes:
    packed = io.BytesIO()
    block = b" " * MEGABYTE
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for _ in range(megabytes):
            file.write(block)
    return packed.getvalue()
