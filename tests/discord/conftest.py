"""A Discord of its own for each test, and the real discord.py logged in to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import discord as dpy
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord import DiscordStandIn
from tests.discord.channel import Channel
from tests.discord.guild import Member

SILENT: dict[str, Any] = {"allowed_mentions": {"parse": []}}


class Listener(dpy.Client):
    """Hears of everything, and does nothing by itself."""

    def __init__(self, heartbeat_timeout: float = 60.0) -> None:
        super().__init__(
            heartbeat_timeout=heartbeat_timeout,
            intents=dpy.Intents(guilds=True),
            allowed_mentions=dpy.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,
            max_ratelimit_timeout=30,
        )
        self.asked: list[dpy.Interaction] = []

    async def on_interaction(self, interaction: dpy.Interaction) -> None:
        self.asked.append(interaction)


class App(Listener):
    """With commands of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.tree = app_commands.CommandTree(
            self,
            allowed_contexts=app_commands.AppCommandContext(guild=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )


class Rest:
    """Calls the API by hand, as no library would."""

    def __init__(self, discord: DiscordStandIn, session: aiohttp.ClientSession) -> None:
        self._discord = discord
        self._session = session
        self.token = f"Bot {discord.token}"
        self.headers: dict[str, str] = {}

    async def __call__(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        headers = {
            "Authorization": self.token,
            "User-Agent": "DiscordBot (https://example.invalid, 1)",
        }
        url = self._discord.api_url + path
        async with self._session.request(method, url, json=body, headers=headers) as answer:
            self.headers = dict(answer.headers)
            is_json = answer.headers.get("Content-Type") == "application/json"
            return answer.status, await answer.json() if is_json else await answer.text()

    async def post(self, channel: Channel, **body: Any) -> tuple[int, Any]:
        """Post to *channel*, as we always do: silent, and with a nonce."""
        nonce = {"nonce": self._discord.snowflake(), "enforce_nonce": True}
        return await self("POST", f"/channels/{channel.id}/messages", {**SILENT, **nonce, **body})

    async def answer(self, told: Any, type_: int, **data: Any) -> tuple[int, Any]:
        """Answer an interaction."""
        path = f"/interactions/{told.id}/{told.token}/callback"
        said = {**SILENT, **data} if type_ in (4, 7) else data
        return await self("POST", path, {"type": type_, "data": said} if said else {"type": type_})

    async def edit(self, told: Any, message: str = "@original", **body: Any) -> tuple[int, Any]:
        """Edit what answered an interaction."""
        path = f"/webhooks/{self._discord.app_id}/{told.token}/messages/{message}"
        return await self("PATCH", path, {**SILENT, **body})

    async def follow(self, told: Any, **body: Any) -> tuple[int, Any]:
        """Say more to an interaction."""
        path = f"/webhooks/{self._discord.app_id}/{told.token}"
        return await self("POST", path, {**SILENT, **body})


@asynccontextmanager
async def logged_in(discord: DiscordStandIn, client: dpy.Client) -> AsyncIterator[None]:
    """Connected and ready, until the end of the block."""
    await client.login(discord.token)
    connecting = asyncio.create_task(client.connect())
    await client.wait_until_ready()
    try:
        yield
    finally:
        await client.close()
        await connecting


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStandIn]:
    """Whose clock stands: nothing expires while a slow machine thinks."""
    async with DiscordStandIn() as discord:
        discord.guild("Acme")
        monkeypatch.setattr(Route, "BASE", discord.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway_url))
        yield discord


@pytest.fixture
async def rest(discord: DiscordStandIn) -> AsyncIterator[Rest]:
    """The API, to be called by hand."""
    async with aiohttp.ClientSession() as session:
        yield Rest(discord, session)


@pytest.fixture
async def listener(discord: DiscordStandIn) -> AsyncIterator[Listener]:
    """discord.py as a listener, connected and ready."""
    client = Listener()
    async with logged_in(discord, client):
        yield client


@pytest.fixture
async def app(discord: DiscordStandIn) -> AsyncIterator[App]:
    """discord.py with commands, connected and ready."""
    client = App()
    async with logged_in(discord, client):
        yield client


@pytest.fixture
def ops(discord: DiscordStandIn) -> Channel:
    """A channel for text."""
    return discord.guild().text("ops")


@pytest.fixture
def ada(discord: DiscordStandIn) -> Member:
    """A person."""
    return discord.guild().member("ada")
