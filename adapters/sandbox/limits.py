"""How many may be live at once, and what Apple thinks of many updates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.sandbox.answers import Refusal, places_taken
from adapters.sandbox.state import Account, Activity, Device
from adapters.sandbox.switches import Switches

BURST_UPDATES = 12
SUSTAINED = timedelta(minutes=2)
WARNING = (
    "This Live Activity is updated more often than once every 2 minutes. "
    "The update was sent, but iOS may throttle it."
)


@dataclass(frozen=True)
class Room:
    """Where a new activity goes, and at whose cost."""

    devices: Sequence[Device]
    evicted: Sequence[Activity] = ()
    errors: Sequence[str] = ()


def find_room(
    account: Account,
    devices: Sequence[Device],
    switches: Switches,
    leaving: Activity | None = None,
) -> Room:
    """Room on *devices* once *leaving* is gone; none at all means it is ignored.

    Raises Refusal (429) when there is none to be had.
    """
    most = switches.places_max
    live = [a for a in account.live() if a is not leaving]
    taken = {d.id: _taken(live, d, switches) for d in devices}
    full = [d for d in devices if taken[d.id] >= most]
    if switches.capacity:
        raise Refusal(places_taken(most, most, len(devices), len(devices)))
    if not full:
        return Room(devices)
    if switches.places == "evict" and most > 0:
        return Room(devices, evicted=_oldest_until_free(live, devices, switches))
    if switches.places == "ignore":
        return Room(())
    free = [d for d in devices if d not in full]
    if free and switches.places_mixed == "partial":
        return Room(free, errors=[f"{d.id}: Live Activity limit reached" for d in full])
    raise Refusal(places_taken(most, max(taken.values()), len(full), len(devices)))


def _taken(live: Sequence[Activity], device: Device, switches: Switches) -> int:
    if switches.places_per == "account":
        return len(live)
    return sum(any(d.id == device.id for d in a.devices) for a in live)


def _oldest_until_free(
    live: list[Activity], devices: Sequence[Device], switches: Switches
) -> list[Activity]:
    left, gone = sorted(live, key=lambda a: a.started_at), []
    while any(_taken(left, d, switches) >= switches.places_max for d in devices):
        gone.append(left.pop(0))
    return gone


def over_budget(activity: Activity, now: datetime) -> bool:
    """Whether iOS would begin to hold updates back: many, and faster than one per 2 minutes."""
    fast = activity.updates * SUSTAINED > now - activity.started_at
    return activity.updates > BURST_UPDATES and fast
