"""Real cards on a Discord that stands in, and nothing else of the adapter: no gateway is held.

The real store and reconciler, discord.py's own client, which has only logged in, and one
clock for all.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import discord as dpy

from adapters.discord.client import client_of
from adapters.discord.surface import DiscordCard
from adapters.discord.wire import DiscordApi
from bot.activity import Activity, Actor
from bot.activity import Channel as Where
from bot.buttons import Buttons, activity_id_of
from bot.lockstep import SOMEBODY, Lockstep
from bot.reconciler import Reconciler
from bot.stores.sqlite import SqliteStore
from bot.surface import Delivery
from bot.templates import Templates
from tests.adapters.discord.stage import elsewhere, settings_of
from tests.discord import DiscordStandIn, Message
from tests.discord.channel import Channel
from tests.discord.guild import Guild

PATIENT = {"deadline_seconds": 60.0, "answer_within_seconds": 60.0}
"""A slow machine is no Discord that does not answer."""

ANA = Actor(platform="discord", id="1", name="Ana")


@dataclass
class Cards:
    """All of it. Time goes on only when a test says `later`."""

    discord: DiscordStandIn
    guild: Guild
    ops: Channel
    store: SqliteStore
    lockstep: Lockstep
    reconciler: Reconciler
    surface: DiscordCard
    api: DiscordApi
    client: dpy.Client

    def now(self) -> datetime:
        return self.discord.clock.utc()

    async def say(self, words: str, channel: Channel | None = None, actor: Actor = ANA) -> Activity:
        told = await self.lockstep.say(words, actor=actor, channel=where(channel or self.ops))
        assert told.answer is not None
        return told.answer.activity

    async def press(self, token: str) -> Activity:
        """As a phone does."""
        return (await self.lockstep.press(token, actor=SOMEBODY)).activity

    async def show(self, limit: int = 30) -> int:
        """Show what is due at this moment, until nothing is; how many shows it took."""
        shows = 0
        while shows < limit and (due := await self.reconciler.show_due("discord")):
            shows += due
        return shows

    async def later(self, seconds: float) -> None:
        """Time goes by, a second at a time, and what comes due is shown."""
        while seconds > 0:
            self.discord.clock.advance(min(1.0, seconds))
            seconds -= 1.0
            await self.show()

    async def delivery(self, activity: Activity, channel: Channel | None = None) -> Delivery:
        deliveries = await self.store.deliveries(activity.id)
        return next(d for d in deliveries if d.channel.id == (channel or self.ops).id)

    def cards(self, channel: Channel | None = None) -> list[Message]:
        """The messages of components that we have in *channel*."""
        ours = [m for m in (channel or self.ops).messages if m.author.is_bot]
        return [message for message in ours if message.components]

    @property
    def card(self) -> Message:
        """The only one in #ops."""
        [card] = self.cards()
        return card

    @property
    def thread(self) -> list[str]:
        """The lines below it."""
        hung = self.card.thread
        return [message.content for message in hung.messages] if hung else []

    def posts(self, channel: Channel | None = None) -> int:
        """How many posts into *channel* were tried."""
        return len(self.discord.called("POST", f"/channels/{(channel or self.ops).id}/messages$"))

    def edits(self) -> int:
        """How many edits of cards were tried."""
        return len(self.discord.called("PATCH", "/messages/"))


def where(channel: Channel) -> Where:
    """*channel* as the core has it."""
    return Where(surface="discord", id=channel.id, workspace=channel.guild.id, name=channel.name)


@asynccontextmanager
async def carded(
    folder: Path, discord: DiscordStandIn, *, let_in: bool = True, **how: float
) -> AsyncIterator[Cards]:
    """The cards, until the block ends; *how* is how long their calls may take."""
    guild = discord.guild("Acme")
    clock = discord.clock.utc
    async with elsewhere():
        client = client_of(settings_of(discord))
        if let_in:
            await client.login(discord.token)
        store = await SqliteStore.open(folder / "lockstep.db", environ={}, clock=clock)
        api = DiscordApi(client, clock, **{**PATIENT, **how})
        try:
            buttons, ids = Buttons(b"a secret of the tests"), count(1)
            surface = DiscordCard(api, store.timeline, clock)
            yield Cards(
                discord=discord,
                guild=guild,
                ops=guild.text("ops"),
                store=store,
                lockstep=Lockstep(
                    store,
                    templates=Templates(),
                    buttons=buttons,
                    clock=clock,
                    new_id=lambda: activity_id_of(next(ids).to_bytes(16, "big")),
                ),
                reconciler=Reconciler(store, {"discord": surface}, buttons, clock),
                surface=surface,
                api=api,
                client=client,
            )
        finally:
            await store.close()
            await api.close()
            await client.close()
