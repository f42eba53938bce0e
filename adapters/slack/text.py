"""Typed text made safe for Slack: it mentions nobody, links nowhere, and fits. Pure.

Slack reads `&`, `<` and `>` everywhere, plain text too; in mrkdwn also the marks of bold
and the like, which have no escape and become letters that look like them. Lengths are
counted in UTF-16 units after escaping, which is never less than any way Slack may count.
"""

import re
from datetime import UTC, datetime
from typing import Any

from bot.markup import Moment
from bot.text import COMPOUND_MAX, clean, cut

RAW_MAX = 12_000
"""What is read of a text, however long it is: the longest line that people may say."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "'"})
_MARKING = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_FORMS: dict[Moment, str] = {"when": "{date_short_pretty} at {time}", "clock": "{time_secs}"}


def escape(text: str) -> str:
    """*text* without what Slack would read as markup of its own."""
    return text.translate(_ESCAPES)


def plain(text: str, units_max: int) -> str:
    """*text* for a place that shows letters as they are; at least one of them."""
    return escape(short(text, units_max)) or " "


def literal(text: str, units_max: int) -> str:
    """*text* for mrkdwn, where it is to look as it was typed."""
    lookalike = _MARKING.sub("ˍ", _cleaned(text, units_max).translate(_LOOKALIKES))
    return escape(_fitted(lookalike, units_max))


def short(text: str, units_max: int) -> str:
    """*text*, cleaned, and cut between two characters so that it fits once it is escaped."""
    return _fitted(_cleaned(text, units_max), units_max)


class Mrkdwn:
    """See Markup."""

    def typed(self, text: str, length_max: int) -> str:
        """See Markup."""
        return literal(text, length_max)

    def bold(self, markup: str) -> str:
        """See Markup."""
        return f"*{markup}*"

    def moment(self, at: datetime, form: Moment = "when") -> str:
        """See Markup."""
        utc = f"{at.astimezone(UTC):%d %b %H:%M} UTC"
        return f"<!date^{int(at.timestamp())}^{_FORMS[form]}|{utc}>"


class Plain(Mrkdwn):
    """The same for who hears it read out: without marks."""

    def typed(self, text: str, length_max: int) -> str:
        """See Markup."""
        return plain(text, length_max)

    def bold(self, markup: str) -> str:
        """See Markup."""
        return markup


MRKDWN, PLAIN = Mrkdwn(), Plain()


def plain_text(text: str, units_max: int) -> dict[str, Any]:
    """Block Kit's object for typed *text*."""
    return {"type": "plain_text", "text": plain(text, units_max), "emoji": False}


def mrkdwn(markup: str) -> dict[str, Any]:
    """Block Kit's object for *markup* of our own, in which typed text is `literal` already."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def units(text: str) -> int:
    """The length of *text* in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _cleaned(text: str, units_max: int) -> str:
    return clean(text[: min(units_max * COMPOUND_MAX, RAW_MAX)])


def _fitted(cleaned: str, units_max: int) -> str:
    if units(escape(cleaned)) <= units_max:
        return cleaned
    # One more character than can be kept, so that the cut is seen.
    head = cleaned[: units_max + COMPOUND_MAX]
    least, most = 0, units_max
    while least < most:
        middle = (least + most + 1) // 2
        if units(escape(cut(head, middle))) <= units_max:
            least = middle
        else:
            most = middle - 1
    return cut(head, least)
