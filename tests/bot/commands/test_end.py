"""Promises of end."""

from datetime import timedelta

import pytest

from bot.activity import Actor
from bot.commands import HOLDER, End
from bot.content import Progress, SegmentedProgress, Timer, Value
from bot.decide import decide
from tests.bot.spoken import NOW, after, begun, command, refusal

HOLD = Actor(platform=HOLDER, id=HOLDER, name="the Lock Screen")
PRESS = command("end").model_copy(update={"actor": HOLD})


def test_the_last_state_is_said_on_the_way() -> None:
    """A final step, percentage or value goes with the end."""
    steps = after('start "N" steps:a,b,c', "end step:3 Shipped dismiss:now")
    count = after('start "N" steps:3 step:1', "end step:5/5")
    bar = after('start "S" 42%', "end percentage:100")
    limit = after('start "S" 120/300', "end value:300")
    value = after('start "M" value:3', 'end value:"$12,430" Done')

    assert isinstance(steps.content, SegmentedProgress)
    assert (steps.content.current_step, steps.content.subtitle) == (3, "Shipped")
    assert isinstance(count.content, SegmentedProgress)
    assert (count.content.current_step, count.content.number_of_steps) == (5, 5)
    assert isinstance(bar.content, Progress)
    assert bar.content.percentage == 100
    assert isinstance(limit.content, Progress)
    assert limit.content.value == 300
    assert isinstance(value.content, Value)
    assert (value.content.value, value.content.subtitle) == ("$12,430", "Done")
    assert all(done.ended_at == NOW for done in (steps, count, bar, limit, value))


def test_fewer_steps_alone_end_at_the_last() -> None:
    """A platform may give the number of steps without the step."""
    done = decide(
        begun('start "N" steps:4 step:2'),
        End(actor=HOLD.model_copy(update={"platform": "slack"}), workspace="T1", steps=3),
        NOW,
    )

    assert isinstance(done.content, SegmentedProgress)
    assert (done.content.current_step, done.content.number_of_steps) == (3, 3)


@pytest.mark.parametrize(
    ("start", "text", "sentence"),
    [
        ("start x", "end Rolled back to:v41", "`end` takes `dismiss:10m` and a last line; put the "
         "line in quotes to keep it as it is. Nothing was changed."),
        ("start x", "end steps:a,b", "`end` takes `dismiss:10m` and a last line; put the line in "
         "quotes to keep it as it is. Nothing was changed."),
        ("start x", "end dismiss:9h",
         "Dismissal is `now`, or 1 minute to 4 hours, as in `dismiss:10m`."),
        ("start x", "end step:3", "`x` has no steps. Say what is new with `say …`."),
        ("start x", "end percentage:100",
         "An alert has no `percentage`; it has `message`. Nothing was changed."),
        ("start x", "end " + "x" * 1_001,
         "That line is longer than 1000 characters. Nothing was changed."),
    ],
)  # fmt: skip
def test_an_end_that_cannot_be(start: str, text: str, sentence: str) -> None:
    """An end is for good, so what is unclear is refused."""
    assert refusal(text, start) == sentence


def test_a_lock_screen_is_asked_again() -> None:
    """The first press arms, a second within the minute ends; later it arms again."""
    armed = decide(begun("start x"), PRESS, NOW)
    soon, late = NOW + timedelta(seconds=59), NOW + timedelta(seconds=60)

    assert armed.ended_at is None
    assert armed.line.text == "asked to confirm the end"
    assert End.button(armed, soon) == ("Confirm end", "")
    assert End.button(armed, late) == ("End", "")
    assert decide(armed, PRESS, soon).ended_at == soon
    again = decide(armed, PRESS, late)
    assert again.ended_at is None
    assert again.armed != armed.armed


def test_a_person_ends_at_once() -> None:
    """Whoever says it in the channel has said it."""
    assert after("start x", "end").line.text == "ended"
    assert after("start x", "end Fixed").line.text == "ended: “Fixed”"
    assert End.button(begun("start x"), NOW) == ("End", "")


def test_an_end_stops_the_clock() -> None:
    """What has ended runs no longer, on the card as on the phone."""
    timer = begun('start "Benchmark" timer:5m')
    done = after(timer, "end", seconds=60)

    assert isinstance(done.content, Timer)
    assert not done.content.is_running
    assert done.content.left_seconds(NOW + timedelta(hours=1)) == 240
