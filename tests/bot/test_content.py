"""Promises of content.py."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.content import (
    CONTENT,
    TYPES,
    Clock,
    Metric,
    Progress,
    SegmentedProgress,
    Timer,
    Value,
    replace,
)
from tests.bot.spoken import NOW

LEAST: dict[str, dict[str, Any]] = {
    "alert": {"message": "Down"},
    "segmented_progress": {"number_of_steps": 3},
    "progress": {"percentage": 42},
    "value": {"value": "$12,430"},
    "timer": {"duration_seconds": 300},
    "metrics": {"metrics": [{"label": "CPU", "value": 9.5}]},
    "stats": {"metrics": [{"label": "UP", "value": "yes"}]},
}
ODD: tuple[object, ...] = (
    True,
    False,
    float("nan"),
    float("inf"),
    float("-inf"),
    10**400,
    None,
    [],
    {},
)


def at(seconds: float) -> Any:
    return NOW + timedelta(seconds=seconds)


def test_every_type_is_tried_here() -> None:
    """The tests below know all seven."""
    assert LEAST.keys() == {kind.model_fields["type"].default for kind in TYPES}


@pytest.mark.parametrize("kind", LEAST)
def test_a_content_keeps_exactly_what_was_set(kind: str) -> None:
    """What nobody said is not sent: no default finds its way to a phone."""
    state = {"type": kind, "title": "T", **LEAST[kind]}
    content = CONTENT.validate_python(state)

    assert content.model_dump(exclude_unset=True, mode="json") == state
    assert CONTENT.validate_json(content.model_dump_json(exclude_unset=True)) == content


@pytest.mark.parametrize("kind", LEAST)
def test_every_type_takes_a_badge_and_an_icon(kind: str) -> None:
    """What all types share is the same on all."""
    shared = {"badge": {"title": "SEV1", "color": "red"}, "icon": {"symbol": "flame.fill"},
              "color": "lime", "subtitle": "s"}  # fmt: skip

    content = CONTENT.validate_python({"type": kind, "title": "T", **LEAST[kind], **shared})

    assert content.badge is not None
    assert content.badge.title == "SEV1"
    assert content.model_dump(exclude_unset=True).items() >= shared.items()


@pytest.mark.parametrize("kind", LEAST)
@pytest.mark.parametrize(
    "wrong",
    [{"colour": "red"}, {"color": "pink"}, {"badge": {"title": ""}}, {"icon": {"symbol": ""}},
     {"title": None}, {"title": 5}],
)  # fmt: skip
def test_no_type_takes_what_it_has_not(kind: str, wrong: dict[str, Any]) -> None:
    """Misspelt, unknown or of another kind: refused."""
    with pytest.raises(ValidationError):
        CONTENT.validate_python({"type": kind, "title": "T", **LEAST[kind], **wrong})


@pytest.mark.parametrize("odd", ODD)
def test_a_number_is_finite_and_no_bool(odd: object) -> None:
    """Nothing that only Python counts as a number, and nothing that JSON cannot hold."""
    makers: list[tuple[Any, dict[str, Any]]] = [
        (Metric, {"label": "L", "value": odd}),
        (Value, {"title": "T", "value": odd}),
        (Progress, {"title": "T", "value": odd, "upper_limit": 5}),
        (Progress, {"title": "T", "value": 5, "upper_limit": odd}),
    ]
    if odd is not None:
        makers.append((Progress, {"title": "T", "percentage": odd}))
        makers.append((Timer, {"title": "T", "duration_seconds": odd}))

    for maker, fields in makers:
        with pytest.raises(ValidationError):
            maker.model_validate(fields)


@pytest.mark.parametrize(
    ("kind", "fields", "why"),
    [
        ("segmented_progress", {"number_of_steps": 3, "current_step": 4},
         "current_step is past number_of_steps"),
        ("segmented_progress", {"number_of_steps": 0}, "greater than or equal to 1"),
        ("segmented_progress", {"number_of_steps": True}, "valid integer"),
        ("segmented_progress", {"number_of_steps": 3, "current_step": -1}, "equal to 0"),
        ("progress", {}, "progress needs percentage, or value with upper_limit"),
        ("progress", {"value": 5}, "value and upper_limit go together"),
        ("progress", {"upper_limit": 5}, "value and upper_limit go together"),
        ("progress", {"percentage": 100.1}, "less than or equal to 100"),
        ("progress", {"value": 5, "upper_limit": 0}, "greater than 0"),
        ("metrics", {"metrics": []}, "at least 1"),
        ("metrics", {"metrics": [{"label": "L", "value": 1}] * 9}, "at most 8"),
        ("stats", {"metrics": [{"label": "L", "value": -1}]}, "greater than or equal to 0"),
        ("stats", {"metrics": [{"label": "L", "value": "x" * 65}]}, "at most 64"),
        ("alert", {"message": ""}, "at least 1"),
        ("timer", {}, "a countdown needs duration_seconds"),
        ("timer", {"duration_seconds": 0}, "greater than 0"),
        ("countdown", {}, "does not match any of the expected tags"),
    ],
)  # fmt: skip
def test_each_type_has_its_bounds(kind: str, fields: dict[str, Any], why: str) -> None:
    """The bounds are ActivitySmith's own."""
    with pytest.raises(ValidationError) as wrong:
        CONTENT.validate_python({"type": kind, "title": "T", **fields})

    assert why in str(wrong.value)


