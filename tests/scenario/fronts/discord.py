"""Discord: its real client, on a gateway and a REST API that stand in.

The incident channel is a post of a forum: a channel cannot be archived, only deleted, and
then no phone leads there any more.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.discord.connection import DiscordAdapter
from tests.adapters.discord.stage import Named, all_known, elsewhere, settings_of
from tests.adapters.edge import Edge, until
from tests.discord import CannotDo, DiscordStandIn, Message, Told
from tests.discord.channel import Channel
from tests.discord.clock import Clock as Hand
from tests.discord.guild import Guild, Member
from tests.scenario.fronts.front import Clock, Front, Opened, behind
from tests.scenario.story import Step

FORMS = {"update": "Update…", "end": "End…", "buttons": "Buttons…"}


@dataclass
class _Discord:
    edge: Edge
    clock: Clock
    discord: DiscordStandIn
    adapter: DiscordAdapter
    guild: Guild
    surface: str = "discord"

    @property
    def workspace(self) -> str:
        return self.guild.id

    async def says(self, step: Step) -> str:
        room = self._room(step.where)
        return (await self.discord.command(self._member(step), room, step.verb, **step.put)).text

    async def presses(self, step: Step) -> str:
        return (await self._pressed(step, step.what)).text

    async def fills(self, step: Step) -> str:
        told = await self._pressed(step, FORMS[step.what])
        if told.modal is None:
            return told.text
        ids = {custom_id.partition(":")[0]: custom_id for custom_id in told.modal.fields}
        put = {ids[name]: value for name, value in step.put.items()}
        return (await self.discord.submit(self._member(step), told.modal, put)).text

    async def creates(self, step: Step) -> str:
        self.guild.forum("incidents").thread(step.what)
        return await self.idle()

    async def renames(self, step: Step) -> str:
        self._room(step.what).rename(step.to)
        return await self.idle()

    async def archives(self, step: Step) -> str:
        self._room(step.what).archive()
        return await self.idle()

    async def _pressed(self, step: Step, label: str) -> Told:
        member, card = self._member(step), self._card(step)
        try:
            return await self.discord.press(member, card, label)
        except CannotDo:
            return await self.discord.choose(member, card, label)

    async def idle(self) -> str:
        """Wait until everything that Discord told is answered."""
        await self.discord.heard()
        await self.adapter.parts.answers.idle()
        return ""

    def _member(self, step: Step) -> Member:
        return self.guild.member(step.who)

    def _room(self, name: str) -> Channel:
        return next(room for room in self.guild.channels.values() if room.name == name)

    def _card(self, step: Step) -> Message:
        room = self._room(step.where)
        return [m for m in room.messages if m.author.is_bot and m.components and not m.deleted][-1]


@asynccontextmanager
async def discord(opened: Opened) -> AsyncIterator[Front]:
    """A guild that has the app."""
    clock = Hand(at=opened.at)
    async with DiscordStandIn(clock) as there, elsewhere():
        guild = there.guild("Acme")
        guild.member("Linus")
        guild.member("Ada", roles=["sre"])
        guild.text("ops")
        async with behind(opened, clock, (Named(settings_of(there)),)) as edge:
            (adapter,) = edge.app.adapters
            assert isinstance(adapter, DiscordAdapter)
            held = asyncio.create_task(adapter.run())
            front = _Discord(edge, clock, there, adapter, guild)
            try:
                await until(lambda: all_known(adapter.client, there))
                await adapter.registry.register()
                yield front
                await front.idle()
            finally:
                held.cancel()
                await asyncio.wait({held})
