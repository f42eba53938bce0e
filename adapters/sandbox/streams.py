"""PUT and DELETE of a stream: one key, and always at most one live activity behind it."""

from datetime import timedelta

from adapters.sandbox.answers import Answer, Json, Refusal, invalid, stream_unknown
from adapters.sandbox.lifecycle import NO_EFFECT, NO_PLACE, begin, finish
from adapters.sandbox.limits import WARNING, Room, find_room, over_budget
from adapters.sandbox.painting import Reached, first_frame, keep_labels, next_frame, paint
from adapters.sandbox.state import LIFETIME, Activity, Frame, Stream
from adapters.sandbox.turn import Audience, Turn
from adapters.sandbox.wire import canonical

ENDED_KEYS_MAX = 10_000


def put(turn: Turn, key: str, body: Json) -> Answer:
    """started, updated, rotated, noop or paused: whatever brings the stream to *body*."""
    stream = turn.account.streams.get(key)
    current = turn.account.current(stream)
    frame = _frame(turn, body, stream, current)
    audience = _audience(turn, body, current)
    if stream is not None and stream.status == "paused":
        return Answer(200, _said(turn, "paused", key, None))
    if turn.switches.ignored:
        current_id = current.id if current is not None else None
        return Answer(200, _said(turn, "noop", key, current_id, ignored=True, message=NO_EFFECT))
    if current is None:
        return _begin(turn, key, body, frame, audience)
    if _must_rotate(turn, frame, audience, current):
        return _rotate(turn, key, body, audience, current)
    if _is_same(turn, body, frame, current):
        return _unchanged(turn, key, body, current)
    return _update(turn, key, body, frame, current)


def delete(turn: Turn, key: str, body: Json) -> Answer:
    """The stream is gone, and its activity over; a 404 when there is no such stream."""
    stream = turn.account.streams.get(key)
    if stream is None:
        if key in turn.account.ended_keys and turn.switches.second_delete == "ignored":
            answered = _said(turn, "ended", key, None, ignored=True, message=NO_EFFECT)
            return Answer(200, answered)
        raise Refusal(stream_unknown(key))
    current = turn.account.current(stream)
    if turn.switches.ignored:
        return Answer(200, _said(turn, "ended", key, None, ignored=True, message=NO_EFFECT))
    if current is None or not current.is_live:
        _forget(turn, key)
        return Answer(200, _said(turn, "ended", key, None), effect="ended")
    minutes = turn.switches.stream_dismiss_minutes
    reached = finish(turn, current, body, minutes, "ended")
    _forget(turn, key)
    forced = True if turn.switches.forced_completion else None
    counts = _counts(reached) | {"forced_completion": forced}
    return Answer(200, _said(turn, "ended", key, current.id, **counts), effect="ended")


def pause(turn: Turn, stream: Stream) -> None:
    """End what the stream shows, and let its calls have no effect until it is resumed."""
    current = turn.account.current(stream)
    if current is not None:
        current.finish("cancelled", turn.now, turn.now, "paused")
    stream.status, stream.activity_id = "paused", None


def resume(stream: Stream) -> None:
    """Let the next PUT start again."""
    if stream.status == "paused":
        stream.status = "idle"


def _frame(turn: Turn, body: Json, stream: Stream | None, current: Activity | None) -> Frame:
    if current is not None:
        return next_frame(turn, body, current.frame)
    known = stream.type if stream is not None else None
    kind = body["content_state"].get("type", known)
    if kind is None:
        raise Refusal(invalid("content_state.type: required on the first PUT of a stream"))
    return first_frame(turn, body, kind)


def _audience(turn: Turn, body: Json, current: Activity | None) -> Audience:
    silent = "channels" not in body and "target" not in body
    if silent and current is not None and turn.switches.channels_omitted == "keep":
        body = body | ({} if current.channels is None else {"channels": current.channels})
    return turn.audience(body)


def _must_rotate(turn: Turn, frame: Frame, audience: Audience, current: Activity) -> bool:
    age_max = LIFETIME - timedelta(seconds=turn.switches.rotate_margin_seconds)
    return (
        not current.is_live
        or turn.switches.new_activity_id
        or frame.content["type"] != current.type
        or audience.slugs != current.channels
        or turn.now - current.started_at >= age_max
    )


