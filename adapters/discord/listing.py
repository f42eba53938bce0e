"""What is live here, with its buttons: what `/live show` answers. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from adapters.discord.controls import controls
from adapters.discord.text import literal
from bot.activity import Activity
from bot.buttons import Press
from bot.card import mark_of
from bot.phrases import describe

LISTED_MAX = 5
"""Discord takes forty components in a message, and each activity needs seven of them."""

TITLE_MAX = 200
LINE_MAX = 400

TEXT, ROW, BUTTON = 10, 1, 2
PRIMARY = 1
START = "live:start:-"
"""The button that opens the Start form."""

Json = dict[str, Any]


def entries(
    live: Sequence[Activity], presses: Callable[[Activity], Sequence[Press]], now: datetime
) -> Iterator[Json]:
    """Each activity's line and what can be done to it, the latest first."""
    for activity in list(reversed(live))[:LISTED_MAX]:
        yield text(_line(activity, now))
        yield from controls(activity, presses(activity))
    if len(live) > LISTED_MAX:
        yield text(f"… and {len(live) - LISTED_MAX} more.")


def text(markdown: str) -> Json:
    """A paragraph."""
    return {"type": TEXT, "content": markdown}


def start_button() -> Json:
    """The row that offers to start something."""
    button = {"type": BUTTON, "style": PRIMARY, "label": "Start something…", "custom_id": START}
    return {"type": ROW, "components": [button]}


def _line(activity: Activity, now: datetime) -> str:
    title = activity.content.title
    rest = describe(activity, now).removeprefix(title)
    return f"{mark_of(activity)} **{literal(title, TITLE_MAX)}** {literal(rest, LINE_MAX)}"
