"""What `status`, `list`, `history` and `help` answer. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.activity import LOCK_SCREEN, Activity
from bot.phrases import describe
from bot.store import Entry
from bot.surface import Delivery

NOTHING = "Nothing is live here. Say `start` and a title to begin."


def status(live: Sequence[tuple[Activity, Sequence[Delivery]]], now: datetime) -> str:
    """What is live in a channel, and what the phones show of each."""
    if not live:
        return NOTHING
    return "\n".join(
        f"{describe(activity, now)}\n  {phones(activity, deliveries)}"
        for activity, deliveries in live
    )


def listing(live: Sequence[Activity], now: datetime) -> str:
    """What is live in a workspace, by name."""
    if not live:
        return "Nothing is live. Say `start` and a title to begin."
    width = max(len(activity.name) for activity in live)
    return "\n".join(f"{a.name:<{width}}  {describe(a, now)}{where(a)}" for a in live)


def history(activity: Activity, entries: Sequence[Entry]) -> str:
    """Who did what, and when, in UTC."""
    lines = [f"{activity.content.title} (`{activity.name}`), times in UTC"]
    lines += [
        f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}  {entry.actor_name}: {entry.line}"
        for entry in entries
    ]
    return "\n".join(lines)


def phones(activity: Activity, deliveries: Sequence[Delivery]) -> str:
    """One sentence on what the Lock Screens are known to show."""
    for delivery in deliveries:
        if delivery.channel.surface == LOCK_SCREEN:
            detail = delivery.observed.get("detail", "")
            behind = delivery.shown_revision < activity.revision
            if not detail:
                return "Lock Screens: on their way"
            waits = delivery.observed.get("state") in ("accepted", "queued") and behind
            return f"Lock Screens: {detail}{'; the latest is on its way' if waits else ''}"
    return "Lock Screens: none"


def where(activity: Activity) -> str:
    """The chat channels that show *activity*, as people write them."""
    names = [f"#{c.name or c.id}" for c in activity.channels if c.surface != LOCK_SCREEN]
    return f"  {' '.join(names)}" if names else ""
