"""What is live in a guild, from memory, and who may see it.

What is typed is completed key by key: the store is asked again only after something has
changed, and never waited for.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import discord

from adapters.discord.people import NAME, Interaction
from bot.activity import Activity
from bot.errors import LockstepError
from bot.store import Store

WITHIN_SECONDS = 0.05
RECENT_MAX = 100
GUILDS_MAX = 1_000


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
        self._known: dict[tuple[str, bool], _Known] = {}

    async def of(self, guild: str, *, ended: bool = False) -> Sequence[Activity]:
        """What is live there, the oldest first; with *ended* also what was, at the end of it."""
        at = guild, ended
        try:
            async with asyncio.timeout(self._within_seconds):
                count = await self._store.changed(-1, 0.0)
                known = self._known.get(at)
                if known is None or known.count != count:
                    self._keep(at, _Known(count, await self._asked(guild, ended=ended)))
        except (TimeoutError, LockstepError):
            pass  # What was known last is better than nothing, and nothing than a wait.
        return self._known[at].activities if at in self._known else ()

    async def _asked(self, guild: str, *, ended: bool) -> Sequence[Activity]:
        live = await self._store.live(guild)
        if not ended:
            return live
        recent = await self._store.recent(guild, RECENT_MAX)
        return *live, *(activity for activity in recent if activity.ended_at is not None)

    def _keep(self, at: tuple[str, bool], known: _Known) -> None:
        self._known.pop(at, None)
        if len(self._known) >= GUILDS_MAX:
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
    readable = _readable(interaction)
    return [
        activity
        for activity in activities
        if not (shown := {c.id for c in activity.channels if c.surface == NAME})
        or shown & here
        or any(map(readable, shown))
    ]


def _readable(interaction: Interaction) -> Callable[[str], bool]:
    guild, member = interaction.guild, interaction.user

    def readable(channel_id: str) -> bool:
        if guild is None or not isinstance(member, discord.Member):
            return False
        channel = guild.get_channel_or_thread(int(channel_id))
        if channel is None:
            return False
        may = channel.permissions_for(member)
        if isinstance(channel, discord.Thread) and channel.is_private():
            return may.manage_threads
        return may.view_channel

    return readable
