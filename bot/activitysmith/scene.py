"""One activity on one account at one moment, and a call that would be made of it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.activity import Activity
from bot.activitysmith import payload
from bot.activitysmith.account import Account
from bot.activitysmith.caution import Caution
from bot.activitysmith.memory import Memory
from bot.activitysmith.pacing import Kind
from bot.buttons import Press
from bot.surface import Delivery

END = "end"
PARK = "park"
MOVE = "move"


@dataclass(frozen=True)
class Scene:
    """One activity, its account, and what a Lock Screen may show of it at *now*.

    *is_former*: the account is the one that the workspace had before, and shows it still.
    """

    delivery: Delivery
    account: Account
    now: datetime
    presses: tuple[Press, ...] = ()
    public_url: str | None = None
    caution: Caution = field(default_factory=Caution)
    is_former: bool = False

    @property
    def activity(self) -> Activity:
        """What is to be shown."""
        return self.delivery.activity

    @property
    def is_manual(self) -> bool:
        """Whether it is told of by ActivitySmith's id, not as a stream."""
        return is_manual(self.activity)

    def showing(self, memory: Memory) -> payload.Showing:
        """What the payloads need."""
        return payload.Showing(
            activity=self.activity,
            now=self.now,
            presses=self.presses,
            chat_url=self._chat_url(),
            public_url=self.public_url,
            window=memory.window,
        )

    def _chat_url(self) -> str | None:
        """Where the first of the activity's channels that has a card shows it."""
        urls = {(c.surface, c.id): o["url"] for c, o in self.delivery.others if o.get("url")}
        known = [urls.get((channel.surface, channel.id)) for channel in self.activity.channels]
        return next((url for url in [*known, *urls.values()] if url), None)


@dataclass(frozen=True)
class Call:
    """What is to be said: how urgent it is, and *names*, what it would have the phones show."""

    verb: Literal["start", "update", "end"]
    kind: Kind
    names: str
    memory: Memory

    @property
    def is_parking(self) -> bool:
        """Whether it only makes room, or goes to another account."""
        return self.names in (PARK, MOVE)

    @property
    def is_moving(self) -> bool:
        """Whether it goes to another account."""
        return self.names == MOVE


def is_manual(activity: Activity) -> bool:
    """Whether the activity lives by ActivitySmith's id."""
    if activity.adopted is not None:
        return activity.adopted.by == "activity_id"
    return activity.lifecycle == "manual"


def stream_key(activity: Activity, memory: Memory) -> str:
    """The name of the stream of this run; another run has another."""
    if activity.adopted is not None:
        return activity.adopted.id
    return f"ls-{activity.id}" + (f"-{memory.run}" if memory.run > 1 else "")
