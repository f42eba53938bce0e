"""The edge: who is let in. Whatever else is sent changes nothing, and is never a 5xx."""

import asyncio
import json
import os
import random
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit

import pytest

from adapters.slack.edge import BODY_BYTES_MAX, Edge, TurnedAway, is_well_formed, payload_of
from tests.adapters.slack.bench import Bench
from tests.slack.signing import signature

FUZZED = int(os.environ.get("LOCKSTEP_FUZZED", "5000"))
"""How many requests are made up: 100,000 in the long run."""

FORM = "application/x-www-form-urlencoded"
COMMAND = {
    "command": "/live", "text": "start Forged", "team_id": "T1", "channel_id": "C1",
    "channel_name": "general", "user_id": "U1", "user_name": "ana", "trigger_id": "1.2.3",
    "response_url": "",
}  # fmt: skip
EVENT = {
    "type": "event_callback", "event_id": "Ev1", "team_id": "T1",
    "event": {"type": "channel_created", "channel": {"id": "C77", "name": "lunch"}},
    "authorizations": [{"team_id": "T1", "enterprise_id": None}],
}  # fmt: skip
PRESS = {
    "type": "block_actions", "trigger_id": "1.2.4", "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1", "name": "ana"}, "channel": {"id": "C1"},
    "container": {"type": "message", "channel_id": "C1"},
    "actions": [{"action_id": "live:press", "type": "button", "value": "A" * 60}],
}  # fmt: skip
VIEW = {
    "type": "view_submission", "team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1"},
    "view": {"id": "V1", "hash": "1.a", "callback_id": "live:form", "type": "modal",
             "private_metadata": '["update", "T1", "C1", "a"]', "blocks": [],
             "state": {"values": {"field:title": {"value": {"value": ""}}}}},
}  # fmt: skip


async def test_slacks_own_vector_is_let_in() -> None:
    """The one that Slack publishes."""
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        b"&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
        b"%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
        b"&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )
    signed = signature("8f742231b10e8888abcd99yyyzzz85a5", "1531420618", body)

    assert signed == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


@pytest.mark.parametrize(
    ("headers", "age_seconds"),
    [
        ({"X-Slack-Signature": "v0=" + "0" * 64}, 0.0),
        ({"X-Slack-Signature": "v0=" + "A" * 64}, 0.0),
        ({"X-Slack-Signature": ""}, 0.0),
        ({"X-Slack-Request-Timestamp": "1" * 5_000}, 0.0),
        ({"X-Slack-Request-Timestamp": "1_000_000_000"}, 0.0),
        ({"X-Slack-Request-Timestamp": "-100000000"}, 0.0),
        ({"X-Slack-Request-Timestamp": "nan"}, 0.0),
        ({}, 400.0),
        ({}, -400.0),
    ],
)
async def test_what_is_not_signed_just_now_is_401(
    still: Bench, headers: dict[str, str], age_seconds: float
) -> None:
    """A wrong, old, odd or missing signature."""
    before = await still.rows()

    body = urlencode(COMMAND).encode()
    heard = await still.slack.post(body, FORM, headers, age_seconds=age_seconds)

    assert heard.status in (400, 401)  # aiohttp itself refuses a header that is too long.
    assert await still.rows() == before


async def test_another_secret_is_not_ours(still: Bench) -> None:
    """However well it signs."""
    heard = await still.slack.post(urlencode(COMMAND).encode(), FORM, secret="another")

    assert heard.status == 401


async def test_a_header_that_is_there_twice_is_refused(still: Bench) -> None:
    """Nobody can tell which of them a proxy believed."""
    lines = _signed(still, urlencode(COMMAND).encode())
    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        again = [line for line in lines if line.startswith(name)]
        status = await _raw(still, [*lines, *again], urlencode(COMMAND).encode())
        assert status == 401


