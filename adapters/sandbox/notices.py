"""Push notifications, the number on the app's icon, and widget metrics."""

from adapters.sandbox.answers import (
    Answer,
    Json,
    Refusal,
    badge_refused,
    conflict,
    metric_refused,
    not_found,
)
from adapters.sandbox.state import Notification
from adapters.sandbox.turn import Turn

NOTIFICATION_ID_LENGTH = 20
NOTIFICATIONS_MAX = 1000


def push(turn: Turn, body: Json) -> Answer:
    """POST /push-notification."""
    audience = turn.audience(body, kind="")
    sent = Notification(turn.new_id(NOTIFICATION_ID_LENGTH), body, audience.slugs)
    turn.account.notifications[sent.id] = sent
    while len(turn.account.notifications) > NOTIFICATIONS_MAX:
        del turn.account.notifications[next(iter(turn.account.notifications))]
    answered = turn.success(
        notification_id=sent.id,
        devices_notified=len(audience.devices),
        users_notified=audience.owners,
        devices_targeted=len(audience.devices),
        tags=body.get("tags"),
    )
    slugs = {"effective_channel_slugs": audience.slugs}
    return Answer(200, answered | slugs, effect="notified")


def replace(turn: Turn, notification_id: str, body: Json) -> Answer:
    """PUT /push-notification/{notification_id}: all of it is new, but for labels left out."""
    turn.check_owned("replace")
    sent = turn.account.notifications.get(notification_id)
    if sent is None:
        text = f"No push notification found for notification_id: {notification_id}"
        raise Refusal(not_found("Push notification", text))
    if turn.switches.replace_conflicts:
        raise Refusal(conflict("push notification"))
    audience = turn.reach(sent.channels, kind="")
    labels = {k: v for k, v in sent.content.items() if k in ("tags", "metadata")}
    sent.content = labels | body
    answered = turn.success(
        notification_id=sent.id,
        devices_notified=len(audience.devices),
        users_notified=audience.owners,
        tags=sent.content.get("tags"),
    )
    slugs = {"effective_channel_slugs": audience.slugs}
    return Answer(200, answered | slugs, effect="replaced")


def badge(turn: Turn, body: Json) -> Answer:
    """POST /badge: 0 clears it."""
    audience = turn.audience(body, kind="")
    if fault := turn.switches.badge_fails:
        raise Refusal(badge_refused(fault, int(body["badge"]), len(audience.devices)))
    turn.account.badge = int(body["badge"])
    devices, owners = len(audience.devices), audience.owners
    answered = turn.success(
        badge=turn.account.badge,
        devices_updated=devices,
        users_updated=owners,
        devices_notified=devices,
        users_notified=owners,
        devices_targeted=devices,
    )
    # The newest reader (SDK 1.14) takes no null here, unlike everywhere else.
    slugs = {"effective_channel_slugs": audience.slugs or []}
    return Answer(200, answered | slugs, effect="badged")


def metric(turn: Turn, key: str, body: Json) -> Answer:
    """POST /metrics/{key}/value: every key exists unless the account lists its own."""
    if turn.account.metrics is not None and key not in turn.account.metrics:
        raise Refusal(metric_refused(404, "Metric not found"))
    turn.account.metric_values[key] = body["value"]
    return Answer(200, {"success": True}, effect="measured")
