"""What is asked of the tables and changes nothing."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.activity import Activity, Channel
from bot.store import Entry, Found, Health, Target, pick
from bot.stores.rows import activity_of, micros, moment, storable, words_of
from bot.stores.schema import LEFT
from bot.surface import Delivery

_Key = tuple[str, str]

_BY_ID = "SELECT body FROM activities WHERE id = ? AND workspace = ?"
_BY_ID_ALONE = "SELECT body FROM activities WHERE id = ?"
_BY_NAME = (
    "SELECT body FROM activities WHERE workspace = ? AND name = ? ORDER BY ended, seq DESC LIMIT 1"
)
_IN_CHANNEL = (
    "SELECT a.body FROM deliveries d CROSS JOIN activities a ON a.id = d.activity_id"
    " WHERE d.surface = ? AND d.workspace = ? AND d.channel_id = ? AND d.live = 1"
    " AND a.ended = 0 ORDER BY a.seq"
)
_LIVE = "SELECT body FROM activities WHERE workspace = ? AND ended = 0 ORDER BY seq"
_RECENT = "SELECT body FROM activities WHERE workspace = ? ORDER BY seq DESC LIMIT ?"
_RECENT_OF_ALL = "SELECT body FROM activities ORDER BY seq DESC LIMIT ?"
_TIMELINE = (
    "SELECT revision, at, verb, platform, actor_id, actor_name, line, transition, command"
    " FROM journal WHERE activity_id = ? ORDER BY revision"
)
DELIVERY = (
    "SELECT a.body, d.memo, d.observed, d.shown_revision, d.attempts, d.held_since,"
    " d.wanted, d.epoch, d.activity_id, d.surface, d.channel_id, d.workspace, d.live"
    " FROM deliveries d {index} CROSS JOIN activities a ON a.id = d.activity_id"
)
_OF_ACTIVITY = (
    DELIVERY.format(index="") + " WHERE d.activity_id = ? ORDER BY d.surface, d.channel_id"
)
_HELD = (
    DELIVERY.format(index="INDEXED BY deliveries_live")
    + " WHERE d.surface = ?1 AND d.live = 1 AND d.memo <> '{}' UNION ALL "
    + DELIVERY.format(index="INDEXED BY deliveries_due")
    + " WHERE d.surface = ?1 AND d.live = 0 AND d.memo <> '{}' AND d.due_at IS NOT NULL"
)
_SIBLINGS = (
    "SELECT activity_id, surface, channel_id, observed FROM deliveries"
    f" WHERE activity_id IN (SELECT value FROM json_each(?)) AND live <> {LEFT}"
)
_FAREWELL = "SELECT body FROM farewells WHERE activity_id = ? AND surface = ? AND channel_id = ?"
_NEXT_DUE = (
    "SELECT due_at FROM deliveries INDEXED BY deliveries_due"
    " WHERE surface = ? AND due_at IS NOT NULL ORDER BY due_at LIMIT 1"
)
_COUNT_LIVE = "SELECT count(*) FROM activities INDEXED BY activities_live WHERE ended = 0"
_COUNT_DUE = (
    "SELECT count(*), min(due_at) FROM deliveries INDEXED BY deliveries_due WHERE due_at <= ?"
)


def find(db: sqlite3.Connection, target: Target) -> Activity | None:
    """See Store."""
    return pick(_candidates(db, target), target)


def found(db: sqlite3.Connection, target: Target) -> Found:
    """What a rule needs to know. Raises Refused."""
    if not target.starting:
        return Found(find(db, target), {})
    assert target.workspace is not None, "whoever starts something has a workspace"
    here = _here(db, target)
    names = {activity.name: False for activity in live(db, target.workspace, None)}
    return Found(None, names | {activity.name: True for activity in here})


def live(db: sqlite3.Connection, workspace: str, channel: Channel | None) -> Sequence[Activity]:
    """See Store."""
    workspace = storable(workspace)
    if channel is None:
        return _activities(db.execute(_LIVE, (workspace,)))
    at = (storable(channel.surface), workspace, storable(channel.id))
    shown = _activities(db.execute(_IN_CHANNEL, at))
    return [a for a in shown if _is_in(a, channel, workspace)]


def recent(db: sqlite3.Connection, workspace: str | None, limit: int) -> Sequence[Activity]:
    """See Store."""
    if workspace is None:
        return _activities(db.execute(_RECENT_OF_ALL, (limit,)))
    return _activities(db.execute(_RECENT, (storable(workspace), limit)))


def timeline(db: sqlite3.Connection, activity_id: str) -> Sequence[Entry]:
    """See Store."""
    rows = db.execute(_TIMELINE, (storable(activity_id),))
    return [_entry(*row) for row in rows]


def deliveries(db: sqlite3.Connection, activity_id: str) -> Sequence[Delivery]:
    """See Store."""
    return with_others(db, db.execute(_OF_ACTIVITY, (storable(activity_id),)).fetchall())


def held(db: sqlite3.Connection, surface: str) -> Sequence[Delivery]:
    """See Store."""
    return with_others(db, db.execute(_HELD, (surface,)).fetchall())


def next_due(db: sqlite3.Connection, surface: str) -> datetime | None:
    """See Store."""
    row = db.execute(_NEXT_DUE, (surface,)).fetchone()
    return moment(row[0]) if row else None


def health(db: sqlite3.Connection, now: datetime) -> Health:
    """See Store."""
    (live_ones,) = db.execute(_COUNT_LIVE).fetchone()
    due, since = db.execute(_COUNT_DUE, (micros(now),)).fetchone()
    return Health(live_ones, due, moment(since) if due else None)


def with_others(db: sqlite3.Connection, rows: Sequence[Any]) -> Sequence[Delivery]:
    """The deliveries that *rows* of DELIVERY say, each with what the others observed."""
    if not rows:
        return []
    siblings: dict[str, dict[_Key, str]] = {}
    ids = json.dumps(sorted({row[8] for row in rows}))
    for activity_id, surface, channel_id, observed in db.execute(_SIBLINGS, (ids,)):
        siblings.setdefault(activity_id, {})[surface, channel_id] = observed
    return [
        _delivery((_farewell(db, row), *row[1:]), {})
        if row[12] == LEFT
        else _delivery(row, siblings[row[8]])
        for row in rows
    ]


def _farewell(db: sqlite3.Connection, row: Any) -> str:
    """The activity of *row* as it was when it left that channel."""
    (body,) = db.execute(_FAREWELL, row[8:11]).fetchone()
    text: str = body
    return text


def _delivery(row: Any, siblings: Mapping[_Key, str]) -> Delivery:
    body, memo, observed, shown_revision, attempts, held_since, wanted, epoch = row[:8]
    activity, own = activity_of(body), (row[9], row[10])
    channels = {(storable(c.surface), storable(c.id)): c for c in activity.channels}
    if own not in channels:  # A channel that the activity has left is known by its address only.
        channels[own] = Channel(surface=row[9], id=row[10], workspace=row[11])
    return Delivery(
        activity=activity,
        channel=channels[own],
        memo=words_of(memo),
        observed=words_of(observed),
        others=tuple(
            (channels[k], words_of(text))
            for k, text in siblings.items()
            if k != own and k in channels
        ),
        shown_revision=shown_revision,
        attempts=attempts,
        interrupted=held_since is not None,
        left=row[12] == LEFT,
        wanted=wanted,
        epoch=epoch,
    )


def _entry(
    revision: int,
    at: int,
    verb: str,
    platform: str,
    actor_id: str,
    actor_name: str,
    line: str,
    transition: int,
    command: str,
) -> Entry:
    who = (platform, actor_id, actor_name)
    return Entry(revision, moment(at), verb, *who, line, bool(transition), command)


def _candidates(db: sqlite3.Connection, target: Target) -> Sequence[Activity]:
    if target.id is not None and target.workspace is None:
        return _activities(db.execute(_BY_ID_ALONE, (storable(target.id),)))
    assert target.workspace is not None, "only an id may stand without a workspace"
    workspace = storable(target.workspace)
    if target.id is not None:
        return _by_id(db, target.id, workspace, target.channel)
    if target.name is None:
        return _here(db, target)
    here = [activity for activity in _here(db, target) if activity.name == target.name]
    return here or _activities(db.execute(_BY_NAME, (workspace, storable(target.name))))


def _by_id(
    db: sqlite3.Connection, id: str, workspace: str, channel: Channel | None
) -> Sequence[Activity]:
    """The activity of that id, if it is of *workspace* or is shown in *channel* of it."""
    own = _activities(db.execute(_BY_ID, (storable(id), workspace)))
    if own or channel is None:
        return own
    mirrored = _activities(db.execute(_BY_ID_ALONE, (storable(id),)))
    return [activity for activity in mirrored if _is_in(activity, channel, workspace)]


def _here(db: sqlite3.Connection, target: Target) -> Sequence[Activity]:
    """What is live in the channel of *target*."""
    if target.channel is None or target.workspace is None:
        return []
    return live(db, target.workspace, target.channel)


def _activities(rows: Iterable[Any]) -> Sequence[Activity]:
    return [activity_of(body) for (body,) in rows]


def _is_in(activity: Activity, channel: Channel, workspace: str) -> bool:
    """Whether *activity* is shown in *channel* of *workspace*, which may be another's than its."""
    at = (channel.surface, channel.id, workspace)
    return any((c.surface, c.id, storable(c.workspace)) == at for c in activity.channels)
