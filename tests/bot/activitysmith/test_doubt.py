"""Doubt over real HTTP: what is said again, what is held back, and what is never repeated."""

from datetime import timedelta
from typing import Any

import pytest

from bot.content import Alert, Clock, Timer
from bot.errors import SurfaceUnavailable
from bot.surface import Postponed, Shown
from tests.bot.activitysmith.samples import (
    ACK,
    NOW,
    activity,
    after,
    changed,
    ended,
)
from tests.bot.activitysmith.stage import Stage

PATIENCE_SECONDS = 0.6


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"drop": True},
        {"slow_seconds": 1.2},
        {"body": "html"},
        {"body": "empty"},
        {"body": "truncated"},
        {"body": "cut"},
        {"body": "gzip_bomb", "bomb_megabytes": 20},
        {"drip_seconds": 0.3},
    ],
    ids=str,
)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_after_a_doubt_the_same_is_said_again_and_once_more(
    stage: Stage, fault: dict[str, Any], moment: str
) -> None:
    """Until 30 seconds have passed nothing newer is said; then what stands is said once more."""
    one = activity()
    stage.switch(times=1, moment=moment, **fault)

    first = await stage.show(one, ACK)
    assert isinstance(first, SurfaceUnavailable)
    newer = changed(one, after(1), content=Alert(title="Newer", message="x"))
    stage.clock.forward(1)
    held = await stage.show(newer, ACK)
    assert isinstance(held, Postponed)
    assert held.until is not None
    assert NOW + timedelta(seconds=30) <= held.until <= NOW + timedelta(seconds=31)

    stage.clock.forward(30)
    again = await stage.show(newer, ACK)
    assert isinstance(again, Shown)
    assert stage.titles() == ["Newer"]
    assert again.again_at == stage.clock.now + timedelta(seconds=30)
    calls = len(stage.calls())
    stage.clock.forward(30)
    settled = await stage.show(newer, ACK)
    assert len(stage.calls()) == calls + 1
    assert isinstance(settled, Shown)
    assert settled.again_at == NOW + timedelta(hours=6)
    assert stage.broken_rules() == []


async def test_the_same_may_be_repeated_while_it_is_in_doubt(stage: Stage) -> None:
    """A managed stream takes the same words twice without harm."""
    one = activity()
    stage.switch(times=1, status=503)
    await stage.show(one, ACK)

    assert isinstance(await stage.show(one, ACK), Shown)
    assert stage.titles() == ["Checkout"]


async def test_an_end_in_doubt_is_said_three_times_more(stage: Stage) -> None:
    """At 30 seconds, 2 minutes and 10 minutes, even across a restart."""
    one = activity()
    await stage.show(one)
    over = ended(one, after(1))
    stage.switch(times=1, status=503)
    assert isinstance(await stage.show(over), SurfaceUnavailable)

    waits = []
    outcome = await stage.show(over)
    while isinstance(outcome, Shown) and outcome.again_at is not None:
        waits.append((outcome.again_at - NOW).total_seconds())
        stage.restart()
        stage.clock.now = outcome.again_at
        outcome = await stage.show(over)

    assert waits == [30, 120, 600]
    assert len(stage.calls()) == 6
    assert "PUT" not in " ".join(stage.calls()[1:])


async def test_a_late_update_that_reopens_what_was_ended_is_ended_again(stage: Stage) -> None:
    """The update lands after the end; the next settling puts it right."""
    one = activity()
    await stage.show(one)
    stage.switch(times=1, late_seconds=3_600)
    two = changed(one, after(1), content=Alert(title="Late", message="x"))
    assert isinstance(await stage.show(two), SurfaceUnavailable)
    over = ended(two, after(2))
    assert isinstance(await stage.show(over), Postponed)
    stage.clock.forward(31)
    outcome = await stage.show(over)
    assert isinstance(outcome, Shown)
    assert stage.titles() == []

    assert stage.sandbox.land() == 1
    assert stage.titles() == ["Late"]
    assert outcome.again_at is not None
    stage.clock.now = outcome.again_at
    await stage.show(over)
    assert stage.titles() == []


async def test_whoever_takes_over_waits_for_what_may_be_under_way(stage: Stage) -> None:
    """Nobody told how the last call went, so nothing newer is said for 30 seconds."""
    one = activity()
    held = await stage.show(one, ACK, interrupted=True)
    assert isinstance(held, Postponed)
    assert held.until == after(30)
    assert stage.calls() == []

    stage.clock.forward(31)
    assert isinstance(await stage.show(one, ACK), Shown)


async def test_an_end_after_a_take_over_is_said_though_no_start_is_known(stage: Stage) -> None:
    """The start may be on its way."""
    over = ended(activity(), after(1))
    assert isinstance(await stage.show(over, interrupted=True), Postponed)
    stage.clock.forward(31)
    assert isinstance(await stage.show(over), Shown)
    assert stage.calls() == [f"DELETE ls-{over.id}"]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_manual_start_in_doubt_is_never_repeated_blindly(stage: Stage, moment: str) -> None:
    """People are told to look, and to say `again`."""
    one = activity(lifecycle="manual")
    stage.switch(times=1, drop=True, moment=moment)

    outcome = await stage.show(one)
    assert isinstance(outcome, Postponed)
    assert outcome.until is None
    assert stage.told(one)[0] == "unsure"
    assert "`again`" in stage.told(one)[1]
    two = changed(one, after(1))
    assert isinstance(await stage.show(two), Postponed)
    assert len(stage.calls()) == 1

    assert isinstance(await stage.show(changed(two, after(2), starts=2)), Shown)


async def test_a_manual_start_that_was_given_no_name_is_in_doubt_too(stage: Stage) -> None:
    """Nothing could be said to it by name."""
    one = activity(lifecycle="manual")
    stage.switch(missing_fields=("activity_id",))

    assert isinstance(await stage.show(one), Postponed)
    assert stage.told(one)[0] == "unsure"
    stage.restart()
    assert isinstance(await stage.show(one), Postponed)
    assert len(stage.calls()) == 1


async def test_a_manual_start_that_was_interrupted_is_in_doubt_too(stage: Stage) -> None:
    """A process died with a start under way."""
    one = activity(lifecycle="manual")

    assert isinstance(await stage.show(one, interrupted=True), Postponed)
    assert stage.calls() == []
    assert stage.told(one)[0] == "unsure"
    over = await stage.show(ended(one, after(1)))
    assert isinstance(over, Shown)
    assert stage.told(one)[0] == "unsure"


async def test_a_timer_in_doubt_is_set_right_when_it_settles(stage: Stage) -> None:
    """A late start would set the clock late; what is left is said once more, and no more."""
    clock = Timer(title="Bench", duration_seconds=300, clock=Clock(window=NOW, at=NOW))
    one = activity(clock)
    stage.switch(times=1, late_seconds=3_600)
    await stage.show(one)
    stage.clock.forward(20)
    await stage.show(one)
    stage.clock.forward(5)
    stage.sandbox.land()
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(300)

    stage.clock.forward(25)
    await stage.show(one)
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(250)
    calls = len(stage.calls())
    await stage.show(one)
    assert len(stage.calls()) == calls
