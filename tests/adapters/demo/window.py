"""An open page, as far as the feed and the routes know one."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import aiohttp

Json = dict[str, Any]
T = TypeVar("T")

WITHIN_SECONDS = 60.0
KEYS = itertools.count()


class Window:
    """What one page has been told, and what it asks."""

    def __init__(
        self, http: aiohttp.ClientSession, url: str, feed: aiohttp.ClientWebSocketResponse
    ) -> None:
        self.url = url
        self.feed = feed
        self.messages: list[Json] = []
        self.told: Json = {}
        self.posts: dict[str, Json] = {}
        self.wire: list[Json] = []
        self._http = http
        self._news = asyncio.Event()

    async def listen(self) -> None:
        """Take in whatever comes, until the feed ends."""
        async for message in self.feed:
            said = json.loads(message.data)
            self.messages.append(said)
            self.posts |= {post["id"]: post for post in said.get("posts", [])}
            self.wire += said.get("wire", [])
            self.told |= said
            self._news.set()

    async def until(self, what: Callable[[], T | None]) -> T:
        """What *what* gives, as soon as it is true."""
        async with asyncio.timeout(WITHIN_SECONDS):
            while not (found := what()):
                self._news.clear()
                await self._news.wait()
        return found

    async def ask(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """Status and body of what the demo answers its own page."""
        headers = {"Origin": self.url}
        async with self._http.request(method, self.url + path, json=body, headers=headers) as told:
            return told.status, await told.json()

    async def say(self, text: str, channel: str = "ops", person: str = "ada") -> Json:
        """What saying *text* comes to."""
        body = {"channel": channel, "person": person, "text": text, "key": f"key-{next(KEYS)}"}
        status, told = await self.ask("POST", "/demo/say", body)
        assert status == 200, told
        return told

    async def turn(self, switch: str, *, on: bool) -> None:
        """One of ActivitySmith's faults begins or ends."""
        status, told = await self.ask("PUT", f"/demo/switches/{switch}", {"on": on})
        assert status == 200, told

    async def press(self, card: Json, button: str = "action") -> tuple[int, Json]:
        """What pressing a button of a Lock Screen's card comes to."""
        body = {"activity_id": card["activity_id"], "button": button}
        return await self.ask("POST", "/demo/phone/press", body)

    def screen(self, title: str) -> Json | None:
        """The Lock Screen's card of that title; the newest if there are several."""
        cards = self.told["phones"]["screens"][0]["cards"] if "phones" in self.told else []
        titled = [card for card in cards if card["content_state"]["title"] == title]
        return titled[-1] if titled else None

    def card(self, title: str) -> Json | None:
        """The chat's card of that title."""
        cards = [post["card"] for post in self.posts.values() if post["card"]]
        return next((card for card in cards if card["title"] == title), None)

    def phones(self, title: str) -> str:
        """What the chat's card of that title says of the phones."""
        card = self.card(title)
        return card["phones"]["text"] if card else ""


@asynccontextmanager
async def window(url: str) -> AsyncIterator[Window]:
    """A page that is open at *url*, and has been told all there is."""
    async with (
        aiohttp.ClientSession() as http,
        http.ws_connect(f"{url}/demo/feed", origin=url, max_msg_size=0) as feed,
    ):
        page = Window(http, url, feed)
        listening = asyncio.create_task(page.listen())
        try:
            await page.until(lambda: page.told)
            yield page
        finally:
            await feed.close()
            await listening
