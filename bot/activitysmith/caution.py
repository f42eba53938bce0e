"""What is done about a call of which nobody knows how it went. Pure."""

from dataclasses import dataclass
from datetime import timedelta

REQUEST_LIFE_MAX = timedelta(seconds=30)
"""How long a request may live on its way before its effect: our assumption, not a promise."""


@dataclass(frozen=True)
class Caution:
    """Nothing newer is said for *wait* after the call, and it is said once more to settle it.

    *settle* and *settle_end* are when, from the answer that ended the doubt. The simulator
    takes them away, to see what they are good for.
    """

    wait: timedelta = REQUEST_LIFE_MAX
    settle: tuple[timedelta, ...] = (REQUEST_LIFE_MAX,)
    settle_end: tuple[timedelta, ...] = (
        REQUEST_LIFE_MAX,
        timedelta(minutes=2),
        timedelta(minutes=10),
    )
