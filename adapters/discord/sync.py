"""`lockstep discord --sync`: registers the commands, where Discord has other ones.

A deploy step, and never done at a start: Discord counts what is created, and what is renamed
loses what a server's administrators have set for it.
"""

import aiohttp
import discord

from adapters.discord.client import client_of
from adapters.discord.entrance import NOT_KNOWN
from adapters.discord.registry import NotRegistered, Registry
from adapters.discord.settings import DiscordSettings
from adapters.discord.subcommands import COMMAND, subcommands
from adapters.discord.tree import PIN, Tree


async def sync(settings: DiscordSettings) -> str:
    """What was done, in a sentence. Raises NotRegistered."""
    client = client_of(settings)
    registry = Registry(client, Tree(client))
    try:
        await client.login(settings.token)
        sent = await registry.register()
    except discord.LoginFailure:
        raise NotRegistered(NOT_KNOWN) from None
    except (discord.DiscordException, aiohttp.ClientError, OSError) as exc:
        raise NotRegistered(
            f"Discord was not reached ({type(exc).__name__}). Nothing was changed; try again."
        ) from None
    finally:
        await client.close()
    named = registry.registered[:12]
    if not sent:
        return f"Discord has /{COMMAND} and “{PIN}” as they are ({named}); nothing was sent."
    return (
        f"Registered /{COMMAND} with its {len(subcommands())} subcommands, and “{PIN}” ({named}); "
        "people have them within a minute."
    )
