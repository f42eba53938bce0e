"""What the doctor looks at in Slack. It changes nothing, unless a channel is named for it.

Requests to our own address are signed with our own secret: that shows that they reach this
Lockstep, and that nobody else's do. Whether the secret is Slack's too, only Slack can tell.
"""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

import aiohttp
from pydantic import SecretStr

from adapters.adapter import Finding
from adapters.slack import trouble
from adapters.slack.answers import SlackSaid
from adapters.slack.manifest import EVENTS
from adapters.slack.people import NAME
from adapters.slack.scopes import OPTIONAL, SCOPES
from adapters.slack.settings import SlackSettings
from adapters.slack.visit import MENTIONS_NOBODY, UNFOLDS_NOTHING
from adapters.slack.wire import Wire, open_session
from bot.errors import LockstepError
from bot.settings import Settings

INSTALL = "/slack/install"
CLOCK_OFF_SECONDS_MAX = 60.0
CHANNELS_COUNTED_MAX = 200
AGAIN = "install the app again from `lockstep manifest slack`"

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass
class Examination:
    """One examination: what it has to work with, and what it has learned of the bot so far."""

    settings: Settings
    slack: SlackSettings
    channel: str
    ready: Mapping[str, str]
    session: aiohttp.ClientSession
    wire: Wire
    bot: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_socket(self) -> bool:
        """Whether Slack is heard by a connection of ours."""
        return self.slack.app_token is not None

    async def call(self, method: str, **params: Any) -> dict[str, Any]:
        """What Slack answers to our bot."""
        return await self.wire.call(self.slack.bot_token, method, params)


Look = Callable[[Examination], AsyncIterator[Finding]]


async def findings(
    settings: Settings, slack: SlackSettings, channel: str, ready: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """What there is to find, one after the other."""
    async with open_session() as session:
        at = Examination(settings, slack, channel, ready, session, Wire(session, slack.api_url))
        looks: tuple[Look, ...] = (_token, _way_in, _socket, _channels, _round_trip)
        for look in looks:
            async for finding in look(at):
                yield finding


async def _token(at: Examination) -> AsyncIterator[Finding]:
    """Whose the token is, what it may do, and whether our clocks agree."""
    if at.slack.bot_token is None:
        return
    try:
        bot, headers = await at.wire.heard(at.slack.bot_token, "auth.test", {})
    except LockstepError as exc:
        there = urlsplit(at.slack.api_url).netloc
        yield Finding("fix", f"slack token: {_lower(exc)} (asked at {there})")
        return
    at.bot = bot
    yield Finding("ok", f"slack token: that of {bot.get('user')} in {bot.get('team')}")
    yield _scopes(headers.get("x-oauth-scopes"))
    if off := _clock_off(headers.get("Date")):
        how = "ahead" if off > 0 else "behind"
        yield Finding(
            "fix",
            f"slack clock: this machine's is {abs(off):.0f} seconds {how} of Slack's; what Slack "
            "sends is turned away when it is 300",
        )


def _scopes(granted: str | None) -> Finding:
    if granted is None:
        return Finding("note", "slack scopes: Slack did not say which are granted")
    has = {scope.strip() for scope in granted.split(",")}
    lacks = [scope for scope in SCOPES if scope not in has]
    if not lacks:
        return Finding("ok", f"slack scopes: all {len(SCOPES)} are granted")
    told = ", ".join(f"{scope} ({SCOPES[scope]})" for scope in lacks)
    text = f"slack scopes: the token lacks {told}; {AGAIN}"
    return Finding("note" if OPTIONAL.issuperset(lacks) else "fix", text)


def _clock_off(date: str | None) -> float:
    """By how many seconds our clock is ahead of Slack's; 0 if that is little, or not known."""
    try:
        off = time.time() - parsedate_to_datetime(date or "").timestamp()
    except ValueError:
        return 0.0
    return off if abs(off) > CLOCK_OFF_SECONDS_MAX else 0.0


# How Slack comes in ----------------------------------------------------------------


async def _way_in(at: Examination) -> AsyncIterator[Finding]:
    """Requests to our public address: heard when they are signed, and only then."""
    url, secret = at.settings.public_url, at.slack.signing_secret
    if at.is_socket and secret is None:
        return
    assert secret is not None, "the settings were checked"
    if not url:
        if not at.is_socket:
            yield Finding(
                "fix",
                "slack address: Slack has nowhere to send commands; set LOCKSTEP_PUBLIC_URL, or "
                "SLACK_APP_TOKEN for Socket Mode",
            )
        return
    if url.startswith("http://") and urlsplit(url).hostname not in (
        "127.0.0.1",
        "localhost",
        "::1",
    ):
        yield Finding("fix", f"slack address: {url} must be https; Slack calls nothing else")
        return
    yield await _answers(at, url + EVENTS, secret)
    if at.slack.client_id:
        yield await _installs(at, url + INSTALL)


async def _answers(at: Examination, url: str, secret: SecretStr) -> Finding:
    """Whether the Lockstep at *url* is ours: it knows our secret, our team and our command."""
    challenge = secrets.token_hex(8)
    hello = json.dumps({"type": "url_verification", "challenge": challenge, "token": ""}).encode()
    forged = SecretStr(secrets.token_hex(16))
    try:
        status, told = await _posted(at, url, hello, JSON, forged)
        if status == 200:
            return Finding(
                "fix",
                f"slack address: {url} hears what Slack did not sign; something answers there "
                "in Lockstep's place",
            )
        if status == 401:
            status, told = await _posted(at, url, hello, JSON, secret)
        if status == 401:
            return Finding(
                "fix",
                f"slack address: the Lockstep at {url} has another SLACK_SIGNING_SECRET; start it "
                "again with this one",
            )
        if status != 200 or challenge not in told:
            return Finding("fix", f"slack address: {url} answered {status}; it is not Lockstep")
        return await _command(at, url, secret)
    except (aiohttp.ClientError, TimeoutError, OSError) as exc:
        return Finding("fix", f"slack address: {url} cannot be reached ({type(exc).__name__})")


async def _command(at: Examination, url: str, secret: SecretStr) -> Finding:
    """Asks for help as Slack would, in a channel that is none."""
    command = at.slack.command
    known = f"slack address: {url} hears what is signed with SLACK_SIGNING_SECRET, nothing else"
    if not at.bot:
        return Finding("ok", known)
    form = {
        "command": command, "text": "help", "team_id": at.bot.get("team_id"),
        "channel_id": "D0DOCTOR", "channel_name": "doctor", "user_id": at.bot.get("user_id"),
        "user_name": "doctor", "trigger_id": f"doctor.{secrets.token_hex(8)}",
    }  # fmt: skip
    status, told = await _posted(at, url, urlencode(form).encode(), FORM, secret)
    if status != 200 or f"{command} followed by" not in told:
        return Finding(
            "fix",
            f"slack command: {url} heard {command} help, and did not answer it as this Lockstep "
            "would; start it again with these settings",
        )
    return Finding("ok", f"{known}; {command} is answered there")


async def _posted(
    at: Examination, url: str, body: bytes, kind: str, secret: SecretStr
) -> tuple[int, str]:
    """Status and text of the answer to *body*, signed with *secret*."""
    now = str(int(time.time()))
    signed = hmac.new(
        secret.get_secret_value().encode(), f"v0:{now}:".encode() + body, hashlib.sha256
    )
    headers = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={signed.hexdigest()}",
    }
    async with at.session.post(url, data=body, headers=headers, allow_redirects=False) as answer:
        return answer.status, await answer.text(errors="replace")


