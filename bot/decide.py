"""What a command makes of an activity. Pure: no clock, no store, no network.

Rules that hold for every command live here; the rule of one command lives in
its own file. Nothing else in Lockstep makes a new revision.
"""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from bot.activity import Activity, Line, Phrase
from bot.commands import Begin, Command
from bot.content import SegmentedProgress, Timer
from bot.errors import NothingHere, Refused

NOBODY: Mapping[str, bool] = MappingProxyType({})


def decide(
    activity: Activity | None,
    command: Command,
    now: datetime,
    live: Mapping[str, bool] = NOBODY,
) -> Activity:
    """*activity* as *command* leaves it: the very same object if nothing changes.

    *live* maps the names that are taken in the workspace to whether they are in the
    command's channel. Raises Refused when the command cannot be done.
    """
    if isinstance(command, Begin):
        return activity or command.begin(now, live)
    if activity is None:
        raise NothingHere("Nothing is live here. Say `start` and a title to begin.")
    if activity.ended_at is not None:
        raise Refused(f"`{activity.name}` has ended. Nothing was changed; start a new one.")
    after = command.apply(activity, now)
    if after == activity:
        return activity
    return _next_revision(activity, after, command, now)


def _next_revision(before: Activity, after: Activity, command: Command, now: datetime) -> Activity:
    revision = before.revision + 1
    weight = command.weight(before, after)
    same_buttons = _meaning(before) == _meaning(after.model_copy(update={"revision": revision}))
    return after.model_copy(
        update={
            "revision": revision,
            "changed_at": now,
            "line": Line(text=command.tell_change(before, after), actor=command.actor, at=now),
            "transition": revision if weight == "transition" else before.transition,
            "progressed": revision if weight == "progress" else before.progressed,
            "turn": before.turn if same_buttons else revision,
            "touched": before.touched or command.touches,
        }
    )


def _meaning(activity: Activity) -> tuple[object, ...]:
    """What the buttons of *activity* depend on."""
    content = activity.content
    stands: object = None
    if isinstance(content, SegmentedProgress):
        stands = content.current_step, content.number_of_steps
    elif isinstance(content, Timer):
        stands = content.is_running, content.clock
    said = isinstance(activity.action, Phrase) or isinstance(activity.secondary_action, Phrase)
    return (
        stands,
        # What a phrase does may be wanted again whenever anything has changed since.
        activity.revision if said else None,
        activity.acknowledged_by,
        activity.armed,
        activity.action,
        activity.secondary_action,
        activity.starts,
        activity.ended_at,
    )
