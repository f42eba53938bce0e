"""What a card's thread is told, in Discord."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings

from adapters.discord.text import MARKDOWN
from bot.activity import LOCK_SCREEN
from bot.lines import lines
from bot.store import Entry
from bot.text import units
from tests.adapters.discord.markdown import kinds
from tests.adapters.discord.test_text import NASTY

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CONTENT_MAX = 2_000


def entry(revision: int, line: str, *, by: str = "Ada", platform: str = "discord") -> Entry:
    at = NOW + timedelta(seconds=revision)
    return Entry(revision, at, "say", platform, "1", by, line, True, "{}")


def test_a_line_is_in_discords_markup() -> None:
    """Discord puts the time beside it."""
    assert lines([entry(1, "say @here")], MARKDOWN) == r"**Ada**: say \@here"


@pytest.mark.parametrize("platform", ["discord", LOCK_SCREEN])
@pytest.mark.parametrize(
    "text", ["*" * 900, "<@1>" * 300, "👩‍👩‍👧‍👦" * 300, "a" * 900, "\u05e9" * 900]
)
def test_many_are_one_message_that_fits(text: str, platform: str) -> None:
    """Each with its time, as each reader sees it."""
    told = lines([entry(n, text, by=text, platform=platform) for n in range(1, 101)], MARKDOWN)

    assert told.endswith(", <t:1795435300:T>")
    assert units(told) <= CONTENT_MAX


@settings(deadline=None, max_examples=200)
@given(NASTY)
def test_no_text_does_anything(text: str) -> None:
    """Whoever is called so, whatever they said."""
    one = lines([entry(1, text, by=text)], MARKDOWN)
    two = lines([entry(n, text, by=text) for n in (1, 2)], MARKDOWN)

    assert kinds(one) == ["bold"]
    assert kinds(two) == ["bold", "moment"] * 2
