"""What a card's thread is told."""

from datetime import UTC, datetime, timedelta

from bot.activity import LOCK_SCREEN
from bot.lines import LINES_MAX, lines, untold
from bot.store import Entry
from tests.bot.written import WRITTEN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def entry(
    revision: int, line: str, *, by: str = "Ada", platform: str = "slack", transition: bool = True
) -> Entry:
    at = NOW + timedelta(seconds=revision)
    return Entry(revision, at, "say", platform, "U1", by, line, transition, "{}")


def test_only_transitions_after_what_was_told() -> None:
    """Ticks are not told, nor what the card does not show yet."""
    entries = [entry(n, f"line {n}", transition=n != 3) for n in range(1, 7)]

    assert [e.revision for e in untold(entries, 1, 5)] == [2, 4, 5]


def test_one_line_is_short() -> None:
    """The platform puts the time beside it."""
    assert lines([entry(1, "step 2 of 4: Upload")], WRITTEN) == "[Ada]: step 2 of 4: Upload"


def test_who_has_no_name_is_somebody() -> None:
    """Never nobody."""
    assert lines([entry(1, "started", by="\u202e")], WRITTEN) == "[Somebody]: started"


def test_a_lock_screen_has_no_name() -> None:
    """Nobody knows who pressed."""
    told = lines([entry(1, "acknowledged", platform=LOCK_SCREEN)], WRITTEN)

    assert told == "Acknowledged from the Lock Screen"


def test_who_is_from_elsewhere_is_told_with_that() -> None:
    """And whoever is from nowhere, as Lockstep, is not."""
    assert "[Ben (Discord)]" in lines([entry(1, "step 2", by="Ben", platform="discord")], WRITTEN)
    assert "[Lockstep]" in lines([entry(1, "ended", by="Lockstep", platform="lockstep")], WRITTEN)


def test_many_are_one_message_with_the_latest() -> None:
    """Each with its time, and how many there were before."""
    told = lines([entry(n, "a" * 1_000) for n in range(1, 101)], WRITTEN).splitlines()

    assert told[0] == f"… {100 - LINES_MAX} more before; History has them all"
    assert len(told) == LINES_MAX + 1
    assert told[-1].endswith("a…, 12:01:40")
    assert max(map(len, told)) < 140


def test_a_few_are_all_there() -> None:
    """Nothing is left out that has room."""
    assert lines([entry(1, "started"), entry(2, "acknowledged")], WRITTEN) == (
        "[Ada]: started, 12:00:01\n[Ada]: acknowledged, 12:00:02"
    )


def test_what_runs_leftward_is_set_apart() -> None:
    """Name, line and time stay in their order."""
    assert lines([entry(1, "تم", by="نور")], WRITTEN) == ("[\u2068نور\u2069]: \u2068تم\u2069")
