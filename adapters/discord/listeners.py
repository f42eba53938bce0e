"""What Discord tells us: each thing that happens goes to the part that it is for.

Nothing is registered with discord.py for buttons and forms: they are read from what was
pressed or sent, so that a card works after a restart, and nothing is kept for forms that
nobody sends.
"""

import logging
import re
from collections.abc import Coroutine, Mapping
from typing import Any

import discord

from adapters.discord.parts import Hears, Parts
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from bot.errors import Refused

OLD_BUTTON = (
    "This button is from an older version of Lockstep, or is none of ours. Nothing was changed; "
    "say it with `/live`."
)
OLD_FORM = (
    "This form is from an older version of Lockstep, or is none of ours. Nothing was changed; "
    "open it again."
)

_PRESSED = re.compile(r"live:(?!form:|connect).+", re.S)
_SUBMITTED = re.compile(r"live:form:.+", re.S)
_CONNECTING = re.compile(r"live:connect(?::.*)?", re.S)

log = logging.getLogger(__name__)


class Listeners:
    """The listeners, and the *parts* that they speak to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def on_interaction(self, interaction: Interaction) -> None:
        """A press, or a form that was sent; commands are the tree's."""
        if interaction.type is discord.InteractionType.component:
            hears = self._pressed(_custom_id(interaction))
        elif interaction.type is discord.InteractionType.modal_submit:
            hears = self._submitted(_custom_id(interaction))
        else:
            return
        answers = self._parts.answers
        reply = answers.to(interaction)
        await answers.guard(reply, hears(interaction, reply))

    async def on_guild_channel_create(self, room: discord.abc.GuildChannel) -> None:
        """A channel was born."""
        await self._mind(self._parts.channels.created(room))

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """A channel is no longer what it was."""
        channels = self._parts.channels
        if before.name != after.name:
            await self._mind(channels.renamed(after))
        topic = getattr(after, "topic", None) or ""
        if topic != (getattr(before, "topic", None) or ""):
            await self._mind(channels.topic(after, topic))
        if before.overwrites != after.overwrites:
            await self._mind(channels.shown_again(after))

    async def on_guild_channel_delete(self, room: discord.abc.GuildChannel) -> None:
        """A channel is gone, and with it threads of which discord.py knows nothing."""
        await self._mind(self._parts.channels.gone(room.guild.id, room.id))
        await self._mind(self._parts.channels.looked_for(room.guild))

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread or post was born."""
        await self._mind(self._parts.channels.created(thread))

    async def on_thread_join(self, thread: discord.Thread) -> None:
        """A thread can be seen that could not be before."""
        await self._mind(self._parts.channels.joined(thread))

    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        """A thread is no longer what it was."""
        if before.name != after.name:
            await self._mind(self._parts.channels.renamed(after))

    async def on_raw_thread_update(self, told: discord.RawThreadUpdateEvent) -> None:
        """The same, of any thread, in Discord's own words."""
        data: dict[str, Any] = dict(told.data)
        if (data.get("thread_metadata") or {}).get("archived"):
            await self._mind(self._parts.channels.put_away(told.guild_id, data))

    async def on_raw_thread_delete(self, told: discord.RawThreadDeleteEvent) -> None:
        """A thread or post is gone."""
        await self._mind(self._parts.channels.gone(told.guild_id, told.thread_id))

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """We hear a guild (again)."""
        await self._mind(self._parts.channels.caught_up(guild))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """A guild has invited us, perhaps not for the first time."""
        await self._mind(self._parts.channels.shown_everywhere(guild))

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """A guild has removed us."""
        await self._mind(self._parts.channels.left(guild))

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role may do more or less than before; it may be ours."""
        if before.permissions != after.permissions:
            await self._mind(self._parts.channels.shown_everywhere(after.guild))

    async def _mind(self, happened: Coroutine[Any, Any, None]) -> None:
        await self._parts.answers.mind(happened)

    def _pressed(self, custom_id: str) -> Hears:
        return self._parts.pressed if _PRESSED.fullmatch(custom_id) else _old_button

    def _submitted(self, custom_id: str) -> Hears:
        if _SUBMITTED.fullmatch(custom_id):
            return self._parts.submitted
        return self._parts.connecting if _CONNECTING.fullmatch(custom_id) else _old_form


def _custom_id(interaction: Interaction) -> str:
    told: Mapping[str, Any] = interaction.data or {}
    return str(told.get("custom_id") or "")


async def _old_button(interaction: Interaction, reply: Reply) -> None:
    raise Refused(OLD_BUTTON)


async def _old_form(interaction: Interaction, reply: Reply) -> None:
    raise Refused(OLD_FORM)
