"""Who may ask the demo: each rule refuses, and beside it what is right passes."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import aiohttp
import pytest

from adapters.demo.demo import Demo, opened

Json = dict[str, Any]

SAY = {"channel": "ops", "person": "ada", "text": "Good morning", "key": "k1"}
WS = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """A client without a page's habits."""
    async with aiohttp.ClientSession() as session:
        yield session


async def told(
    http: aiohttp.ClientSession,
    demo: Demo,
    method: str,
    path: str,
    headers: Mapping[str, str],
    body: bytes | None = None,
) -> int:
    """The status of the answer."""
    async with http.request(method, demo.address + path, headers=headers, data=body) as answer:
        return answer.status


@pytest.mark.parametrize(
    "path", ["/", "/page/main.js", "/demo/hints?channel=ops&text=x", "/demo/x"]
)
async def test_another_name_leads_nowhere(
    http: aiohttp.ClientSession, demo: Demo, path: str
) -> None:
    """DNS rebinding: a page elsewhere whose name now leads here reads nothing."""
    for host in (f"evil.example:{demo.port}", "127.0.0.1", "127.0.0.1:1", "", "localhost.:1"):
        assert await told(http, demo, "GET", path, {"Host": host}) == 403, host
    for host in ("127.0.0.1", "localhost", "LOCALHOST", "[::1]"):
        status = await told(http, demo, "GET", path, {"Host": f"{host}:{demo.port}"})
        assert status in (200, 404), host


@pytest.mark.parametrize(
    "origin", [None, "null", "http://evil.example", "https://{}", "http://{}/"]
)
async def test_only_its_own_page_may_change_anything(
    http: aiohttp.ClientSession, demo: Demo, origin: str | None
) -> None:
    """Another origin, or none, is 403 for whatever is no plain look; its own is done."""
    host = f"127.0.0.1:{demo.port}"
    said = {} if origin is None else {"Origin": origin.format(host)}
    sent, own = {"Content-Type": "application/json", **said}, f"http://{host}"
    body = b'{"channel":"ops","person":"ada","text":"Good morning","key":"k1"}'
    for method, path in [
        ("POST", "/demo/say"),
        ("POST", "/demo/press"),
        ("POST", "/demo/phone/press"),
        ("POST", "/demo/phone/dismiss"),
        ("PUT", "/demo/switches/down"),
        ("POST", "/demo/channels"),
        ("OPTIONS", "/demo/say"),
        ("DELETE", "/demo/feed"),
        ("POST", "/"),
    ]:
        assert await told(http, demo, method, path, sent, body) == 403, (method, path)

    assert await told(http, demo, "POST", "/demo/say", {**sent, "Origin": own}, body) == 200


async def test_the_feed_is_for_its_own_page(http: aiohttp.ClientSession, demo: Demo) -> None:
    """A WebSocket asks nobody before it opens, so its origin is looked at."""
    own = f"http://127.0.0.1:{demo.port}"
    for origin in ({}, {"Origin": "http://evil.example"}, {"Origin": "null"}):
        assert await told(http, demo, "GET", "/demo/feed", {**WS, **origin}) == 403

    async with http.ws_connect(f"{demo.address}/demo/feed", origin=own, max_msg_size=0) as feed:
        assert "world" in await feed.receive_json()


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_foreign_form_sends_no_json(
    http: aiohttp.ClientSession, demo: Demo, kind: str
) -> None:
    """What a page may send without asking is 415."""
    own = {"Origin": f"http://127.0.0.1:{demo.port}"}
    body = b'{"on":true}'

    refused = await told(
        http, demo, "PUT", "/demo/switches/late", {**own, "Content-Type": kind}, body
    )
    json = {**own, "Content-Type": "application/json; charset=utf-8"}
    passed = await told(http, demo, "PUT", "/demo/switches/late", json, body)

    assert (refused, passed) == (415, 200)


async def test_a_body_is_small_and_says_so(http: aiohttp.ClientSession, demo: Demo) -> None:
    """More than 32 KB is 413 before it is read; one without an end is 411."""
    own = {"Origin": f"http://127.0.0.1:{demo.port}", "Content-Type": "application/json"}

    async def endless() -> AsyncIterator[bytes]:
        yield b'{"on":true}'

    url = f"{demo.address}/demo/switches/late"
    async with http.put(url, headers=own, data=b" " * 32_769) as answer:
        large = answer.status
    async with http.put(url, headers=own, data=endless()) as answer:
        unended = answer.status

    assert (large, unended) == (413, 411)


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("PUT", "/demo/switches/late", {"on": "yes"}, 400),
        ("PUT", "/demo/switches/late", {"on": True, "why": "x"}, 400),
        ("PUT", "/demo/switches/hail", {"on": True}, 404),
        ("POST", "/demo/phone/press", {"activity_id": "x"}, 400),
        ("POST", "/demo/phone/press", {"activity_id": "x", "button": "third"}, 400),
        ("POST", "/demo/phone/press", {"activity_id": "x", "button": "action"}, 409),
        ("POST", "/demo/phone/dismiss", {"activity_id": "x"}, 409),
        ("POST", "/demo/phone/dismiss", {}, 400),
    ],
)
async def test_a_body_is_exactly_what_it_should_be(
    http: aiohttp.ClientSession, demo: Demo, method: str, path: str, body: Json, status: int
) -> None:
    """Anything else is refused in a sentence."""
    own = {"Origin": f"http://127.0.0.1:{demo.port}"}
    async with http.request(method, demo.address + path, json=body, headers=own) as answer:
        refused = await answer.json()

    assert answer.status == status
    assert refused["refused"].endswith(".")


async def test_lockstep_s_own_routes_keep_their_own_rules(
    http: aiohttp.ClientSession, demo: Demo
) -> None:
    """ActivitySmith calls `/press` by whatever name it knows; a browser may not."""
    json = {"Content-Type": "application/json", "Host": "lockstep.example"}
    body = b'{"token":"x"}'

    assert await told(http, demo, "POST", "/press", json, body) == 404
    assert await told(http, demo, "GET", "/health", {"Host": "lockstep.example"}) == 200
    own = {**json, "Origin": demo.address}
    assert await told(http, demo, "POST", "/press", own, body) == 403
    assert await told(http, demo, "POST", "/say", json, b"{}") == 401


async def test_told_to_listen_to_all_it_goes_by_any_name(http: aiohttp.ClientSession) -> None:
    """It warned; the origin must still be the name that it was called by."""
    async with opened({"HOST": "0.0.0.0", "PORT": "0"}, asyncio.Event()) as demo:
        host = f"lockstep.lan:{demo.port}"
        own = {"Host": host, "Origin": f"http://{host}", "Content-Type": "application/json"}
        body = b'{"on":false}'

        assert demo.is_open
        assert await told(http, demo, "GET", "/page/main.js", {"Host": host}) in (200, 404)
        assert await told(http, demo, "PUT", "/demo/switches/late", own, body) == 200
        foreign = {**own, "Origin": "http://evil.example"}
        assert await told(http, demo, "PUT", "/demo/switches/late", foreign, body) == 403