async def _installs(at: Examination, url: str) -> Finding:
    """Whether workspaces can begin to install the app."""
    try:
        async with at.session.get(url, allow_redirects=False) as answer:
            there = answer.headers.get("Location", "")
    except (aiohttp.ClientError, TimeoutError, OSError) as exc:
        return Finding("fix", f"slack install: {url} cannot be reached ({type(exc).__name__})")
    if answer.status == 302 and at.slack.client_id in there:
        return Finding("ok", f"slack install: workspaces install the app at {url}")
    return Finding(
        "fix",
        f"slack install: {url} answered {answer.status}; the Lockstep that runs there has another "
        "SLACK_CLIENT_ID, or none",
    )


async def _socket(at: Examination) -> AsyncIterator[Finding]:
    """Whether the Lockstep that runs is connected; if none runs, whether Slack would let one.

    Slack grants few connections a minute: one asked for here may be missing at a start.
    """
    if at.slack.app_token is None:
        return
    if NAME in at.ready:
        how: Literal["ok", "fix"] = "ok" if at.ready[NAME] == "ok" else "fix"
        yield Finding(how, f"slack socket: {'connected' if how == 'ok' else at.ready[NAME]}")
        return
    try:
        await at.wire.call(at.slack.app_token, "apps.connections.open", {})
    except LockstepError as exc:
        why = exc.error if isinstance(exc, SlackSaid) else _lower(exc)
        yield Finding(
            "fix",
            f"slack socket: Slack opens none for SLACK_APP_TOKEN ({why}); make an app-level "
            "token with connections:write, and switch Socket Mode on",
        )
    else:
        yield Finding("ok", "slack socket: Slack opens one for SLACK_APP_TOKEN")


# Where cards go --------------------------------------------------------------------


async def _channels(at: Examination) -> AsyncIterator[Finding]:
    if not at.bot:
        return
    try:
        told = await at.call(
            "users.conversations", types="public_channel,private_channel", exclude_archived=True,
            limit=CHANNELS_COUNTED_MAX,
        )  # fmt: skip
    except LockstepError as exc:
        yield Finding("note", f"slack channels: Slack did not say where the bot is ({exc})")
        return
    count = len(told.get("channels") or ())
    more = (told.get("response_metadata") or {}).get("next_cursor")
    if not count:
        yield Finding(
            "note",
            "slack channels: the bot is in none yet; it joins public ones by itself, and must be "
            "invited to private ones",
        )
        return
    number = "one" if count == 1 else f"{count} or more" if more else str(count)
    trial = "" if at.channel else "; `lockstep doctor --channel ID` tries one"
    yield Finding("ok", f"slack channels: the bot is in {number}{trial}")


async def _round_trip(at: Examination) -> AsyncIterator[Finding]:
    """Posts a message into the channel that was named, and deletes it again."""
    if not at.channel or not at.bot:
        return
    text = "Lockstep's doctor was here; this message is deleted at once."
    try:
        posted = await at.call(
            "chat.postMessage", channel=at.channel, text=text, **MENTIONS_NOBODY,
            **UNFOLDS_NOTHING,
        )  # fmt: skip
    except SlackSaid as exc:
        yield Finding("fix", f"slack round trip: {trouble.sentence(exc)}")
        return
    except LockstepError as exc:
        yield Finding("fix", f"slack round trip: {_lower(exc)}")
        return
    try:
        await at.call("chat.delete", channel=posted["channel"], ts=posted["ts"])
    except LockstepError as exc:
        yield Finding(
            "fix", f"slack round trip: a message was posted and could not be deleted ({exc})"
        )
        return
    yield Finding("ok", f"slack round trip: a message came and went in {at.channel}")


def _lower(exc: Exception) -> str:
    """A sentence as the second half of one."""
    text = str(exc)
    return text if text.startswith("Slack") else text[:1].lower() + text[1:]
