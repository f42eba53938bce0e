"""Promises of pause, resume and timer."""

from datetime import timedelta

import pytest

from bot.commands import Pause, Resume
from bot.content import Timer
from bot.decide import decide
from tests.bot.spoken import NOW, after, begun, command, refusal

TEA = 'start "Tea" timer:5m'


def left(*said: tuple[float, str], at: float) -> float | None:
    activity = begun(TEA)
    for seconds, text in said:
        activity = decide(activity, command(text), NOW + timedelta(seconds=seconds))
    assert isinstance(activity.content, Timer)
    return activity.content.left_seconds(NOW + timedelta(seconds=at))


@pytest.mark.parametrize(
    ("said", "at", "seconds"),
    [
        ([], 60, 240), ([], 999, 0),
        ([(60, "pause")], 200, 240),
        ([(60, "pause"), (90, "pause")], 200, 240),
        ([(60, "pause"), (100, "resume")], 110, 230),
        ([(60, "resume")], 110, 190),
        ([(400, "pause"), (500, "resume")], 501, 0),
        ([(60, "timer 10m")], 70, 590),
        ([(60, "pause"), (70, "timer 10m")], 80, 590),
        ([(60, "set timer:1m")], 70, 50),
        ([(60, "set title:Coffee")], 70, 230),
        ([(60, "timer up")], 70, None),
    ],
)  # fmt: skip
def test_a_timer_is_told(said: list[tuple[float, str]], at: float, seconds: float | None) -> None:
    """Frozen where it stands, run on from there, and anew when it is set."""
    assert left(*said, at=at) == seconds


@pytest.mark.parametrize("text", ["pause", "resume", "timer 5m"])
def test_what_has_no_timer(text: str) -> None:
    """How to have one is told."""
    assert refusal(text, "start x") == (
        '`x` has no timer. Start one with `start "Break" timer:5m`.'
    )


@pytest.mark.parametrize("text", ["timer", "timer soon"])
def test_a_timer_needs_its_length(text: str) -> None:
    """Examples are told."""
    assert refusal(text, TEA) == "How long? Say it as `90s`, `5m`, `1h30m` or `1:30`."


def test_a_button_fits_the_clock() -> None:
    """Pause while it runs, resume while it stands, none elsewhere."""
    running, frozen, alert = begun(TEA), after(TEA, "pause"), begun("start x")

    assert [Pause.button(a, NOW) for a in (running, frozen, alert)] == [("Pause", ""), None, None]
    assert [Resume.button(a, NOW) for a in (running, frozen, alert)] == [None, ("Resume", ""), None]
    assert (frozen.line.text, after(frozen, "resume", "timer 1m").line.text) == (
        "paused", "timer set"
    )  # fmt: skip
    assert after(frozen, "resume").line.text == "resumed"
