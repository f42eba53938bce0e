"""How long is waited before it is looked whether something has got better by itself. Pure."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Patience:
    """Who watches over somebody's shoulder may have less of it; nothing but the waits differs.

    *place*: for a free place. *later*: where there is no phone, or what is sent is ignored.
    *probe*: for an account that only people can mend. *hold_off*: a place is kept so long
    before somebody more urgent takes it. *starts_max*: in ten minutes, for Apple's sake.
    """

    place: timedelta = timedelta(seconds=60)
    later: timedelta = timedelta(minutes=5)
    probe: timedelta = timedelta(minutes=5)
    hold_off: timedelta = timedelta(seconds=120)
    starts_max: int = 10
