"""What may be sent now, by a clock that is passed in."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.pace import BACKGROUND_CALLS_MAX, Pace, Weight
from adapters.slack.tiers import PER_MINUTE, per_minute

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WEIGHTS: tuple[Weight, ...] = ("person", "transition", "progress")


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def go(
    pace: Pace,
    weight: Weight = "person",
    at: float = 0.0,
    *,
    team: str = "T1",
    method: str = "chat.update",
    channel: str = "C1",
) -> float:
    """How long the call must wait; if it goes, it comes back at once."""
    wait = pace.ask(team, method, channel, weight, after(at))
    if not wait:
        pace.over(team)
    return wait


def many(pace: Pace, weight: Weight, at: float = 0.0) -> int:
    """How many calls go at once."""
    gone = 0
    while not go(pace, weight, at):
        gone += 1
    return gone


def test_who_waits_for_an_answer_has_the_last_of_it() -> None:
    """A card that moves a number leaves half, a transition a part."""
    pace = Pace()

    progress, transitions, people = (many(pace, weight) for weight in reversed(WEIGHTS))

    assert progress > 0
    assert transitions > 0
    assert people > 0


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(sorted(PER_MINUTE)), st.lists(st.floats(0, 5), max_size=200))
def test_no_minute_has_more_than_slack_allows(method: str, gaps: list[float]) -> None:
    """However the calls come."""
    pace, at = Pace(), 0.0
    gone: list[float] = []
    for number, gap in enumerate(gaps):
        at += gap
        # A channel of its own each: here only the method's allowance is measured.
        while not go(pace, "person", at, method=method, channel=f"C{number}.{len(gone)}"):
            gone.append(at)
    for since in gone:
        assert sum(since <= each < since + 60 for each in gone) <= per_minute(method)


def test_the_wait_is_long_enough() -> None:
    """Who comes back when told is let go."""
    pace = Pace()
    many(pace, "transition")

    wait = go(pace, "transition")

    assert wait > 0
    assert go(pace, "transition", wait) == 0


def test_a_channel_takes_one_post_a_second() -> None:
    """Another channel has its own."""
    pace = Pace()
    post = "chat.postMessage"

    assert go(pace, method=post) == 0
    assert 0 < go(pace, method=post) <= 1.01
    assert go(pace, method=post, channel="C2") == 0
    assert go(pace, method=post, at=1.01) == 0


def test_one_method_and_one_workspace_wait_alone() -> None:
    """Slack asked for fewer calls of this, here."""
    pace = Pace()
    assert go(pace) == 0
    pace.refused("T1", "chat.update", 30, NOW)

    assert go(pace, at=1) == pytest.approx(29)
    assert go(pace, at=1, method="views.open") == 0
    assert go(pace, at=1, team="T2") == 0
    assert go(pace, at=32) == 0


def test_a_silent_workspace_is_left_alone_for_a_while() -> None:
    """By what nobody waits for; longer each time, and not for ever."""
    pace = Pace()
    go(pace)
    at, waits = 0.0, []
    for _ in range(8):
        pace.silent("T1", after(at))
        waits.append(go(pace, "transition", at))
        assert go(pace, "person", at, method="views.open") == 0
        at += waits[-1]

    assert waits == [1, 2, 4, 8, 16, 30, 30, 30]
    pace.heard("T1")
    assert go(pace, "transition", at) == 0


def test_calls_that_fail_together_are_one_silence() -> None:
    """Six cards of one workspace do not make it six times as long."""
    pace = Pace()
    go(pace)
    for _ in range(6):
        pace.silent("T1", NOW)

    assert go(pace, "transition") == 1


def test_a_slow_workspace_holds_few_lanes() -> None:
    """The others go on, and so do people."""
    pace = Pace()
    for _ in range(BACKGROUND_CALLS_MAX):
        assert pace.ask("T1", "views.update", "", "transition", NOW) == 0

    assert pace.ask("T1", "views.update", "", "transition", NOW) > 0
    assert pace.ask("T1", "views.open", "", "person", NOW) == 0
    assert pace.ask("T2", "views.update", "", "transition", NOW) == 0


def test_a_clock_that_is_set_back_does_no_harm() -> None:
    """The allowance stays what it was."""
    pace = Pace()
    many(pace, "person", 100)

    assert 0 < go(pace, "person", 0) < 5


def test_what_is_not_in_the_table_is_of_tier_3() -> None:
    """As most methods are."""
    assert per_minute("reactions.add") == 50
