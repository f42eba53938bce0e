"""What `status`, `list`, `history` and `help` answer. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from bot.activity import LOCK_SCREEN, Activity, name_on
from bot.commands.mirror import called
from bot.phrases import describe
from bot.store import Entry
from bot.surface import Delivery

NOTHING = "Nothing is live here. Say `start` and a title to begin."


def status(live: Sequence[tuple[Activity, Sequence[Delivery]]], now: datetime) -> str:
    """What is live in a channel, and what the phones show of each."""
    if not live:
        return NOTHING
    lines: list[str] = []
    for activity, deliveries in live:
        lines += [describe(activity, now), f"  {phones(activity, deliveries)}"]
        lines += [f"  {trouble}" for trouble in _troubles(activity, deliveries)]
    return "\n".join(lines)


def listing(live: Sequence[Activity], now: datetime) -> str:
    """What is live in a workspace, by name."""
    if not live:
        return "Nothing is live. Say `start` and a title to begin."
    width = max(len(activity.name) for activity in live)
    return "\n".join(f"{a.name:<{width}}  {describe(a, now)}{where(a)}" for a in live)


def history(activity: Activity, entries: Sequence[Entry]) -> str:
    """Who did what, and when, in UTC."""
    lines = [f"{activity.content.title} (`{activity.name}`), times in UTC"]
    surfaces = {channel.surface for channel in activity.chats}
    home = surfaces.pop() if len(surfaces) == 1 else "several"  # Then each tells where they are.
    lines += [
        f"{entry.at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
        f"  {name_on(home, entry.platform, entry.actor_name)}: {entry.line}"
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
    home = activity.home
    names = [f"#{c.id}" if not c.name else called(c, home) for c in activity.chats]
    return f"  {', '.join(names)}" if names else ""


def _troubles(activity: Activity, deliveries: Sequence[Delivery]) -> Iterator[str]:
    """Which chat channels cannot show *activity*, and what to do about it."""
    for delivery in deliveries:
        is_chat = delivery.channel.surface != LOCK_SCREEN and not delivery.left
        if is_chat and delivery.observed.get("state") in ("refused", "gone"):
            name = called(delivery.channel, activity.home)
            yield f"{name[:1].upper()}{name[1:]}: {delivery.observed.get('detail', 'not shown')}"
