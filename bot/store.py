"""What Lockstep keeps: activities, the journal of commands, and deliveries."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.activity import Activity, Channel
from bot.errors import NothingHere, Refused, SeveralHere
from bot.surface import Delivery, Postponed, Shown


@dataclass(frozen=True)
class Target:
    """Which activity is meant: by id, else by name, else the live one of a channel.

    By id or name it is one of *workspace*, or one of another that is mirrored to *channel*,
    and of two with the same name the one that is live in *channel*. *starting*: none that is
    there already; *channel* is then where it will be shown. *workspace* is None only beside an
    id that a signed token named.
    """

    workspace: str | None
    id: str | None = None
    name: str | None = None
    channel: Channel | None = None
    starting: bool = False


@dataclass(frozen=True)
class Found:
    """What a command needs to know: the activity that is meant, and who has which name.

    *live* maps the names of the live activities of the workspace, and of those mirrored to the
    target's channel, to whether they are in that channel. It is filled only when something is
    being started.
    """

    activity: Activity | None
    live: Mapping[str, bool]


@dataclass(frozen=True)
class Change:
    """What a rule makes of what was found: the new revision and how to tell of it.

    *after* is the very object that was found when nothing changes. A *transition* is
    something people wait for; the rest only moves a number or a colour.
    """

    after: Activity
    answer: str
    transition: bool = True


@dataclass(frozen=True)
class Request:
    """Something asked, once: *key* is unique, so that it is done once however often it is told.

    It is unique in its *scope*: the workspace of what it is about if None, or everywhere if
    empty, as that of a button is, which two platforms may carry.
    """

    key: str
    verb: str
    command: str
    platform: str
    actor_id: str
    actor_name: str
    at: datetime
    scope: str | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a request. *activity* is as it is now; *text* as it was answered first."""

    activity: Activity
    text: str
    again: bool = False


@dataclass(frozen=True)
class Entry:
    """One line of an activity's timeline."""

    revision: int
    at: datetime
    verb: str
    platform: str
    actor_id: str
    actor_name: str
    line: str
    transition: bool
    command: str


@dataclass(frozen=True)
class Health:
    """How the store is: how much is live and due, and since when the oldest is overdue."""

    activities_live: int
    deliveries_due: int
    overdue_since: datetime | None


Rule = Callable[[Found], Change]


class Store(Protocol):
    """Durable, and safe to share among tasks."""

    async def change(self, request: Request, target: Target, rule: Rule) -> Answer:
        """What *rule* makes of the activity that is meant, kept: all of it on disk, or none.

        The revision, the journal's entry, the request's key and the channels that are due
        are one transaction, and it is durable before this returns. *rule* may be called
        more than once, on another thread, and must be pure. A request told again changes
        nothing and has the first answer. What *rule* raises comes out, and changes nothing.
        Raises SeveralHere when several activities could be meant, Busy when the disk is slow.
        """
        ...

    async def answered(self, scope: str, key: str) -> Answer | None:
        """What the request of that key was answered; None if it was never done here."""
        ...

    async def find(self, target: Target) -> Activity | None:
        """The activity that is meant, an ended one too if it is named. Raises Refused, Busy."""
        ...

    async def live(self, workspace: str, channel: Channel | None = None) -> Sequence[Activity]:
        """The live activities of *workspace*, or of one channel of it, oldest first.

        What is mirrored to a channel from another workspace is of that channel alone.
        """
        ...

    async def recent(self, workspace: str | None, limit: int) -> Sequence[Activity]:
        """The latest activities, live or ended, newest first; None: of every workspace."""
        ...

    async def timeline(self, activity_id: str) -> Sequence[Entry]:
        """What was done to the activity, oldest first."""
        ...

    async def deliveries(self, activity_id: str) -> Sequence[Delivery]:
        """Where the activity is shown, or was, and what is known of each channel."""
        ...

    async def held(self, surface: str) -> Sequence[Delivery]:
        """Every delivery of *surface* whose memo is not empty and whose activity is live, or due.

        What a surface needs when it starts, to know what it shows already.
        """
        ...

    async def claim_due(
        self, surface: str, now: datetime, until: datetime, limit: int
    ) -> Sequence[Delivery]:
        """The most overdue deliveries of *surface*, held for this caller *until* then."""
        ...

    async def next_due(self, surface: str) -> datetime | None:
        """When a delivery of *surface* will be due, or is; None when nothing will."""
        ...

    async def shown(self, delivery: Delivery, shown: Shown, now: datetime) -> None:
        """The channel shows `delivery.activity`. No effect for one who no longer holds it.

        What was observed makes the activity's other surfaces due when it is new.
        """
        ...

    async def postpone(
        self, delivery: Delivery, postponed: Postponed, now: datetime, *, failed: bool
    ) -> None:
        """Try again later. *failed* keeps the count of attempts; else it begins anew."""
        ...

    async def wake(self, surface: str, activity_ids: Sequence[str], now: datetime) -> None:
        """Make the channels of these activities on *surface* due, but for those that they left."""
        ...

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """How often something became due so far, by any process.

        Waits until that is another number than *since*, or the time is up. Who hands back
        what it was answered last misses nothing that happens between two waits.
        """
        ...

    async def keep_secret(self, workspace: str, name: str, sealed: str | None) -> None:
        """Keep what *workspace* entrusted to us as *name*, in place of what was; None drops it.

        It is sealed before it comes here: a store sees no key and no token. Durable before
        this returns. Raises Busy when the disk is slow.
        """
        ...

    async def secrets(self) -> Mapping[tuple[str, str], str]:
        """All that was entrusted to us, sealed, by workspace and name."""
        ...

    async def health(self) -> Health:
        """How the store is. Raises Busy or StoreUnusable when it is not well."""
        ...

    async def forget(self, before: datetime) -> int:
        """Drop the keys of requests told before then; how many. The timeline stays."""
        ...

    async def close(self) -> None:
        """Finish what was begun, and let go of the file."""
        ...


def pick(candidates: Sequence[Activity], target: Target) -> Activity | None:
    """The one that is meant; None when there is none.

    Raises SeveralHere, NothingHere, or Refused when several have one name.
    """
    if len(candidates) > 1 and target.name is not None:
        raise Refused(
            f"Several here are called `{target.name}`. Press the buttons on the card of the one "
            "that you mean. Nothing was changed."
        )
    if len(candidates) > 1 and target.id is None:
        raise SeveralHere(tuple(activity.name for activity in candidates))
    if not candidates and target.name is not None:
        raise NothingHere(
            f"Nothing called `{target.name}` is live here. Say `list` to see what is."
        )
    return candidates[0] if candidates else None
