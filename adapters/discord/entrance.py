"""The way in: whose token it is, how many shards there must be, and whether we may begin.

Only a token that Discord does not know ends it; everything else gets better by itself, and
is tried again.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord

from adapters.discord.client import Client
from adapters.discord.gateway import DiscordUnusable
from adapters.discord.settings import DiscordSettings

WAIT_SECONDS_MAX = 60.0
RESET_SECONDS_MAX = 3_600.0

NOT_KNOWN = (
    "Discord does not know the bot token. See DISCORD_BOT_TOKEN; a new one is made on the page "
    "Bot in Discord's developer portal."
)

log = logging.getLogger(__name__)


class _NotYet(Exception):
    """Discord does not let us in now; *wait_seconds*, where it says for how long."""

    def __init__(self, why: str, wait_seconds: float | None = None) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds


@dataclass
class Entrance:
    """Lets *client* in. *why* is what keeps it out, a sentence; empty when nothing does."""

    client: Client
    session: aiohttp.ClientSession
    settings: DiscordSettings
    wait_seconds: float = 1.0
    why: str = "Discord has not answered yet."

    async def enter(self) -> None:
        """Log in, as soon as Discord lets us. Raises DiscordUnusable."""
        tries = 0
        while True:
            try:
                self.client.shard_count = await self._shards()
                await self._login()
            except _NotYet as exc:
                if str(exc) != self.why:
                    self.why = str(exc)
                    log.warning("discord does not let us in", extra={"why": self.why})
                wait = min(self.wait_seconds * 2.0**tries, WAIT_SECONDS_MAX)
                await asyncio.sleep(wait if exc.wait_seconds is None else exc.wait_seconds)
                tries = min(tries + 1, 10)
            else:
                self.why = ""
                return

    async def _login(self) -> None:
        try:
            await self.client.login(self.settings.token)
        except discord.LoginFailure:
            raise DiscordUnusable(NOT_KNOWN) from None
        except (discord.DiscordException, aiohttp.ClientError, OSError) as exc:
            raise _NotYet(f"Discord did not let us in ({type(exc).__name__}).") from None

    async def _shards(self) -> int:
        """How many shards Discord wants, once as many sessions may begin."""
        told = await self._ask("/gateway/bot")
        try:
            shards, limit = int(told["shards"]), told["session_start_limit"]
            remaining, reset_seconds = int(limit["remaining"]), limit["reset_after"] / 1000.0
        except (KeyError, TypeError, ValueError):
            raise _NotYet(self._not_discord()) from None
        if remaining < shards:
            wait = min(max(reset_seconds, 1.0), RESET_SECONDS_MAX)
            raise _NotYet("The bot has begun too many sessions today; Discord lets it in again "
                          f"in {wait / 60:.0f} minutes.", wait)  # fmt: skip
        return max(shards, 1)

    async def _ask(self, path: str) -> Mapping[str, Any]:
        headers = {"Authorization": f"Bot {self.settings.token}"}
        try:
            async with self.session.get(
                self.settings.api_url + path, headers=headers, allow_redirects=False
            ) as answer:
                if answer.status == 401:
                    raise DiscordUnusable(NOT_KNOWN)
                if answer.status == 429 or answer.status >= 500:
                    raise _NotYet(f"Discord is away ({answer.status}).")
                told = await answer.json(content_type=None)
        except (aiohttp.ClientError, OSError) as exc:
            # An error's cause may quote a header, and a header holds the token.
            raise _NotYet(f"Discord was not reached ({type(exc).__name__}).") from None
        except ValueError:
            told = None
        if answer.status != 200 or not isinstance(told, dict):
            raise _NotYet(self._not_discord())
        return told

    def _not_discord(self) -> str:
        return f"{self.settings.api_url} does not answer as Discord does; see DISCORD_API_URL."
