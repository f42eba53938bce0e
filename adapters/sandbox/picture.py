"""What every Lock Screen of an account shows now, and what the account holds."""

from datetime import datetime

from adapters.sandbox.answers import Json
from adapters.sandbox.state import Account, Activity, Device, Frame


def lock_screens(account: Account, now: datetime) -> list[Json]:
    """One entry a device: the cards on it, live ones and those not yet dismissed."""
    return [
        {
            "id": device.id,
            "owner": device.owner,
            "channels": None if device.channels is None else sorted(device.channels),
            "badge": account.badge,
            "cards": _cards(account, device, now),
        }
        for device in account.devices
    ]


def activities(account: Account) -> list[Json]:
    """Every activity that is remembered, as ActivitySmith has it."""
    return [
        {
            "activity_id": a.id,
            "stream_key": a.stream_key,
            "status": a.status,
            "end_reason": a.end_reason,
            "updates": a.updates,
            "channels": a.channels,
            "tags": a.tags,
            "metadata": a.metadata,
            "content_state": a.frame.content,
            "action": a.frame.action,
            "secondary_action": a.frame.secondary_action,
            "started_at": a.started_at.isoformat(),
            "ended_at": None if a.ended_at is None else a.ended_at.isoformat(),
        }
        for a in account.activities.values()
    ]


def streams(account: Account) -> list[Json]:
    """Every stream there is."""
    return [
        {"stream_key": s.key, "status": s.status, "activity_id": s.activity_id}
        for s in account.streams.values()
    ]


def _cards(account: Account, device: Device, now: datetime) -> list[Json]:
    seen = [(a, a.visible(device, now)) for a in account.activities.values()]
    return [_card(a, frame, now) for a, frame in seen if frame is not None]


def _card(activity: Activity, frame: Frame, now: datetime) -> Json:
    return {
        "activity_id": activity.id,
        "stream_key": activity.stream_key,
        "is_live": activity.is_live,
        "content_state": frame.content,
        "action": frame.action,
        "secondary_action": frame.secondary_action,
        "timer": None if frame.timer is None else frame.timer.picture(now),
        "painted_at": frame.at.isoformat(),
        "dismiss_at": None if activity.dismiss_at is None else activity.dismiss_at.isoformat(),
    }
