"""How often cards may be edited: what Discord's headers do not tell."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.pace import Pace, Weight, made_at, snowflake_at

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
YOUNG = snowflake_at(NOW)
OLD = snowflake_at(NOW - timedelta(hours=2))
ASKED: st.SearchStrategy[list[tuple[float, int, Weight]]] = st.lists(
    st.tuples(st.floats(0, 4), st.integers(0, 3), st.sampled_from(["transition", "progress"])),
    max_size=80,
)  # fmt: skip


def test_when_something_was_made() -> None:
    """Its id tells, to the millisecond."""
    assert made_at(YOUNG) == NOW
    assert made_at("175928847299117063") == datetime(2016, 4, 30, 11, 18, 25, 796000, tzinfo=UTC)
    assert made_at("x") == datetime(2015, 1, 1, tzinfo=UTC)
    assert snowflake_at(datetime(2014, 1, 1, tzinfo=UTC)) == "0"


@given(ASKED)
def test_old_cards_are_edited_three_times_in_six_seconds(
    asked: list[tuple[float, int, Weight]],
) -> None:
    """All that are as old in a channel together, whoever asks and when; and each in the end."""
    pace, now, went = Pace(), NOW, list[datetime]()
    for seconds, card, weight in asked:
        now += timedelta(seconds=seconds)
        if not pace.ask("1", str(int(OLD) + card), weight, now):
            went.append(now)

    for first, fourth in zip(went, went[3:], strict=False):
        assert fourth - first > timedelta(seconds=6)


@given(ASKED)
def test_who_waits_as_told_goes(asked: list[tuple[float, int, Weight]]) -> None:
    """A wait is never longer than the whole, and after it one may go."""
    pace, now = Pace(), NOW
    for seconds, card, weight in asked:
        now += timedelta(seconds=seconds)
        if wait := pace.ask("1", str(int(OLD) + card), weight, now):
            assert 0 < wait <= 6.5
            now += timedelta(seconds=wait)
            assert pace.ask("1", str(int(OLD) + card), weight, now) == 0


def test_a_number_leaves_one_for_what_people_wait_for() -> None:
    """In the channel, whichever card."""
    pace = Pace()
    went = [pace.ask("1", str(int(OLD) + card), "progress", NOW) == 0 for card in range(4)]

    assert went == [True, True, False, False]
    assert pace.ask("1", str(int(OLD) + 9), "transition", NOW) == 0
    assert pace.ask("1", str(int(OLD) + 9), "transition", NOW) > 0


def test_young_cards_wait_for_nobody_else() -> None:
    """Only each for itself, so that it can be read."""
    pace = Pace()
    for card in range(20):
        assert pace.ask("1", str(int(YOUNG) + card), "progress", NOW) == 0
    went = [pace.ask("1", YOUNG, "transition", NOW) == 0 for _ in range(3)]

    assert went == [True, False, False]
    assert pace.ask("1", YOUNG, "transition", NOW + timedelta(seconds=2)) == 0


def test_what_discord_closed_stays_closed() -> None:
    """That channel's old cards, for as long as it says; others and young ones go on."""
    pace = Pace()
    pace.close("1", 6.0, NOW)

    assert pace.ask("1", OLD, "transition", NOW) == 6.0
    assert pace.ask("2", OLD, "transition", NOW) == 0
    assert pace.ask("1", YOUNG, "transition", NOW) == 0
    assert pace.ask("1", str(int(OLD) + 1), "transition", NOW + timedelta(seconds=6)) == 0


def test_what_is_long_ago_is_forgotten() -> None:
    """However many channels there are."""
    pace = Pace()
    for number in range(10_100):
        assert pace.ask(str(number), str(int(OLD) + number), "transition", NOW) == 0

    assert pace.ask("0", OLD, "transition", NOW) == 0
