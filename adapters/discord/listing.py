"""What is live here, with its buttons: what `/live show` answers. Pure."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from adapters.discord.controls import controls
from adapters.discord.people import NAME
from adapters.discord.text import literal
from bot.activity import Activity
from bot.buttons import Press
from bot.card import mark_of
from bot.phrases import describe
from bot.text import units

LISTED_MAX = 4
"""Discord takes forty components in a message, and each activity needs eight of them."""

TITLE_MAX = 200
LINE_MAX = 400
NAME_MAX = 100
TEXT_MAX = 1_900

TEXT, SEPARATOR, ROW, BUTTON = 10, 14, 1, 2
PRIMARY = 1
START = "live:start:-"
"""The button that opens the Start form."""

Json = dict[str, Any]


def entries(
    live: Sequence[Activity], presses: Callable[[Activity], Sequence[Press]], now: datetime
) -> Iterator[Json]:
    """Each activity's line and what can be done to it, the latest first."""
    for place, activity in enumerate(list(reversed(live))[:LISTED_MAX]):
        if place:
            yield {"type": SEPARATOR}
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


def everything(live: Sequence[Activity], now: datetime) -> str:
    """What is live in a guild, a line each, the latest first; as many as one message holds."""
    lines, room = list[str](), TEXT_MAX
    for activity in reversed(live):
        said = _rest(describe(activity, now))
        line = f"{mark_of(activity)} {said} `{activity.name}`{_where(activity)}"
        room -= units(line) + 1
        if room < 0:
            return "\n".join([*lines, f"… and {len(live) - len(lines)} more."])
        lines.append(line)
    return "\n".join(lines)


def _line(activity: Activity, now: datetime) -> str:
    title = activity.content.title
    rest = describe(activity, now).removeprefix(title)
    return f"{mark_of(activity)} **{literal(title, TITLE_MAX)}** {_rest(rest)}".rstrip()


def _rest(line: str) -> str:
    return literal(line, LINE_MAX)


def _where(activity: Activity) -> str:
    """The channels that show it, as links that mention nobody; elsewhere, by their names."""
    return "".join(
        f" <#{chat.id}>" if chat.surface == NAME else f" #{literal(chat.name or chat.id, NAME_MAX)}"
        for chat in activity.chats
    )
