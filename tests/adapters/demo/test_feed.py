"""The feed: everything at first, then what changed; to several windows, and to slow ones."""

import asyncio
import json
import socket
import struct
from typing import Any

import pytest

from adapters.demo.demo import Demo
from tests.adapters.demo.window import Window, window
from tests.adapters.edge import until

EVERYTHING = {"now", "world", "channels", "posts", "phones", "wire", "switches"}


async def test_the_first_message_has_everything(demo: Demo, page: Window) -> None:
    """Who speaks, where, and one phone that shows nothing yet."""
    (first,) = page.messages

    assert set(first) == EVERYTHING
    assert [person["name"] for person in first["world"]["people"]] == [
        "Ada", "Grace", "Linus", "Mei",
    ]  # fmt: skip
    assert (first["world"]["command"], first["world"]["start"]) == ("/live", "ops")
    assert first["world"]["url"] == demo.address
    assert [channel["id"] for channel in first["channels"]] == ["ops", "deploys", "general"]
    assert [screen["cards"] for screen in first["phones"]["screens"]] == [[]]
    assert first["phones"]["account"] == {
        "live": 0, "places": 4, "requests_last_minute": 0, "requests_per_minute": 60,
    }  # fmt: skip
    assert (first["posts"], first["wire"]) == ([], [])
    assert not any(switch["on"] for switch in first["switches"])


async def test_then_only_what_changed(page: Window) -> None:
    """A post is no news of phones or switches; a switch is none of posts."""
    await page.say("Good morning")
    await page.until(lambda: page.posts)
    await page.turn("late", on=True)
    await page.until(lambda: any(switch["on"] for switch in page.told["switches"]))

    assert [set(message) - {"now"} for message in page.messages[1:]] == [{"posts"}, {"switches"}]
    assert [post["text"] for post in page.posts.values()] == ["Good morning"]


async def test_what_is_said_shows_on_the_phone_and_on_the_wire(page: Window) -> None:
    """The card, the Lock Screen, the request with its answer: each told once."""
    await page.say("/live start Checkout is down")
    screen = await page.until(lambda: page.screen("Incident in #ops"))
    await page.until(lambda: page.phones("Incident in #ops") == "accepted for 1 phone")

    assert screen["content_state"]["message"] == "Checkout is down"
    request = page.wire[0]
    assert (request["seq"], request["kind"], request["method"]) == (1, "request", "PUT")
    assert (request["status"], request["effect"]) == (200, "started")
    assert request["answer"]["devices_notified"] == 1
    account = page.told["phones"]["account"]
    assert (account["requests_last_minute"], account["live"]) == (len(page.wire), 1)


async def test_a_second_window_sees_the_same(demo: Demo, page: Window) -> None:
    """It is told at once what there is already, and both are told what comes."""
    await page.say("/live start Checkout is down")
    await page.until(lambda: page.phones("Incident in #ops") == "accepted for 1 phone")
    async with window(demo.address) as second:
        assert second.posts
        assert second.wire

        await second.say("/live ack")
        for each in (page, second):
            await each.until(lambda each=each: _acknowledged(each))  # type: ignore[misc]

        await until(lambda: second.wire == page.wire and second.posts == page.posts)
        await until(lambda: second.told["phones"] == page.told["phones"])


async def test_a_dismissed_card_goes_when_its_time_comes(page: Window) -> None:
    """Nobody asks for anything then; the page is told all the same."""
    await page.say('/live start "Nightly backup" steps:4')
    await page.until(lambda: page.screen("Nightly backup"))
    await page.say("/live end dismiss:0")
    await page.until(lambda: not page.screen("Nightly backup"))

    assert page.wire[-1]["method"] == "DELETE"


async def test_a_slow_reader_is_told_what_is(demo: Demo, page: Window) -> None:
    """Who reads nothing for a while misses no post, and what came and went is not kept for it."""
    slow = _Slow(demo.port)
    await slow.open()
    said = [f"{number} " + "x" * 3_900 for number in range(150)]
    for text in said:
        await page.say(text, channel="general")
    await page.until(lambda: _texts(page)[-1:] == said[-1:])

    messages = await slow.read_until(said[-1])
    slow.close()

    posts = {post["id"]: post for message in messages for post in message.get("posts", [])}
    shown = {post["text"] for post in posts.values()}
    assert said[-1] in shown
    assert len(messages) < len(said), "it was told of each by itself: nothing was merged"


@pytest.mark.parametrize("said", [b"hello", b"x" * 5_000])
async def test_a_page_has_nothing_to_say_on_the_feed(demo: Demo, page: Window, said: bytes) -> None:
    """The feed goes one way: who speaks on it is hung up on, and nobody else notices."""
    async with window(demo.address) as chatty:
        await chatty.feed.send_bytes(said)
        await until(lambda: chatty.feed.closed)

    await page.say("Still here")
    await page.until(lambda: page.posts)


def _acknowledged(page: Window) -> bool:
    card = page.card("Incident in #ops")
    return card is not None and card["acknowledged"] == "Acknowledged by Ada"


def _texts(page: Window) -> list[str]:
    return [post["text"] for post in page.posts.values()]


class _Slow:
    """A window that reads only when it is told to, through a small buffer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        self._socket.setblocking(False)
        self._port = port
        self._raw = b""

    async def open(self) -> None:
        loop, host = asyncio.get_running_loop(), f"127.0.0.1:{self._port}"
        await loop.sock_connect(self._socket, ("127.0.0.1", self._port))
        await loop.sock_sendall(
            self._socket,
            f"GET /demo/feed HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode(),
        )
        while b"\r\n\r\n" not in self._raw:
            await self._receive()
        self._raw = self._raw.partition(b"\r\n\r\n")[2]

    async def read_until(self, text: str) -> list[dict[str, Any]]:
        """Every message up to the one that has *text*."""
        messages: list[dict[str, Any]] = []
        async with asyncio.timeout(60):
            while not messages or text not in json.dumps(messages[-1]):
                messages.append(json.loads(await self._frame()))
        return messages

    def close(self) -> None:
        self._socket.close()

    async def _frame(self) -> bytes:
        head = await self._take(2)
        length = head[1]
        if length == 126:
            (length,) = struct.unpack(">H", await self._take(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self._take(8))
        return await self._take(length)

    async def _take(self, count: int) -> bytes:
        while len(self._raw) < count:
            await self._receive()
        taken, self._raw = self._raw[:count], self._raw[count:]
        return taken

    async def _receive(self) -> None:
        got = await asyncio.get_running_loop().sock_recv(self._socket, 65_536)
        assert got, "the feed hung up"
        self._raw += got
