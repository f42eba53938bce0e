"""What happened in a run, whatever rig ran it: what was asked, kept, sent, done and left standing.

A history holds no opinion; `tests/rigs/verdict.py` does. Times are seconds since the run began.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verb = Literal["put", "delete", "start", "update", "end"]
ENDINGS: frozenset[str] = frozenset({"delete", "end"})


@dataclass(frozen=True)
class Asked:
    """One request, however often it was told. *key* is also the id of the actor who asked.

    *answer* is what came of it: done (and made *revision*, if that is known), nothing to
    change, refused, or silence: it was never answered, and may have been done or not.
    """

    key: str
    answer: Literal["done", "nothing", "refused", "silence"]
    activity: str = ""
    verb: str = ""
    revision: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of the journal, by the actor who asked for it."""

    activity: str
    revision: int
    verb: str
    key: str


@dataclass(frozen=True)
class Kept:
    """An activity as the store has it at the end, and what is known of its Lock Screen."""

    activity: str
    revision: int
    ended: bool = False
    manual: bool = False
    starts: int = 1
    state: str = "accepted"


@dataclass(frozen=True)
class Card:
    """A card in a chat channel at the end: the revision that it shows, and the one it should.

    It has buttons while its activity is live there.
    """

    activity: str
    channel: str
    shown: int
    wanted: int
    pressable: bool = False
    live: bool = False


@dataclass(frozen=True)
class Sent:
    """A call that left a process. *name* is the stream's key, or ActivitySmith's id.

    *heard* is what the process learned: accepted; refused, or unreached: surely without
    effect; unsure: nobody answered, or nobody was left to hear it.
    """

    number: int
    at: float
    process: int
    activity: str
    revision: int
    verb: Verb
    name: str
    heard: Literal["accepted", "refused", "unreached", "unsure"] = "accepted"


@dataclass(frozen=True)
class Landed:
    """A call's effect at ActivitySmith: *effect* is started, updated, rotated, ended or none.

    An update that leaves the picture as it was is none. *live* is how many activities the
    account had live after it. A call may land twice.
    """

    number: int
    at: float
    effect: str
    live: int


@dataclass(frozen=True)
class OnPhone:
    """A card that is live at the end: which call started it, and what it shows."""

    activity: str
    number: int
    picture: str


@dataclass(frozen=True)
class History:
    """A run. *wanted* maps a live activity to the picture of its latest revision.

    *sent* and *landed* are in the order in which it happened.
    """

    asked: tuple[Asked, ...] = ()
    journal: tuple[Row, ...] = ()
    kept: tuple[Kept, ...] = ()
    sent: tuple[Sent, ...] = ()
    landed: tuple[Landed, ...] = ()
    phone: tuple[OnPhone, ...] = ()
    cards: tuple[Card, ...] = ()
    wanted: Mapping[str, str] = field(default_factory=dict)
    unexpected: tuple[str, ...] = ()
