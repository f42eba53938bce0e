"""What is live, with its buttons: for bare `/live` and for the App Home. Pure."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from adapters.slack.controls import controls
from adapters.slack.people import NAME
from adapters.slack.text import literal, mrkdwn, plain_text
from bot.activity import Activity
from bot.buttons import Press
from bot.card import mark_of
from bot.phrases import describe

Block = dict[str, Any]

START = "live:start"

TITLE_MAX = 300
LINE_MAX = 1_000
LABEL_MAX = 75
_PLACES = 3


def entries(
    live: Sequence[Activity],
    presses: Callable[[Activity], tuple[Press, ...]],
    now: datetime,
    *,
    at_most: int,
    where: bool = False,
) -> list[Block]:
    """Two blocks for each activity, the latest first: its line, and what can be done to it."""
    blocks: list[Block] = []
    for activity in list(reversed(live))[:at_most]:
        blocks.append(section(f"{_line(activity, now)}{_places(activity) if where else ''}"))
        blocks += controls(activity, presses(activity))
    if len(live) > at_most:
        blocks.append(section(f"… and {len(live) - at_most} more. Say `list` to see all."))
    return blocks


def _line(activity: Activity, now: datetime) -> str:
    """*activity* in one line, its title in bold."""
    title = activity.content.title
    rest = describe(activity, now).removeprefix(title)
    return f"{mark_of(activity)} *{literal(title, TITLE_MAX)}* {literal(rest, LINE_MAX)}".rstrip()


def section(markup: str) -> Block:
    """A paragraph of *markup*."""
    return {"type": "section", "text": mrkdwn(markup)}


def start_button(value: str) -> Block:
    """The button that opens the Start form; *value* is the channel, if that is known."""
    text = plain_text("Start something…", LABEL_MAX)
    button = {"type": "button", "text": text, "action_id": START, "value": value or "-"}
    return {"type": "actions", "elements": [button]}


def _places(activity: Activity) -> str:
    """The Slack channels that show *activity*, as links that mention nobody."""
    own = (NAME, activity.workspace)
    shown = [c.id for c in activity.chats if (c.surface, c.workspace) == own][:_PLACES]
    return "".join(f"  <#{channel_id}>" for channel_id in shown)
