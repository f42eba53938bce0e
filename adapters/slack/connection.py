"""Slack, put together: what listens, what shows, and what is held open meanwhile."""

import asyncio
import logging
import re
from collections.abc import Sequence

import aiohttp
from aiohttp import web

from adapters.slack.admins import Admins
from adapters.slack.api import SlackApi
from adapters.slack.arrivals import Arrivals
from adapters.slack.bolt import bolt
from adapters.slack.channels import Channels
from adapters.slack.commands import Commands
from adapters.slack.connecting import OPENS, Connect
from adapters.slack.door import PATH, Door
from adapters.slack.edge import Edge
from adapters.slack.errands import Errands
from adapters.slack.forms import Asked, Forms
from adapters.slack.groups import Groups
from adapters.slack.home import Home
from adapters.slack.install import Install
from adapters.slack.installed import InstalledTokens
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
from bot.activity import Actor, Channel
from bot.errors import LockstepError, SurfaceUnavailable
from bot.filling import START
from bot.lockstep import Lockstep
from bot.surface import Surface

ASK_EVERY_SECONDS = 15.0

_TEAM = re.compile(r"(?:T|E)[A-Z0-9]+", re.A)

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
        tokens: OneToken | InstalledTokens,
        socket: Socket | None,
        session: aiohttp.ClientSession,
    ) -> None:
        self.parts = parts
        self.surface = surface
        self.routes = routes
        self._tokens = tokens
        self._socket = socket
        self._session = session

    def serves(self, workspace: str) -> bool:
        """See Adapter. With one token there is one workspace, whether or not Slack told whose."""
        return isinstance(self._tokens, OneToken) and bool(_TEAM.fullmatch(workspace))

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
        return self._lacks_introduction() is None

    async def ready(self) -> str:
        """See Adapter."""
        if self._lacks_introduction() is not None:
            return "Slack has not said whose the token is; see SLACK_BOT_TOKEN and the logs."
        return await self._socket.ready() if self._socket is not None else ""

    async def close(self) -> None:
        """See Adapter."""
        await self.parts.errands.close()
        await self._session.close()

    def _lacks_introduction(self) -> OneToken | None:
        """The token of which Slack has not said whose it is; None once it has."""
        if isinstance(self._tokens, InstalledTokens) or self._tokens.known is not None:
            return None
        return self._tokens

    async def _introduce(self) -> None:
        """Ask Slack who we are, before anybody needs to know."""
        if isinstance(self._tokens, InstalledTokens):
            for team in self._tokens.teams():
                self.parts.groups.changed(team)
            return
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
    session = open_session()
    wire = Wire(session, settings.api_url)
    tokens = _tokens(lockstep, settings, wire)
    api = SlackApi(wire, tokens, lockstep.clock)
    parts = _parts(lockstep, api, settings, session)
    app = bolt(tokens, settings.api_url)
    Listeners(parts).register(app)
    routes = []
    if settings.signing_secret is not None:
        edge = Edge(settings.signing_secret.get_secret_value().encode(), lockstep.clock)
        routes.append(web.post(PATH, Door(app, edge).on_post))
    if isinstance(tokens, InstalledTokens):
        routes += _installs(lockstep, settings, wire, tokens, parts)
    socket = Socket(app, settings.app_token, settings.api_url) if settings.app_token else None
    surface = SlackCard(api, lockstep.store.timeline, lockstep.clock)
    return SlackAdapter(parts, surface, routes, tokens=tokens, socket=socket, session=session)


def _tokens(lockstep: Lockstep, settings: SlackSettings, wire: Wire) -> OneToken | InstalledTokens:
    if settings.bot_token is not None:
        return OneToken(wire, settings.bot_token, lockstep.clock)
    assert lockstep.keyring is not None, "where workspaces install it, their tokens are kept"
    return InstalledTokens(wire, lockstep.keyring)


def _installs(
    lockstep: Lockstep,
    settings: SlackSettings,
    wire: Wire,
    tokens: InstalledTokens,
    parts: Parts,
) -> list[web.RouteDef]:
    """The routes by which workspaces install the app; what they remove is dropped."""

    async def show(team: str) -> None:
        live = await lockstep.store.live(team)
        await lockstep.store.wake(NAME, [activity.id for activity in live], lockstep.clock())

    def installed(team: str) -> None:
        parts.groups.changed(team)
        parts.errands.begin(show(team))

    parts.removed.append(tokens.removed)
    install = Install(settings, wire, tokens, clock=lockstep.clock, installed=installed)
    return install.routes()


def _parts(
    lockstep: Lockstep, api: SlackApi, settings: SlackSettings, session: aiohttp.ClientSession
) -> Parts:
    errands, groups = Errands(), Groups(api)
    replies = Replies(api, session, settings.api_url)
    arrivals = Arrivals(lockstep, api, replies=replies, errands=errands)
    forms = Forms(lockstep, api, replies=replies, groups=groups, errands=errands,
                  arrivals=arrivals, command=settings.command)  # fmt: skip
    connect = Connect(lockstep, api, admins=Admins(api, lockstep.clock), replies=replies,
                      errands=errands)  # fmt: skip

    def opened(form: Payload) -> None:
        about = About(START, form["team_id"], form["channel_id"])
        actor = Actor(platform=NAME, id=form["user_id"], name=form.get("user_name", ""))
        forms.open(Asked(about, form["trigger_id"], actor, _reply(form)))

    def began(form: Payload, activity_id: str) -> None:
        channel = channel_of(form["team_id"], form["channel_id"])
        arrivals.began(channel, activity_id, _reply(form))

    def mirrored(form: Payload, channel: Channel, activity_id: str) -> None:
        arrivals.mirrored(channel, activity_id, _reply(form))

    def connecting(form: Payload) -> str:
        connect.open(form["trigger_id"], _reply(form))
        return OPENS

    return Parts(
        commands=Commands(lockstep, groups, opened=opened, began=began, mirrored=mirrored,
                          connecting=connecting),
        presses=Presses(lockstep, forms=forms, replies=replies, groups=groups, errands=errands),
        forms=forms,
        connect=connect,
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
