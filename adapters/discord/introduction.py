"""Discord, for a command line: let in for a moment, and gone again."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import discord

from adapters.discord.client import Client, client_of
from adapters.discord.entrance import NOT_KNOWN
from adapters.discord.gateway import DiscordUnusable
from adapters.discord.settings import DiscordSettings
from bot.errors import SurfaceUnavailable

LET_IN_SECONDS = 10.0


@asynccontextmanager
async def introduced(settings: DiscordSettings) -> AsyncIterator[Client]:
    """Discord, having said who the bot is; until the block ends.

    Raises DiscordUnusable when it does not know the token, SurfaceUnavailable when it is away.
    """
    client = client_of(settings)
    where = urlsplit(settings.api_url).netloc
    try:
        try:
            async with asyncio.timeout(LET_IN_SECONDS):
                await client.login(settings.token)
        except discord.LoginFailure:
            raise DiscordUnusable(NOT_KNOWN) from None
        except (discord.DiscordException, aiohttp.ClientError, OSError, ValueError) as exc:
            # An error's cause may quote a header, and a header holds the token.
            raise SurfaceUnavailable(
                f"Discord was not reached at {where} ({type(exc).__name__})."
            ) from None
        yield client
    finally:
        await client.close()
