"""discord.py's client, with as little of it as Lockstep needs."""

from typing import Any, Protocol

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.settings import API_URL, GATEWAY_URL, DiscordSettings

READY_AFTER_SECONDS = 1.0
RATE_WAIT_SECONDS_MAX = 30.0


class Hearing(Protocol):
    """Hears what discord.py tells, by the names of its events."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed, sent, typed or said something."""
        ...


class Client(discord.Client):
    """Hears interactions and channels; keeps guilds, roles and channels in memory, no people."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=READY_AFTER_SECONDS,
            max_ratelimit_timeout=RATE_WAIT_SECONDS_MAX,
        )

    def listen(self, listeners: Hearing) -> None:
        """Tell *listeners* what happens."""
        self.on_interaction = listeners.on_interaction


def client_of(settings: DiscordSettings) -> Client:
    """A client that speaks to where *settings* say that Discord is."""
    # They belong to the whole process, so they are moved only for who wants them elsewhere.
    if settings.api_url != API_URL:
        Route.BASE = settings.api_url
    if settings.gateway_url != GATEWAY_URL:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    return Client()
