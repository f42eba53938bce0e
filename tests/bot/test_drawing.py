"""What an activity's content looks like in a chat, whatever the chat."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot import drawing
from bot.activity import Activity, Actor, Channel, Line
from bot.content import (
    Alert,
    AnyContent,
    Clock,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from tests.bot.written import WRITTEN

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = Actor(platform="slack", id="U1", name="Ada")


def activity(content: AnyContent, **more: Any) -> Activity:
    """An activity that Ada moved just now."""
    fields: dict[str, Any] = {
        "id": "a" * 26, "workspace": "T1", "name": "backup", "revision": 2, "content": content,
        "channels": (Channel(surface="slack", id="C1", workspace="T1"),), "owner": ADA,
        "started_at": NOW - timedelta(hours=1), "changed_at": NOW,
        "line": Line(text="step 2 of 4", actor=ADA, at=NOW), **more,
    }  # fmt: skip
    return Activity.model_validate(fields)


def backup(count: int, at: int, **more: Any) -> SegmentedProgress:
    return SegmentedProgress(title="Backup", number_of_steps=count, current_step=at, **more)


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (backup(4, 2), "▰▰▱▱  [Step 2 of 4]"),
        (backup(24, 0), "▱" * 24 + "  [Step 0 of 24]"),
        (backup(25, 7), "[Step 7 of 25]"),
    ],
)
def test_steps(content: SegmentedProgress, seen: str) -> None:
    """A bar of them, unless they would be too many to count."""
    assert drawing.steps(content, WRITTEN) == seen


@pytest.mark.parametrize(
    ("names", "at", "seen"),
    [
        (("a", "b", "c"), 2, "✓ a   ▸ [b]   · c"),
        (("a", "\u202e"), 0, "· a   · 2"),
        (tuple("abcdefghijkl"), 1, "▸ [a]   · b   · c   · d   · e   · f   · g   · h   …"),
        (tuple("abcdefghijkl"), 7,
         "…   ✓ d   ✓ e   ✓ f   ▸ [g]   · h   · i   · j   · k   …"),
        (tuple("abcdefghijkl"), 12,
         "…   ✓ e   ✓ f   ✓ g   ✓ h   ✓ i   ✓ j   ✓ k   ▸ [l]"),
    ],
)  # fmt: skip
def test_steps_by_name(names: tuple[str, ...], at: int, seen: str) -> None:
    """Those around the present one."""
    content = backup(len(names), at)

    assert drawing.names(activity(content, step_names=names), content, WRITTEN) == seen


def test_when_all_is_over_the_last_step_is_behind() -> None:
    """Nothing is pointed at any more, unless it ended on the way."""
    named: dict[str, Any] = {"step_names": ("Snapshot", "Upload"), "ended_at": NOW}

    through = drawing.names(activity(backup(2, 2), **named), backup(2, 2), WRITTEN)
    broken_off = drawing.names(activity(backup(2, 1), **named), backup(2, 1), WRITTEN)

    assert through == "✓ Snapshot   ✓ Upload"
    assert broken_off == "▸ [Snapshot]   · Upload"


def test_a_subtitle_that_the_names_say_is_not_said_twice() -> None:
    """Any other stands below."""
    named: dict[str, Any] = {"step_names": ("Snapshot", "Upload")}

    assert drawing.subtitle(activity(backup(2, 1, subtitle="Snapshot"), **named), WRITTEN) == ""
    assert drawing.subtitle(activity(backup(2, 1, subtitle="EU"), **named), WRITTEN) == "EU"
    assert drawing.subtitle(activity(Alert(title="A", message="a")), WRITTEN) == ""


@pytest.mark.parametrize(
    ("content", "part", "seen"),
    [
        (Progress(title="A", percentage=42), 0.42, "▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱  [42 %]"),
        (Progress(title="A", value=120, upper_limit=300), 0.4,
         "▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱  [120 of 300]"),
        (Progress(title="A", value=9, upper_limit=3), 1.0, "▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰  [9 of 3]"),
        (Progress(title="A", value=-9, upper_limit=3), 0.0, "▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  [-9 of 3]"),
    ],
)  # fmt: skip
def test_a_bar(content: Progress, part: float, seen: str) -> None:
    """Never longer than it is, whatever the value."""
    assert drawing.fraction(content) == part
    assert drawing.bar(content, WRITTEN) == seen


STARTED = Clock(window=NOW, at=NOW)


@pytest.mark.parametrize(
    ("timer", "ended", "seen"),
    [
        (Timer(title="T", duration_seconds=300, clock=STARTED), None,
         "Runs until [12:05:00], 5:00 in all"),
        (Timer(title="T", duration_seconds=60, clock=STARTED), None,
         "[Time is up] since 12:01:00"),
        (Timer(title="T", counts_down=False, clock=STARTED), None, "Running since [12:00:00]"),
        (Timer(title="T", duration_seconds=300, clock=STARTED), NOW, "Stopped with [3:00 left]"),
        (Timer(title="T", counts_down=False, is_running=False, clock=STARTED), None,
         "Paused at [0:00 elapsed]"),
    ],
)  # fmt: skip
def test_a_clock(timer: Timer, ended: datetime | None, seen: str) -> None:
    """It does not tick: the same clock is the same line, two minutes later."""
    for seconds in (120, 120.4):
        at = NOW + timedelta(seconds=seconds)
        assert drawing.clockwork(timer, activity(timer, ended_at=ended), at, WRITTEN) == seen


def test_when_a_countdown_will_be_over() -> None:
    """And that nothing else ever is."""
    timer = Timer(title="T", duration_seconds=300, clock=STARTED)

    assert drawing.runs_out(activity(timer), NOW) == NOW + timedelta(seconds=300)
    assert drawing.runs_out(activity(timer), NOW + timedelta(seconds=300)) is None
    assert drawing.runs_out(activity(timer, ended_at=NOW), NOW) is None
    assert drawing.runs_out(activity(backup(2, 1)), NOW) is None


def test_a_readout() -> None:
    """Text as it was typed, a number as people write it."""
    assert drawing.value(Value(title="MRR", value="$12,430")) == "$12,430"
    assert drawing.value(Value(title="MRR", value=12.50)) == "12.5"


@pytest.mark.parametrize("kind", [Metrics, Stats])
def test_gauges_below_each_other(kind: type[Metrics | Stats]) -> None:
    """Each within its width; a letter with its accents is one wide."""
    gauges = (
        Metric(label="CPU", value=91, unit="%"),
        Metric(label="Me\u0301moire vive", value="calm " * 9),
    )

    assert list(drawing.table(kind(title="web", metrics=gauges), 8, 20)) == [
        "CPU       91 %",
        "Mémoire…  calm calm…",
    ]
