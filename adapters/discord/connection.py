"""Discord, put together: what listens, what shows, and what is held open meanwhile."""

import logging
from collections.abc import Sequence

from aiohttp import web

from adapters.discord.answers import Answers
from adapters.discord.callbacks import Callbacks, open_session
from adapters.discord.channels import Channels
from adapters.discord.client import Client, client_of
from adapters.discord.commands import Commands
from adapters.discord.connecting import Connect
from adapters.discord.entrance import Entrance
from adapters.discord.forms import Forms
from adapters.discord.listeners import Listeners
from adapters.discord.offering import Offering
from adapters.discord.parts import Parts
from adapters.discord.people import NAME
from adapters.discord.pin import Pin
from adapters.discord.presses import Presses
from adapters.discord.registry import Registry
from adapters.discord.settings import DiscordSettings
from adapters.discord.tree import Tree
from bot.buttons import Press
from bot.errors import SurfaceRejected
from bot.lockstep import Lockstep
from bot.surface import Delivery, Shown, Surface

HEARTBEAT_SECONDS_MAX = 90.0

log = logging.getLogger(__name__)


class DiscordAdapter:
    """See Adapter."""

    name = NAME

    def __init__(
        self,
        parts: Parts,
        surface: Surface,
        client: Client,
        *,
        entrance: Entrance,
        registry: Registry,
        served: frozenset[str],
    ) -> None:
        self.parts = parts
        self.surface = surface
        self.client = client
        self.routes: Sequence[web.RouteDef] = ()
        self.registry = registry
        self.entrance = entrance
        self._served = served

    def serves(self, workspace: str) -> bool:
        """See Adapter. Anybody who knows the bot may add it to a guild of theirs."""
        return workspace in self._served

    async def run(self) -> None:
        """See Adapter. Raises DiscordUnusable when Discord will never let us in."""
        await self.entrance.enter()
        self.parts.answers.begin(self.registry.compare())
        await self.client.connect()

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
        await self.client.close()
        await self.entrance.session.close()


def connected(lockstep: Lockstep, settings: DiscordSettings) -> DiscordAdapter:
    """Discord as *settings* want it. Called inside the loop that it will live in."""
    client = client_of(settings)
    session = open_session(client.http.user_agent)
    answers = Answers(Callbacks(session, settings.api_url))
    parts = _parts(lockstep, client, answers)
    client.listen(Listeners(parts))
    registry = _commands(lockstep, client, parts)
    surface = _NoCard()
    entrance = Entrance(client, session, settings)
    return DiscordAdapter(parts, surface, client, entrance=entrance, registry=registry,
                          served=settings.served)  # fmt: skip


def _commands(lockstep: Lockstep, client: Client, parts: Parts) -> Registry:
    """`/live` and the message menu, heard."""
    tree = Tree(client)
    registry = Registry(client, tree)
    connects = Connect(lockstep).open
    commands = Commands(lockstep, connects=connects, mention=registry.mention)
    offering = Offering(lockstep)
    tree.hear(parts.answers, said=commands.heard, offers=offering.offers, pins=Pin(lockstep).pin)
    return registry


def _parts(lockstep: Lockstep, client: Client, answers: Answers) -> Parts:
    """Everything that hears."""
    forms = Forms(lockstep)
    return Parts(
        answers=answers,
        channels=Channels(lockstep, client),
        pressed=Presses(lockstep, forms).heard,
        submitted=forms.submitted,
        connecting=Connect(lockstep).submitted,
    )


class _NoCard:
    """CARD: DiscordCard(DiscordApi(client, …), …)."""

    name = NAME
    lanes = 1

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown:
        raise SurfaceRejected("there are no cards yet")
