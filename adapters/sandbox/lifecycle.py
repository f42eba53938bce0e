"""Starting, updating and ending one activity: what /start, /update and /end do.

The streams do the same three things; they only choose which.
"""

from datetime import timedelta

from adapters.sandbox.answers import Answer, Json, Refusal, forbidden, invalid, not_found
from adapters.sandbox.limits import Room, find_room
from adapters.sandbox.painting import (
    Reached,
    first_frame,
    keep_labels,
    last_frame,
    lingering,
    next_frame,
    paint,
)
from adapters.sandbox.state import Activity, Frame
from adapters.sandbox.turn import Audience, Turn

NO_PLACE = "All places are taken; this Live Activity is ignored until one is free."
NO_EFFECT = "The request had no effect."


def start(turn: Turn, body: Json) -> Answer:
    """POST /live-activity/start: another activity, every time."""
    frame = first_frame(turn, body, body["content_state"]["type"])
    audience = turn.audience(body)
    room = find_room(turn.account, audience.devices, turn.switches)
    if turn.switches.ignored or not room.devices:
        return _ignored_start(turn, audience)
    begun, reached = begin(turn, body, frame, audience, room)
    evicted = room.evicted[0].id if room.evicted else None
    more = {"ended_activity_id": evicted, "errors": list(reached.errors) or None}
    return Answer(
        200, _started(turn, begun, audience, reached) | turn.success(**more), effect="started"
    )


def update(turn: Turn, body: Json) -> Answer:
    """POST /live-activity/update: also of a stream's activity."""
    activity = _owned(turn, body["activity_id"], "update")
    if not activity.is_live:
        return _update_after_end(turn, activity)
    if turn.switches.ignored:
        return Answer(200, _reached(turn, activity, Reached(0, 0)))
    frame = next_frame(turn, body, activity.frame)
    stream = turn.account.streams.get(activity.stream_key or "")
    changed_type = frame.content["type"] != activity.type and stream is not None
    if turn.switches.new_activity_id or changed_type:
        return _update_elsewhere(turn, body, activity, frame)
    keep_labels(activity, body)
    activity.updates += 1
    reached = paint(turn, activity, frame, throttled=True)
    return Answer(200, _reached(turn, activity, reached), effect="updated")


def end(turn: Turn, body: Json) -> Answer:
    """POST /live-activity/end: a second one has no effect."""
    activity = _owned(turn, body["activity_id"], "end")
    if not activity.is_live or turn.switches.ignored:
        reason = activity.end_reason if not activity.is_live else None
        return Answer(200, _nothing_to_end(turn, activity.id, reason))
    default = turn.switches.end_dismiss_minutes
    reached = finish(turn, activity, body, default, "ended")
    body_200 = _reached(turn, activity, reached)
    if turn.switches.forced_completion:
        body_200["forced_completion"] = True
    return Answer(200, body_200, effect="ended")


def begin(
    turn: Turn,
    body: Json,
    frame: Frame,
    audience: Audience,
    room: Room,
    stream_key: str | None = None,
) -> tuple[Activity, Reached]:
    """A new activity, shown at once; those evicted for it are gone from every device."""
    for old in room.evicted:
        old.finish("completed", turn.now, turn.now, "device_limit")
    begun = Activity(
        id=turn.new_id(),
        frame=frame,
        channels=audience.slugs,
        devices=list(room.devices),
        started_at=turn.now,
        stream_key=stream_key,
    )
    keep_labels(begun, body)
    turn.account.activities[begun.id] = begun
    reached = paint(turn, begun, frame, starting=True)
    return begun, Reached(reached.notified, 0, (*room.errors, *reached.errors))


def finish(turn: Turn, activity: Activity, body: Json, minutes: int, reason: str) -> Reached:
    """End *activity* with the last state that *body* says, if any; raises Refusal (400)."""
    frame = last_frame(turn, body, activity.frame)
    keep_labels(activity, body)
    reached = paint(turn, activity, frame)
    linger: timedelta = lingering(body.get("content_state", {}), minutes)
    activity.finish("completed", turn.now, turn.now + linger, reason)
    return reached


def _owned(turn: Turn, activity_id: str, verb: str) -> Activity:
    turn.check_owned(verb)
    found = turn.account.activities.get(activity_id)
    if found is None and turn.switches.unknown_activity == 404:
        text = f"No Live Activity found for activity_id: {activity_id}"
        raise Refusal(not_found("Live Activity", text))
    if found is None:
        raise Refusal(forbidden(verb))
    return found


def _update_after_end(turn: Turn, activity: Activity) -> Answer:
    text = "This Live Activity has already ended"
    if turn.switches.update_after_end == 200:
        return Answer(200, _reached(turn, activity, Reached(0, 0)))
    if turn.switches.update_after_end == 404:
        raise Refusal(not_found("Live Activity", text))
    raise Refusal(invalid(text, "Live Activity already ended"))


def _update_elsewhere(turn: Turn, body: Json, old: Activity, frame: Frame) -> Answer:
    """An update that makes another activity, and so another id."""
    old.finish("completed", turn.now, turn.now, "rotated")
    audience = Audience(old.channels, old.devices)
    labels = {"tags": old.tags, "metadata": old.metadata}
    kept = {k: v for k, v in labels.items() if v is not None} | body
    begun, reached = begin(turn, kept, frame, audience, Room(old.devices), old.stream_key)
    answered = _reached(turn, begun, reached)
    stream = turn.account.streams.get(old.stream_key or "")
    if stream is not None:
        stream.status, stream.activity_id, stream.type = "active", begun.id, begun.type
        answered |= {
            "operation": "rotated",
            "stream_key": stream.key,
            "previous_activity_id": old.id,
            "users_notified": audience.owners,
            "effective_channel_slugs": audience.slugs,
        }
    return Answer(200, answered, effect="rotated")


def _started(turn: Turn, begun: Activity, audience: Audience, reached: Reached) -> Json:
    return turn.success(
        activity_id=begun.id,
        devices_notified=reached.notified,
        users_notified=audience.owners,
        tags=begun.tags,
    ) | {"effective_channel_slugs": audience.slugs}


def _ignored_start(turn: Turn, audience: Audience) -> Answer:
    body = turn.success(
        activity_id=turn.new_id(), devices_notified=0, users_notified=0, message=NO_PLACE
    )
    return Answer(200, body | {"effective_channel_slugs": audience.slugs})


def _reached(turn: Turn, activity: Activity, reached: Reached) -> Json:
    return turn.success(
        activity_id=activity.id,
        devices_notified=reached.notified,
        devices_queued=reached.queued,
        errors=list(reached.errors) or None,
    )


def _nothing_to_end(turn: Turn, activity_id: str, reason: str | None) -> Json:
    return turn.success(
        activity_id=activity_id,
        devices_notified=0,
        devices_queued=0,
        ignored=True,
        message=NO_EFFECT,
        end_reason=reason,
    )
