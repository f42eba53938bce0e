"""Text that people typed, made safe to show: cleaned, measured, cut. Pure.

What is dropped can change how a line reads without being seen: control and format
characters, bidirectional overrides, invisible fillers, tag characters, lone surrogates,
and the pile of marks that makes one character a tower. The order matters: composing
comes last, because a dropped character may have stood between a letter and its accent.
"""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

TITLE_MAX = 200
LINE_MAX = 1_000
LABEL_MAX = 64
ECHO_MAX = 40
CLUSTER_MAX = 8
"""Code points of one character: a letter and its marks."""
COMPOUND_MAX = 12
"""The same where several make one, as in a family with skin tones or a Sanskrit conjunct."""
BYTES_PER_CHARACTER_MAX = 8
RAW_MAX = 12_000
"""What is read of a text to be shown, however long it is: the longest line people may say."""

_JOINER = "\u200d"
_ISOLATE, _POP = "\u2068", "\u2069"
_LEFTWARD = frozenset({"R", "AL", "AN"})
"""The classes of what is written from right to left, as Unicode names them."""
_ELLIPSIS = "…"
_SPELT = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "\u0131": "i"}
)


def clean(text: str) -> str:
    """*text* as one line without anything that could mislead; cleaning twice changes nothing."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    while (cleaned := _clean_once(text)) != text:
        text = cleaned
    return text


def echo(text: str) -> str:
    """The beginning of *text*, as a refusal may repeat it between backticks."""
    return cut(clean(text[: ECHO_MAX * COMPOUND_MAX]), ECHO_MAX).replace("`", "'")


def measure(text: str) -> int:
    """How many characters a person sees in *text*."""
    return len(text) if text.isascii() else len(_clusters(text))


def cut(text: str, characters_max: int) -> str:
    """*text*, or its beginning and an ellipsis, in at most so many characters that people see."""
    if len(text) <= characters_max and text.isascii():
        return text
    if characters_max < 1:
        return ""
    clusters = _clusters(text)
    bytes_max = characters_max * BYTES_PER_CHARACTER_MAX
    if len(clusters) <= characters_max and _size(text) <= bytes_max:
        return text
    kept: list[str] = []
    size = _size(_ELLIPSIS)
    for cluster in clusters[: characters_max - 1]:
        size += _size(cluster)
        if size > bytes_max:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + _ELLIPSIS


def short(text: str, units_max: int, written: Callable[[str], str]) -> str:
    """*text*, cleaned, and cut between two characters so that it fits as it is *written*."""
    cleaned = clean(text[: min(units_max * COMPOUND_MAX, RAW_MAX)])
    if units(written(cleaned)) <= units_max:
        return cleaned
    # One more character than can be kept, so that the cut is seen.
    head = cleaned[: units_max + COMPOUND_MAX]
    least, most = 0, units_max
    while least < most:
        middle = (least + most + 1) // 2
        if units(written(cut(head, middle))) <= units_max:
            least = middle
        else:
            most = middle - 1
    return cut(head, least)


def units(text: str) -> int:
    """The length of *text* in UTF-16 units: never less than any way a platform may count."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def isolated(text: str) -> str:
    """*text*, so that its direction moves nothing that stands beside it in the same line."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in _LEFTWARD for c in text):
        return text
    return f"{_ISOLATE}{text}{_POP}"


def slug(text: str, length_max: int = 32) -> str:
    """A short name made of *text*: a to z, digits and single dashes; may be empty.

    Every keyboard can type it. Letters lose their accents; those that are not Latin are gaps.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_SPELT)).casefold()
    letters = (c for c in plain if not unicodedata.combining(c))
    dashed = "".join(c if c.isascii() and c.isalnum() else "-" for c in letters)
    name = ""
    for word in filter(None, dashed.split("-")):
        longer = f"{name}-{word}" if name else word[:length_max]
        if len(longer) > length_max:
            break
        name = longer
    return name


def _clean_once(text: str) -> str:
    patterns = _patterns()
    seen = patterns.dropped.sub("", " ".join(text.split()))
    joined = patterns.stray.sub("", seen)
    composed = unicodedata.normalize("NFC", " ".join(joined.split()))
    return _lowered(composed).strip()


def _lowered(text: str) -> str:
    """*text* without its towers: what would build one up again is dropped with it."""
    kept: list[str] = []
    tower = ""
    for cluster in _clusters(text):
        if tower and len(_clusters(tower + cluster)) == 1:
            continue
        low = _low(cluster)
        tower = low if low != cluster else ""
        kept.append(low)
    return "".join(kept)


def _low(cluster: str) -> str:
    if len(cluster) <= CLUSTER_MAX:
        return cluster
    compound = len(_patterns().base.findall(cluster)) > 1
    return cluster[: COMPOUND_MAX if compound else CLUSTER_MAX].rstrip(_JOINER)


def _size(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def _clusters(text: str) -> list[str]:
    found: list[str] = _patterns().cluster.findall(text)
    return found


@dataclass(frozen=True)
class _Patterns:
    """*stray* are the joiners and emoji selectors that belong to no emoji."""

    cluster: "regex.Pattern[str]"
    base: "regex.Pattern[str]"
    dropped: "regex.Pattern[str]"
    stray: "regex.Pattern[str]"


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    import regex  # Dear at start, and only text beyond ASCII needs it.

    emoji = r"\p{Extended_Pictographic}"
    return _Patterns(
        cluster=regex.compile(r"\X"),
        base=regex.compile(r"\P{M}"),
        dropped=regex.compile(
            r"(?V1)[[\p{C}\p{Default_Ignorable_Code_Point}\u2800]--[\u200d\ufe0f]]"
            r"|\p{GCB=Prepend}(?=\p{GCB=Prepend})"
        ),
        stray=regex.compile(
            rf"(?<!{emoji}[\p{{EMod}}\ufe0f]?)\u200d|\u200d(?!{emoji})"
            rf"|(?<!{emoji})(?<![0-9#*](?=\ufe0f\u20e3))\ufe0f"
        ),
    )
