"""An activity as ActivitySmith wants to hear it: the body of each of the five calls. Pure.

The full state and both buttons go with every call, because what leaving them out means
is nowhere written; nothing that is not set goes with any. A timer's duration is the one
exception: said again, it would set the clock anew.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from bot.activity import Activity
from bot.activitysmith.controls import controls
from bot.activitysmith.requests import (
    EndRequest,
    Request,
    StartRequest,
    StreamEndRequest,
    StreamRequest,
    UpdateRequest,
    checked,
    encoded,
)
from bot.buttons import Press
from bot.content import Timer
from bot.errors import SurfaceRejected
from bot.text import cut, measure

BODY_BYTES_MAX = 3_000
TITLE_MAX = 80
SUBTITLE_MAX = 160
MESSAGE_MAX = 240
BADGE_MAX = 24
LABEL_MAX = 32
UNIT_MAX = 16
VALUE_MAX = 64
LATE_SECONDS = 5
MANUAL_STAY_MINUTES = 3
STREAM_STAY_MINUTES = 2

Body = dict[str, Any]


@dataclass(frozen=True)
class Showing:
    """What a Lock Screen is to show, and what it takes to say so.

    *window* is the timer's window that the phone is known to run already, if any.
    """

    activity: Activity
    now: datetime
    presses: tuple[Press, ...] = ()
    chat_url: str | None = None
    public_url: str | None = None
    window: str = ""


def start(showing: Showing) -> Body:
    """The body of `POST /live-activity/start`. Raises SurfaceRejected, like the other four."""
    body = _whole(showing)
    if audience := showing.activity.audience:
        body["target"] = {"channels": list(audience)}
    return _sendable(StartRequest, body)


def update(showing: Showing, activity_id: str) -> Body:
    """The body of `POST /live-activity/update`."""
    return _sendable(UpdateRequest, {"activity_id": activity_id, **_whole(showing)})


def end(showing: Showing, activity_id: str, stay_minutes: int | None = None) -> Body:
    """The body of `POST /live-activity/end`; *stay_minutes* overrules what was chosen."""
    body = _final(showing, MANUAL_STAY_MINUTES, stay_minutes)
    return _sendable_end(EndRequest, {"activity_id": activity_id, **body})


def put_stream(showing: Showing) -> Body:
    """The body of `PUT /live-activity/stream/{key}`."""
    body = _whole(showing)
    if (audience := showing.activity.audience) and showing.activity.adopted is None:
        body["channels"] = list(audience)
    return _sendable(StreamRequest, body)


def end_stream(showing: Showing, stay_minutes: int | None = None) -> Body:
    """The body of `DELETE /live-activity/stream/{key}`."""
    return _sendable_end(StreamEndRequest, _final(showing, STREAM_STAY_MINUTES, stay_minutes))


def digest(showing: Showing) -> str:
    """Names what is shown: the same for two calls that would leave a phone looking the same."""
    body = _whole(showing)
    body["content_state"].pop("duration_seconds", None)
    try:
        said = encoded({"body": body, "window": window(showing.activity)})
    except ValueError as exc:
        raise _unsayable(exc) from exc
    return sha256(said).hexdigest()[:16]


def window(activity: Activity) -> str:
    """The name of the window that the activity's timer runs in; empty without one."""
    content = activity.content
    if not isinstance(content, Timer):
        return ""
    return content.clock.window.isoformat() if content.clock else "first"


def _whole(showing: Showing) -> Body:
    activity = showing.activity
    body: Body = {"content_state": _state(showing)}
    body.update(controls(activity, showing.presses, showing.chat_url, showing.public_url))
    if activity.tags:
        body["tags"] = list(activity.tags)
    if activity.metadata:
        body["metadata"] = dict(activity.metadata)
    return body


def _final(showing: Showing, usual_minutes: int, stay_minutes: int | None) -> Body:
    body = _whole(showing)
    body["content_state"].pop("duration_seconds", None)
    chosen = showing.activity.dismiss_minutes if stay_minutes is None else stay_minutes
    body["content_state"]["auto_dismiss_minutes"] = usual_minutes if chosen is None else chosen
    return body


def _state(showing: Showing) -> Body:
    content = showing.activity.content
    state = content.model_dump(mode="json", exclude_none=True, exclude={"clock"})
    if showing.activity.adopted is not None:
        del state["type"]
    if isinstance(content, Timer):
        state.pop("duration_seconds", None)
        if window(showing.activity) != showing.window:
            state.update(_duration(content, showing.now))
    if who := showing.activity.acknowledgement:
        state["subtitle"] = f"{state['subtitle']} · {who}" if state.get("subtitle") else who
    return _cut_to_size(state)


def _duration(timer: Timer, now: datetime) -> Body:
    """The whole window, or what is left of it when it is told of late."""
    if timer.duration_seconds is None:
        return {}
    left = timer.left_seconds(now)
    if left is None or not timer.counts_down or timer.ran_seconds(now) < LATE_SECONDS:
        return {"duration_seconds": timer.duration_seconds}
    return {"duration_seconds": max(1, round(left))}


def _cut_to_size(state: Body) -> Body:
    sizes = {"title": TITLE_MAX, "subtitle": SUBTITLE_MAX, "message": MESSAGE_MAX}
    for name, size in sizes.items():
        if name in state:
            state[name] = cut(state[name], size)
    if "badge" in state:
        state["badge"]["title"] = cut(state["badge"]["title"], BADGE_MAX)
    if isinstance(state.get("value"), str):
        state["value"] = cut(state["value"], VALUE_MAX)
    for metric in state.get("metrics", ()):
        metric["label"] = cut(metric["label"], LABEL_MAX)
        if "unit" in metric:
            metric["unit"] = cut(metric["unit"], UNIT_MAX)
    return state


def _sendable(kind: type[Request], body: Body) -> Body:
    """*body*, checked, and made to fit by shortening its longest line."""
    try:
        fitting = _fitted(checked(kind, body))
        size = len(encoded(fitting))
    except ValueError as exc:
        raise _unsayable(exc) from exc
    if size > BODY_BYTES_MAX:
        raise SurfaceRejected(
            f"This is too much for a Lock Screen: {size:,} of {BODY_BYTES_MAX:,} bytes. The phones "
            "keep what they show. Shorten what its buttons, tags or metadata carry."
        )
    return fitting


def _sendable_end(kind: type[Request], body: Body) -> Body:
    """*body*, or less of it: whatever its buttons and tags are, an end must go."""
    try:
        return _sendable(kind, body)
    except SurfaceRejected:
        least: Body = {n: body[n] for n in ("activity_id", "content_state") if n in body}
        return _sendable(kind, least)


def _fitted(body: Body) -> Body:
    state = body.get("content_state", {})
    for name in ("message", "subtitle", "title"):
        while len(encoded(body)) > BODY_BYTES_MAX and measure(state.get(name, "")) > 1:
            state[name] = cut(state[name], max(1, measure(state[name]) * 3 // 4))
    return body


def _unsayable(exc: ValueError) -> SurfaceRejected:
    return SurfaceRejected(
        f"ActivitySmith would not take this: {exc}. The phones keep what they show."
    )