def _begin(turn: Turn, key: str, body: Json, frame: Frame, audience: Audience) -> Answer:
    room = find_room(turn.account, audience.devices, turn.switches)
    stream = turn.account.streams.setdefault(key, Stream(key))
    stream.type = frame.content["type"]
    if not room.devices:
        answered = _said(turn, "noop", key, None, ignored=True, message=NO_PLACE)
        return Answer(200, answered)
    begun, reached = begin(turn, body, frame, audience, room, key)
    stream.status, stream.activity_id = "active", begun.id
    message = None
    if room.evicted:
        message = "An older Live Activity was ended to stay within the device limit."
    more = _counts(reached) | {"tags": begun.tags, "message": message}
    answered = _said(turn, "started", key, begun.id, **more) | _reach(audience)
    return Answer(200, answered, effect="started")


def _rotate(turn: Turn, key: str, body: Json, audience: Audience, old: Activity) -> Answer:
    frame = next_frame(turn, body, old.frame)
    room = find_room(turn.account, audience.devices, turn.switches, leaving=old)
    if not room.devices:
        room = Room(audience.devices)
    old.finish("completed", turn.now, turn.now, "rotated")
    labels = {"tags": old.tags, "metadata": old.metadata}
    kept = {k: v for k, v in labels.items() if v is not None} | body
    begun, reached = begin(turn, kept, frame, audience, room, key)
    stream = turn.account.streams[key]
    stream.status, stream.activity_id, stream.type = "active", begun.id, begun.type
    more = _counts(reached) | {"previous_activity_id": old.id, "tags": begun.tags}
    answered = _said(turn, "rotated", key, begun.id, **more) | _reach(audience)
    return Answer(200, answered, effect="rotated")


def _is_same(turn: Turn, body: Json, frame: Frame, current: Activity) -> bool:
    before = current.frame
    if canonical(frame.content) != canonical(before.content):
        return False
    if turn.switches.noop_compares == "content":
        return True
    buttons = [frame.action, frame.secondary_action]
    if canonical(buttons) != canonical([before.action, before.secondary_action]):
        return False
    labels = [body.get("tags", current.tags), body.get("metadata", current.metadata)]
    same = canonical(labels) == canonical([current.tags, current.metadata])
    return same or turn.switches.noop_compares == "picture"


def _unchanged(turn: Turn, key: str, body: Json, current: Activity) -> Answer:
    """Nothing is pushed; labels alone may have changed, which still counts as an update."""
    relabelled = turn.switches.noop_compares == "picture" and keep_labels(current, body)
    if not relabelled:
        return Answer(200, _said(turn, "noop", key, current.id), effect="noop")
    more = {"devices_notified": 0, "devices_queued": 0, "tags": current.tags}
    answered = _said(turn, "updated", key, current.id, remote_push_sent=False, **more)
    return Answer(200, answered, effect="relabelled")


def _update(turn: Turn, key: str, body: Json, frame: Frame, current: Activity) -> Answer:
    keep_labels(current, body)
    current.updates += 1
    reached = paint(turn, current, frame, throttled=True)
    warning = WARNING if over_budget(current, turn.now) else None
    more = _counts(reached) | {"tags": current.tags, "warning": warning}
    answered = _said(turn, "updated", key, current.id, remote_push_sent=True, **more)
    answered |= _reach(Audience(current.channels, current.devices))
    return Answer(200, answered, effect="updated")


def _forget(turn: Turn, key: str) -> None:
    del turn.account.streams[key]
    if len(turn.account.ended_keys) >= ENDED_KEYS_MAX:
        turn.account.ended_keys.pop()
    turn.account.ended_keys.add(key)


def _said(turn: Turn, operation: str, key: str, activity_id: str | None, **more: object) -> Json:
    answered = turn.success(operation=operation, stream_key=key, **more)
    return answered | {"activity_id": activity_id}


def _counts(reached: Reached) -> Json:
    return {
        "devices_notified": reached.notified,
        "devices_queued": reached.queued,
        "errors": list(reached.errors) or None,
    }


def _reach(audience: Audience) -> Json:
    return {"users_notified": audience.owners, "effective_channel_slugs": audience.slugs}
