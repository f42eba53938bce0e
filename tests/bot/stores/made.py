"""Activities, requests and rules made by hand, for the stores' tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.content import Progress, replace
from bot.store import Change, Found, Request, Rule, Target

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANN = Actor(platform="slack", id="U1", name="Ann")

_numbers = count(1)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def slack(id: str = "C1", workspace: str = "T1") -> Channel:
    return Channel(surface="slack", id=id, workspace=workspace)


def phone(workspace: str = "T1") -> Channel:
    return Channel(surface=LOCK_SCREEN, id="account", workspace=workspace)


def made(name: str = "deploy", workspace: str = "T1", **fields: Any) -> Activity:
    return Activity(
        **{
            "id": f"{workspace}-{next(_numbers)}",
            "workspace": workspace,
            "name": name,
            "revision": 1,
            "content": Progress(title=name, percentage=0),
            "channels": (slack(workspace=workspace), phone(workspace)),
            "owner": ANN,
            "started_at": NOW,
            "changed_at": NOW,
            "line": Line(text="started", actor=ANN, at=NOW),
            **fields,
        }
    )


def asked(key: str | None = None, at: datetime = NOW, **fields: Any) -> Request:
    key = f"key-{next(_numbers)}" if key is None else key
    told = {"verb": "set", "command": "{}", "platform": "slack", "actor_id": "U1"}
    return Request(**{"key": key, "at": at, "actor_name": "Ann", **told, **fields})


def named(activity: Activity) -> Target:
    return Target(activity.workspace, id=activity.id)


def starting(activity: Activity) -> Target:
    channel = next(iter(activity.channels), None)
    return Target(activity.workspace, channel=channel, starting=True)


def begins(activity: Activity, answer: str = "started") -> Rule:
    return lambda found: Change(activity, answer)


def revised(activity: Activity, **fields: Any) -> Activity:
    return replace(activity, revision=activity.revision + 1, **fields)


def changes(answer: str = "changed", **fields: Any) -> Rule:
    return lambda found: Change(revised(_of(found), **fields), answer, transition=False)


def counts_up(found: Found) -> Change:
    """Adds one to the percentage, and says to what: order can be seen in it."""
    before = _of(found)
    assert isinstance(before.content, Progress)
    percentage = (before.content.percentage or 0) + 0.01
    content = replace(before.content, percentage=percentage)
    return Change(revised(before, content=content), f"revision {before.revision + 1}")


def ends(at: datetime = NOW) -> Rule:
    return changes("ended", ended_at=at)


def keeps(answer: str = "nothing to do") -> Rule:
    return lambda found: Change(_of(found), answer)


def raises(error: Exception) -> Callable[[Found], Change]:
    def rule(found: Found) -> Change:
        raise error

    return rule


def _of(found: Found) -> Activity:
    assert found.activity is not None
    return found.activity
