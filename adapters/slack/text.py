"""Typed text made safe for Slack: it mentions nobody, links nowhere, and fits. Pure.

Slack reads `&`, `<` and `>` everywhere, plain text too; in mrkdwn also the marks of bold
and the like, which have no escape and become letters that look like them. Lengths are
counted in UTF-16 units after escaping, which is never less than any way Slack may count.
"""

import re
from datetime import UTC, datetime
from typing import Any

from bot.text import clean, cut

RAW_MAX = 20_000
"""What is read of a text, however long it is: far more than any limit of Slack's."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES = str.maketrans({"*": "∗", "~": "∼", "`": "'"})  # noqa: RUF001 - that is the point
_MARKING = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


def escape(text: str) -> str:
    """*text* without what Slack would read as markup of its own."""
    return text.translate(_ESCAPES)


def plain(text: str, units_max: int) -> str:
    """*text* for a place that shows letters as they are; at least one of them."""
    return escape(short(text, units_max)) or " "


def literal(text: str, units_max: int) -> str:
    """*text* for mrkdwn, where it is to look as it was typed."""
    lookalike = _MARKING.sub("ˍ", clean(text[:RAW_MAX]).translate(_LOOKALIKES))
    return escape(short(lookalike, units_max))


def short(text: str, units_max: int) -> str:
    """*text*, cleaned, and cut between two characters so that it fits once it is escaped."""
    cleaned = clean(text[:RAW_MAX])
    if units(escape(cleaned)) <= units_max:
        return cleaned
    least, most = 0, units_max
    while least < most:
        middle = (least + most + 1) // 2
        if units(escape(cut(cleaned, middle))) <= units_max:
            least = middle
        else:
            most = middle - 1
    return cut(cleaned, least)


def stamp(at: datetime, form: str = "{date_short_pretty} at {time}") -> str:
    """A moment that each reader sees in their own time zone."""
    return f"<!date^{int(at.timestamp())}^{form}|{at.astimezone(UTC):%d %b %H:%M} UTC>"


def plain_text(text: str, units_max: int, *, emoji: bool = False) -> dict[str, Any]:
    """Block Kit's object for typed *text*; *emoji* turns `:fire:` into what it names."""
    return {"type": "plain_text", "text": plain(text, units_max), "emoji": emoji}


def mrkdwn(markup: str) -> dict[str, Any]:
    """Block Kit's object for *markup* of our own, in which typed text is `literal` already."""
    return {"type": "mrkdwn", "text": markup, "verbatim": True}


def units(text: str) -> int:
    """The length of *text* in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
