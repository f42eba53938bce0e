"""Typed words, taken apart: quotes, options, numbers and durations. Pure.

Phone keyboards write curly quotes and long dashes; here they count as plain ones.
`:` and `=` both join an option to its value.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import Refused

Number = int | float

QUOTES = '"“”„‟«»″'
_DASHES = str.maketrans(dict.fromkeys("\u2012\u2013\u2014\u2015\u2212", "-"))
_KEY = re.compile(r"[^\W\d_][\w%#./-]*")
_NUMBER = re.compile(r"(-?(?:[0-9]{1,3}(?:,[0-9]{3}){1,4}|[0-9]{1,15})(?:\.[0-9]{1,9})?)(.*)", re.S)
_FRACTION = re.compile(r"([0-9][0-9,.]*)\s*/\s*([0-9][0-9,.]*)")
_CLOCK = re.compile(r"([0-9]{1,3}):([0-9]{2})(?::([0-9]{2}))?")
_SPAN = re.compile(
    r"([0-9]{1,4}(?:\.[0-9]{1,3})?)\s*"
    r"(days?|d|hours?|hrs?|h|minutes?|mins?|m|seconds?|secs?|s)(?![a-z])\s*",
    re.I | re.A,
)
_UNIT_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}


@dataclass(frozen=True)
class Word:
    """One word as typed: plain, quoted, or an option with its value.

    It stands at *at* to *end* in what was typed; *joint* is the option's `:` or `=`.
    """

    text: str
    key: str | None = None
    quoted: bool = False
    at: int = 0
    end: int = 0
    joint: str = ""

    @property
    def option(self) -> str:
        """The option's name in small letters; empty for a plain word."""
        return self.key.casefold() if self.key else ""


def split(text: str) -> list[Word]:
    """The words of *text*, in order. Never fails: an open quote is an ordinary character."""
    return list(_words(text))


def first(text: str) -> Word | None:
    """The first word of *text*, without a look at the others; None if there is none."""
    return next(_words(text), None)


def plain(text: str) -> str:
    """*text* with the dashes and quotes of a plain keyboard, for reading numbers and JSON."""
    for quote in QUOTES[1:]:
        text = text.replace(quote, '"')
    return text.translate(_DASHES)


def number(text: str) -> Number | None:
    """The number that *text* is, with or without thousands' commas; None if it is none."""
    found = _NUMBER.fullmatch(plain(text).strip())
    return _value(found[1]) if found and not found[2].strip() else None


def measure(text: str) -> tuple[Number, str] | None:
    """A number and its unit, such as (91, "%"); None if *text* does not begin with a number."""
    found = _NUMBER.fullmatch(plain(text).strip())
    if found is None:
        return None
    unit = found[2].strip()
    if len(unit) > 12 or unit[:1] in tuple("0123456789.,:/-_"):
        return None
    return _value(found[1]), unit


def fraction(text: str) -> tuple[Number, Number] | None:
    """The two numbers of `120/300`; None if *text* is not that."""
    found = _FRACTION.fullmatch(plain(text).strip())
    if found is None:
        return None
    above, below = number(found[1]), number(found[2])
    return None if above is None or below is None else (above, below)


def whole(text: str) -> int | None:
    """The whole number that *text* is; None if it is none."""
    found = number(text)
    return found if isinstance(found, int) else None


def spelled(value: Number) -> str:
    """*value* as people write it: 1234567, 0.5, -3; never 1.23457e+06."""
    if isinstance(value, int):
        return str(value)
    if abs(value) >= 1e15:
        return f"{value:g}"
    digits = f"{value:.9f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def duration_seconds(text: str) -> int:
    """The seconds of `5m`, `1h30m`, `90s`, `1:30` (minutes:seconds) or `90` (seconds).

    Raises Refused when *text* is no length of time, or is longer than a year.
    """
    seconds = _seconds(plain(text).strip())
    if seconds is None:
        raise Refused("How long? Say it as `90s`, `5m`, `1h30m` or `1:30`.")
    if not 1 <= seconds <= 365 * 86_400:
        raise Refused("A timer runs from one second to a year.")
    return seconds


def _seconds(text: str) -> int | None:
    if clock := _CLOCK.fullmatch(text):
        first, second, third = int(clock[1]), int(clock[2]), clock[3]
        if third is None:
            return first * 60 + second
        return first * 3_600 + second * 60 + int(third)
    if (bare := whole(text)) is not None:
        return bare
    total, at = 0.0, 0
    while at < len(text):
        found = _SPAN.match(text, at)
        if found is None:
            return None
        total += float(found[1]) * _UNIT_SECONDS[found[2][0].lower()]
        at = found.end()
    return round(total) if text else None


def _words(text: str) -> Iterator[Word]:
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        word, at = _next(text, at)
        yield word


def _next(text: str, at: int) -> tuple[Word, int]:
    """The word that begins at *at*, and where the next may begin."""
    start = at
    if text[at] in QUOTES:
        closed = _closing(text, at)
        if closed is not None:
            inside, at = text[start + 1 : closed], closed + 1
            if at < len(text) and text[at] in ":=" and inside:
                joint = text[at]
                value, quoted, at = _option_value(text, at + 1)
                return Word(value, inside, quoted, start, at, joint), at
            return Word(inside, quoted=True, at=start, end=at), at
    if key := _KEY.match(text, at):
        after = key.end()
        if after < len(text) and text[after] in ":=" and not text.startswith("//", after + 1):
            value, quoted, end = _option_value(text, after + 1)
            return Word(value, key[0], quoted, start, end, text[after]), end
    end = _end(text, at)
    return Word(text[start:end], at=start, end=end), end


def _option_value(text: str, at: int) -> tuple[str, bool, int]:
    if at < len(text) and text[at] in QUOTES:
        closed = _closing(text, at)
        if closed is not None:
            return text[at + 1 : closed], True, closed + 1
    end = _end(text, at)
    return text[at:end], False, end


def _closing(text: str, at: int) -> int | None:
    """Where the quote that opens at *at* is closed; None if it stays open."""
    for place in range(at + 1, len(text)):
        if text[place] in QUOTES:
            return place
    return None


def _end(text: str, at: int) -> int:
    while at < len(text) and not text[at].isspace():
        at += 1
    return at


def _value(digits: str) -> Number:
    digits = digits.replace(",", "")
    return float(digits) if "." in digits else int(digits)
