"""The card of an activity, in Block Kit. Pure.

Only the oldest blocks are used, which every client draws. Whatever people typed goes
through `text.py`; nothing here may be longer than Slack allows, whatever they typed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from adapters.slack.controls import controls
from adapters.slack.drawing import Block, drawing, in_words
from adapters.slack.people import NAME
from adapters.slack.text import escape, literal, mrkdwn, plain, short, stamp, units
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel
from bot.buttons import Press
from bot.content import Alert, Timer
from bot.surface import NO_MORE, Observed

HEADER_MAX = 150
BADGE_MAX = 40
NAME_MAX = 100
LINE_MAX = 300
PHONES_MAX = 400
TITLE_MAX = 300

_CIRCLES = {
    "red": "🔴", "magenta": "🔴", "orange": "🟠", "yellow": "🟡", "lime": "🟢", "green": "🟢",
    "cyan": "🔵", "blue": "🔵", "purple": "🟣", "gray": "⚪",
}  # fmt: skip
_ENDED, _PAUSED, _LEFT = "🏁", "⏸️", "⚪"
_ILL = frozenset({"refused", "unsure"})


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
        _context(_told(activity)),
        _context([NO_MORE if left else _footer(others)]),
        *([] if left else controls(activity, presses)),
    ]
    return Card(blocks, _text(activity, others, now, left=left))


def who(actor: Actor) -> str:
    """How *actor* is called: never by a mention, which would ring in their pocket."""
    return literal(actor.named_on(NAME), NAME_MAX) or "Somebody"


def _headline(activity: Activity, units_max: int, *, left: bool) -> str:
    """Mark, title and badge, clean but not escaped; a long title gives way to the badge."""
    content = activity.content
    badge = content.badge.title if content.badge else ""
    if badge and badge.casefold() not in content.title.casefold():
        badge = f" · {short(badge, BADGE_MAX)}"
    else:
        badge = ""
    mark = f"{_LEFT if left else mark_of(activity)} "
    title = short(content.title, units_max - units(escape(mark + badge)))
    return f"{mark}{title}{badge}"


def mark_of(activity: Activity) -> str:
    """One emoji that tells from afar how *activity* is."""
    content = activity.content
    if activity.ended_at is not None:
        return _ENDED
    if isinstance(content, Timer) and not content.is_running:
        return _PAUSED
    badge, icon = content.badge, content.icon
    color = content.color or (badge and badge.color) or (icon and icon.color)
    if color is None and isinstance(content, Alert):
        color = "orange" if activity.acknowledged_by is not None else "red"
    return _CIRCLES[color or "blue"]


def _told(activity: Activity) -> Iterator[str]:
    """Who has acknowledged, and who did what last."""
    line, at = activity.line, activity.acknowledged_at
    if at is not None:
        yield f"✓ {literal(activity.acknowledgement_on(NAME), NAME_MAX)}, {stamp(at)}"
    if at is None or line.at != at or line.text != "acknowledged":
        yield f"*{who(line.actor)}*: {literal(line.text, LINE_MAX)}, {stamp(line.at)}"


def _context(lines: Iterable[str]) -> Block:
    """*lines*, one below the other: elements of their own would run on in one line."""
    return {"type": "context", "elements": [mrkdwn("\n".join(lines))]}


def _footer(others: Sequence[tuple[Channel, Observed]]) -> str:
    """What the phones show; what somebody has to see to stands out."""
    is_ill = any(
        channel.surface == LOCK_SCREEN and observed.get("state") in _ILL
        for channel, observed in others
    )
    told = f"Lock Screens: {literal(_phones(others), PHONES_MAX)}"
    return f"⚠️ {told}" if is_ill else told


def _phones(others: Sequence[tuple[Channel, Observed]]) -> str:
    for channel, observed in others:
        if channel.surface == LOCK_SCREEN:
            return observed.get("detail") or "on their way"
    return "none"


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
    pieces.append(f"{name}: {plain(line.text, LINE_MAX)}, {stamp(line.at)}")
    phones = f"Lock Screens: {plain(_phones(others), PHONES_MAX)}"
    pieces.append(NO_MORE if left else phones)
    return " · ".join(pieces)
