"""The life of a delivery: due, held, shown or postponed, woken.

Who holds a delivery has its *epoch*; whoever comes with another one is too late, and
changes nothing. A hold that has run out is simply due again.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.activity import LOCK_SCREEN
from bot.stores.reads import DELIVERY, with_others
from bot.stores.rows import micros, storable, sum_of, words_of, words_text
from bot.stores.schema import LEFT
from bot.surface import Delivery, Observed, Postponed, Shown

_DUE = (
    DELIVERY.format(index="INDEXED BY deliveries_due")
    + " WHERE d.surface = ? AND d.due_at <= ? ORDER BY d.due_at LIMIT ?"
)
_KEY = " WHERE activity_id = ? AND surface = ? AND channel_id = ?"
_HOLD = (
    "UPDATE deliveries SET due_at = ?, held_since = ?, epoch = epoch + 1, attempts = attempts + 1"
    + _KEY
)
_OWN = (
    "SELECT wanted, urgent, observed, workspace FROM deliveries"
    + _KEY
    + " AND epoch = ? AND held_since NOT NULL"
)
_LET_GO = (
    "UPDATE deliveries SET held_since = NULL, memo = ?, observed = ?, sum = ?, due_at = ?,"
    " attempts = attempts * ?, shown_revision = max(shown_revision, ?), rest_until = ?" + _KEY
)
_WAKE = (
    "UPDATE deliveries SET wanted = wanted + 1, urgent = wanted + 1,"
    " due_at = CASE WHEN held_since IS NULL THEN min(coalesce(due_at, ?1), ?1) ELSE due_at END"
)
_WAKE_IN_TIME = (
    "UPDATE deliveries SET wanted = wanted + 1, due_at = CASE WHEN held_since IS NULL"
    " THEN min(coalesce(due_at, max(?1, rest_until)), max(?1, rest_until)) ELSE due_at END"
)
_STILL_THERE = f" AND live <> {LEFT}"
_WAKE_OTHERS = _WAKE_IN_TIME + " WHERE activity_id = ?2 AND surface NOT IN (?3, ?4)" + _STILL_THERE
_WAKE_ALL = (
    _WAKE
    + " WHERE activity_id IN (SELECT value FROM json_each(?2)) AND surface = ?3"
    + _STILL_THERE
)


def claim_due(
    db: sqlite3.Connection, surface: str, now: datetime, until: datetime, limit: int
) -> Sequence[Delivery]:
    """See Store."""
    rows = db.execute(_DUE, (surface, micros(now), limit)).fetchall()
    held = (micros(until), micros(now))
    db.executemany(_HOLD, [(*held, *row[8:11]) for row in rows])
    claimed = [(*row[:4], row[4] + 1, row[5], row[6], row[7] + 1, *row[8:]) for row in rows]
    return with_others(db, claimed)


def shown(db: sqlite3.Connection, delivery: Delivery, told: Shown, now: datetime) -> bool:
    """See Store. Whether something is due because of it."""
    own = _own(db, delivery)
    if own is None:
        return False
    due_at = _next(own, now, told.rest_until, told.again_at)
    _let_go(db, delivery, own, told, due_at, attempts=0, revision=delivery.activity.revision)
    return _tell_others(db, delivery, own.observed, told.observed, now) or due_at is not None


def postpone(
    db: sqlite3.Connection, delivery: Delivery, told: Postponed, now: datetime, *, failed: bool
) -> bool:
    """See Store. Whether something is due because of it.

    A new revision that came meanwhile is due at once, unless the surface failed and
    asked for time: then it waits as long as any other.
    """
    own = _own(db, delivery)
    if own is None:
        return False
    patient = failed and told.until is not None
    due_at = told.until if patient else _next(own, now, told.until, told.until)
    keeps_count = failed and (patient or not own.grown)
    _let_go(db, delivery, own, told, due_at, attempts=int(keeps_count), revision=0)
    return _tell_others(db, delivery, own.observed, told.observed, now) or due_at is not None


def wake(db: sqlite3.Connection, surface: str, activity_ids: Sequence[str], now: datetime) -> bool:
    """See Store. Whether there was any to wake."""
    ids = json.dumps(list(activity_ids))
    return db.execute(_WAKE_ALL, (micros(now), ids, surface)).rowcount > 0


@dataclass(frozen=True)
class _Own:
    """What came while it was held: is more wanted, and at once? And what was known before."""

    grown: bool
    urgent: bool
    observed: str
    workspace: str


def _own(db: sqlite3.Connection, delivery: Delivery) -> _Own | None:
    """None for who does not hold it any more."""
    row = db.execute(_OWN, (*_key(delivery), delivery.epoch)).fetchone()
    return _Own(row[0] > delivery.wanted, row[1] > delivery.wanted, *row[2:]) if row else None


def _next(
    own: _Own, now: datetime, rest_until: datetime | None, otherwise: datetime | None
) -> datetime | None:
    """When it is due again: at once for a transition, after its rest for anything less."""
    if not own.grown:
        return otherwise
    return now if own.urgent or rest_until is None else max(now, rest_until)


def _let_go(
    db: sqlite3.Connection,
    delivery: Delivery,
    own: _Own,
    told: Shown | Postponed,
    due_at: datetime | None,
    *,
    attempts: int,
    revision: int,
) -> None:
    """Keep what was *told*. *attempts* is 1 to keep their count, 0 to begin it anew."""
    due = None if due_at is None else micros(due_at)
    words, key = (words_text(told.memo), words_text(told.observed)), _key(delivery)
    total = sum_of(*key, own.workspace, *words)
    rest = told.rest_until if isinstance(told, Shown) else told.until
    rested = 0 if rest is None else micros(rest)
    db.execute(_LET_GO, (*words, total, due, attempts, revision, rested, *key))


def _tell_others(
    db: sqlite3.Connection, delivery: Delivery, before: str, observed: Observed, now: datetime
) -> bool:
    """Make the other cards due if what was observed is new.

    Of such news a phone shows only where the chat is, behind a button.
    """
    if words_text(observed) == before:
        return False
    moved = words_of(before).get("url") != observed.get("url")
    own, left_out = (delivery.activity.id, delivery.channel.surface), "" if moved else LOCK_SCREEN
    return db.execute(_WAKE_OTHERS, (micros(now), *own, left_out)).rowcount > 0


def _key(delivery: Delivery) -> tuple[str, str, str]:
    channel = delivery.channel
    return delivery.activity.id, storable(channel.surface), storable(channel.id)
