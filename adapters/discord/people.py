"""Who asks, and where, as an interaction that Discord delivered tells it. Pure."""

from typing import Any

import discord

from bot.activity import Actor, Channel
from bot.errors import NotAllowed, Refused

NAME = "discord"

Interaction = discord.Interaction[Any]

NOT_HERE = "Lockstep works in a server's channels; say it in one. Nothing was changed."


def workspace_of(interaction: Interaction) -> str:
    """The guild in which it was asked. Raises Refused outside of guilds."""
    if interaction.guild_id is None:
        raise Refused(NOT_HERE)
    return str(interaction.guild_id)


def actor_of(interaction: Interaction) -> Actor:
    """The person who asks, with the names of their roles. Raises Refused, NotAllowed."""
    workspace_of(interaction)
    user = interaction.user
    if user.bot:
        raise NotAllowed("Only people can use this. Nothing was changed.")
    return Actor(
        platform=NAME, id=str(user.id), name=user.display_name, groups=roles_of(interaction)
    )


def roles_of(interaction: Interaction) -> frozenset[str]:
    """The names of the roles of whoever asks, without @everyone."""
    member = interaction.user
    if not isinstance(member, discord.Member):
        return frozenset()
    return frozenset(role.name for role in member.roles if not role.is_default())


def are_roles_known(interaction: Interaction) -> bool:
    """Whether the guild has told its roles yet, so that their names are known."""
    guild = interaction.client.get_guild(interaction.guild_id or 0)
    return guild is not None and not guild.unavailable


def channel_of(interaction: Interaction) -> Channel:
    """The channel or thread in which it was asked. Raises Refused outside of guilds."""
    workspace = workspace_of(interaction)
    if interaction.channel_id is None:
        raise Refused(NOT_HERE)
    return Channel(
        surface=NAME,
        id=str(interaction.channel_id),
        workspace=workspace,
        name=str(getattr(interaction.channel, "name", None) or ""),
    )


def key_of(interaction: Interaction) -> str:
    """What names this one doing of a person, told once or twice."""
    return f"{NAME}:{interaction.id}"
