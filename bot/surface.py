"""What a place must do to show activities. Lock Screen and chat cards are surfaces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.activity import Activity, Channel
from bot.buttons import Press

Memo = Mapping[str, str]
"""What a surface asks us to keep for its next `show`: a message id, say."""

Observed = Mapping[str, str]
"""What a surface learned of its channel, in words that cards understand.

`state` is one of accepted, queued, waiting, parked, refused, paused, unsure, gone or
posted; `detail` a sentence for people; `url` where a person can see it; numbers as text.
"""


NO_MORE = "No longer mirrored here; this is how things stood."
"""What a card says below an activity that has left its channel, instead of the phones."""


@dataclass(frozen=True)
class Delivery:
    """An activity on one channel: what is shown there, what is due.

    *left* says that the activity is not shown there any more: it is then as it was when it
    left, for ever, and is shown so once more, without anything to press. *wanted* and *epoch*
    are the store's own marks of this claim. *interrupted* says that whoever held it before
    never told how it went.
    """

    activity: Activity
    channel: Channel
    memo: Memo
    observed: Observed
    others: tuple[tuple[Channel, Observed], ...] = ()
    shown_revision: int = 0
    attempts: int = 1
    interrupted: bool = False
    left: bool = False
    wanted: int = 0
    epoch: int = 0


@dataclass(frozen=True)
class Shown:
    """The channel shows the activity. *again_at*: show it once more then, whatever happens.

    Until *rest_until* only a transition makes the channel due; what else changes is merged.
    *wake* names activities whose channel on this surface is due because of this.
    """

    memo: Memo
    observed: Observed
    again_at: datetime | None = None
    rest_until: datetime | None = None
    wake: tuple[str, ...] = ()


@dataclass(frozen=True)
class Postponed:
    """The channel cannot show the activity yet, and nothing is wrong: try again at *until*.

    Only a transition, or somebody who wakes it, makes it due before. None: whatever comes next.
    """

    until: datetime | None
    memo: Memo
    observed: Observed
    wake: tuple[str, ...] = field(default=())


class Surface(Protocol):
    """A place that can show the latest revision of an activity."""

    name: str
    lanes: int
    """How many channels may be shown at a time."""

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """Make the channel show the activity and its *presses* as they are now.

        Called again with the same activity, it changes nothing that a person can see.
        Raises SurfaceUnavailable to be called again, SurfaceRejected to be left alone
        until the next revision.
        """
        ...