async def test_what_is_too_large_is_413(still: Bench) -> None:
    """Announced or streamed, before it is held."""
    huge = b"text=" + b"x" * (BODY_BYTES_MAX + 1)
    assert (await still.slack.post(huge, FORM)).status == 413
    lines = [line for line in _signed(still, huge) if not line.startswith("Content-Length")]
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(part), part)
        for part in (huge[at : at + 65_536] for at in range(0, len(huge), 65_536))
    )
    chunked = await _raw(still, [*lines, "Transfer-Encoding: chunked"], chunks + b"0\r\n\r\n")
    assert chunked == 413


async def test_a_body_that_breaks_off_is_400(still: Bench) -> None:
    """Chunks that are none."""
    lines = [line for line in _signed(still, b"") if not line.startswith("Content-Length")]

    status = await _raw(still, [*lines, "Transfer-Encoding: chunked"], b"zz\r\nnone\r\n")

    assert status == 400


async def test_an_encoded_body_is_not_read(still: Bench) -> None:
    """Nothing small becomes large here."""
    heard = await still.slack.post(b"\x1f\x8b", FORM, {"Content-Encoding": "gzip"})

    assert heard.status in (400, 415)


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    """A second is enough for this test; five are allowed."""
    edge = Edge(b"secret", lambda: datetime.now(UTC), body_within_seconds=0.05)

    class Endless:
        headers: ClassVar[dict[str, str]] = {}
        content_length = None

        @property
        def content(self) -> "Endless":
            return self

        def is_eof(self) -> bool:
            return False

        async def readany(self) -> bytes:
            await asyncio.get_running_loop().create_future()
            return b""

    with pytest.raises(TurnedAway) as refused:
        await edge._body(Endless())  # type: ignore[arg-type]
    assert refused.value.status == 408


async def test_url_verification_and_ssl_check(still: Bench) -> None:
    """Both are Slack's, and signed."""
    told = {"type": "url_verification", "challenge": "abc", "token": "x"}
    heard = await still.slack.post(json.dumps(told).encode(), "application/json")
    assert (heard.status, heard.body["challenge"]) == (200, "abc")
    checked = await still.slack.post(b"ssl_check=1&token=x", FORM)
    assert checked.status == 200
    forged = await still.slack.post(b"ssl_check=1&token=x", FORM, secret="another")
    assert forged.status == 401


