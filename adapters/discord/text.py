"""Typed text made safe for Discord: it mentions nobody, links nowhere, and fits. Pure.

In Discord's markdown a backslash makes of any sign just that sign. What begins a mention,
a moment, an emoji, a link, an invitation or a mark of format is written so wherever it
stands; what makes a line a heading, a list or a small print, where the line begins.
Lengths are counted in UTF-16 units after escaping.
"""

import re
from datetime import datetime

from bot.markup import Moment
from bot.text import short

_SIGNS = re.compile(r"[\\*_~|`<>@:/\[\]]")
_LINKS = re.compile(r"[<\[]")
_CODE = re.compile(r"(`[^`]+`)")
_LINE_START = re.compile(r"^([0-9]*)([#.)-]|\+(?=\s))")
_FORMS: dict[Moment, str] = {
    "when": "<t:{at}:R>", "clock": "<t:{at}:T>", "ticking": "<t:{at}:T> (<t:{at}:R>)"
}  # fmt: skip


def literal(text: str, units_max: int) -> str:
    """*text* for markdown, where it is to look as it was typed."""
    return _escaped(short(text, units_max, _escaped))


def sentence(text: str) -> str:
    """*text*, a sentence of ours: what it repeats of somebody's stands between backticks."""
    parts = _CODE.split(text)
    return "".join(part if part[:1] == "`" else _LINKS.sub(r"\\\g<0>", part) for part in parts)


def plain(text: str, units_max: int) -> str:
    """*text* for a place without markdown, such as a button; at least one character."""
    return short(text, units_max, str) or "–"


def code(lines: str) -> str:
    """*lines* in a block of code, each character as wide as any other."""
    return f"```\n{lines.replace('`', chr(39))}\n```"


class Markdown:
    """See Markup."""

    surface = "discord"

    def typed(self, text: str, length_max: int) -> str:
        """See Markup."""
        return literal(text, length_max)

    def bold(self, markup: str) -> str:
        """See Markup."""
        return f"**{markup}**"

    def moment(self, at: datetime, form: Moment) -> str:
        """See Markup."""
        return _FORMS[form].format(at=int(at.timestamp()))


MARKDOWN = Markdown()


def _escaped(text: str) -> str:
    return _LINE_START.sub(r"\1\\\2", _SIGNS.sub(r"\\\g<0>", text))
