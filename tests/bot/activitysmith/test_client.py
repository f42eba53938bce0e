"""The five calls over real HTTP: one request each, one deadline, and no secret gets out."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from aiohttp import web

from bot.activitysmith.answers import (
    Ambiguous,
    Answer,
    Invalid,
    NotSent,
    SmithError,
    Unauthorized,
)
from bot.activitysmith.client import ANSWER_BYTES_MAX, Client, open_http

KEY = "ask_canary_7f3a"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Peer:
    """An HTTP server that answers with whatever *answer* is."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, str, bytes]] = []
        self.headers: list[dict[str, str]] = []
        self.answer: Handler = self.fine

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.seen.append((request.method, request.path, await request.read()))
        self.headers.append(dict(request.headers))
        return await self.answer(request)

    async def fine(self, _request: web.Request) -> web.StreamResponse:
        return web.json_response({"success": True, "activity_id": "abc", "devices_notified": 2})


@pytest.fixture
async def peer() -> Peer:
    return Peer()


@pytest.fixture
async def client(peer: Peer) -> AsyncIterator[Client]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", peer.handle)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/api"
    async with open_http(url, KEY, deadline_seconds=0.5) as http:
        yield Client(http, deadline_seconds=0.5)
    await runner.cleanup()


async def test_each_call_goes_where_it_belongs(client: Client, peer: Peer) -> None:
    """Three for an activity by its id, two for a stream by its key."""
    body = {"b": "ü", "a": 1}
    for call in (client.start, client.update, client.end):
        assert await call(body) == Answer(activity_id="abc", notified=2)
    await client.put_stream("ls-1", body)
    await client.end_stream("ls-1", body)

    assert [(method, path) for method, path, _ in peer.seen] == [
        ("POST", "/api/live-activity/start"),
        ("POST", "/api/live-activity/update"),
        ("POST", "/api/live-activity/end"),
        ("PUT", "/api/live-activity/stream/ls-1"),
        ("DELETE", "/api/live-activity/stream/ls-1"),
    ]
    assert {raw for _, _, raw in peer.seen} == {'{"a":1,"b":"ü"}'.encode()}
    assert peer.headers[0]["Authorization"] == f"Bearer {KEY}"
    assert peer.headers[0]["Content-Type"] == "application/json"


@pytest.mark.parametrize("status", [301, 303, 307])
async def test_no_redirect_is_followed(client: Client, peer: Peer, status: int) -> None:
    """A redirect could turn a PUT into a GET, and carry the key away."""

    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, headers={"Location": "/elsewhere"})

    peer.answer = elsewhere
    with pytest.raises(Ambiguous):
        await client.put_stream("ls-1", {})
    assert len(peer.seen) == 1


async def test_a_failure_is_not_repeated_here(client: Client, peer: Peer) -> None:
    """Who retries is the reconciler, and nobody else."""

    async def down(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=503)

    peer.answer = down
    with pytest.raises(Ambiguous):
        await client.start({})
    assert len(peer.seen) == 1


async def test_an_answer_that_drips_does_not_outlast_the_deadline(
    client: Client, peer: Peer
) -> None:
    """The deadline is for the whole call, not for each byte."""

    async def drip(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(b" ")
            await asyncio.sleep(0.05)

    peer.answer = drip
    with pytest.raises(Ambiguous, match="TimeoutError"):
        await client.put_stream("ls-1", {})


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_without_end_is_not_read_to_it(
    client: Client, peer: Peer, packed: bool
) -> None:
    """Neither plain nor packed may an answer fill the memory."""
    flood = b'{"operation":"noop"' + b" " * (ANSWER_BYTES_MAX * 50) + b"}"

    async def pour(_request: web.Request) -> web.StreamResponse:
        if not packed:
            return web.Response(body=flood)
        return web.Response(body=gzip.compress(flood), headers={"Content-Encoding": "gzip"})

    peer.answer = pour
    with pytest.raises(Ambiguous, match="could not be read"):
        await client.put_stream("ls-1", {})


@pytest.mark.parametrize("encoding", ["gzip", "br"])
async def test_a_packed_answer_is_read_if_it_can_be(
    client: Client, peer: Peer, encoding: str
) -> None:
    """It was not asked for; what is not known is in doubt."""

    async def packed(_request: web.Request) -> web.StreamResponse:
        raw = gzip.compress(json.dumps({"operation": "noop"}).encode())
        return web.Response(body=raw, headers={"Content-Encoding": encoding})

    peer.answer = packed
    if encoding == "gzip":
        assert (await client.put_stream("ls-1", {})).operation == "noop"
    else:
        with pytest.raises(Ambiguous):
            await client.put_stream("ls-1", {})


async def test_an_answer_that_is_packed_badly_is_in_doubt(client: Client, peer: Peer) -> None:
    """It says gzip, and is none."""

    async def torn(_request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"not gzip", headers={"Content-Encoding": "gzip"})

    peer.answer = torn
    with pytest.raises(Ambiguous):
        await client.put_stream("ls-1", {})


async def test_what_is_broken_off_is_in_doubt(client: Client, peer: Peer) -> None:
    """Half an answer says nothing of the effect."""

    async def broken(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    peer.answer = broken
    with pytest.raises(Ambiguous):
        await client.end_stream("ls-1", {})


async def test_nobody_reached_is_no_doubt() -> None:
    """Where nobody listens, nothing happened."""
    async with open_http("http://127.0.0.1:1/api", KEY, deadline_seconds=0.5) as http:
        with pytest.raises(NotSent):
            await Client(http, deadline_seconds=0.5).start({})


async def test_the_key_is_in_no_error_and_no_log(
    client: Client, peer: Peer, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong, and even if the other side quotes it."""
    caplog.set_level(logging.DEBUG)

    async def quote(request: web.Request) -> web.StreamResponse:
        said = {"error": request.headers["Authorization"], "message": f"bad {KEY}"}
        return web.json_response(said, status=int(request.path.rsplit("-", 1)[1]))

    peer.answer = quote
    shown: list[str] = [repr(client), repr(client.__dict__)]
    for status in (400, 401, 402, 403, 404, 422, 429, 500):
        with pytest.raises(SmithError) as raised:
            await client.put_stream(f"ls-{status}", {})
        shown += [str(raised.value), repr(raised.value), repr(raised.value.__cause__)]
    async with open_http("http://127.0.0.1:1/api", KEY + "\n", deadline_seconds=0.5) as http:
        with pytest.raises(SmithError) as raised:
            await Client(http).start({})
        shown += [str(raised.value), repr(raised.value.__cause__)]

    assert not [text for text in [*shown, caplog.text] if "canary" in text]


async def test_a_wrong_address_and_a_wrong_key_are_told_apart(client: Client, peer: Peer) -> None:
    """The words are ActivitySmith's own, cut short."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        status = 401 if request.method == "POST" else 400
        return web.json_response({"error": "No", "message": "too long " * 500}, status=status)

    peer.answer = refuse
    with pytest.raises(Unauthorized):
        await client.start({})
    with pytest.raises(Invalid) as raised:
        await client.put_stream("ls-1", {})
    assert len(str(raised.value)) == 200


async def test_the_surroundings_do_not_redirect_us() -> None:
    """A proxy that the environment names would see the key."""
    async with open_http("http://127.0.0.1:1/api", KEY) as http:
        assert isinstance(http, httpx.AsyncClient)
        assert http.trust_env is False
        assert http.follow_redirects is False
