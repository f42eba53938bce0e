"""A Discord of its own for each test, and the real discord.py logged in to it."""

import asyncio
from collections.abc import AsyncIterator

import discord as dpy
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord import DiscordStandIn


class App(dpy.Client):
    """The least that can be talked to; what it was told stands in its lists."""

    def __init__(self) -> None:
        super().__init__(
            intents=dpy.Intents(guilds=True),
            allowed_mentions=dpy.AllowedMentions.none(),
            max_messages=None,
            chunk_guilds_at_startup=False,
            guild_ready_timeout=0,
            max_ratelimit_timeout=30,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, str]] = []
        self.asked: list[dpy.Interaction] = []

    async def on_interaction(self, interaction: dpy.Interaction) -> None:
        self.asked.append(interaction)


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordStandIn]:
    """Whose clock stands: nothing expires while a slow machine thinks."""
    async with DiscordStandIn() as discord:
        monkeypatch.setattr(Route, "BASE", discord.api_url)
        monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord.gateway_url))
        yield discord


@pytest.fixture
async def app(discord: DiscordStandIn) -> AsyncIterator[App]:
    """discord.py as the app uses it, connected and ready."""
    discord.guild("Acme")
    app = App()
    await app.login(discord.token)
    connecting = asyncio.create_task(app.connect())
    await app.wait_until_ready()
    yield app
    await app.close()
    await connecting
