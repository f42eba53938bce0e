"""What a card's thread is told: one short line for each transition, many in one message. Pure."""

from collections.abc import Sequence

from adapters.slack.text import literal, stamp
from bot.activity import LOCK_SCREEN
from bot.store import Entry

LINES_MAX = 10
NAME_MAX = 60
LINE_MAX = 250
SOMEBODY = "Somebody"


def untold(entries: Sequence[Entry], told: int, revision: int) -> list[Entry]:
    """The transitions after *told*, up to *revision*."""
    return [e for e in entries if e.transition and told < e.revision <= revision]


def lines(entries: Sequence[Entry]) -> str:
    """*entries* as the markup of one message; if they are many, the latest of them."""
    if len(entries) == 1:
        return _line(entries[0])
    left_out = len(entries) - LINES_MAX
    drawn = [f"{_line(e)}, {stamp(e.at, '{time_secs}')}" for e in entries[-LINES_MAX:]]
    if left_out > 0:
        drawn.insert(0, f"… {left_out} more before; History has them all")
    return "\n".join(drawn)


def _line(entry: Entry) -> str:
    told = literal(entry.line, LINE_MAX)
    if entry.platform == LOCK_SCREEN:
        return f"{told[:1].upper()}{told[1:]} from the Lock Screen"
    return f"*{literal(entry.actor_name, NAME_MAX) or SOMEBODY}*: {told}"
