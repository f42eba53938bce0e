"""`lockstep discord --sync`: registers the commands, where Discord has other ones.

A deploy step, and never done at a start: Discord counts what is created, and what is renamed
loses what a server's administrators have set for it.
"""

from adapters.discord.introduction import introduced
from adapters.discord.registry import Registry
from adapters.discord.settings import DiscordSettings
from adapters.discord.subcommands import COMMAND, subcommands
from adapters.discord.tree import PIN, Tree


async def sync(settings: DiscordSettings) -> str:
    """What was done, in a sentence.

    Raises NotRegistered; DiscordUnusable or SurfaceUnavailable when Discord does not let us in.
    """
    async with introduced(settings) as client:
        registry = Registry(client, Tree(client))
        sent = await registry.register()
    named = registry.registered[:12]
    if not sent:
        return f"Discord has /{COMMAND} and “{PIN}” as they are ({named}); nothing was sent."
    return (
        f"Registered /{COMMAND} with its {len(subcommands())} subcommands, and “{PIN}” ({named}); "
        "people have them within a minute."
    )
