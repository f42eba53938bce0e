"""Typed text in Slack: it mentions nobody, links nowhere, and fits, whatever it is."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.text import MRKDWN, PLAIN, literal, mrkdwn, plain, plain_text
from bot.text import units
from tests.slack.mrkdwn import text_pings

NASTY = st.one_of(
    st.text(max_size=300),
    st.lists(
        st.sampled_from(
            ["<", ">", "&", "<!channel>", "<@U1>", "<https://a.example|b>", "&lt;", "@here",
             "*", "_", "~", "`", "👩‍👩‍👧‍👦", "e\u0301", "\u202e", "\ud83d", " ", "\n", "a", "|"]
        ),
        max_size=120,
    ).map("".join),
)  # fmt: skip
RAW = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")


@settings(deadline=None)
@given(NASTY, st.integers(1, 200))
def test_nothing_is_left_to_read_as_markup(text: str, room: int) -> None:
    """No angle and no bare ampersand, so no mention and no link; and it fits."""
    for made in (plain(text, room), literal(text, room)):
        assert not RAW.search(made)
        assert text_pings(made) == []
        assert units(made) <= room


@settings(deadline=None)
@given(NASTY)
def test_no_mark_of_mrkdwn_is_left(text: str) -> None:
    """Bold, italics, strikes and code begin and end where we say."""
    assert not re.search(r"[*~`]|(?<![^\W_])_|_(?![^\W_])", literal(text, 500))


@settings(deadline=None)
@given(NASTY, st.integers(1, 100))
def test_plain_text_is_never_empty(text: str, room: int) -> None:
    """Slack refuses an object without text."""
    assert len(plain_text(text, room)["text"]) >= 1


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("prod_web_1 is down", "prod_web_1 is down"),
        ("_so_ *what*", "ˍsoˍ \u2217what\u2217"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("&lt;", "&amp;lt;"),
        ("`rm -rf`", "'rm -rf'"),
    ],
)
def test_it_looks_as_it_was_typed(typed: str, seen: str) -> None:
    """Or as nearly as mrkdwn lets it."""
    assert literal(typed, 100) == seen


def test_what_is_too_long_is_cut_between_characters() -> None:
    """And an entity is never cut in two."""
    assert plain("a&b&c&d", 12) == "a&amp;b…"
    assert plain("👩‍👩‍👧‍👦" * 5, 25) == "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…"


def test_a_moment_is_each_readers_own() -> None:
    """With a fallback for who cannot draw it."""
    at = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)

    told = "<!date^1795435500^{date_short_pretty} at {time}|23 Nov 12:05 UTC>"
    assert MRKDWN.moment(at) == PLAIN.moment(at) == told
    assert MRKDWN.moment(at, "clock") == "<!date^1795435500^{time_secs}|23 Nov 12:05 UTC>"


def test_what_stands_out_is_not_heard() -> None:
    """Who has a text read out hears no asterisks."""
    assert (MRKDWN.bold("a"), PLAIN.bold("a")) == ("*a*", "a")
    assert (MRKDWN.typed("a*b", 9), PLAIN.typed("a*b", 9)) == ("a\u2217b", "a*b")


def test_our_markup_makes_no_links_of_its_own() -> None:
    """Slack is told to leave what looks like a channel or an address alone."""
    assert mrkdwn("*a*") == {"type": "mrkdwn", "text": "*a*", "verbatim": True}
