"""What a card's thread is told: one short line for each transition, many in one message. Pure."""

from collections.abc import Sequence

from adapters.slack.people import NAME
from adapters.slack.text import literal, stamp
from bot.activity import LOCK_SCREEN, name_on
from bot.store import Entry

LINES_MAX = 10
NAME_MAX = 40
LINE_MAX = 600
ONE_OF_MANY_MAX = 160
SOMEBODY = "Somebody"


def untold(entries: Sequence[Entry], told: int, revision: int) -> list[Entry]:
    """The transitions after *told*, up to *revision*."""
    return [e for e in entries if e.transition and told < e.revision <= revision]


def lines(entries: Sequence[Entry]) -> str:
    """*entries* as the markup of one message; if they are many, the latest of them."""
    if len(entries) == 1:
        return _line(entries[0], LINE_MAX)
    left_out = len(entries) - LINES_MAX
    latest = entries[-LINES_MAX:]
    drawn = [f"{_line(e, ONE_OF_MANY_MAX)}, {stamp(e.at, '{time_secs}')}" for e in latest]
    if left_out > 0:
        drawn.insert(0, f"… {left_out} more before; History has them all")
    return "\n".join(drawn)


def _line(entry: Entry, units_max: int) -> str:
    told = literal(entry.line, units_max)
    if entry.platform == LOCK_SCREEN:
        return f"{told[:1].upper()}{told[1:]} from the Lock Screen"
    name = name_on(NAME, entry.platform, entry.actor_name)
    return f"*{literal(name, NAME_MAX) or SOMEBODY}*: {told}"
