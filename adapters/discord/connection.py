"""Discord, put together: what listens, what shows, and what is held open meanwhile."""

import logging
from collections.abc import Sequence

import aiohttp
from aiohttp import web

from adapters.discord.answers import Answers
from adapters.discord.callbacks import Callbacks, open_session
from adapters.discord.client import Client, client_of
from adapters.discord.listeners import Listeners
from adapters.discord.parts import Parts
from adapters.discord.people import NAME, Interaction
from adapters.discord.reply import Reply
from adapters.discord.settings import DiscordSettings
from bot.buttons import Press
from bot.errors import Refused, SurfaceRejected
from bot.lockstep import Lockstep
from bot.surface import Delivery, Shown, Surface

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
        token: str,
        session: aiohttp.ClientSession,
    ) -> None:
        self.parts = parts
        self.surface = surface
        self.client = client
        self.routes: Sequence[web.RouteDef] = ()
        self.several = True
        self._token = token
        self._session = session

    async def run(self) -> None:
        """See Adapter."""
        await self.client.login(self._token)
        await self.client.connect()

    async def ready(self) -> str:
        """See Adapter."""
        return "" if self.client.is_ready() else "Discord is not connected."

    async def close(self) -> None:
        """See Adapter."""
        await self.parts.answers.idle()
        await self.client.close()
        await self._session.close()


def connected(lockstep: Lockstep, settings: DiscordSettings) -> DiscordAdapter:
    """Discord as *settings* want it. Called inside the loop that it will live in."""
    client, session = client_of(settings), open_session()
    answers = Answers(Callbacks(session, settings.api_url))
    parts = _parts(lockstep, client, answers)
    client.listen(Listeners(parts))
    surface = _NoCard()
    return DiscordAdapter(parts, surface, client, token=settings.token, session=session)


def _parts(lockstep: Lockstep, client: Client, answers: Answers) -> Parts:
    """Everything that hears. The placeholders go as their owners come."""
    return Parts(
        answers=answers,
        pressed=_not_yet,  # FORMS: Presses(lockstep, …).heard
        submitted=_not_yet,  # FORMS: Forms(lockstep, …).submitted
        connecting=_not_yet,  # OUTSIDE: Connect(lockstep, …).submitted
    )


async def _not_yet(interaction: Interaction, reply: Reply) -> None:
    raise Refused("This is not there yet. Nothing was changed.")


class _NoCard:
    """CARD: DiscordCard(DiscordApi(client, …), …)."""

    name = NAME
    lanes = 1

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown:
        raise SurfaceRejected("there are no cards yet")
