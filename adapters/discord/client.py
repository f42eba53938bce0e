"""discord.py's client, with as little of it as Lockstep needs."""

import asyncio
import logging
import sys
import time
from typing import Any, Protocol

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.gateway import Shard
from adapters.discord.settings import API_URL, GATEWAY_URL, DiscordSettings

GUILDS_WITHIN_SECONDS = 0.2
"""Nobody waits for all guilds: each is told as it comes. (With 0, discord.py loses some.)"""

RATE_WAIT_SECONDS_MAX = 30.0

log = logging.getLogger(__name__)


class Hearing(Protocol):
    """Hears what discord.py tells, by the names of its events."""

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody pressed, sent, typed or said something."""
        ...


class Client(discord.AutoShardedClient):
    """Hears interactions and channels; keeps guilds, roles and channels in memory, no people.

    *wait_seconds* is how long the second try to connect waits; more tries wait longer.
    """

    wait_seconds: float = 1.0
    identify_every_seconds: float = 5.0

    def __init__(self) -> None:
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False  # We are silent.
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=GUILDS_WITHIN_SECONDS,
            max_ratelimit_timeout=RATE_WAIT_SECONDS_MAX,
        )
        self._identify = asyncio.Lock()
        self._identified_at = float("-inf")
        self._begun = False
        self.held: dict[int, Shard] = {}

    def listen(self, listeners: Hearing) -> None:
        """Tell *listeners* what happens."""
        for name in dir(listeners):
            if name.startswith("on_"):
                setattr(self, name, getattr(listeners, name))

    async def login(self, token: str) -> None:
        """See Client. Called again after it failed, it leaves nothing open."""
        if self._begun:
            await self.http.close()
            self.http.connector = discord.utils.MISSING
        self._begun = True
        await super().login(token)

    async def connect(self, *, reconnect: bool = True) -> None:
        """Hold the connection of each shard until cancelled. Raises DiscordUnusable."""
        count = self.shard_count or 1
        self._connection.shard_count = count
        self._connection.shard_ids = range(count)
        self.held = {each: Shard(self, each, wait_seconds=self.wait_seconds)
                     for each in range(count)}  # fmt: skip
        try:
            async with asyncio.TaskGroup() as tasks:
                for shard in self.held.values():
                    tasks.create_task(shard.hold())
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def close(self) -> None:
        """See Client. Whoever connected has been cancelled before."""
        if self._begun:
            await super().close()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """See Client. Discord wants five seconds between two sessions that begin."""
        async with self._identify:
            wait = self._identified_at + self.identify_every_seconds - time.monotonic()
            await asyncio.sleep(max(0.0, wait))
            self._identified_at = time.monotonic()

    async def on_shard_connect(self, shard_id: int) -> None:
        """A session has begun."""
        self.held[shard_id].let_in()

    async def on_shard_resumed(self, shard_id: int) -> None:
        """A session goes on."""
        self.held[shard_id].let_in()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """A listener of ours made a mistake that nobody caught."""
        log.error(
            "discord event not handled", exc_info=sys.exc_info()[1], extra={"event": event_method}
        )


def client_of(settings: DiscordSettings) -> Client:
    """A client that speaks to where *settings* say that Discord is."""
    # They belong to the whole process, so they are moved only for who wants them elsewhere.
    if settings.api_url != API_URL:
        Route.BASE = settings.api_url
    if settings.gateway_url != GATEWAY_URL:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.gateway_url)
    _hush()
    return Client()


def _hush() -> None:
    """See that discord.py writes down nothing that it hears: what people typed, and keys."""
    own = logging.getLogger("discord")
    own.setLevel(max(own.getEffectiveLevel(), logging.WARNING))
