"""Slack, put together: what listens, what shows, and what is held open meanwhile."""

import asyncio
import logging
from collections.abc import Sequence

import aiohttp
from aiohttp import web

from adapters.slack.api import SlackApi
from adapters.slack.arrivals import Arrivals
from adapters.slack.bolt import bolt
from adapters.slack.channels import Channels
from adapters.slack.commands import Commands
from adapters.slack.door import PATH, Door
from adapters.slack.edge import Edge
from adapters.slack.errands import Errands
from adapters.slack.forms import START, Asked, Forms
from adapters.slack.groups import Groups
from adapters.slack.home import Home
from adapters.slack.listeners import Listeners
from adapters.slack.parts import Parts
from adapters.slack.people import NAME, Payload, channel_of
from adapters.slack.presses import Presses
from adapters.slack.replies import REPLY_URL, Replies, Reply
from adapters.slack.settings import SlackSettings
from adapters.slack.shortcut import Shortcut
from adapters.slack.socket import Socket
from adapters.slack.step import Step
from adapters.slack.surface import SlackCard
from adapters.slack.tokens import OneToken
from adapters.slack.views import About
from adapters.slack.wire import Wire, open_session
from bot.activity import Actor
from bot.errors import LockstepError, SurfaceUnavailable
from bot.lockstep import Lockstep
from bot.surface import Surface

ASK_EVERY_SECONDS = 15.0

log = logging.getLogger(__name__)


class SlackAdapter:
    """See Adapter."""

    name = NAME

    def __init__(
        self,
        parts: Parts,
        surface: Surface,
        routes: Sequence[web.RouteDef],
        *,
        tokens: OneToken,
        socket: Socket | None,
        session: aiohttp.ClientSession,
    ) -> None:
        self.parts = parts
        self.surface = surface
        self.routes = routes
        self._tokens = tokens
        self._socket = socket
        self._session = session

    async def run(self) -> None:
        """See Adapter."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._introduce())
            tasks.create_task(self.parts.groups.run())
            tasks.create_task(self.parts.home.run())
            if self._socket is not None:
                tasks.create_task(self._socket.run())

    def is_introduced(self) -> bool:
        """Whether Slack has said who we are."""
        return self._tokens.known is not None

    async def ready(self) -> str:
        """See Adapter."""
        if self._tokens.known is None:
            return "Slack has not said whose the token is; see SLACK_BOT_TOKEN and the logs."
        return await self._socket.ready() if self._socket is not None else ""

    async def close(self) -> None:
        """See Adapter."""
        await self.parts.errands.close()
        await self._session.close()

    async def _introduce(self) -> None:
        """Ask Slack who we are, before anybody needs to know."""
        why = ""
        while True:
            try:
                token = await self._tokens.ask()
            except LockstepError as exc:
                if str(exc) != why:
                    why = str(exc)
                    log.warning("slack does not know us", extra={"why": why})
                wait = exc.retry_after_seconds if isinstance(exc, SurfaceUnavailable) else None
                await asyncio.sleep(wait or ASK_EVERY_SECONDS)
            else:
                self.parts.groups.changed(token.team)
                return


def connected(lockstep: Lockstep, settings: SlackSettings) -> SlackAdapter:
    """Slack as *settings* want it. Called inside the loop that it will live in."""
    assert settings.bot_token is not None, "without one, workspaces install the app"
    session = open_session()
    wire = Wire(session, settings.api_url)
    tokens = OneToken(wire, settings.bot_token, lockstep.clock)
    api = SlackApi(wire, tokens, lockstep.clock)
    parts = _parts(lockstep, api, settings, session)
    app = bolt(tokens, settings.api_url)
    Listeners(parts).register(app)
    routes = []
    if settings.signing_secret is not None:
        edge = Edge(settings.signing_secret.get_secret_value().encode(), lockstep.clock)
        routes = [web.post(PATH, Door(app, edge).on_post)]
    socket = Socket(app, settings.app_token, settings.api_url) if settings.app_token else None
    surface = SlackCard(api, lockstep.store.timeline, lockstep.clock)
    return SlackAdapter(parts, surface, routes, tokens=tokens, socket=socket, session=session)


def _parts(
    lockstep: Lockstep, api: SlackApi, settings: SlackSettings, session: aiohttp.ClientSession
) -> Parts:
    errands, groups = Errands(), Groups(api)
    replies = Replies(api, session, settings.api_url)
    arrivals = Arrivals(lockstep, api, replies=replies, errands=errands)
    forms = Forms(lockstep, api, replies=replies, groups=groups, errands=errands,
                  arrivals=arrivals, command=settings.command)  # fmt: skip

    def opened(form: Payload) -> None:
        about = About(START, form["team_id"], form["channel_id"])
        actor = Actor(platform=NAME, id=form["user_id"], name=form.get("user_name", ""))
        forms.open(Asked(about, form["trigger_id"], actor, _reply(form)))

    def began(form: Payload, activity_id: str) -> None:
        channel = channel_of(form["team_id"], form["channel_id"])
        arrivals.began(channel, activity_id, _reply(form))

    return Parts(
        commands=Commands(lockstep, groups, opened=opened, began=began),
        presses=Presses(lockstep, forms=forms, replies=replies, groups=groups, errands=errands),
        forms=forms,
        shortcut=Shortcut(lockstep, api, replies=replies, groups=groups, errands=errands,
                          arrivals=arrivals),
        step=Step(lockstep, errands=errands, arrivals=arrivals),
        channels=Channels(lockstep, api, groups=groups, errands=errands, arrivals=arrivals,
                          command=settings.command),
        home=Home(lockstep, api, errands=errands, command=settings.command),
        groups=groups,
        errands=errands,
    )  # fmt: skip


def _reply(form: Payload) -> Reply:
    return Reply(form["team_id"], form["user_id"], form["channel_id"], form.get(REPLY_URL) or "")
