"""`GET /slack/install` and `GET /slack/oauth`: a workspace installs the app.

The first changes nothing, and sends the browser to Slack with a state that is bound to it.
The second believes nobody who comes without that state, and keeps the token that Slack
gives for the code, sealed. What goes wrong keeps nothing, and says so on a small page.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from pydantic import SecretStr

from adapters.slack.answers import SlackSaid, TokenDead
from adapters.slack.installed import InstalledTokens
from adapters.slack.pages import STYLE, on_style, page
from adapters.slack.scopes import SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.states import LIFETIME, States, StateWrong
from adapters.slack.tokens import Token
from adapters.slack.wire import Wire
from bot.errors import Busy, StoreUnusable, SurfaceUnavailable
from bot.text import LABEL_MAX, clean, cut

INSTALL, OAUTH = "/slack/install", "/slack/oauth"
COOKIE = "lockstep_install"
CODE_LENGTH_MAX = 500

log = logging.getLogger(__name__)


class NotInstalled(Exception):
    """It is not installed, and nothing was kept. The text is for the page."""


class Install:
    """The two routes. *installed* is told of each workspace whose token was kept."""

    def __init__(
        self,
        settings: SlackSettings,
        wire: Wire,
        tokens: InstalledTokens,
        *,
        clock: Callable[[], datetime],
        installed: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._wire = wire
        self._tokens = tokens
        self._states = States(clock)
        self._installed = installed
        self._back = settings.public_url + OAUTH

    def routes(self) -> list[web.RouteDef]:
        """Where browsers come."""
        return [
            web.get(INSTALL, self.on_install, allow_head=False),
            web.get(OAUTH, self.on_oauth, allow_head=False),
            web.get(STYLE, on_style, allow_head=False),
        ]

    async def on_install(self, request: web.Request) -> web.Response:
        """To Slack, which asks whether the workspace agrees."""
        browser = secrets.token_urlsafe(24)
        asked = {
            "client_id": self._settings.client_id,
            "scope": ",".join(SCOPES),
            "redirect_uri": self._back,
            "state": self._states.make(browser),
        }
        there = self._settings.api_url.removesuffix("api/") + "oauth/v2/authorize"
        response = web.Response(status=302, headers={"Location": f"{there}?{urlencode(asked)}"})
        response.set_cookie(
            COOKIE,
            browser,
            path=OAUTH,
            max_age=int(LIFETIME.total_seconds()),
            httponly=True,
            samesite="Lax",
            secure=self._back.startswith("https://"),
        )
        return response

    async def on_oauth(self, request: web.Request) -> web.Response:
        """Back from Slack, with a code or a refusal."""
        response = await self._answered(request)
        response.del_cookie(COOKIE, path=OAUTH)
        return response

    async def _answered(self, request: web.Request) -> web.Response:
        again = self._settings.public_url + INSTALL
        try:
            self._states.spend(_one(request, "state"), request.cookies.get(COOKIE, ""))
        except StateWrong:
            return page(
                "Please begin again",
                "This way in is ten minutes old, was used before, or was begun in another "
                "browser. Nothing was kept.",
                status=400,
                again=again,
            )
        if "error" in request.query:
            return page("Not installed", "You said no, so nothing was kept.", again=again)
        try:
            name = await self._exchanged(_one(request, "code"))
        except NotInstalled as exc:
            return page("Not installed", f"{exc} Nothing was kept.", status=400, again=again)
        except (SurfaceUnavailable, Busy, StoreUnusable) as exc:
            log.warning("install not finished", extra={"why": str(exc)})
            return page(
                "Not installed yet",
                "Slack, or Lockstep's own store, did not answer in time. Nothing was kept.",
                status=503,
                again=again,
            )
        return page(
            f"Lockstep is installed in {name}",
            f"One step is left: in Slack, an administrator says `{self._settings.command} connect` "
            "and gives the workspace's ActivitySmith key.",
            f"Then `{self._settings.command} start Checkout is down` is on your Lock Screens, and "
            f"`{self._settings.command} help` tells the rest. You may close this page.",
        )

    async def _exchanged(self, code: str) -> str:
        """The name of the workspace whose token the *code* became, once that is kept."""
        assert self._settings.client_secret is not None, "the settings were checked"
        if not 0 < len(code) <= CODE_LENGTH_MAX:
            raise NotInstalled("Slack sent no code.")
        params = {
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret.get_secret_value(),
            "code": code,
            "redirect_uri": self._back,
        }
        try:
            said = await self._wire.call(None, "oauth.v2.access", params)
            token = await self._introduced(said)
        except (SlackSaid, TokenDead) as exc:
            log.warning("slack refused an install", extra={"why": str(exc)})
            raise NotInstalled("Slack did not confirm it.") from None
        await self._tokens.keep(token)
        log.info("slack app was installed", extra={"team": token.team})
        self._installed(token.team)
        return _name(said)

    async def _introduced(self, said: dict[str, Any]) -> Token:
        """The token in what Slack *said*, and who we are with it. Raises NotInstalled."""
        team = said.get("team")
        if said.get("is_enterprise_install") or not isinstance(team, dict):
            raise NotInstalled(
                "Lockstep cannot be installed for a whole organisation yet; choose one of its "
                "workspaces."
            )
        if "expires_in" in said or "refresh_token" in said:
            raise NotInstalled(
                "The Slack app has token rotation switched on, which Lockstep does not follow; "
                "whoever runs Lockstep has to switch it off."
            )
        if said.get("token_type") != "bot" or not isinstance(said.get("access_token"), str):
            raise NotInstalled("Slack gave no bot token.")
        bot_token = SecretStr(said["access_token"])
        us = await self._wire.call(bot_token, "auth.test", {})
        if us.get("team_id") != team.get("id"):
            raise NotInstalled("Slack did not say for which workspace it is.")
        return Token(
            bot_token=bot_token,
            bot_id=str(us.get("bot_id") or ""),
            bot_user_id=str(us.get("user_id") or ""),
            team=str(team["id"]),
        )


def _name(said: dict[str, Any]) -> str:
    """What people call the workspace."""
    name = said["team"].get("name")
    return cut(clean(name), LABEL_MAX) if isinstance(name, str) and name else "your workspace"


def _one(request: web.Request, name: str) -> str:
    """The one parameter of that *name*; empty if there is none, or there are several."""
    found = request.query.getall(name, [])
    return found[0] if len(found) == 1 else ""
