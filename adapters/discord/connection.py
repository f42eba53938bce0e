"""Discord, put together: what listens, what shows, and what is held open meanwhile."""

import asyncio
import logging
from collections.abc import Sequence

from aiohttp import web

from adapters.discord.answers import Answers
from adapters.discord.callbacks import Callbacks, open_session
from adapters.discord.channels import Channels
from adapters.discord.client import Client, client_of
from adapters.discord.commands import Commands
from adapters.discord.connecting import Connect
from adapters.discord.entrance import NOT_KNOWN, Entrance
from adapters.discord.forms import Forms
from adapters.discord.gateway import DiscordUnusable
from adapters.discord.listeners import Listeners
from adapters.discord.meant import Meant
from adapters.discord.offering import Offering
from adapters.discord.parts import Parts
from adapters.discord.people import NAME
from adapters.discord.pin import Pin
from adapters.discord.presses import Presses
from adapters.discord.registry import Registry
from adapters.discord.settings import DiscordSettings
from adapters.discord.surface import DiscordCard
from adapters.discord.tree import Tree
from adapters.discord.wire import DiscordApi
from bot.lockstep import Lockstep
from bot.surface import Surface

HEARTBEAT_SECONDS_MAX = 90.0

log = logging.getLogger(__name__)


class DiscordAdapter:
    """See Adapter."""

    name = NAME

    def __init__(
        self,
        parts: Parts,
        surface: DiscordCard,
        client: Client,
        *,
        api: DiscordApi,
        entrance: Entrance,
        registry: Registry,
        served: frozenset[str],
    ) -> None:
        self.parts = parts
        self.surface: Surface = surface
        self.client = client
        self.routes: Sequence[web.RouteDef] = ()
        self.registry = registry
        self.entrance = entrance
        self._api = api
        self._served = served

    def serves(self, workspace: str) -> bool:
        """See Adapter. Anybody who knows the bot may add it to a guild of theirs."""
        return workspace in self._served

    async def run(self) -> None:
        """See Adapter. Raises DiscordUnusable when Discord will never let us in (again)."""
        await self.entrance.enter()
        self.parts.answers.begin(self.registry.compare())
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.client.connect())
                tasks.create_task(self._until_shut_out())
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _until_shut_out(self) -> None:
        """Raises DiscordUnusable when Discord does not know the token any more."""
        await self._api.dead.wait()
        raise DiscordUnusable(NOT_KNOWN)

    async def ready(self) -> str:
        """See Adapter."""
        if self.entrance.why:
            return f"Discord does not let Lockstep in. {self.entrance.why}"
        shards = self.client.held.values()
        if not shards or not all(shard.connected for shard in shards):
            return "Discord's gateway is not connected; it is tried again."
        silent = max(shard.silent_seconds for shard in shards)
        if silent > HEARTBEAT_SECONDS_MAX:
            return f"Discord's gateway has been silent for {silent:.0f} seconds; it is tried again."
        return ""

    async def close(self) -> None:
        """See Adapter. What is under way is finished first: discord.py would not wait for it."""
        await self.parts.answers.close()
        await self._api.close()
        await self.client.close()
        await self.entrance.session.close()


def connected(lockstep: Lockstep, settings: DiscordSettings) -> DiscordAdapter:
    """Discord as *settings* want it. Called inside the loop that it will live in."""
    client = client_of(settings)
    session = open_session(client.http.user_agent)
    api = DiscordApi(client, lockstep.clock)
    surface = DiscordCard(api, lockstep.store.timeline, lockstep.clock)
    answers = Answers(Callbacks(session, settings.api_url))
    meant, openings = Meant(lockstep), surface.openings
    forms, connect = Forms(lockstep, meant), Connect(lockstep)
    parts = Parts(
        answers=answers,
        channels=Channels(lockstep, client, api, is_opened=openings.is_opened,
                          is_left=openings.is_left),
        pressed=Presses(lockstep, meant, forms).heard,
        submitted=forms.submitted,
        connecting=connect.submitted,
    )  # fmt: skip
    client.listen(Listeners(parts))
    registry = _commands(lockstep, client, answers, connect)
    entrance = Entrance(client, session, settings)
    return DiscordAdapter(parts, surface, client, api=api, entrance=entrance, registry=registry,
                          served=settings.served)  # fmt: skip


def _commands(lockstep: Lockstep, client: Client, answers: Answers, connect: Connect) -> Registry:
    """`/live` and the message menu, heard."""
    tree = Tree(client)
    registry = Registry(client, tree)
    commands = Commands(lockstep, connects=connect.open)
    offering, pin = Offering(lockstep), Pin(lockstep)
    tree.hear(answers, said=commands.heard, offers=offering.offers, pins=pin.pin)
    return registry
