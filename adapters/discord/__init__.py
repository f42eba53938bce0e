"""Discord: slash commands, buttons, forms and channels in; one card a channel out."""

from collections.abc import AsyncIterator, Mapping

from adapters.adapter import Adapter, Finding
from adapters.discord.settings import DiscordSettings, read_discord_settings
from bot.errors import SettingsInvalid
from bot.lockstep import Lockstep
from bot.settings import Settings

__all__ = ["DiscordSettings", "alone", "connect", "examine", "invite", "register"]

MISSING = "DISCORD_BOT_TOKEN is missing; without it there is no Discord."


def connect(lockstep: Lockstep, settings: DiscordSettings | None = None) -> Adapter | None:
    """Discord, if the settings name it. Raises SettingsInvalid when they name half of it."""
    settings = settings or read_discord_settings()
    if settings is None:
        return None
    # discord.py costs a quarter of a second, which is not for who has no Discord.
    from adapters.discord.connection import connected

    return connected(lockstep, settings)


async def register(settings: DiscordSettings | None = None) -> str:
    """See that Discord has our commands; what was done, in a sentence.

    Raises SettingsInvalid, or another LockstepError when Discord does not take them.
    """
    settings = settings or read_discord_settings()
    if settings is None:
        raise SettingsInvalid(MISSING)
    from adapters.discord.sync import sync

    return await sync(settings)


async def invite() -> str:
    """The link by which the bot of these settings is added to a server, and what it asks for.

    Raises SettingsInvalid without a token, and DiscordUnusable or SurfaceUnavailable when
    Discord, who is asked for the application's id, does not say it.
    """
    settings = read_discord_settings()
    if settings is None:
        raise SettingsInvalid(
            "DISCORD_BOT_TOKEN is missing, and the link is for the application that it belongs "
            "to; it is made on the page Bot in Discord's developer portal."
        )
    from adapters.discord.introduction import introduced
    from adapters.discord.manifest import manifest

    async with introduced(settings) as client:
        assert client.application_id is not None, "whoever was let in knows it"
        return manifest(client.application_id)


async def examine(
    settings: Settings, channel: str, ready: Mapping[str, str], connected: frozenset[str]
) -> AsyncIterator[Finding]:
    """What the doctor finds of Discord; in *channel*, if one is named, a message comes and goes.

    *ready* is what the Lockstep that runs on this machine says of its parts; empty if none.
    *connected* are the workspaces that have an ActivitySmith account of their own.
    """
    try:
        own = read_discord_settings()
    except SettingsInvalid as exc:
        yield Finding("fix", f"discord settings: {exc}")
        return
    if own is None:
        yield Finding("note", "discord: not set up; it begins with DISCORD_BOT_TOKEN")
        return
    from adapters.discord.checkup import findings

    has_key = settings.activitysmith_api_key is not None
    served = connected | (own.served if has_key else frozenset())
    async for finding in findings(own, channel, ready, served, has_key=has_key):
        yield finding


class _Alone:
    """Discord as the one platform, so that it must be there."""

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        """See Platform. Raises SettingsInvalid when the settings do not name it."""
        adapter = connect(lockstep)
        if adapter is None:
            raise SettingsInvalid(MISSING)
        return adapter


alone = _Alone()