async def test_other_methods_are_405(still: Bench) -> None:
    """Whoever follows links finds nothing here."""
    for method in ("GET", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await still.edge.http.request(method, "/slack/events")
        assert answer.status_code == 405


async def test_forged_headers_change_nothing(besieged: Bench) -> None:
    """Thousands of them: 4xx, never a 5xx, never a change."""
    before = await besieged.rows()
    chance = random.Random(8)
    body = urlencode(COMMAND).encode()

    statuses = await _many(besieged, (_forged(besieged, chance, body) for _ in range(FUZZED)))

    assert set(statuses) <= set(range(400, 500))
    assert await besieged.rows() == before


async def test_odd_bodies_change_nothing(besieged: Bench) -> None:
    """Signed even, as nobody but Slack can: 200 or 4xx, never a 5xx, never a change."""
    before = await besieged.rows()
    chance = random.Random(9)

    statuses = await _many(besieged, (_odd(besieged, chance) for _ in range(FUZZED)))

    assert {status for status in statuses if status != 200} <= set(range(400, 500))
    assert 200 in statuses
    assert await besieged.rows() == before


@pytest.mark.parametrize(
    "body", [b"payload=", b"payload=[]", b"payload=" + b"[" * 100_000, b"\xff", b"{}", b"a&" * 100]
)
def test_what_cannot_be_read_is_400(body: bytes) -> None:
    """However deep or odd."""
    with pytest.raises(TurnedAway) as refused:
        payload_of(body, FORM)
    assert refused.value.status == 400


@pytest.mark.parametrize("payload", [COMMAND, EVENT, PRESS, VIEW])
def test_what_slack_sends_is_well_formed(payload: Any) -> None:
    """One of each kind."""
    assert is_well_formed(payload)


def _signed(parts: Bench, body: bytes) -> list[str]:
    timestamp = str(int(time.time()))
    return [
        f"X-Slack-Request-Timestamp: {timestamp}",
        f"X-Slack-Signature: {signature(parts.slack.app.signing_secret, timestamp, body)}",
        f"Content-Type: {FORM}",
        f"Content-Length: {len(body)}",
    ]


def _forged(parts: Bench, chance: random.Random, body: bytes) -> bytes:
    """A request of which the signature or the timestamp is not what it must be."""
    lines = _signed(parts, body)
    place = chance.randrange(2)
    name, _, value = lines[place].partition(": ")
    odd = chance.choice(
        ["", "0", "-1", " ", "v0=", "v1=" + "0" * 64, "١٥٣١٤٢٠٦١٨", "9" * 12, "1e9", "0x5f5e100",
         value[:-1], value + "0", value[::-1], value.upper() + "A", f"{value},{value}", "\x00",
         "é" * 9, "v0=" + "é" * 64, str(int(time.time()) - 301 - chance.randrange(10**6)),
         "v0=" + bytes(chance.randrange(256) for _ in range(32)).hex()]
    )  # fmt: skip
    lines[place] = f"{name}: {odd}"
    if chance.random() < 0.1:
        del lines[place]
    elif chance.random() < 0.1:
        lines.insert(place, _signed(parts, body)[place])
    return _request(lines, body)


def _odd(parts: Bench, chance: random.Random) -> bytes:
    """A signed request whose body is not what Slack would say, or says nothing."""
    if chance.random() < 0.2:
        body = bytes(chance.randrange(256) for _ in range(chance.randrange(80)))
        return _request(_signed(parts, body), body)
    payload = json.loads(json.dumps(chance.choice([EVENT, PRESS, VIEW, COMMAND])))
    for _ in range(chance.randrange(1, 4)):
        _bend(payload, chance)
    if payload.get("event") == EVENT["event"] or payload.get("text") == COMMAND["text"]:
        payload["text"], payload["event"] = "", {"type": "else"}
    if "command" in payload:
        payload["text"] = chance.choice(["", "nonsense", "help", "\x00", "on on on", "<@", "&"])
        fields = {k: v if isinstance(v, str) else json.dumps(v) for k, v in payload.items()}
        body = urlencode(fields, errors="replace").encode()
    else:
        body = urlencode({"payload": json.dumps(payload)}).encode()
    return _request(_signed(parts, body), body)


ODD: tuple[Any, ...] = (
    None, "", "x", 0, -1, 1e308, True, [], {}, [None], [[]], {"a": {}}, "\ud800", "<!channel>",
    {"id": None}, {"id": 5}, [{"team_id": 4}], [{"action_id": 3}], "T" * 500, {"type": []},
)  # fmt: skip


def _bend(value: Any, chance: random.Random) -> None:
    """Put something odd somewhere into *value*."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        if not keys:
            return
        key = chance.choice(keys)
        if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.7:
            value = value[key]
            continue
        if isinstance(value, dict) and chance.random() < 0.3:
            del value[key]
        else:
            value[key] = deepcopy(chance.choice(ODD))
        return


def _request(lines: list[str], body: bytes) -> bytes:
    head = "\r\n".join(["POST /slack/events HTTP/1.1", "Host: x", "Connection: close", *lines])
    return head.encode("utf-8", "replace") + b"\r\n\r\n" + body


async def _many(parts: Bench, requests: Iterator[bytes]) -> list[int]:
    """The status of each, a few at a time, each over a connection of its own."""
    statuses: list[int] = []

    async def lane() -> None:
        for request in requests:
            statuses.append(await _sent(parts, request))  # noqa: PERF401 - one after the other

    await asyncio.gather(*(lane() for _ in range(8)))
    return statuses


async def _raw(parts: Bench, lines: list[str], body: bytes) -> int:
    return await _sent(parts, _request(lines, body))


async def _sent(parts: Bench, request: bytes) -> int:
    where = urlsplit(parts.edge.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(request)
        status = (await reader.readline()).split()
    finally:
        writer.transport.abort()
    return int(status[1])
