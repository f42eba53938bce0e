"""Keeps what a rule makes of an activity: the revision, the journal, the request, what is due."""

import sqlite3
from datetime import datetime

from bot.activity import Activity, Channel
from bot.store import Answer, Change, Request, Rule, Target
from bot.stores import reads
from bot.stores.rows import activity_of, body_of, micros, request_key, storable, sum_of
from bot.stores.schema import LEFT

FORGOTTEN_AT_A_TIME = 1000

_TOLD = (
    "SELECT a.body, r.answer FROM requests r CROSS JOIN activities a ON a.id = r.activity_id"
    " WHERE r.workspace = ? AND r.key = ?"
)
_TELL = (
    "INSERT INTO requests (workspace, key, activity_id, answer, told_at, sum)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_BEGIN = (
    "INSERT INTO activities (name, ended, revision, sum, body, id, workspace)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
# SQLite writes every index again whose columns are set, even to what they were: four
# times the pages. So the ordinary change, which moves nothing in an index, has its own.
_REVISE = (
    "UPDATE activities SET revision = ?, sum = ?, body = ?"
    " WHERE id = ? AND workspace = ? AND revision = ?"
)
_REVISE_ALL = (
    "UPDATE activities SET name = ?, ended = ?, revision = ?, sum = ?, body = ?"
    " WHERE id = ? AND workspace = ? AND revision = ?"
)
_RECORD = (
    "INSERT INTO journal (activity_id, revision, workspace, at, verb, command, platform,"
    " actor_id, actor_name, line, transition, sum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_URGENT = (
    "wanted = wanted + 1, urgent = wanted + 1,"
    " attempts = CASE WHEN held_since IS NULL THEN 0 ELSE attempts END,"
    " due_at = CASE WHEN held_since IS NULL THEN min(coalesce(due_at, {now}), {now})"
    " ELSE due_at END"
)
_WANT_AGAIN = (
    f"UPDATE deliveries SET {_URGENT.format(now='?1')} WHERE activity_id = ?2 AND live = 1"
)
_WANT_IN_TIME = (
    "UPDATE deliveries SET wanted = wanted + 1, due_at = CASE WHEN held_since IS NULL"
    " THEN min(coalesce(due_at, max(?1, rest_until)), max(?1, rest_until)) ELSE due_at END"
    " WHERE activity_id = ?2 AND live = 1"
)
_WANT = (
    "INSERT INTO deliveries (activity_id, surface, channel_id, workspace, live, due_at, sum)"
    " VALUES {rows} ON CONFLICT (activity_id, surface, channel_id) DO UPDATE SET"
    f" live = excluded.live, {_URGENT.format(now='excluded.due_at')}"
)
_AT = " WHERE activity_id = ?2 AND surface = ?3 AND channel_id = ?4"
_LEAVE = f"UPDATE deliveries SET live = {LEFT}, {_URGENT.format(now='?1')}" + _AT
_PART = (
    "INSERT INTO farewells (activity_id, surface, channel_id, workspace, body, sum)"
    " VALUES (?, ?, ?, ?, ?, ?)"
)
_REJOIN = "DELETE FROM farewells WHERE activity_id = ? AND surface = ? AND channel_id = ?"
_MOVE = (
    "UPDATE deliveries SET workspace = ?4, memo = '{}', observed = '{}', sum = ?5"
    " WHERE activity_id = ?1 AND surface = ?2 AND channel_id = ?3 AND workspace <> ?4"
)
_FORGET = (
    "DELETE FROM requests WHERE (workspace, key) IN"
    " (SELECT workspace, key FROM requests WHERE told_at < ? LIMIT ?)"
)


def change(db: sqlite3.Connection, request: Request, target: Target, rule: Rule) -> Answer:
    """See Store. Everything, or what it raises; the caller undoes the rest."""
    wide = target.workspace if request.scope is None else request.scope
    scope, key = storable(wide or ""), request_key(request.key)
    if (told := answered(db, scope, key)) is not None:
        return told
    found = reads.found(db, target)
    made = rule(found)
    kept = made.after
    if made.after is not found.activity:
        own = target.workspace if found.activity is None else found.activity.workspace
        assert own in (None, made.after.workspace), "a rule keeps the workspace"
        kept = _keep(db, request, found.activity, made)
    text = storable(made.answer)
    row = (scope, key, kept.id, text, micros(request.at))
    db.execute(_TELL, (*row, sum_of(*row)))
    return Answer(kept, text)


def answered(db: sqlite3.Connection, scope: str, key: str) -> Answer | None:
    """See Store."""
    told = db.execute(_TOLD, (storable(scope), request_key(key))).fetchone()
    return None if told is None else Answer(activity_of(told[0]), told[1], again=True)


def forget(db: sqlite3.Connection, before: datetime) -> int:
    """See Store; at most FORGOTTEN_AT_A_TIME."""
    return db.execute(_FORGET, (micros(before), FORGOTTEN_AT_A_TIME)).rowcount


def _keep(
    db: sqlite3.Connection, request: Request, before: Activity | None, made: Change
) -> Activity:
    body = body_of(made.after)
    after = activity_of(body)
    _keep_revision(db, before, after, body)
    _record(db, request, after, made)
    _want(db, before, after, micros(request.at), urgent=made.transition)
    return after


def _keep_revision(
    db: sqlite3.Connection, before: Activity | None, after: Activity, body: str
) -> None:
    revision, indexed = after.revision, (after.name, after.ended_at is not None)
    row = (revision, sum_of(revision, body), body, after.id, after.workspace)
    if revision == 1:
        db.execute(_BEGIN, (*indexed, *row))
        return
    assert before is not None, "only a first revision has none before it"
    assert (after.id, revision) == (before.id, before.revision + 1), "revisions are numbered 1..n"
    if indexed == (before.name, before.ended_at is not None):
        done = db.execute(_REVISE, (*row, before.revision))
    else:
        done = db.execute(_REVISE_ALL, (*indexed, *row, before.revision))
    assert done.rowcount == 1, "nobody else writes"


def _record(db: sqlite3.Connection, request: Request, after: Activity, made: Change) -> None:
    said = (
        request.verb,
        request.command,
        request.platform,
        request.actor_id,
        request.actor_name,
        after.line.text,
    )
    head = (after.id, after.revision, after.workspace, micros(request.at))
    row: tuple[str | int, ...] = (*head, *map(storable, said), int(made.transition))
    db.execute(_RECORD, (*row, sum_of(*row)))


def _want(
    db: sqlite3.Connection, before: Activity | None, after: Activity, now: int, *, urgent: bool
) -> None:
    """Make the channels of *after* due: a held one when whoever holds it is through.

    What is not *urgent* waits for one that rests.
    """
    live = after.ended_at is None
    if after.revision > 1 and before is not None:
        if live and before.ended_at is None and before.channels == after.channels:
            db.execute(_WANT_AGAIN if urgent else _WANT_IN_TIME, (now, after.id))
            return
        _leave(db, before, after, now)
        _rejoin(db, before, after)
    if not after.channels:
        return
    values: list[object] = []
    for channel in after.channels:
        at = _address(after, channel)
        values += (*at, live, now, sum_of(*at, "{}", "{}"))
    rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?)"] * len(after.channels))
    db.execute(_WANT.format(rows=rows), values)


def _leave(db: sqlite3.Connection, before: Activity, after: Activity, now: int) -> None:
    """Let the channels that *after* has left show for the last time how things stand."""
    for channel in _besides(before, after):
        at = _address(after, channel)
        if db.execute(_LEAVE, (now, *at[:3])).rowcount:
            body = body_of(after)
            db.execute(_PART, (*at, body, sum_of(*at, body)))


def _rejoin(db: sqlite3.Connection, before: Activity, after: Activity) -> None:
    """Forget how the channels that *after* has joined were left, if they were before.

    An address that is another workspace's by now, as a shared channel can be, begins anew.
    """
    for channel in _besides(after, before):
        at = _address(after, channel)
        db.execute(_REJOIN, at[:3])
        db.execute(_MOVE, (*at, sum_of(*at, "{}", "{}")))


def _besides(some: Activity, others: Activity) -> list[Channel]:
    """The channels of *some* at whose address *others* has none."""
    there = {(channel.surface, channel.id) for channel in others.channels}
    return [c for c in some.channels if (c.surface, c.id) not in there]


def _address(activity: Activity, channel: Channel) -> tuple[str, str, str, str]:
    return (
        activity.id,
        storable(channel.surface),
        storable(channel.id),
        storable(channel.workspace),
    )
