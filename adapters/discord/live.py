"""What is live in a guild, from memory, and who may see it.

What is typed is completed key by key: the store is asked again only after something has
changed, and never waited for.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import discord
from discord import Permissions

from adapters.discord.people import NAME, Interaction
from bot.activity import Activity, Channel
from bot.errors import LockstepError
from bot.store import Store

WITHIN_SECONDS = 0.05
RECENT_MAX = 100
ROOMS_MAX = 1_000

_At = tuple[str, tuple[str, ...], bool]


@dataclass(frozen=True)
class _Known:
    """What was live, and how often anything had changed by then."""

    count: int
    activities: Sequence[Activity]


class Live:
    """The live activities of every guild in which somebody types."""

    def __init__(self, store: Store, *, within_seconds: float = WITHIN_SECONDS) -> None:
        self._store = store
        self._within_seconds = within_seconds
        self._known: dict[_At, _Known] = {}

    async def of(
        self, guild: str, rooms: Sequence[str] = (), *, ended: bool = False
    ) -> Sequence[Activity]:
        """What is live there, or mirrored to one of *rooms* from elsewhere, the oldest first.

        With *ended* also what was, at the end of it.
        """
        at = guild, tuple(rooms), ended
        try:
            async with asyncio.timeout(self._within_seconds):
                count = await self._store.changed(-1, 0.0)
                known = self._known.get(at)
                if known is None or known.count != count:
                    self._keep(at, _Known(count, await self._asked(*at)))
        except (TimeoutError, LockstepError):
            pass  # What was known last is better than nothing, and nothing than a wait.
        return self._known[at].activities if at in self._known else ()

    async def _asked(self, guild: str, rooms: tuple[str, ...], ended: bool) -> Sequence[Activity]:
        found = list(await self._store.live(guild))
        for room in rooms:
            here = await self._store.live(guild, Channel(surface=NAME, id=room, workspace=guild))
            found += [activity for activity in here if activity.workspace != guild]
        if ended:
            recent = await self._store.recent(guild, RECENT_MAX)
            found += [activity for activity in recent if activity.ended_at is not None]
        return found

    def _keep(self, at: _At, known: _Known) -> None:
        self._known.pop(at, None)
        if len(self._known) >= ROOMS_MAX:
            self._known.pop(next(iter(self._known)))
        self._known[at] = known


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


def _may_read(interaction: Interaction, channel_id: str) -> bool:
    channel, may = _permissions(interaction, channel_id)
    if may is None:
        return False
    if isinstance(channel, discord.Thread) and channel.is_private():
        return may.manage_threads
    return may.view_channel


def _permissions(interaction: Interaction, channel_id: str) -> tuple[object, Permissions | None]:
    """The channel, if the guild has told of it, and what whoever asks may do in it."""
    guild, member = interaction.guild, interaction.user
    if guild is None or not isinstance(member, discord.Member):
        return None, None
    channel = guild.get_channel_or_thread(int(channel_id))
    return channel, None if channel is None else channel.permissions_for(member)
