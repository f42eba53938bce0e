"""How long we stay away from what keeps us out."""

from datetime import UTC, datetime, timedelta

from adapters.discord.bars import AWAY, Bars

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_each_time_it_is_longer_up_to_a_minute() -> None:
    """For what people wait for; whatever else there is waits a minute at once."""
    bars, waits = Bars(lambda: NOW), []
    for transition in range(6):
        bars.put("1", transition)
        waits.append(bars.wait_seconds("1", transition + 1))

    assert waits == [5, 10, 20, 40, 60, 60]
    assert bars.wait_seconds("1", 5) == AWAY.total_seconds()


def test_it_passes_and_may_be_lifted() -> None:
    """Once we are let in, the next time is the first again; nobody else waits."""
    at = [NOW]
    bars = Bars(lambda: at[0])
    bars.put("1")
    assert bars.wait_seconds("2") == 0
    at[0] += timedelta(minutes=1)
    assert bars.wait_seconds("1") == 0

    bars.put("1")
    bars.lift("1")
    assert bars.wait_seconds("1") == 0
    bars.put("1")
    assert bars.wait_seconds("1", 1) == 5


def test_what_is_long_ago_is_forgotten() -> None:
    """However many there are."""
    bars = Bars(lambda: NOW)
    for number in range(5_001):
        bars.put(str(number))

    assert bars.wait_seconds("0") == 0
    assert bars.wait_seconds("5000") == 60
