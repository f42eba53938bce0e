"""From bytes to a body that is fit to be acted on, or a 400 that says why not."""

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from pydantic import BaseModel, ValidationError

from adapters.sandbox import bodies
from adapters.sandbox.answers import Json, Refusal, invalid, invalid_targeting, metric_refused
from adapters.sandbox.rules import complain
from adapters.sandbox.switches import Switches
from adapters.sandbox.wire import decode

STREAM_KEY = re.compile(r"[A-Za-z0-9_-]+")
STREAM_KEY_MAX = 255
METRIC_KEY = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
SHAPES: Mapping[str, type[BaseModel]] = MappingProxyType(
    {
        "start": bodies.Start,
        "update": bodies.Update,
        "end": bodies.End,
        "put": bodies.StreamPut,
        "delete": bodies.StreamDelete,
        "push": bodies.Push,
        "replace": bodies.Replacement,
        "badge": bodies.BadgeCount,
    }
)
LIVE = ("start", "update", "end", "put", "delete")


def read(endpoint: str, raw: bytes, switches: Switches, *, loopback_http: bool) -> Json:
    """The body of a call, exactly as it was sent; raises Refusal (400)."""
    if endpoint == "metric":
        return read_metric(raw)
    body = {} if endpoint == "delete" and not raw.strip() else decode(raw)
    if endpoint == "end" and switches.end_auto_dismiss_seconds == "drop":
        body = _without_seconds(body)
    try:
        SHAPES[endpoint].model_validate(_as_checked(body, switches))
    except ValidationError as exc:
        raise _refusal(exc) from exc
    if endpoint in LIVE:
        complaint = complain(endpoint, body, switches, loopback_http=loopback_http)
        if complaint is not None:
            raise Refusal(complaint)
    return body


def read_metric(raw: bytes) -> Json:
    """The body of a metric value; refused in that endpoint's own short form."""
    try:
        body = decode(raw)
    except Refusal as exc:
        raise Refusal(metric_refused(400, "value must be a finite number")) from exc
    value = body.get("value")
    if set(body) - {"value", "timestamp"}:
        raise Refusal(metric_refused(400, "only value and timestamp can be sent"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refusal(metric_refused(400, "value must be a finite number"))
    if isinstance(value, str) and not 1 <= len(value) <= 64:
        raise Refusal(metric_refused(400, "value must have 1 to 64 characters"))
    if "timestamp" in body and not _is_moment(body["timestamp"]):
        raise Refusal(metric_refused(400, "timestamp must be an ISO 8601 time"))
    return body


def check_stream_key(key: str) -> None:
    """Raises Refusal (400) unless *key* can be one."""
    if STREAM_KEY.fullmatch(key) is None:
        text = "stream_key must contain only letters, numbers, underscores, and hyphens"
        raise Refusal(invalid(text, "Invalid stream_key"))
    if len(key) > STREAM_KEY_MAX:
        text = f"stream_key must have at most {STREAM_KEY_MAX} characters"
        raise Refusal(invalid(text, "Invalid stream_key"))


def check_metric_key(key: str) -> None:
    """Raises Refusal (400) unless *key* can be one."""
    if METRIC_KEY.fullmatch(key) is None:
        raise Refusal(metric_refused(400, "key is not a metric key"))


def _as_checked(body: Json, switches: Switches) -> Json:
    """*body* without what a switch lets pass unread."""
    seen = dict(body)
    for name in ("action", "secondary_action"):
        if switches.unknown_action_fields == "keep" and isinstance(seen.get(name), dict):
            known = bodies.Action.model_fields
            seen[name] = {k: v for k, v in seen[name].items() if k in known}
    return seen


def _without_seconds(body: Json) -> Json:
    content = body.get("content_state")
    if not isinstance(content, dict):
        return body
    kept = {k: v for k, v in content.items() if k != "auto_dismiss_seconds"}
    return body | {"content_state": kept}


def _refusal(exc: ValidationError) -> Refusal:
    first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
    where = [str(part) for part in first["loc"]]
    if where[:2] == ["target", "channels"] or where[:1] == ["target"]:
        return Refusal(invalid_targeting("target.channels must be an array of channel slugs"))
    if where[:1] == ["channels"]:
        return Refusal(invalid_targeting("channels must contain at least one channel"))
    return Refusal(invalid(f"{'.'.join(where) or 'body'}: {first['msg']}"))


def _is_moment(value: object) -> bool:
    if not isinstance(value, str):
        return False
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
