"""Typed text made safe for Slack: it mentions nobody, links nowhere, and fits. Pure.

Slack reads `&`, `<` and `>` everywhere, plain text too; in mrkdwn also the marks of bold
and the like, which have no escape and become letters that look like them. Lengths are
counted in UTF-16 units after escaping, which is never less than any way Slack may count.
"""

import re
from datetime import UTC, datetime
from typing import Any

from adapters.slack.people import NAME
from bot.markup import Moment
from bot.text import short

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_LOOKALIKES = str.maketrans({"*": "\u2217", "~": "\u223c", "`": "'"})
_MARKING = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_FORMS: dict[Moment, str] = {
    "when": "{date_short_pretty} at {time}", "clock": "{time_secs}", "ticking": "{time_secs}"
}  # fmt: skip


def escape(text: str) -> str:
    """*text* without what Slack would read as markup of its own."""
    return text.translate(_ESCAPES)


def plain(text: str, units_max: int) -> str:
    """*text* for a place that shows letters as they are; at least one of them."""
    return escape(short(text, units_max, escape)) or " "


def literal(text: str, units_max: int) -> str:
    """*text* for mrkdwn, where it is to look as it was typed."""
    return _as_typed(short(text, units_max, _as_typed))


def _as_typed(text: str) -> str:
    return escape(_MARKING.sub("ˍ", text.translate(_LOOKALIKES)))


class Mrkdwn:
    """See Markup."""

    surface = NAME

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