def test_a_replacement_is_checked_like_new() -> None:
    """Neither a misspelt field nor a wrong value slips in, and the rest stays as it was set."""
    bar = SegmentedProgress(title="T", number_of_steps=4, step_colors=("red",))

    assert replace(bar, current_step=3).model_dump(exclude_unset=True) == {
        "title": "T", "number_of_steps": 4, "step_colors": ("red",), "current_step": 3
    }  # fmt: skip
    assert bar.current_step == 0
    for changes in ({"current_stpe": 3}, {"current_step": 5}, {"current_step": "3"}):
        with pytest.raises(ValidationError):
            replace(bar, **changes)


def test_a_timer_runs_from_when_it_is_set_going() -> None:
    """A countdown shows what is left, a stopwatch what has run."""
    down = Timer(title="T", duration_seconds=300).set_going(NOW)
    up = Timer(title="T", counts_down=False).set_going(NOW)

    assert down.left_seconds(at(60)) == 240
    assert up.ran_seconds(at(60)) == 60
    assert up.left_seconds(at(60)) is None


def test_a_timer_without_a_clock_has_not_run() -> None:
    """Before it is set going, all is left."""
    assert Timer(title="T", duration_seconds=300).left_seconds(NOW) == 300


def test_a_frozen_timer_stands_still() -> None:
    """Frozen, it keeps what had run; running on, it goes on from there."""
    frozen = Timer(title="T", duration_seconds=300).set_going(NOW).set_running(False, at(100))
    running = frozen.set_running(True, at(1_000))

    assert frozen.left_seconds(at(900)) == 200
    assert running.left_seconds(at(1_050)) == 150


def test_a_fresh_window_forgets_what_ran() -> None:
    """Reset, a timer begins anew, and its window has another name."""
    old = Timer(title="T", duration_seconds=300).set_going(NOW)
    fresh = old.set_going(at(200))

    assert fresh.left_seconds(at(200)) == 300
    assert old.clock is not None
    assert fresh.clock is not None
    assert fresh.clock.window != old.clock.window


def test_freezing_does_not_rename_the_window() -> None:
    """The window is the same until it is reset, so that no phone restarts its clock."""
    timer = Timer(title="T", duration_seconds=300).set_going(NOW)
    frozen = timer.set_running(False, at(5))

    assert frozen.clock == Clock(window=NOW, at=at(5), ran_seconds=5)


@given(st.lists(st.tuples(st.floats(-1_000, 10_000), st.booleans()), max_size=20))
def test_a_clock_never_goes_wrong(presses: list[tuple[float, bool]]) -> None:
    """Paused and resumed at any time, even by clocks that disagree: never less, never below 0."""
    timer = Timer(title="T", duration_seconds=500).set_going(NOW)
    for seconds, running in presses:
        before = timer.ran_seconds(at(seconds))
        timer = timer.set_running(running, at(seconds))
        left = timer.left_seconds(at(seconds))

        assert timer.ran_seconds(at(seconds)) == before >= 0
        assert left is not None
        assert 0 <= left <= 500
