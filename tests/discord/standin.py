"""A Discord on loopback, whole: the REST API and the gateway."""

import asyncio
import json
from typing import Any, Self

from aiohttp import web

from tests.discord import (  # they enter their endpoints
    answering,
    application_api,
    commands_api,
    guilds_api,
    messages_api,
    threads_api,
)
from tests.discord.clock import Clock
from tests.discord.contract import Contract
from tests.discord.endpoint import Endpoint, Refusal, Request, find
from tests.discord.faults import Fault
from tests.discord.gateway import serve_gateway
from tests.discord.people import People
from tests.discord.rates import Verdict
from tests.discord.state import Call

_ENTERED = (answering, application_api, commands_api, guilds_api, messages_api, threads_api)
Json = dict[str, Any]
API = "/api/v10"
VIA = {"Via": "1.1 google"}
"""Without it, discord.py takes a 429 for Cloudflare's."""


class DiscordStandIn(People):
    """See the package for how it is used."""

    def __init__(self, clock: Clock | None = None, *, contract: bool = True) -> None:
        super().__init__(clock)
        self.contract = Contract.load() if contract else None
        """None too where the published document is not at hand."""

    async def __aenter__(self) -> Self:
        self._gone = asyncio.Event()
        site = web.Application(client_max_size=30 << 20)
        site.router.add_route("*", API + "/{rest:.*}", self._api)
        site.router.add_get("/gateway/", self._gateway)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        listening = web.TCPSite(self._runner, "127.0.0.1", 0)
        await listening.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, kind: object, error: object, where: object) -> None:
        self._gone.set()
        for link in list(self.sessions.links):
            link.abort()
        await self._runner.cleanup()
        if error is None:
            self.mind_silence()
            self.assert_polite()

    def mind_silence(self) -> None:
        """Note what nobody was ever told an answer to."""
        for told in self.interactions.values():
            if told.expects_silence or told.refused:
                continue
            if not told.answered:
                self.violations.add("silence", f"nobody answered {told.payload['data']}")
            elif told.original is not None and told.original.loading:
                self.violations.add("silence", f"thinking for ever: {told.payload['data']}")

    # The gateway's switches --------------------------------------------------------

    async def drop(self, code: int = 0, *, resumable: bool = True) -> None:
        """Break every connection, or close it with *code*; wait until all are gone."""
        links = list(self.sessions.links)
        for link in links:
            if not resumable:
                self.sessions.forget(link)
            if code:
                await link.close(code)
            else:
                link.abort()
        await self.until(lambda: not set(map(id, links)) & set(map(id, self.sessions.links)))

    def ask_to_reconnect(self) -> None:
        """Op 7: come again, and resume."""
        for link in self.sessions.links:
            link.push({"op": 7, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Op 9: the session is worth nothing any more."""
        for link in self.sessions.links:
            if not resumable:
                self.sessions.forget(link)
            link.push({"op": 9, "d": resumable})

    async def connected(self, sessions: int = 1) -> None:
        """Wait until so many sessions listen."""
        await self.until(lambda: len(self.sessions.connected) >= sessions)

    async def heard(self) -> None:
        """Wait until every listener has taken all that it was told so far."""
        before = {link: link.beats for link in self.sessions.links}
        for link in before:
            link.push({"op": 1, "d": None})
        await self.until(
            lambda: all(
                link.beats > beats or link not in self.sessions.links
                for link, beats in before.items()
            )
        )

    # REST --------------------------------------------------------------------------

    async def _gateway(self, request: web.Request) -> web.StreamResponse:
        return await serve_gateway(self, request)

    async def _api(self, raw: web.Request) -> web.StreamResponse:
        path = raw.path.removeprefix(API)
        body = await _body(raw)
        call = Call(raw.method, path, dict(raw.query), body)
        if self.keep_calls:
            self.calls.append(call)
        known = find(raw.method, path)
        if known is None:
            self.violations.add("endpoint", f"{raw.method} {path} is not there")
            return self._answered(call, 404, {"message": "404: Not Found", "code": 0})
        endpoint, ids = known
        token = raw.headers.get("Authorization", "")
        request = Request(raw.method, path, ids, call.query, body, token)
        if not endpoint.by_token and token != f"Bot {self.token}":
            self._mind_refused(401, endpoint, request)
            return self._answered(call, 401, {"message": "401: Unauthorized", "code": 0})
        if not endpoint.by_token and not _from_a_bot(raw.headers.get("User-Agent", "")):
            self.violations.add("endpoint", f"{raw.method} {path} has no User-Agent of a bot")
        if fault := self.faults.next(raw.method, path):
            return await self._faulty(raw, fault, call, endpoint, request)
        return self._called(call, endpoint, request)

    def _called(self, call: Call, endpoint: Endpoint, request: Request) -> web.Response:
        bucket = f"{endpoint.method} {endpoint.template}"
        major, exempt = endpoint.major(request.ids), endpoint.by_token
        verdict = self.rates.take(bucket, major, endpoint.limit, exempt=exempt)
        if verdict.wait:
            told = {"message": "You are being rate limited.", "retry_after": verdict.wait}
            told |= {"global": verdict.everywhere}
            return self._answered(call, 429, told, verdict)
        try:
            self._mind_contract(call)
            answer = endpoint.act(self, request)
            status = 204 if answer is None else endpoint.status
        except Refusal as refusal:
            status, answer = refusal.status, refusal.answer
        self._mind_refused(status, endpoint, request)
        if self.contract is not None and status < 300:
            for wrong in self.contract.response(call.method, call.path, status, answer):
                self.violations.add("stand-in", f"{call.method} {call.path}: {wrong}")
        return self._answered(call, status, answer, verdict)

    def _mind_contract(self, call: Call) -> None:
        """Refusal, if the published document knows no such request."""
        if self.contract is None:
            return
        found = self.contract.request(call.method, call.path, call.query, call.body)
        for wrong in found:
            self.violations.add("contract", f"{call.method} {call.path}: {wrong}")
        if found:
            raise Refusal(400, 50035, "Invalid Form Body")

    def _mind_refused(self, status: int, endpoint: Endpoint, request: Request) -> None:
        if not endpoint.by_token:
            call, major = f"{request.method} {request.path}", endpoint.major(request.ids)
            self.insistence.mind(status, call, major, request.token)

    def _answered(
        self, call: Call, status: int, answer: Any, verdict: Verdict | None = None
    ) -> web.Response:
        call.status, call.answer = status, answer
        self.tell()
        headers = VIA | (verdict.headers if verdict else {})
        if answer is None:
            return web.Response(status=status, headers=headers)
        raw = json.dumps(answer).encode()
        # Exactly this type: with a charset behind it, discord.py reads text.
        headers |= {"Content-Type": "application/json"}
        return web.Response(body=raw, status=status, headers=headers)

    async def _faulty(
        self, raw: web.Request, fault: Fault, call: Call, endpoint: Endpoint, request: Request
    ) -> web.StreamResponse:
        if fault.delay_seconds:
            await asyncio.sleep(fault.delay_seconds)
        if fault.hang:
            self.tell()
            await self._gone.wait()
        if fault.dropped or fault.hang:
            return self._broken(raw)
        if fault.lost_answer:
            self._called(call, endpoint, request)
            return self._broken(raw)
        if fault.status in (401, 403, 404):
            self._mind_refused(fault.status, endpoint, request)
        if fault.status == 429:
            told: Json = {"message": fault.message or "You are being rate limited."}
            told |= {"retry_after": fault.retry_after} if fault.retry_after else {}
            told |= {"code": fault.code} if fault.code else {"global": fault.everywhere}
            return self._answered(call, 429, told)
        if fault.code:
            told = {"message": fault.message or "refused", "code": fault.code}
            told |= {"retry_after": fault.retry_after} if fault.retry_after else {}
            return self._answered(call, fault.status or 400, told)
        if fault.status:
            self.tell()
            return web.Response(status=fault.status, text="upstream connect error", headers=VIA)
        return self._called(call, endpoint, request)

    def _broken(self, raw: web.Request) -> web.Response:
        self.tell()
        if raw.transport is not None:
            raw.transport.abort()
        return web.Response()


def _from_a_bot(agent: str) -> bool:
    return agent.startswith("DiscordBot (")


async def _body(raw: web.Request) -> Any:
    """The JSON that was sent, also beside files."""
    if raw.content_type.startswith("multipart/"):
        form = await raw.post()
        return json.loads(str(form.get("payload_json", "null")))
    text = await raw.text()
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text  # Which is no object, and refused as such.
