"""An activity as a card of text. Pure.

Whatever people typed stays inside the frame: each piece is cleaned where it is drawn, and
a long one goes on in the next line.
"""

import textwrap
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.activity import Activity, Channel
from bot.card import phones
from bot.commands.progress import how_far
from bot.content import (
    Alert,
    AnyContent,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.drawing import fraction, table
from bot.phrases import clockwork
from bot.surface import NO_MORE, Observed
from bot.text import clean

NAME = "console"

BAR = 20
WIDTH = 76
LINES_MAX = 16
BUTTONS_MAX = 3
LABEL_MAX = 24

_DONE, _LEFT = "█", "░"
_STEP_DONE, _STEP_LEFT = "●", "○"
_STEPS_DRAWN = 24


def card(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    labels: Sequence[str],
    now: datetime,
    *,
    left: bool = False,
) -> str:
    """The card of *activity*: title, drawing, who did what last, the phones, the buttons.

    If it has *left* the channel, the card says so instead of the phones.
    """
    now = activity.changed_at if left else now
    content = activity.content
    badge = f"  [{clean(content.badge.title)}]" if content.badge else ""
    lines = [
        *_wrapped(content.title, badge),
        *_drawing(content, now, ended=activity.ended_at is not None),
    ]
    if content.subtitle:
        lines += _wrapped(content.subtitle)
    if activity.acknowledged_at is not None:
        lines += _wrapped(f"{activity.acknowledgement_on(NAME)}, {_at(activity.acknowledged_at)}")
    line = activity.line
    lines += _wrapped(f"{line.actor.named_on(NAME) or 'somebody'}, {_at(line.at)}: {line.text}")
    lines += _wrapped(NO_MORE if left else f"Lock Screens: {phones(others)[1]}")
    if labels and activity.ended_at is None:
        lines.append("  ".join(f"[{clean(label)}]" for label in labels[:BUTTONS_MAX]))
    last = len(lines) - 1
    edges = {0: "┌", last: "└"}
    return "\n".join(f"{edges.get(place, '│')} {line}" for place, line in enumerate(lines))


def _drawing(content: AnyContent, now: datetime, *, ended: bool) -> Iterable[str]:
    match content:
        case SegmentedProgress():
            yield _steps(content)
        case Progress():
            yield _bar(content)
        case Metrics() | Stats():
            yield from table(content, LABEL_MAX, WIDTH)
        case Alert():
            yield from _wrapped(content.message)
        case Timer():
            yield clockwork(content, now, ended=ended)
        case Value():
            yield from _wrapped(str(content.value))


def _wrapped(text: str, tail: str = "") -> list[str]:
    """*text*, cleaned, in lines that fit the card, then *tail*."""
    lines = textwrap.wrap(clean(text), WIDTH, max_lines=LINES_MAX, placeholder=" …") or [""]
    return [*lines[:-1], lines[-1] + tail]


def _steps(content: SegmentedProgress) -> str:
    done, count = content.current_step, content.number_of_steps
    drawn = ""
    if count <= _STEPS_DRAWN:
        drawn = _STEP_DONE * done + _STEP_LEFT * (count - done) + "  "
    return f"{drawn}step {done} of {count}"


def _bar(content: Progress) -> str:
    done = round(BAR * fraction(content))
    return f"{_DONE * done}{_LEFT * (BAR - done)}  {how_far(content)}"


def _at(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M} UTC"
