"""Promises of words.py."""

# ruff: noqa: RUF001  (letters that look like others are what is tested)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import words
from bot.errors import Refused
from bot.words import Word


def pairs(text: str) -> list[tuple[str | None, str]]:
    """The words of *text* as key and text."""
    return [(word.key, word.text) for word in words.split(text)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", []),
        ("  two  words ", [(None, "two"), (None, "words")]),
        ('"in quotes" x', [(None, "in quotes"), (None, "x")]),
        ("“in quotes” x", [(None, "in quotes"), (None, "x")]),
        ("„in quotes“ «and these»", [(None, "in quotes"), (None, "and these")]),
        ('"never closed', [(None, '"never'), (None, "closed")]),
        ('""', [(None, "")]),
        ('"" =5', [(None, ""), (None, "=5")]),
        ('""=5', [(None, ""), (None, "=5")]),
        ("color:red CPU=91%", [("color", "red"), ("CPU", "91%")]),
        ('subtitle:"a b" x', [("subtitle", "a b"), (None, "x")]),
        ('"CPU load"=91%', [("CPU load", "91%")]),
        ('"CPU load"="a b"', [("CPU load", "a b")]),
        ('open:"quote', [("open", '"quote')]),
        ("https://example.com:8443/x", [(None, "https://example.com:8443/x")]),
        ("url:https://example.com", [("url", "https://example.com")]),
        ("12:30 _x:1 9a=1", [(None, "12:30"), (None, "_x:1"), (None, "9a=1")]),
        ("empty: next", [("empty", ""), (None, "next")]),
        ("a:b:c=d", [("a", "b:c=d")]),
        ("step-color:red", [("step-color", "red")]),
    ],
)
def test_words_are_taken_apart(text: str, said: list[tuple[str | None, str]]) -> None:
    """Quotes hold words together; `:` and `=` join an option to its value."""
    assert pairs(text) == said


@given(st.text())
def test_words_lose_nothing(text: str) -> None:
    """Whatever is typed, words stand in order where they say, with only spaces between them."""
    at = 0
    for word in words.split(text):
        assert not text[at : word.at].strip()
        assert word.at < word.end <= len(text)
        at = word.end
    assert not text[at:].strip()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("-3", -3), ("\u22123", -3), (" 12 ", 12), ("1,234", 1234), ("0.50", 0.5),
        ("1,234,567.25", 1234567.25), ("999999999999999", 999999999999999),
        ("", None), ("x", None), ("1_000", None), ("٣", None), ("３", None), ("1e5", None),
        ("nan", None), ("inf", None), ("0x10", None), ("1,23", None), (".5", None), ("5.", None),
        ("+5", None), ("1 000", None), ("9" * 16, None), ("9" * 5_000, None),
        ("1" + ",000" * 5, None), ("1" + ",000" * 2_000, None), ("²", None),
    ],
)  # fmt: skip
def test_a_number_is_written_plainly(text: str, value: float | None) -> None:
    """Plain digits of a bearable length are a number; what only Python reads as one is not."""
    found = words.number(text)

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "value"), [("7", 7), ("7.0", None), ("-7", -7), ("x", None), ("7,000", 7000)]
)
def test_a_whole_number(text: str, value: int | None) -> None:
    """A whole number has no point."""
    assert words.whole(text) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("91%", (91, "%")), ("1.5 GB", (1.5, "GB")), ("12,430", (12430, "")), ("-5°C", (-5, "°C")),
        ("12 requests/s", (12, "requests/s")), ("$5", None), ("10:30", None), ("1.2.3", None),
        ("2024-01-01", None), ("3/4", None), ("1_000", None), ("5 and so much more", None),
    ],
)  # fmt: skip
def test_a_measure_is_a_number_and_a_unit(text: str, said: tuple[float, str] | None) -> None:
    """Dates, times, versions and sentences are text, not numbers with odd units."""
    assert words.measure(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("3/5", (3, 5)), (" 120 / 300 ", (120, 300)), ("1,200/3,000.5", (1200, 3000.5)),
        ("3", None), ("3/", None), ("3/x", None), ("3//5", None), ("1,2/3", None), ("3/1,2", None),
        ("٣/٥", None),
    ],
)  # fmt: skip
def test_a_fraction_is_two_numbers(text: str, said: tuple[float, float] | None) -> None:
    """`120/300`, and nothing that only looks like it."""
    assert words.fraction(text) == said


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90", 90), ("90s", 90), ("5m", 300), ("5 min", 300), ("5 Minutes", 300), ("1h30m", 5400),
        ("1 hour 30 minutes", 5400), ("2hrs", 7200), ("1.5h", 5400), ("1d", 86400),
        ("2 days", 172800), ("1:30", 90), ("1:00:05", 3605), ("10 secs", 10), ("365d", 31536000),
    ],
)  # fmt: skip
def test_a_length_of_time(text: str, seconds: int) -> None:
    """As people write it, in seconds."""
    assert words.duration_seconds(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", "soon", "5 months", "5 sausages", "5ſ", "٥m", "-5m", "5m!", "1h30", "m", "1_0s", "5mm"],
)
def test_no_length_of_time(text: str) -> None:
    """What is no length of time is answered with examples; a month is not a minute."""
    with pytest.raises(Refused) as refused:
        words.duration_seconds(text)

    assert str(refused.value) == "How long? Say it as `90s`, `5m`, `1h30m` or `1:30`."


@pytest.mark.parametrize("text", ["0", "0.1s", "-5", "366d", "9999h", "31536001"])
def test_a_timer_has_bounds(text: str) -> None:
    """From a second to a year."""
    with pytest.raises(Refused) as refused:
        words.duration_seconds(text)

    assert str(refused.value) == "A timer runs from one second to a year."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"), (42, "42"), (42.0, "42"), (0.5, "0.5"), (-0.0, "0"), (1234567, "1234567"),
        (1234567.25, "1234567.25"), (0.00001, "0.00001"), (1e300, "1e+300"), (-3, "-3"),
        (0.1 + 0.2, "0.3"),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_people_write_them(value: float, text: str) -> None:
    """No exponents where none are needed, and no noise behind the point."""
    assert words.spelled(value) == text


@given(st.integers(-(10**14), 10**14) | st.decimals(-(10**5), 10**5, places=3).map(float))
def test_what_is_spelled_is_read_again(value: float) -> None:
    """A number that Lockstep writes is one that it reads."""
    assert words.number(words.spelled(value)) == value


def test_an_option_has_a_name_in_small_letters() -> None:
    """Case does not matter; a plain word has no option."""
    assert Word("red", key="Color").option == "color"
    assert Word("red").option == ""
