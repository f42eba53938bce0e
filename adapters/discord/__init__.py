"""Discord: slash commands, buttons, forms and channels in; one card a channel out."""

from adapters.adapter import Adapter
from adapters.discord.settings import DiscordSettings, read_discord_settings
from bot.lockstep import Lockstep

__all__ = ["DiscordSettings", "connect"]


def connect(lockstep: Lockstep, settings: DiscordSettings | None = None) -> Adapter | None:
    """Discord, if the settings name it. Raises SettingsInvalid when they name half of it."""
    settings = settings or read_discord_settings()
    if settings is None:
        return None
    # discord.py costs a quarter of a second, which is not for who has no Discord.
    from adapters.discord.connection import connected

    return connected(lockstep, settings)
