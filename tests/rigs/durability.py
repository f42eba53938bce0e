"""Judges a file by what people were told: the promise that every crash rig checks. Pure.

*Acknowledged* is what somebody heard "done" for; *Kept* is what the reopened file holds.
Every rig gives each command an actor of its own, so that the journal says who asked.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

NO_CHANGE = "Nothing to change"
"""How the answer to a command begins that was understood and made no revision."""

Kind = Literal["corrupt", "refused", "lost", "twice", "torn", "forgotten", "wrong"]


@dataclass(frozen=True)
class Acknowledged:
    """A command that somebody was told of. *by* is its own actor; None where that is unknown."""

    key: str
    by: str | None = None
    activity_id: str | None = None
    revision: int | None = None


@dataclass(frozen=True)
class Entry:
    """A line of the journal."""

    activity_id: str
    revision: int
    by: str


@dataclass(frozen=True)
class Request:
    """A request that was told, and the activity and answer that came of it."""

    key: str
    activity_id: str
    answer: str


@dataclass(frozen=True)
class Due:
    """A channel of an activity: what it shows, and whether it is going to be shown more."""

    activity_id: str
    surface: str
    channel_id: str
    shown_revision: int
    is_due: bool


@dataclass(frozen=True)
class Farewell:
    """A channel that an activity has left, and the revision that left it."""

    activity_id: str
    surface: str
    channel_id: str
    revision: int


@dataclass(frozen=True)
class Activity:
    """An activity's revision: as the table says, and as the stored activity itself says."""

    id: str
    revision: int
    body_revision: int
    channels: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Kept:
    """All that a file holds. *integrity* is SQLite's own verdict; "ok" is good."""

    integrity: str = "ok"
    activities: Sequence[Activity] = ()
    journal: Sequence[Entry] = ()
    requests: Sequence[Request] = ()
    deliveries: Sequence[Due] = ()
    farewells: Sequence[Farewell] = ()


@dataclass(frozen=True)
class Finding:
    """Something that must not be.

    *refused*: a whole file, by Lockstep; *forgotten*: to be shown; *wrong*: what is shown.
    """

    kind: Kind
    what: str


def findings(acknowledged: Iterable[Acknowledged], kept: Kept) -> list[Finding]:
    """Every promise that *kept* breaks; none is the answer that we want."""
    if kept.integrity != "ok":
        return [Finding("corrupt", kept.integrity)]
    return [
        *_lost(acknowledged, kept),
        *_twice(kept),
        *_torn(kept),
        *_forgotten(kept),
    ]


def _lost(acknowledged: Iterable[Acknowledged], kept: Kept) -> Iterator[Finding]:
    """What was acknowledged is there: the request, and its one entry in the journal."""
    requests = {request.key: request for request in kept.requests}
    entries: dict[str, list[Entry]] = {}
    for entry in kept.journal:
        entries.setdefault(entry.by, []).append(entry)
    for told in acknowledged:
        request = requests.get(told.key)
        if request is None:
            yield Finding("lost", f"{told.key} was acknowledged and is not there")
            continue
        if told.activity_id not in (None, request.activity_id):
            yield Finding("lost", f"{told.key} was of {told.activity_id}, not of another")
        if told.by is not None and not request.answer.startswith(NO_CHANGE):
            yield from _entered(told, entries.get(told.by, []))


def _entered(told: Acknowledged, entries: Sequence[Entry]) -> Iterator[Finding]:
    if not entries:
        yield Finding("lost", f"{told.key} has no entry in the journal")
    elif len(entries) > 1:
        yield Finding("twice", f"{told.key} is in the journal {len(entries)} times")
    elif told.revision not in (None, entries[0].revision):
        was, now = told.revision, entries[0].revision
        yield Finding("torn", f"{told.key} was told revision {was} and is {now}")


def _twice(kept: Kept) -> Iterator[Finding]:
    """Every request that changed something has its entry, and no entry has none or two."""
    asked = Counter(r.activity_id for r in kept.requests if not r.answer.startswith(NO_CHANGE))
    done = Counter(entry.activity_id for entry in kept.journal)
    for activity_id in sorted(asked.keys() | done.keys()):
        if done[activity_id] != asked[activity_id]:
            counts = f"{asked[activity_id]} requests made {done[activity_id]} revisions"
            kind: Kind = "twice" if done[activity_id] > asked[activity_id] else "torn"
            yield Finding(kind, f"{activity_id}: {counts}")


def _torn(kept: Kept) -> Iterator[Finding]:
    """Revisions run 1..n without a gap, and every table has the same n."""
    revisions: dict[str, list[int]] = {}
    for entry in kept.journal:
        revisions.setdefault(entry.activity_id, []).append(entry.revision)
    known = {activity.id for activity in kept.activities}
    for orphan in sorted(revisions.keys() - known):
        yield Finding("torn", f"{orphan} has a journal and is not there")
    for activity in kept.activities:
        numbers = sorted(revisions.get(activity.id, []))
        if numbers != list(range(1, activity.revision + 1)):
            yield Finding("torn", f"{activity.id} is {activity.revision}, its journal {numbers}")
        if activity.body_revision != activity.revision:
            yield Finding("torn", f"{activity.id} is {activity.revision} and not what it says")


def _forgotten(kept: Kept) -> Iterator[Finding]:
    """Every channel that shows less than it has to, the latest or how it was left, is due."""
    deliveries = {(d.activity_id, d.surface, d.channel_id): d for d in kept.deliveries}
    for (activity_id, surface, channel_id), revision in wanted(kept).items():
        delivery = deliveries.get((activity_id, surface, channel_id))
        if delivery is None:
            yield Finding("forgotten", f"{activity_id} has no delivery to {surface}")
        elif delivery.shown_revision > revision:
            yield Finding("wrong", f"{surface} shows more of {activity_id} than there is")
        elif delivery.shown_revision < revision and not delivery.is_due:
            yield Finding("forgotten", f"{activity_id} is not due on {surface}")


def wanted(kept: Kept) -> dict[tuple[str, str, str], int]:
    """The revision that each channel is to show: the latest, or the one that left it."""
    return {
        (activity.id, surface, channel_id): activity.revision
        for activity in kept.activities
        for surface, channel_id in sorted(activity.channels)
    } | {(f.activity_id, f.surface, f.channel_id): f.revision for f in kept.farewells}
