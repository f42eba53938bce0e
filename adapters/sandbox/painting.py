"""From a body to what phones show: merging what was left out, and painting each device."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from adapters.sandbox.answers import Json, Refusal, invalid
from adapters.sandbox.limits import over_budget
from adapters.sandbox.rules import of_the_content, of_the_second_button
from adapters.sandbox.state import Activity, Frame
from adapters.sandbox.switches import Switches
from adapters.sandbox.timer import held, moved, opened
from adapters.sandbox.turn import Turn

DISMISS_FIELDS = ("auto_dismiss_minutes", "auto_dismiss_seconds")
BUTTON_FIELDS = ("action", "secondary_action")


@dataclass(frozen=True)
class Reached:
    """How many devices were told, and how many will be once their token is there."""

    notified: int
    queued: int
    errors: Sequence[str] = ()


def first_frame(turn: Turn, body: Json, kind: str) -> Frame:
    """The frame that begins an activity; raises Refusal (400) unless all it needs is there."""
    content = _without_dismissal(body["content_state"]) | {"type": kind}
    _refuse(of_the_content(content, kind, turn.switches, starting=True))
    _refuse(of_the_second_button(body, kind, turn.switches))
    timer = opened(content, turn.now) if kind == "timer" else None
    return Frame(content, body.get("action"), body.get("secondary_action"), timer, turn.now)


def next_frame(turn: Turn, body: Json, before: Frame) -> Frame:
    """*before* as an update leaves it; raises Refusal (400)."""
    kind = before.content["type"]
    said = _without_dismissal(body["content_state"])
    if said.get("type", kind) != kind:
        return first_frame(turn, body, said["type"])
    content = merged(said, before.content, turn.switches)
    stated = said.get("type") if turn.switches.typed_updates == "stated" else kind
    checked = content if turn.switches.content_omitted == "keep" else said
    steps = before.content.get("number_of_steps")
    _refuse(of_the_content(checked, stated, turn.switches, steps=steps))
    _refuse(of_the_second_button(body, kind, turn.switches))
    timer = before.timer
    if timer is not None:
        loose = turn.switches.timer_flags_omitted == "true"
        timer = moved(timer, said, turn.now, omitted_is_true=loose)
        if timer.duration_seconds is None and said.get("counts_down"):
            _refuse("content_state.duration_seconds: a countdown needs one")
    action, second = (_button(body, before, name, turn.switches) for name in BUTTON_FIELDS)
    return Frame(content, action, second, timer, turn.now)


def last_frame(turn: Turn, body: Json, before: Frame) -> Frame:
    """*before* as an end leaves it: timers stop, and buttons go unless they are sent again."""
    frame = before
    if "content_state" in body:
        frame = next_frame(turn, body, before)
    else:
        _refuse(of_the_second_button(body, before.content["type"], turn.switches))
    timer = None if frame.timer is None else held(frame.timer, turn.now)
    action, second = (body.get(name) for name in BUTTON_FIELDS)
    return Frame(frame.content, action, second, timer, turn.now)


def merged(said: Json, before: Json, switches: Switches) -> Json:
    """What was *said*, with what an omission keeps."""
    if switches.content_omitted == "keep":
        return before | said
    content = {"type": before["type"]} | said
    if before["type"] == "segmented_progress" and "number_of_steps" in before:
        content.setdefault("number_of_steps", before["number_of_steps"])
    return content


def keep_labels(activity: Activity, body: Json) -> bool:
    """Take tags and metadata that were sent, keep those that were not; whether any changed."""
    before = activity.tags, activity.metadata
    activity.tags = body.get("tags", activity.tags)
    activity.metadata = body.get("metadata", activity.metadata)
    return before != (activity.tags, activity.metadata)


def paint(
    turn: Turn,
    activity: Activity,
    frame: Frame,
    *,
    starting: bool = False,
    throttled: bool = False,
) -> Reached:
    """Bring *frame* to every device of *activity*: now, or once its token has registered."""
    activity.frame = frame
    lost = 1 if turn.switches.errors else 0
    held_back = throttled and turn.switches.throttle and over_budget(activity, turn.now)
    notified = queued = 0
    for device in activity.devices[lost:]:
        if starting or activity.token_ready(device, turn.now):
            notified += 1
            activity.waiting.pop(device.id, None)
            if not held_back:
                activity.shown[device.id] = frame
        else:
            queued += 1
            activity.waiting[device.id] = frame
    return Reached(notified, queued, turn.switches.errors)


def lingering(content: Json, default_minutes: int) -> timedelta:
    """How long an ended activity stays visible; seconds beat minutes."""
    if "auto_dismiss_seconds" in content:
        return timedelta(seconds=min(content["auto_dismiss_seconds"], 86_400))
    minutes = min(content.get("auto_dismiss_minutes", default_minutes), 1440)
    return timedelta(minutes=minutes)


def _without_dismissal(content: Json) -> Json:
    return {k: v for k, v in content.items() if k not in DISMISS_FIELDS}


def _button(body: Json, before: Frame, name: str, switches: Switches) -> Json | None:
    kept: Json | None = getattr(before, name) if switches.actions_omitted == "keep" else None
    return body.get(name, kept)


def _refuse(complaint: str | None) -> None:
    if complaint is not None:
        raise Refusal(invalid(complaint))
