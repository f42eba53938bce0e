"""What the bodies of the five calls may say: ActivitySmith's rules, as values. Pure.

A body is checked here before it is sent, because the other side forgives too much: it
drops what it does not know, and nobody would hear of it. What is dumped is what was
set, and nothing else: a default that is added for us could start a paused timer.
"""

import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, JsonValue, ValidationError, model_validator

from bot.activitysmith.states import (
    EndState,
    Said,
    StartState,
    State,
    StreamEndState,
    Text,
    WholeState,
)
from bot.content import TAKES_TWO_BUTTONS, Finite

STREAM_KEY = re.compile(r"[A-Za-z0-9_-]{1,255}")
METADATA_BYTES_MAX = 16_384

_OPENS = re.compile(r"(?:https?|shortcuts|x-safari-https)://[^\s/\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*")
_HOOK = re.compile(r"https://[^\s/\x00-\x1f\x7f][^\s\x00-\x1f\x7f]*")
_LOCAL_HOOK = re.compile(
    r"http://(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])(?::[0-9]{1,5})?(?:[/?#][^\s\x00-\x1f\x7f]*)?"
)

Scalar = Finite | str | bool
MetadataKey = Annotated[str, Field(min_length=1, max_length=100)]
Metadata = Annotated[
    dict[MetadataKey, Annotated[Scalar, Field(union_mode="left_to_right")]], Field(max_length=50)
]
Tags = Annotated[list[Annotated[str, Field(min_length=1, max_length=64)]], Field(max_length=20)]
Slugs = Annotated[list[Text], Field(min_length=1)]
R = TypeVar("R", bound="Request")


class Action(Said):
    """A button as ActivitySmith draws it: it opens an address, or calls one."""

    title: str
    type: Literal["open_url", "webhook"]
    url: str
    method: Literal["GET", "POST"] | None = None
    body: dict[str, JsonValue] | None = None

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if self.type == "open_url" and not _OPENS.fullmatch(self.url):
            raise ValueError("a button opens http, https, shortcuts or x-safari-https addresses")
        if self.type == "webhook" and not is_hook(self.url):
            raise ValueError("a webhook's address begins with https://")
        json.dumps(self.body, allow_nan=False)
        return self


def is_hook(url: str) -> bool:
    """Whether ActivitySmith may be asked to call *url*; plain http only on this machine."""
    return bool(_HOOK.fullmatch(url) or _LOCAL_HOOK.fullmatch(url))


def is_link(url: str) -> bool:
    """Whether a phone may be asked to open *url*."""
    return bool(_OPENS.fullmatch(url))


class Target(Said):
    """Who hears of it. No channel at all would be everybody, so it must be one at least."""

    channels: Slugs


class Banner(Said):
    """The words of the notification that announces a change."""

    title: str | None = None
    body: str | None = None


class Request(Said):
    """What every call may carry beside its state."""

    content_state: State | None = None
    action: Action | None = None
    secondary_action: Action | None = None
    tags: Tags | None = None
    metadata: Metadata | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("a field that is not known is left out, not null")
        kind = self.content_state.type if self.content_state else None
        if self.secondary_action and kind and kind not in TAKES_TWO_BUTTONS:
            raise ValueError(f"{kind} has room for one button")
        if "__proto__" in (self.metadata or {}):
            raise ValueError("__proto__ is no key of metadata")
        if len(json.dumps(self.metadata, ensure_ascii=False).encode()) > METADATA_BYTES_MAX:
            raise ValueError("metadata is over 16 KB")
        return self


class StartRequest(Request):
    """POST /live-activity/start."""

    content_state: StartState
    target: Target | None = None
    alert: Banner | None = None


class UpdateRequest(Request):
    """POST /live-activity/update."""

    activity_id: Text
    content_state: State


class EndRequest(Request):
    """POST /live-activity/end."""

    activity_id: Text
    content_state: EndState


class StreamRequest(Request):
    """PUT /live-activity/stream/{stream_key}."""

    content_state: WholeState
    channels: Slugs | None = None
    target: Target | None = None
    alert: Banner | None = None

    @model_validator(mode="after")
    def _speaks_to_one_audience(self) -> Self:
        if self.channels and self.target and self.channels != self.target.channels:
            raise ValueError("channels and target.channels differ")
        return self


class StreamEndRequest(Request):
    """DELETE /live-activity/stream/{stream_key}; it may say nothing at all."""

    content_state: StreamEndState | None = None
    alert: Banner | None = None


def checked(kind: type[R], body: Mapping[str, Any]) -> dict[str, Any]:
    """*body* with what it sets, and nothing else. Raises ValueError that says what is wrong."""
    try:
        return kind.model_validate(dict(body)).model_dump(mode="json", exclude_unset=True)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{where}: {first['msg']}" if where else first["msg"]) from None


def encoded(body: Mapping[str, Any]) -> bytes:
    """*body* as JSON; the same body is the same bytes. Raises ValueError if JSON cannot say it."""
    text = json.dumps(
        body, allow_nan=False, ensure_ascii=False, separators=(",", ":"), sort_keys=True
    )
    return text.encode()
