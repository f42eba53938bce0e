"""What somebody may see and do in a guild, as its roles and channels stand in memory."""

from collections.abc import Sequence

import discord

from adapters.discord.people import NAME, Interaction
from bot.activity import Activity


def places(interaction: Interaction) -> tuple[str, ...]:
    """The ids of the channel in which it was asked: a thread's, and then its channel's."""
    channel = interaction.channel
    own = str(interaction.channel_id)
    if isinstance(channel, discord.Thread):
        return own, str(channel.parent_id)
    return (own,)


def seen(interaction: Interaction, activities: Sequence[Activity]) -> list[Activity]:
    """Those of *activities* that whoever asks may see.

    They are shown where the person can read, or in no channel of Discord's at all. Whoever
    manages the guild may see every one, also those whose channel is gone.
    """
    if interaction.permissions.manage_guild:
        return list(activities)
    here = set(places(interaction))
    return [
        activity
        for activity in activities
        if not (shown := {c.id for c in activity.channels if c.surface == NAME})
        or shown & here
        or any(_may_read(interaction, channel_id) for channel_id in shown)
    ]


def may_write(interaction: Interaction, channel_id: str) -> bool:
    """Whether whoever asks may write in that channel of the guild."""
    channel, may = _permissions(interaction, channel_id)
    if may is None or not may.view_channel:
        return False
    is_thread = isinstance(channel, discord.Thread)
    return may.send_messages_in_threads if is_thread else may.send_messages


def own_permissions(
    interaction: Interaction, channel_id: str
) -> tuple[object, discord.Permissions | None]:
    """The channel, if the guild has told of it, and what Lockstep may do in it."""
    guild = interaction.guild
    channel = guild.get_channel_or_thread(int(channel_id)) if guild is not None else None
    if guild is None or channel is None:
        return None, None
    return channel, channel.permissions_for(guild.me)


def _may_read(interaction: Interaction, channel_id: str) -> bool:
    channel, may = _permissions(interaction, channel_id)
    if may is None:
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return may.manage_threads
    return may.view_channel


def _permissions(
    interaction: Interaction, channel_id: str
) -> tuple[object, discord.Permissions | None]:
    """The channel, if the guild has told of it, and what whoever asks may do in it."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return None, None
    channel = guild.get_channel_or_thread(int(channel_id))
    return channel, None if channel is None else channel.permissions_for(member)
