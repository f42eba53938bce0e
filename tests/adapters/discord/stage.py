"""Lockstep with a Discord at one end and the sandbox at the other, all over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import discord as dpy
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters import console
from adapters.adapter import Adapter
from adapters.app import Clock, utc_now
from adapters.discord.connection import DiscordAdapter, connected
from adapters.discord.settings import DiscordSettings
from bot.activity import Activity, Actor
from bot.activity import Channel as Room
from bot.lockstep import Lockstep
from bot.surface import Delivery
from tests.adapters.edge import Edge, edge, until
from tests.discord import DiscordStandIn, Message
from tests.discord.channel import Channel
from tests.discord.guild import Guild, Member

TEMPLATES = """
[templates.sev1]
title = "SEV1 {title}"
steps = ["Investigating", "Identified", "Monitoring", "Resolved"]
starts_on = ["inc-sev1-*"]
buttons = ["ack", "open chat"]
may = { end = ["@sre"] }

[templates.inc]
title = "{title}"
type = "alert"
message = "{title}"
starts_on = ["inc-*"]

[templates.quiet]
title = "{title}"
type = "alert"
message = "{title}"
starts_on = ["quiet-*"]
may = { say = [] }
"""


@dataclass
class Stage:
    """Both ends, and Lockstep between them. Ana and Ben are people, Ben an `sre`."""

    discord: DiscordStandIn
    edge: Edge
    adapter: DiscordAdapter
    guild: Guild
    ops: Channel
    ana: Member
    ben: Member
    running: "asyncio.Task[None] | None" = None
    """What holds the gateway, where nothing else is at work."""
    others: list[DiscordAdapter] = field(default_factory=list)
    """More clients on the same store."""

    @property
    def lockstep(self) -> Lockstep:
        return self.edge.app.lockstep

    async def live(self, guild: Guild | None = None) -> list[Activity]:
        """What is live in the guild."""
        return list(await self.edge.app.store.live((guild or self.guild).id))

    async def only(self, guild: Guild | None = None) -> Activity:
        """The one activity that is live."""
        (activity,) = await self.live(guild)
        return activity

    async def started(self, title: str, channel: Channel | None = None, **more: Any) -> Activity:
        """What `/live start` begins, said by Ana in #ops unless another channel is named."""
        room = channel or self.ops
        before = {activity.id for activity in await self.live(room.guild)}
        told = await self.discord.command(self.ana, room, "start", title=title, **more)
        fresh = [a for a in await self.live(room.guild) if a.id not in before]
        assert len(fresh) == 1, told.text
        return fresh[0]

    async def begun(self, title: str = "Checkout is down") -> Activity:
        """The same, by the core's own door: where it does not matter who heard it."""
        actor = Actor(platform="discord", id=self.ana.id, name="ana")
        room = Room(surface="discord", id=self.ops.id, workspace=self.guild.id, name="ops")
        told = await self.lockstep.say(f"start {title}", actor=actor, channel=room)
        assert told.answer is not None
        return told.answer.activity

    async def card(self, channel: Channel | None = None) -> Message:
        """The one card in *channel*, as soon as it is there."""
        room = channel or self.ops
        cards: list[Message] = await until(lambda: self.cards(room))
        assert len(cards) == 1, [card.text for card in cards]
        return cards[0]

    def cards(self, channel: Channel | None = None) -> list[Message]:
        """The cards that stand in *channel*; in a thread, other things are said there, too."""
        room = channel or self.ops
        return [m for m in room.messages if m.author.is_bot and m.components and not m.deleted]

    async def rows(self) -> Mapping[str, list[Any]]:
        """Every row of the store."""
        return await self.edge.tables()

    async def idle(self) -> None:
        """Wait until everything that Discord was told is answered."""
        await self.discord.heard()
        await self.adapter.parts.answers.idle()

    # With a clock that stands, nothing is shown but by these.

    async def show(self, limit: int = 30) -> int:
        """Show what is due at this moment, until nothing is; how many shows it took."""
        shows = 0
        while shows < limit and (due := await self.edge.app.reconciler.show_due("discord")):
            shows += due
        return shows

    async def later(self, seconds: float) -> None:
        """Time goes by, a second at a time, and what comes due is shown."""
        while seconds > 0:
            self.discord.clock.advance(min(1.0, seconds))
            seconds -= 1.0
            await self.show()

    async def delivery(self, activity: Activity, channel: Channel | None = None) -> Delivery:
        """How *activity* stands in *channel*."""
        room = channel or self.ops
        deliveries = await self.edge.app.store.deliveries(activity.id)
        return next(d for d in deliveries if d.channel.id == room.id)


@dataclass(frozen=True)
class Named:
    """Discord, of these settings and not of the environment's."""

    settings: DiscordSettings

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        """See Platform."""
        return connected(lockstep, self.settings)


def settings_of(discord: DiscordStandIn) -> DiscordSettings:
    """What the environment would say to be connected to *discord*."""
    return DiscordSettings(
        _env_file=None,
        bot_token=discord.token,
        api_url=discord.api_url,
        gateway_url=discord.gateway_url,
        guilds=",".join(discord.guilds),
    )


@asynccontextmanager
async def elsewhere() -> AsyncIterator[None]:
    """discord.py is moved to a stand-in while the block lasts, and then back to Discord."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def staged(
    folder: Path,
    discord: DiscordStandIn,
    *,
    clock: Clock = utc_now,
    working: bool = True,
    identify_every_seconds: float = 5.0,
) -> AsyncIterator[Stage]:
    """Lockstep as `lockstep run` builds it, with Discord as its settings name it.

    Without *working* the gateway is held, and nothing is shown but when a test says so.
    """
    guild = discord.guild("Acme")
    ana, ben = guild.member("ana"), guild.member("ben", roles=["sre"])
    ops = guild.text("ops")
    named = folder / "lockstep.toml"
    named.write_text(TEMPLATES)
    async with (
        elsewhere(),
        edge(
            folder,
            clock=clock,
            working=working,
            named={"LOCKSTEP_TEMPLATES": str(named)},
            platforms=(console, Named(settings_of(discord))),
        ) as parts,
    ):
        adapter = parts.app.adapters[1]
        assert isinstance(adapter, DiscordAdapter)
        adapter.client.identify_every_seconds = identify_every_seconds
        held = None if working else asyncio.create_task(adapter.run())
        stage = Stage(discord, parts, adapter, guild, ops, ana, ben, held)
        await connected_to(stage)
        await adapter.registry.register()
        yield stage
        await stage.idle()
        if held is not None:
            held.cancel()
            await asyncio.wait({held})


async def connected_to(stage: Stage) -> None:
    """Wait until Discord hears and tells, and its guilds are known."""
    await until(lambda: all_known(stage.adapter.client, stage.discord))
    await until(lambda: _is_well(stage.adapter))


def all_known(client: dpy.Client, discord: DiscordStandIn) -> bool:
    """Whether *client* has heard of every guild there is."""
    known = {str(guild.id) for guild in client.guilds if not guild.unavailable}
    return known >= set(discord.guilds)


async def _is_well(adapter: DiscordAdapter) -> bool:
    return not await adapter.ready()
