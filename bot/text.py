"""Text that people typed, made safe to show: cleaned, measured, cut. Pure.

What is dropped can change how a line reads without being seen: control and format
characters, bidirectional overrides, tag characters, lone surrogates, and the pile of
marks that makes one character a tower. The order matters: composing comes last,
because a dropped character may have stood between a letter and its accent.
"""

import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

TITLE_MAX = 200
LINE_MAX = 1_000
LABEL_MAX = 64
CLUSTER_MAX = 8
BYTES_PER_CHARACTER_MAX = 8

_DROPPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_JOINER = "\u200d"
_ELLIPSIS = "…"


def clean(text: str) -> str:
    """*text* as one line without anything that could mislead; cleaning twice changes nothing."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    for _ in range(4):
        before, text = text, _clean_once(text)
        if text == before:
            break
    return text


def measure(text: str) -> int:
    """How many characters a person sees in *text*."""
    return len(text) if text.isascii() else len(_clusters(text))


def cut(text: str, characters_max: int) -> str:
    """*text*, or its beginning and an ellipsis, in at most so many characters that people see."""
    if len(text) <= characters_max and text.isascii():
        return text
    clusters = _clusters(text)
    bytes_max = characters_max * BYTES_PER_CHARACTER_MAX
    if len(clusters) <= characters_max and len(text.encode()) <= bytes_max:
        return text
    kept: list[str] = []
    size = len(_ELLIPSIS.encode())
    for cluster in clusters[: characters_max - 1]:
        size += len(cluster.encode())
        if size > bytes_max:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + _ELLIPSIS


def slug(text: str, length_max: int = 32) -> str:
    """A short name made of *text*: small letters, digits and single dashes; may be empty."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    dashed = "".join(c if c.isalnum() else "-" for c in plain if not unicodedata.combining(c))
    words = [word for word in dashed.split("-") if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:length_max]
        if len(longer) > length_max:
            break
        name = longer
    return name


def _clean_once(text: str) -> str:
    kept = "".join(_kept(text))
    composed = unicodedata.normalize("NFC", " ".join(kept.split()))
    return "".join(_shorten(cluster) for cluster in _clusters(composed)).strip()


def _kept(text: str) -> list[str]:
    """The characters of *text* that stay; a line's end becomes a space."""
    kept: list[str] = []
    for place, char in enumerate(text):
        if char.isspace():
            kept.append(" ")
        elif char == _JOINER:
            after = text[place + 1 : place + 2]
            if kept and _is_emoji(kept[-1]) and after and _is_emoji(after):
                kept.append(char)
        elif unicodedata.category(char) not in _DROPPED:
            kept.append(char)
    return kept


def _is_emoji(char: str) -> bool:
    return char == "\ufe0f" or unicodedata.category(char) in ("So", "Sk")


def _shorten(cluster: str) -> str:
    return cluster if len(cluster) <= CLUSTER_MAX else cluster[:CLUSTER_MAX].rstrip(_JOINER)


def _clusters(text: str) -> list[str]:
    found: list[str] = _cluster_pattern().findall(text)
    return found


@lru_cache(maxsize=1)
def _cluster_pattern() -> "regex.Pattern[str]":
    import regex  # Dear at start, and only text beyond ASCII needs it.

    return regex.compile(r"\X")
