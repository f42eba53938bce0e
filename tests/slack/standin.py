"""A Slack on loopback, whole: the Web API, response_urls, the install page, sockets."""

import asyncio
import base64
import binascii
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.slack import chat, conversations, people_api, views  # they enter their methods
from tests.slack.events import Happenings
from tests.slack.faults import Fault
from tests.slack.method import METHODS, Args, Method
from tests.slack.oauth import authorize
from tests.slack.responding import respond
from tests.slack.socketmode import serve_line
from tests.slack.state import Call, Refusal
from tests.slack.world import Json, Team

_ENTERED = (chat, conversations, people_api, views)
_WITHOUT_TOKEN = "oauth.v2.access"
_WITH_APP_TOKEN = "apps.connections.open"


class Slack(Happenings):
    """See the package for how it is used."""

    @property
    def api_url(self) -> str:
        """What stands in SLACK_API_URL."""
        return self.url + "/api/"

    @asynccontextmanager
    async def serve(self) -> AsyncIterator["Slack"]:
        """Be there, at `self.url`."""
        self._gone = asyncio.Event()
        site = web.Application()
        site.router.add_route("*", "/api/{method}", self._api)
        site.router.add_post("/{kind:commands|actions|app}/{rest:.+}", self._response_url)
        site.router.add_get("/oauth/v2/authorize", self._authorize)
        site.router.add_get("/link/", self._link)
        runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        listening = web.TCPSite(runner, "127.0.0.1", 0)
        await listening.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        async with aiohttp.ClientSession() as self._session:
            try:
                yield self
            finally:
                self._gone.set()
                await runner.cleanup()

    # The Web API -------------------------------------------------------------------

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        method = METHODS.get(name)
        args = await _args(request, method)
        call = Call(name, "", args)
        self.calls.append(call)
        try:
            if method is None:
                raise Refusal("unknown_method", req_method=name)
            team = self._authorized(name, method, args)
        except Refusal as refusal:
            return self._answer(call, refusal.answer)
        call.team = team.id
        if fault := self.faults.next(name, team.id):
            return await self._faulty(request, fault, call, method, team)
        return self._called(call, method, team)

    def _called(self, call: Call, method: Method, team: Team) -> web.Response:
        wait = self.rates.wait(team.id, call.method, method.a_minute)
        if not wait and call.method == "chat.postMessage":
            wait = self.rates.wait_to_post(team.id, str(call.args.get("channel")))
        if wait:
            return self._ratelimited(call, str(wait))
        try:
            answer = method.act(self, team, Args(call.args))
        except Refusal as refusal:
            answer = refusal.answer
        return self._answer(call, answer, team)

    def _answer(self, call: Call, answer: Json, team: Team | None = None) -> web.Response:
        call.answer = answer
        self.tell()
        headers = {"x-oauth-scopes": team.scopes} if team else {}
        return web.json_response(answer, headers=headers)

    def _ratelimited(self, call: Call, retry_after: str) -> web.Response:
        call.answer = {"ok": False, "error": "ratelimited"}
        self.tell()
        return web.json_response(call.answer, status=429, headers={"Retry-After": retry_after})

    def _authorized(self, name: str, method: Method, args: Args) -> Team:
        """Whose token it is; Refusal if it is nobody's or may not do that."""
        token = str(args.pop("token", ""))
        if name == _WITHOUT_TOKEN:
            return self.team()
        if not token:
            raise Refusal("not_authed")
        if name == _WITH_APP_TOKEN:
            if token != self.app.app_token:
                raise Refusal("not_allowed_token_type" if token[:4] == "xoxb" else "invalid_auth")
            return self.team()
        team = self._team_of(token)
        if not team.installed:
            raise Refusal("account_inactive")
        granted = team.scopes.split(",")
        if method.scopes and not set(method.scopes) & set(granted):
            raise Refusal("missing_scope", needed=method.scopes[0], provided=team.scopes)
        return team

    def _team_of(self, token: str) -> Team:
        for team in self.teams.values():
            if token == team.token or token.startswith(f"xwfp-{team.domain}-"):
                return team
        raise Refusal("invalid_auth")

    async def _faulty(
        self, request: web.Request, fault: Fault, call: Call, method: Method, team: Team
    ) -> web.StreamResponse:
        kind = fault.kind
        if kind == "ratelimited":
            if fault.retry_after.isdecimal():
                self.rates.refuse(team.id, call.method, min(float(fault.retry_after), 300.0))
            return self._ratelimited(call, fault.retry_after)
        if kind == "error":
            return self._answer(call, {"ok": False, "error": fault.error}, team)
        if kind == "status":
            self.tell()
            return web.Response(status=fault.status, text="upstream connect error")
        if kind == "html":
            self.tell()
            page = "<!DOCTYPE html><title>Slack</title><p>We are looking into it."
            return web.Response(status=fault.status, text=page, content_type="text/html")
        return await self._late(request, fault, call, method, team)

    async def _late(
        self, request: web.Request, fault: Fault, call: Call, method: Method, team: Team
    ) -> web.StreamResponse:
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
            return self._called(call, method, team)
        answer = web.Response()
        if fault.kind in ("lost", "reset_after"):
            answer = self._called(call, method, team)
        self.tell()
        if fault.kind in ("hang", "lost"):
            await self._gone.wait()
            return answer
        assert request.transport is not None
        request.transport.abort()
        return answer

    # The rest ----------------------------------------------------------------------

    async def _response_url(self, request: web.Request) -> web.Response:
        try:
            told = json.loads(await request.text() or "{}")
            respond(self, request.path, told)
        except Refusal as refusal:
            self.tell()
            return web.json_response(refusal.answer, status=404)
        self.tell()
        return web.Response(text="ok")

    async def _authorize(self, request: web.Request) -> web.Response:
        return authorize(self, request)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        return await serve_line(self, request)


async def _args(request: web.Request, method: Method | None) -> Args:
    """What was sent: the query, a form or JSON, and the token from wherever it is."""
    args = Args(request.query)
    if request.content_type == "application/json":
        if method is None or not method.forms_only:
            args.update(_object(await request.text()))
    elif request.can_read_body:
        args.update({name: str(value) for name, value in (await request.post()).items()})
    kind, _, given = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        args["token"] = given
    elif kind.lower() == "basic":
        args.update(_basic(given))
    return args


def _object(text: str) -> Json:
    try:
        told: Any = json.loads(text)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _basic(given: str) -> Json:
    try:
        name, _, secret = base64.b64decode(given).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": name, "client_secret": secret}
