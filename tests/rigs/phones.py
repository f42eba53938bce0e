"""Compares what ActivitySmith's stand-in has on its phones with what a file says."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.rigs.durability import Finding

SEEN = ("title", "subtitle", "message", "current_step", "number_of_steps", "percentage")

Json = dict[str, Any]


def tokens(picture: Json) -> list[str]:
    """The token of every press that a Lock Screen of *picture* offers on what is live."""
    cards = [card for card in picture["lock_screens"][0]["cards"] if card["is_live"]]
    buttons = [card[name] for card in cards for name in ("action", "secondary_action")]
    return [b["body"]["token"] for b in buttons if b and b["type"] == "webhook"]


def stored(path: Path) -> list[Json]:
    """Every activity that the file at *path* holds, as it was stored."""
    with closing(sqlite3.connect(path)) as db:
        return [json.loads(body) for (body,) in db.execute("SELECT body FROM activities")]


def differences(activities: list[Json], picture: Json) -> Iterator[Finding]:
    """Every activity that the phones do not show as it is, and what they show too much."""
    runs: dict[str, list[Json]] = {}
    for run in picture["activities"]:
        runs.setdefault(run["stream_key"], []).append(run)
    for activity in activities:
        key = f"ls-{activity['id']}"
        its = [run for name in runs for run in runs[name] if name == key or _is_later(name, key)]
        yield from _differences(activity, its)
    known = {f"ls-{activity['id']}" for activity in activities}
    for name in sorted(runs):
        if not any(name == key or _is_later(name, key) for key in known):
            yield Finding("wrong", f"phones show {name}, which nobody started")


def _differences(activity: Json, runs: list[Json]) -> Iterator[Finding]:
    live = [run for run in runs if run["status"] == "in_progress"]
    name, has_ended = activity["content"]["title"], activity.get("ended_at") is not None
    if has_ended and live:
        yield Finding("wrong", f"{name} has ended and is on the phones")
    if not has_ended and len(live) != 1:
        yield Finding("forgotten", f"{name} is {len(live)} times on the phones")
    for run in runs[-1:]:
        shows, says = _seen(run["content_state"]), _seen(activity["content"])
        if shows != says:
            yield Finding("forgotten", f"phones show {shows}, and it is {says}")


def _is_later(name: str, key: str) -> bool:
    """Whether *name* is a later run of the activity whose first run was *key*."""
    return name.startswith(f"{key}-")


def _seen(content: Json) -> Json:
    return {name: content[name] for name in SEEN if content.get(name) is not None}
