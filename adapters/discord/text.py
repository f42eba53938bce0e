"""Typed text made safe for Discord. Placeholder until CARD's."""

from bot.text import clean, cut

_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\*_~`|>#-[]()<@:"})


def literal(text: str, units_max: int) -> str:
    """*text* for markdown, where it is to look as it was typed."""
    return cut(clean(text).translate(_MARKS), units_max)


def short(text: str, units_max: int) -> str:
    """*text*, cut between two characters so that it fits."""
    kept = cut(text, units_max)
    while units(kept) > units_max:
        kept = cut(kept, len(kept) - 2)
    return kept


def units(text: str) -> int:
    """The length of *text* in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
