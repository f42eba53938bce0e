"""What Slack sends to the app: signed forms and JSON over HTTP, or envelopes on a socket."""

import json
import time
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.slack.signing import signature
from tests.slack.state import State
from tests.slack.world import Ephemeral, Json

PATIENCE_SECONDS = 30.0
EnvelopeType = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True)
class Captured:
    """A request as it went out, byte for byte."""

    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Heard:
    """What the app answered. Status 0: nothing."""

    status: int
    raw: str = ""
    seconds: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    ephemerals: tuple[Ephemeral, ...] = ()
    """What the person alone was shown, in the answer or at the response_url before it."""

    @property
    def body(self) -> Json:
        """The answer's JSON; a plain text stands as its "text"."""
        try:
            told = json.loads(self.raw or "{}")
        except ValueError:
            return {"text": self.raw}
        return told if isinstance(told, dict) else {"text": self.raw}

    @property
    def text(self) -> str:
        """The last thing said to the person alone."""
        return self.ephemerals[-1].text if self.ephemerals else ""


class Socket(Protocol):
    """A Socket Mode connection, which carries an envelope there and its answer back."""

    async def send(self, kind: EnvelopeType, payload: Json, retry: int = 0) -> Heard: ...

    async def disconnect(self, reason: str) -> None: ...


class Delivery(State):
    """Sends; and keeps every request, so that it can be replayed."""

    app_url = ""
    """Where commands, interactions and events go: the app's POST /slack/events."""
    ack_seconds = 3.0
    """An answer that takes longer is one that nobody gets."""
    signs_by_own_clock = False
    """Requests are signed when Slack's own clock says, not the real one: give it to the app too."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.captured: list[Captured] = []
        self.sockets: list[Socket] = []
        """With one of them open, everything goes there, and nothing over HTTP."""
        self._session: aiohttp.ClientSession | None = None

    async def hang_up(self, reason: str = "refresh_requested") -> None:
        """End each socket as Slack does every few hours; a "warning" ends nothing yet."""
        for socket in list(self.sockets):
            await socket.disconnect(reason)

    async def send_form(self, fields: Json, kind: EnvelopeType = "slash_commands") -> Heard:
        """A slash command (or ssl_check): a form."""
        if self.sockets:
            return self._in_time(await self.sockets[0].send(kind, fields))
        return await self.post(urlencode(fields).encode(), "application/x-www-form-urlencoded")

    async def send_payload(self, payload: Json) -> Heard:
        """An interaction: a form with one field, JSON."""
        if self.sockets:
            return self._in_time(await self.sockets[0].send("interactive", payload))
        body = urlencode({"payload": json.dumps(payload)}).encode()
        return await self.post(body, "application/x-www-form-urlencoded")

    async def send_json(self, told: Json, retry: int = 0, reason: str = "http_timeout") -> Heard:
        """An event, for the first time or again."""
        if self.sockets and told.get("type") == "event_callback":
            return await self.sockets[0].send("events_api", told, retry)
        again = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason} if retry else {}
        return await self.post(json.dumps(told).encode(), "application/json", again)

    async def post(
        self,
        body: bytes,
        content_type: str,
        more: dict[str, str] | None = None,
        *,
        secret: str = "",
        age_seconds: float = 0.0,
    ) -> Heard:
        """Anything, signed now by the real clock, or with another secret or time."""
        now = self.clock.now() if self.signs_by_own_clock else time.time()
        timestamp = str(int(now - age_seconds))
        headers = {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "application/json,*/*",
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(secret or self.app.signing_secret, timestamp, body),
            **(more or {}),
        }
        captured = Captured(headers, body)
        self.captured.append(captured)
        return self._in_time(await self.replay(captured))

    async def replay(self, captured: Captured) -> Heard:
        """The same request once more, signature and all."""
        assert self._session is not None, "the stand-in is not running"
        assert self.app_url, "say where the app is: slack.app_url = …"
        began = time.monotonic()
        timeout = aiohttp.ClientTimeout(total=PATIENCE_SECONDS)
        try:
            async with self._session.post(
                self.app_url,
                data=captured.body,
                headers=captured.headers,
                timeout=timeout,
                allow_redirects=False,
            ) as answer:
                raw = await answer.text()
                took = time.monotonic() - began
                heard = Heard(answer.status, raw, took, dict(answer.headers))
        except (aiohttp.ClientError, TimeoutError):
            heard = Heard(0, seconds=time.monotonic() - began)
        if heard.status >= 500:
            self.violations.add("status", f"the app answered {heard.status}: {heard.raw[:200]}")
        self.tell()
        return heard

    def _in_time(self, heard: Heard) -> Heard:
        if heard.seconds > self.ack_seconds:
            self.violations.add("slow", f"an answer took {heard.seconds:.1f} seconds")
        return heard


def reworded(captured: Captured, **headers: str) -> Captured:
    """*captured* with other headers, as a forger would send it: `X_Slack_Signature="v0=…"`."""
    changed = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(captured, headers={**captured.headers, **changed})
