"""The routes of no platform: what they take, and all that they do not."""

import asyncio
import json
import random
import resource
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from adapters import keys
from tests.adapters.edge import SECRET, Edge, until, volley

ROUTES = {
    "/press": {"POST"},
    "/say": {"POST"},
    "/health": {"GET", "HEAD"},
    "/ready": {"GET"},
    "/metrics": {"GET"},
}
METHODS = ("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "POST", "PROPFIND", "LINK")
CRAWLERS = (
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "facebookexternalhit/1.1",
    "Mozilla/5.0 (Windows NT 10.0) SafeLinks",
)
JSON = {"Content-Type": "application/json"}
LOCAL = {"Authorization": f"Bearer {keys.make(SECRET.encode(), keys.LOCAL)}"}


async def test_nothing_but_a_post_changes_anything(still: Edge) -> None:
    """Every method on every route, as link scanners ask: 405, and not a row differs."""
    activity = await still.say("start Checkout is down")
    token = still.token(activity, "ack")
    before = await still.tables()

    for crawler in CRAWLERS:
        for path, allowed in ROUTES.items():
            for method in METHODS:
                if path in ("/press", "/say") and method == "POST":
                    continue
                answer = await still.http.request(
                    method,
                    path,
                    params={"token": token, "channel": "ops", "words": "end"},
                    json={"token": token, "channel": "ops", "words": "end"},
                    headers={"User-Agent": crawler, **LOCAL},
                )
                wanted = 200 if method in allowed else 405
                assert (method, path, answer.status_code) == (method, path, wanted)

    assert await still.tables() == before
    assert (await still.press(token)).status_code == 200
    assert await still.tables() != before, "rows that cannot differ prove nothing"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, 415),
        ({"Content-Type": "text/plain"}, 415),
        ({}, 415),
        ({**JSON, "Content-Encoding": "gzip"}, 415),
        ({**JSON, "Content-Encoding": "identity"}, 415),
        ({**JSON, "Origin": "https://evil.example"}, 403),
        ({**JSON, "Origin": "null"}, 403),
        ({**JSON, "Sec-Fetch-Site": "cross-site"}, 403),
        ({**JSON, "Sec-Fetch-Site": "same-origin"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/press", "/say"])
async def test_a_browser_can_ask_for_nothing(
    still: Edge, path: str, headers: dict[str, str], status: int
) -> None:
    """Only JSON, plain, and not from a page: the good body itself is refused else."""
    activity = await still.say("start Checkout is down")
    token = still.token(activity, "ack")
    bodies = {"/press": {"token": token}, "/say": {"channel": "ops", "words": "ack"}}

    answer = await still.http.post(
        path, content=json.dumps(bodies[path]).encode(), headers={**headers, **LOCAL}
    )

    assert answer.status_code == status
    assert answer.json()["refused"]
    assert await still.verbs(activity) == ["start"]


BAD = {
    "nothing": b"",
    "no JSON": b"hello",
    "a list": b'["token"]',
    "cut off": b'{"token": "A',
    "deep": b'{"token": "x", "a": ' + b"[" * 1_900 + b"]" * 1_900 + b"}",
    "deep and open": b"[" * 4_000,
    "a long number for a token": b'{"token": ' + b"9" * 4_000 + b"}",
    "NaN": b'{"token": "x", "a": NaN}',
    "Infinity": b'{"token": "x", "a": -Infinity}',
    "a name twice": b'{"token": "x", "token": "x"}',
    "a name twice, within": b'{"token": "x", "a": {"b": 1, "b": 2}}',
    "not UTF-8": b'{"token": "\xff\xfe"}',
    "half a surrogate": b'{"token": "\\ud800"}',
    "an empty token": b'{"token": ""}',
    "no token": b"{}",
    "null": b'{"token": null}',
    "a number": b'{"token": 1}',
    "a byte order mark": b'\xef\xbb\xbf{"token": "x"}',
    "UTF-16": '{"token": "x"}'.encode("utf-16"),
}


@pytest.mark.parametrize("body", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("path", ["/press", "/say"])
async def test_a_bad_body_is_the_senders_mistake(still: Edge, path: str, body: bytes) -> None:
    """400 with a sentence, never 5xx."""
    answer = await still.http.post(path, content=body, headers={**JSON, **LOCAL})

    assert answer.status_code == 400
    assert answer.json()["refused"].endswith(".")


async def test_a_number_that_python_would_not_read_is_refused(still: Edge) -> None:
    """5,000 digits fit into `/say`, and are 400 all the same."""
    for body in (b'{"words": %s}', b'{"channel": "ops", "words": "list", "wait_seconds": %s}'):
        answer = await still.http.post("/say", content=body % (b"9" * 5_000), headers=LOCAL | JSON)
        assert answer.status_code == 400


async def test_a_deep_or_endless_body_is_too_large(still: Edge) -> None:
    """Depth 100,000 and a number of 5,000 digits need more than 4 KB: 413."""
    for body in (b"[" * 100_000, b'{"token": ' + b"9" * 5_000 + b"}", b" " * 4_097):
        answer = await still.http.post("/press", content=body, headers=JSON)
        assert answer.status_code == 413
    fits = b'{"token": "x"}'.ljust(4_096)
    assert (await still.http.post("/press", content=fits, headers=JSON)).status_code == 404


async def test_a_flood_without_a_length_takes_no_memory(still: Edge) -> None:
    """20 MB in chunks are answered 413, and never held."""

    async def flood() -> AsyncIterator[bytes]:
        for _ in range(320):
            yield b" " * 65_536

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = await still.http.post("/press", content=flood(), headers=JSON)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before

    assert answer.status_code == 413
    assert grown < 10_000, "kilobytes"
    assert (await still.http.get("/health")).status_code == 200


PIECES = (
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"\\", b"null", b"true", b"-1e999", b"\xff", b"\x00",
    b'"token"', b'"channel"', b'"words"', b'"ops"', b'"end"', b'"key"', b'"wait_seconds"',
    b"\\u0000", b"\\ud800", "\u202e".encode(), b" ", b"0.1",
)  # fmt: skip
LOOKING = ("status", "list", "history", "help", "", "zz ", "next x", "set color:puce", "42%")


@pytest.mark.parametrize("seed", range(3))
async def test_no_bytes_break_it_or_change_anything(still: Edge, seed: int) -> None:
    """Anything at all to `/press` and `/say`: 200 or 4xx, never 5xx, and not a row differs."""
    await still.say("start Checkout is down")
    before, dice = await still.tables(), random.Random(seed)
    key = keys.make(SECRET.encode(), keys.LOCAL)

    statuses = set()
    for path in ("/press", "/say"):
        bodies = [_anything(dice) for _ in range(700)]
        answers = await volley(still.url, path, bodies, lanes=10, key=key)
        statuses |= {status for status, _ in answers}

    assert {status for status in statuses if status != 200 and not 400 <= status < 500} == set()
    assert len(statuses) > 2
    assert await still.tables() == before


def _anything(dice: random.Random) -> bytes:
    kind = dice.randrange(4)
    if kind == 0:
        return dice.randbytes(dice.randint(0, 200))
    if kind == 1:
        return b"".join(dice.choices(PIECES, k=dice.randint(1, 30)))
    if kind == 2:
        return json.dumps(_value(dice, 4)).encode()
    words = dice.choice(LOOKING)
    if dice.random() < 0.5:
        words = "xx" + "".join(chr(dice.choice((0, 10, 27, 0x202E, 0x1F600, 65))) for _ in range(9))
    body = {"channel": dice.choice(("ops", "#ops", "", "ö", "a b")), "words": words}
    if dice.random() < 0.3:
        body["token"] = "A" * dice.randint(0, 120)
    return json.dumps(body).encode()


def _value(dice: random.Random, depth: int) -> Any:
    plain: list[Any] = [None, True, 10**30, -0.0, 1.5, "", "A" * 60, "\U0001f600", "\u202e", "end"]
    if depth == 0 or dice.random() < 0.4:
        return dice.choice(plain)
    if dice.random() < 0.3:
        return [_value(dice, depth - 1) for _ in range(dice.randint(0, 4))]
    names = ("token", "channel", "words", "key", "speaker", "wait_seconds", "x")
    return {dice.choice(names): _value(dice, depth - 1) for _ in range(dice.randint(0, 5))}


async def test_health_says_that_the_process_lives(still: Edge) -> None:
    """200, by GET or HEAD."""
    assert (await still.http.get("/health")).json() == {"health": "ok"}
    assert (await still.http.head("/health")).status_code == 200


async def test_ready_names_every_part(running: Edge) -> None:
    """200 when all is well; each part by name."""
    answer = await running.http.get("/ready")

    assert (answer.status_code, answer.json()) == (
        200,
        {"store": "ok", "reconciler": "ok", "console": "ok"},
    )


async def test_ready_is_red_when_the_store_is_not_there(still: Edge) -> None:
    """503 with the reason; the process itself still lives."""
    await still.app.store.close()

    answer = await still.http.get("/ready")

    assert answer.status_code == 503
    assert answer.json()["store"] == "The store is closed."
    assert (await still.http.get("/health")).status_code == 200
    assert (await still.http.get("/metrics")).status_code == 503


async def test_a_store_that_is_closed_acknowledges_nothing(still: Edge) -> None:
    """What cannot be stored is answered 503 and says that it may be tried again."""
    activity = await still.say("start Checkout is down")
    token = still.token(activity, "ack")
    await still.app.store.close()

    answers = [await still.press(token), await still.spoken("ack")]

    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("try again" in answer.json()["refused"] for answer in answers)


async def test_metrics_are_read_by_prometheus_and_tell_of_nobody(running: Edge) -> None:
    """The page parses, counts what was asked, and holds no channel, person, token or text."""
    canaries = {"words": "Canaryword", "channel": "canaryroom", "speaker": "Canaryperson"}
    await running.spoken("start Canaryword is down", channel="canaryroom", speaker="Canaryperson")
    await running.spoken("nonsense")
    activity = (await running.app.store.recent(None, 1))[0]
    token = running.token(activity, "ack")
    await running.press(token)
    await running.press(token)
    await running.press("forged")
    await until(running.cards)

    page = (await running.http.get("/metrics")).text

    samples = [s for f in text_string_to_metric_families(page) for s in f.samples]
    asked = {
        (s.labels["way"], s.labels["outcome"]): s.value
        for s in samples
        if s.name == "lockstep_asked_total"
    }
    assert asked == {
        ("say", "done"): 1, ("say", "refused"): 1,
        ("press", "done"): 1, ("press", "again"): 1, ("press", "unknown"): 1,
    }  # fmt: skip
    assert [s.value for s in samples if s.name == "lockstep_activities_live"] == [1]
    for told in (*canaries.values(), token, activity.id, activity.name, "ops"):
        assert told not in page


async def test_a_wrong_method_is_told_the_right_one(still: Edge) -> None:
    """405 names what is allowed."""
    wrong = await still.http.get("/press")

    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")


async def test_half_a_request_hurts_nobody(still: Edge) -> None:
    """200 sockets that never finish their headers, and a press that is answered all the same."""
    host, port = still.http.base_url.host, still.http.base_url.port
    sockets = [await asyncio.open_connection(host, port) for _ in range(200)]
    for _, writer in sockets:
        writer.write(b"POST /press HTTP/1.1\r\nHost: x\r\nX: ")
    activity = await still.say("start Checkout is down")

    answer = await still.press(still.token(activity, "ack"))

    assert answer.status_code == 200
    for _, writer in sockets:
        writer.close()
        await writer.wait_closed()


@pytest.mark.parametrize(
    "raw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"POST /press HTTP/9.9\r\n\r\n",
        b"POST /press HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /press HTTP/1.1\r\nContent-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"CONNECT /press HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /press HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
    ],
)
async def test_what_is_hardly_http_is_refused(still: Edge, raw: bytes) -> None:
    """4xx at most, and the next request is answered."""
    reader, writer = await asyncio.open_connection(
        still.http.base_url.host, still.http.base_url.port
    )
    writer.write(raw)
    async with asyncio.timeout(5):
        status = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert status.split()[1].startswith(b"4")
    assert isinstance(await still.http.get("/health"), httpx.Response)
