"""How fast an account and an activity may speak."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activitysmith.pacing import Kind, Rate, Spread
from tests.bot.activitysmith.samples import NOW, after

KINDS: list[Kind] = ["end", "start", "transition", "progress"]
STEPS = st.lists(
    st.tuples(st.floats(0, 20), st.sampled_from(KINDS), st.integers(1, 12)), max_size=80
)


@given(steps=STEPS, limit=st.integers(1, 300), restart=st.integers(0, 79))
def test_no_minute_has_more_requests_than_the_limit(
    steps: list[tuple[float, Kind, int]], limit: int, restart: int
) -> None:
    """Whatever is asked and whenever, and even if a restart forgets what was spent."""
    rate, now, sent = Rate(limit), NOW, []
    for number, (pause, kind, times) in enumerate(steps):
        rate = Rate(limit) if number == restart else rate
        now += timedelta(seconds=pause)
        for _ in range(times):
            if rate.ask(kind, now) == "go":
                rate.spend(now)
                sent.append(now)

    for at in sent:
        assert sum(at <= other < at + timedelta(seconds=60) for other in sent) <= limit


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 60, 300])
@pytest.mark.parametrize("restart", [None, 0, 239, 600])
def test_not_even_one_who_always_sends_goes_over_the_limit(limit: int, restart: int | None) -> None:
    """Four times a second for five minutes, with a restart on the way; and most of it is used."""
    rate, sent = Rate(limit), []
    for quarter in range(1_200):
        rate = Rate(limit) if quarter == restart else rate
        while rate.ask("end", after(quarter / 4)) == "go":
            rate.spend(after(quarter / 4))
            sent.append(quarter)

    most = max(sum(at <= other < at + 240 for other in sent) for at in sent)
    assert limit // 2 <= most <= limit


@given(limit=st.integers(1, 300), spent=st.integers(0, 40), kind=st.sampled_from(KINDS))
def test_who_is_told_when_to_ask_again_may_go_then(limit: int, spent: int, kind: Kind) -> None:
    """Nobody waits for ever, and nobody is called too soon."""
    rate = Rate(limit)
    for _ in range(spent):
        if rate.ask("end", NOW) == "go":
            rate.spend(NOW)

    at = rate.ask(kind, NOW)

    if at != "go":
        assert at > NOW
        assert rate.ask(kind, at) == "go"


def test_ends_go_before_starts_before_transitions_before_progress() -> None:
    """As tokens run out, what matters least stops first."""
    rate, stopped = Rate(60), []
    while rate.ask("end", NOW) == "go":
        rate.spend(NOW)
        stopped += [k for k in KINDS if k not in stopped and rate.ask(k, NOW) != "go"][::-1]

    assert stopped == ["progress", "transition", "start", "end"]


def test_a_burst_of_progress_is_fine_and_a_steady_stream_is_not() -> None:
    """Ten more within minutes, and then one in about two minutes."""
    spread, shown = Spread(), 0
    for second in range(0, 3_600, 5):
        if spread.ask(after(second)) == "go":
            spread, shown = spread.spent(after(second)), shown + 1

    assert 10 + 26 <= shown <= 10 + 29


def test_a_burst_slows_down_as_it_is_used_up() -> None:
    """So that a thousand ticks in a second are two changes, and the last one is shown soon."""
    spread, gaps, now = Spread().spent(NOW), [], NOW
    for _ in range(10):
        at = spread.ask(now)
        assert at != "go"
        gaps.append(round((at - now).total_seconds()))
        spread, now = spread.spent(at), at

    assert gaps[:3] == [1, 1, 1]
    assert gaps == sorted(gaps)
    assert gaps[-1] > 60
    assert all(later >= 1.5 * earlier for earlier, later in pairwise(gaps[3:8])), gaps


def test_progress_is_told_when_to_ask_again() -> None:
    """And may go then."""
    spread = Spread()
    for _ in range(10):
        spread = spread.spent(NOW)

    at = spread.ask(NOW)

    assert at != "go"
    assert timedelta(seconds=120) < at - NOW < timedelta(seconds=130)
    assert spread.ask(at) == "go"


def test_a_warning_doubles_the_spacing_for_an_hour() -> None:
    """The phones are tired of it; after an hour they are not."""
    spread = Spread().warned(NOW).spent(NOW)

    at = spread.ask(NOW)
    assert at != "go"
    assert timedelta(seconds=245) < at - NOW < timedelta(seconds=255)

    later = spread.spent(after(3_700)).spent(after(3_700))
    for _ in range(10):
        later = later.spent(after(3_700))
    at = later.ask(after(3_700))
    assert at != "go"
    assert at - after(3_700) < timedelta(seconds=130)


def test_how_often_it_changed_is_kept_as_text() -> None:
    """A restart does not forget it; what cannot be read begins anew."""
    spread = Spread().warned(NOW).spent(NOW)
    assert Spread.read(spread.kept()).ask(NOW) == spread.ask(NOW)
    assert Spread.read(Spread().kept()) == Spread()
    assert Spread.read("garbage") == Spread()
