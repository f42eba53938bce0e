"""What a card's thread is told: one short line for each transition, many in one message. Pure."""

from collections.abc import Sequence

from bot.activity import LOCK_SCREEN, name_on
from bot.markup import Markup
from bot.store import Entry
from bot.text import isolated

LINES_MAX = 10
NAME_MAX = 40
LINE_MAX = 600
ONE_OF_MANY_MAX = 120
SOMEBODY = "Somebody"


def untold(entries: Sequence[Entry], told: int, revision: int) -> list[Entry]:
    """The transitions after *told*, up to *revision*."""
    return [e for e in entries if e.transition and told < e.revision <= revision]


def lines(entries: Sequence[Entry], markup: Markup) -> str:
    """*entries* as the markup of one message; if they are many, the latest of them."""
    if len(entries) == 1:
        return _line(entries[0], LINE_MAX, markup)
    left_out = len(entries) - LINES_MAX
    latest = entries[-LINES_MAX:]
    drawn = [f"{_line(e, ONE_OF_MANY_MAX, markup)}, {markup.moment(e.at, 'clock')}" for e in latest]
    if left_out > 0:
        drawn.insert(0, f"… {left_out} more before; History has them all")
    return "\n".join(drawn)


def _line(entry: Entry, length_max: int, markup: Markup) -> str:
    told = markup.typed(entry.line, length_max)
    if entry.platform == LOCK_SCREEN:
        return f"{isolated(told[:1].upper() + told[1:])} from the Lock Screen"
    name = name_on(markup.surface, entry.platform, entry.actor_name)
    name = isolated(markup.typed(name, NAME_MAX)) or SOMEBODY
    return f"{markup.bold(name)}: {isolated(told)}"
