"""Who is let in: a request that Slack signed, just now, of a bearable size.

Looked at before slack-bolt and before the store, so that whatever anybody sends costs
nothing and changes nothing. A forged body is never read further, and never logged.
"""

import asyncio
import hashlib
import hmac
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import aiohttp
from aiohttp import web

BODY_BYTES_MAX = 256 * 1024
BODY_WITHIN_SECONDS = 5.0
SKEW_SECONDS_MAX = 300
FIELDS_MAX = 64

Payload = dict[str, Any]

_TIMESTAMP = re.compile(r"[0-9]{9,11}", re.A)
_SIGNATURE = re.compile(r"v0=[0-9a-f]{64}", re.A)
_FORM_TYPE = "application/x-www-form-urlencoded"
_JSON_TYPE = "application/json"


class TurnedAway(Exception):
    """The request is answered *status*, in a word, and nothing else happens."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


@dataclass(frozen=True)
class Edge:
    """The check of one app, by its signing *secret*. *clock* tells how old a request is."""

    secret: bytes
    clock: Callable[[], datetime]
    body_within_seconds: float = BODY_WITHIN_SECONDS

    def __post_init__(self) -> None:
        object.__setattr__(self, "_mac", hmac.new(self.secret, b"v0:", hashlib.sha256))

    async def read(self, request: web.Request) -> Payload:
        """What Slack says in *request*. Raises TurnedAway unless Slack says it, and well."""
        timestamp, signature = self._headers(request)
        body = await self._body(request)
        if not hmac.compare_digest(self._signed(timestamp, body), signature):
            raise TurnedAway(401, "not signed by Slack")
        return payload_of(body, request.content_type)

    def _signed(self, timestamp: bytes, body: bytes) -> bytes:
        # A copy, since hmac.digest lets the store's thread in, and then waits for its turn.
        mac: hmac.HMAC = self._mac.copy()  # type: ignore[attr-defined] # set above
        mac.update(b"%s:%s" % (timestamp, body))
        return mac.digest()

    def _headers(self, request: web.Request) -> tuple[bytes, bytes]:
        """The timestamp and the signature, exactly one of each, of exactly one form."""
        timestamp = _one(request, "X-Slack-Request-Timestamp", _TIMESTAMP)
        signature = _one(request, "X-Slack-Signature", _SIGNATURE)
        if abs(self.clock().timestamp() - int(timestamp)) > SKEW_SECONDS_MAX:
            raise TurnedAway(401, "too old, or from the future")
        return timestamp.encode(), bytes.fromhex(signature[3:])

    async def _body(self, request: web.Request) -> bytes:
        if "Content-Encoding" in request.headers:
            raise TurnedAway(415, "no content encoding is read here")
        if (request.content_length or 0) > BODY_BYTES_MAX:
            raise TurnedAway(413, "too large")
        try:
            if request.content.is_eof():  # It came with the headers, as it nearly always does.
                return _bearable(request.content.read_nowait())
            async with asyncio.timeout(self.body_within_seconds):
                return await _streamed(request)
        except TimeoutError as exc:
            raise TurnedAway(408, "too slow") from exc
        except (aiohttp.ClientPayloadError, web.RequestPayloadError, OSError, ValueError) as exc:
            raise TurnedAway(400, "broken off") from exc


async def _streamed(request: web.Request) -> bytes:
    body = b""
    while part := await request.content.readany():
        body = _bearable(body + part)
    return body


def _bearable(body: bytes) -> bytes:
    if len(body) > BODY_BYTES_MAX:
        raise TurnedAway(413, "too large")
    return body


def payload_of(body: bytes, content_type: str) -> Payload:
    """The payload in *body*, of a shape that can be looked into. Raises TurnedAway."""
    try:
        text = body.decode()
        if content_type == _JSON_TYPE:
            payload = json.loads(text)
        elif content_type == _FORM_TYPE:
            form = _form(text)
            payload = json.loads(form["payload"]) if "payload" in form else form
        else:
            raise TurnedAway(415, "neither a form nor JSON")
    except (ValueError, RecursionError) as exc:
        raise TurnedAway(400, "cannot be read") from exc
    if not is_well_formed(payload):
        raise TurnedAway(400, "no payload of Slack's")
    return dict(payload)


def _form(text: str) -> dict[str, str]:
    """The fields of a form; a good deal faster than parse_qsl. Raises ValueError."""
    pairs = text.split("&")
    if len(pairs) > FIELDS_MAX:
        raise ValueError("too many fields")
    form = {}
    for pair in pairs:
        name, _, value = pair.partition("=")
        if "%" in value or "+" in value:
            value = unquote_plus(value)
        form[name if "%" not in name else unquote_plus(name)] = value
    return form


def is_well_formed(payload: object) -> bool:
    """Whether what slack-bolt and we look into is of the kind that Slack documents.

    Only Slack signs, so this turns away what nobody should ever see: better a 400 than a
    KeyError far inside.
    """
    if not isinstance(payload, dict):
        return False
    if "command" in payload:
        told = all(isinstance(payload.get(name), str) for name in _COMMAND)
        return told and not payload.keys() & _NOT_COMMAND
    for name, kind in _KINDS.items():
        if name in payload and not isinstance(payload[name], kind):
            return False
    return _inside(payload) and _says_what_it_is(payload)


_COMMAND = ("command", "team_id", "channel_id", "user_id", "trigger_id")
_NOT_COMMAND = frozenset({"actions", "authorizations", "event", "team", "type", "user", "view"})
_KINDS: Mapping[str, type | tuple[type, ...]] = {
    "type": str, "team_id": (str, type(None)), "event_id": str, "trigger_id": str,
    "callback_id": str, "challenge": str, "ssl_check": str, "action_ts": str,
    "response_url": str, "event": dict, "view": (dict, type(None)), "user": dict,
    "team": (dict, type(None)), "channel": (dict, type(None)), "enterprise": (dict, type(None)),
    "message": (dict, type(None)), "container": (dict, type(None)), "actions": list,
    "authorizations": (list, type(None)), "response_urls": list, "function_data": dict,
    "state": (dict, type(None)), "enterprise_id": (str, type(None)),
    "is_enterprise_install": (bool, str, type(None)), "token": str,
}  # fmt: skip
_INSIDE = ("id", "team_id", "type", "user_id", "channel_id", "callback_id", "hash",
           "private_metadata", "app_installed_team_id", "enterprise_id", "name", "domain",
           "thread_ts", "ts", "subtype", "bot_id", "team", "action_id", "value", "username",
           "view_id", "message_ts", "user")  # fmt: skip


def _inside(payload: Payload) -> bool:
    """Whether the objects in *payload* have texts where ids belong."""
    lists = (payload.get("authorizations") or (), payload.get("actions") or ())
    objects = [payload.get(name) for name in ("view", "user", "team", "channel", "enterprise")]
    objects += [payload.get(name) for name in ("message", "container")]
    for some in lists:
        objects += some
        if not all(isinstance(one, dict) for one in some):
            return False
    return all(
        one is None or all(isinstance(one.get(name, ""), str | None) for name in _INSIDE)
        for one in objects
    )


def _says_what_it_is(payload: Payload) -> bool:
    kind = payload.get("type")
    if kind is None:
        return "ssl_check" in payload
    if kind == "event_callback":
        event = payload.get("event")
        return (
            isinstance(event, dict)
            and all(isinstance(payload.get(name), str) for name in ("event_id", "team_id"))
            and isinstance(event.get("type"), str)
            and _is_event(event)
        )
    needs = _NEEDS.get(kind)
    if needs is None or not all(payload.get(name) for name in needs):
        return False
    named = [payload[name] for name in needs if name in ("user", "channel", "view")]
    if (view := payload.get("view")) and not view.get("type"):
        return False
    actions = payload.get("actions") or ()
    return all(each.get("id") for each in named) and all(each.get("action_id") for each in actions)


def _is_event(event: Payload) -> bool:
    """Whether what an event is about is told by ids, or by objects that have one."""
    if not all(isinstance(event.get(name, ""), str | None) for name in _EVENT_IDS):
        return False
    for name in ("channel", "user"):
        told = event.get(name, "")
        if isinstance(told, dict):
            told = told.get("id")
        if not isinstance(told, str | None):
            return False
    objects = ("view", "message", "function", "inputs", "assistant_thread", "previous_message")
    return all(isinstance(event.get(name), dict | None) for name in objects)


_EVENT_IDS = ("team", "team_id", "user_id", "channel_id", "bot_id", "subtype", "thread_ts",
              "user_team", "enterprise", "function_execution_id", "bot_access_token")  # fmt: skip
_NEEDS: Mapping[str, tuple[str, ...]] = {
    "url_verification": ("challenge",),
    "block_actions": ("actions", "user", "trigger_id"),
    "view_submission": ("view", "user"),
    "view_closed": ("view", "user"),
    "message_action": ("callback_id", "user", "trigger_id", "channel", "message"),
    "shortcut": ("callback_id", "user", "trigger_id"),
    "block_suggestion": ("user",),
    "app_rate_limited": (),
}


def _one(request: web.Request, name: str, form: re.Pattern[str]) -> str:
    """The one header of that *name*, if it is of that *form*."""
    found = request.headers.getall(name, ())
    if len(found) != 1 or not form.fullmatch(found[0]):
        raise TurnedAway(401, "not signed by Slack")
    return found[0]
