"""What a card's thread is told, in Slack."""

from datetime import UTC, datetime, timedelta

from adapters.slack.text import MRKDWN
from bot.lines import lines
from bot.store import Entry
from tests.slack.limits import units

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def entry(revision: int, line: str) -> Entry:
    at = NOW + timedelta(seconds=revision)
    return Entry(revision, at, "say", "slack", "U1", "Ada", line, True, "{}")


def test_a_line_is_in_slacks_markup() -> None:
    """Slack puts the time beside it."""
    assert lines([entry(1, "say <!here>")], MRKDWN) == "*Ada*: say &lt;!here&gt;"


def test_many_are_one_message_that_fits() -> None:
    """Each with its time, as each reader sees it."""
    told = lines([entry(n, "<!here>" * 100) for n in range(1, 101)], MRKDWN)

    assert told.endswith("^{time_secs}|23 Nov 12:01 UTC>")
    assert units(told) <= 3_000
