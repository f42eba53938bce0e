"""The card of an activity, in Block Kit. Pure.

Only the oldest blocks are used, which every client draws. Whatever people typed goes
through `text.py`; nothing here may be longer than Slack allows, whatever they typed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.slack.controls import controls
from adapters.slack.drawing import Block, drawing, in_words
from adapters.slack.people import NAME
from adapters.slack.text import MRKDWN, PLAIN, escape, mrkdwn, plain
from bot.activity import Activity, Channel
from bot.buttons import Press
from bot.card import LINE_MAX, NAME_MAX, PHONES_MAX, badge_of, footer, mark_of, phones, told
from bot.surface import NO_MORE, Observed
from bot.text import short, units

HEADER_MAX = 150
BADGE_MAX = 40
TITLE_MAX = 300


@dataclass(frozen=True)
class Card:
    """A message: its blocks, and the same as text for who cannot see them."""

    blocks: list[Block]
    text: str


def card(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    presses: Sequence[Press],
    now: datetime,
    *,
    left: bool = False,
) -> Card:
    """The card of *activity*: title, drawing, who did what last, the phones, the buttons.

    If it has *left* the channel, the card says so instead of the phones, without buttons.
    """
    headline = escape(_headline(activity, HEADER_MAX, left=left))
    blocks = [
        {"type": "header", "text": {"type": "plain_text", "text": headline, "emoji": True}},
        *drawing(activity, now),
        _context(told(activity, MRKDWN)),
        _context([footer(others, MRKDWN, left=left)]),
        *([] if left else controls(activity, presses)),
    ]
    return Card(blocks, _text(activity, others, now, left=left))


def _headline(activity: Activity, units_max: int, *, left: bool) -> str:
    """Mark, title and badge, clean but not escaped; a long title gives way to the badge."""
    badge = badge_of(activity)
    badge = f" · {short(badge, BADGE_MAX, escape)}" if badge else ""
    mark = f"{mark_of(activity, left=left)} "
    title = short(activity.content.title, units_max - units(escape(mark + badge)), escape)
    return f"{mark}{title}{badge}"


def _context(lines: Iterable[str]) -> Block:
    """*lines*, one below the other: elements of their own would run on in one line."""
    return {"type": "context", "elements": [mrkdwn("\n".join(lines))]}


def _text(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    now: datetime,
    *,
    left: bool,
) -> str:
    """All that the card shows, in words: for screen readers, and for notifications."""
    line = activity.line
    pieces = [escape(_headline(activity, TITLE_MAX, left=left)), *in_words(activity, now)]
    if activity.ended_at is not None:
        pieces.append("ended")
    elif activity.acknowledged_by is not None:
        pieces.append(plain(activity.acknowledgement_on(NAME), NAME_MAX))
    name = plain(line.actor.named_on(NAME) or "Somebody", NAME_MAX)
    pieces.append(f"{name}: {plain(line.text, LINE_MAX)}, {PLAIN.moment(line.at)}")
    shown = f"Lock Screens: {plain(phones(others)[1], PHONES_MAX)}"
    pieces.append(NO_MORE if left else shown)
    return " · ".join(pieces)
