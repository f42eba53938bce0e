"""Promises of step, next and back."""

import pytest

from bot.commands import Step
from bot.content import SegmentedProgress
from bot.decide import decide
from bot.errors import Refused
from tests.bot.spoken import ADA, NOW, after, command, refusal

FOUR = 'start "N" steps:a,b,c,d'


def stands(*texts: str) -> tuple[int, int, str | None]:
    content = after(*texts).content
    assert isinstance(content, SegmentedProgress)
    return content.current_step, content.number_of_steps, content.subtitle


@pytest.mark.parametrize(
    ("texts", "where"),
    [
        ((FOUR,), (0, 4, None)),
        ((FOUR, "step"), (1, 4, "a")),
        ((FOUR, "step 3"), (3, 4, "c")),
        ((FOUR, "step 3", "step 0"), (0, 4, None)),
        ((FOUR, "step 5/6"), (5, 6, None)),
        ((FOUR, "step 4", "step 2/2"), (2, 2, "b")),
        ((FOUR, "step 2", "say Slow", "step 2"), (2, 4, "Slow")),
        ((FOUR, "step 1 from 0"), (1, 4, "a")),
        ((FOUR, "step 1", "step 1 from 0"), (1, 4, "a")),
        ((FOUR, "next", "next", "back"), (1, 4, "a")),
        (('start "N" steps:4 step:2',), (2, 4, None)),
        (('start "N" step:2',), (2, 2, None)),
        (("start N steps:1 step_colors:red", "next"), (1, 1, None)),
    ],
)
def test_steps_are_gone(texts: tuple[str, ...], where: tuple[int, int, str | None]) -> None:
    """To the step that was said, with the name that it has; words stay while it stands."""
    assert stands(*texts) == where


@pytest.mark.parametrize(
    ("start", "text", "sentence"),
    [
        (FOUR, "step x", "Which step? Say `step 3`, `step 3/5`, or `next`."),
        (FOUR, "step 1.5", "Which step? Say `step 3`, `step 3/5`, or `next`."),
        (FOUR, "step 1/2.5", "Which step? Say `step 3`, `step 3/5`, or `next`."),
        (FOUR, "step 1 from x", "Which step? Say `step 3`, `step 3/5`, or `next`."),
        (FOUR, "step 3/0", "An activity has 1 to 100 steps. Nothing was changed."),
        (FOUR, "step 5", "There are 4 steps. Say `step 4`, or `step 5/5` if there are more now."),
        (FOUR, "step 101", "An activity has 1 to 100 steps. Nothing was changed."),
        (FOUR, "step -1", "The first step is 1; `step 0` is before it. Nothing was changed."),
        ("start N steps:1", "step 2",
         "There is 1 step. Say `step 1`, or `step 2/2` if there are more now."),
        (FOUR, "step 4 from 3",
         "That button was from step 3; it is at step 0 of 4 now. Nothing was changed."),
        ("start N steps:3 step:3", "next",
         "That was the last step. Say `end`, or `step 4/4` to add one."),
        (FOUR, "back", "No step is done yet, so there is none to go back to."),
        (FOUR, "next 2",
         "`next` stands alone; to put a line on every surface say `say …`. Nothing was changed."),
        ("start x", "next", "`x` has no steps. Say what is new with `say …`."),
        ('start "x" 42%', "step 3", "`x` has no steps. Say `progress 60`."),
        ("start x CPU=3", "back", "`x` has no steps. Say `set CPU=91%`."),
        ("start x UP=yes", "step", "`x` has no steps. Say `set STATUS=Healthy`."),
        ("start x value:3", "step", "`x` has no steps. Say `set value:42`."),
        ("start x timer:5m", "step", "`x` has no steps. Say `pause`, `resume` or `timer 10m`."),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be(start: str, text: str, sentence: str) -> None:
    """What is wrong, and what to say instead; it fits the activity."""
    assert refusal(text, start) == sentence


def test_a_typed_step_has_the_same_bounds() -> None:
    """A platform's own fields are held to the same."""
    for to, steps in ((0, 0), (1, 10**9)):
        with pytest.raises(Refused) as refused:
            decide(after(FOUR), Step(actor=ADA, workspace="T1", to=to, steps=steps), NOW)
        assert str(refused.value) == "An activity has 1 to 100 steps. Nothing was changed."


def test_colours_of_steps_not_done_go() -> None:
    """As many step colours as steps are done, at the most."""
    done = after(FOUR, "step 3", "set step_colors:red,lime,blue")
    colors = [after(done, text).content for text in ("step 2", "step 0")]

    assert [getattr(content, "step_colors", ()) for content in colors] == [("red", "lime"), None]


@pytest.mark.parametrize(
    ("text", "line"),
    [("step 2", "step 2 of 4: b"), ("next", "step 2 of 4: b"), ("back", "step 0 of 4")],
)
def test_the_line_says_where(text: str, line: str) -> None:
    """The card's line names the step."""
    assert after(FOUR, "next", text).line.text == line


def test_a_button_offers_the_next_step() -> None:
    """By its name, from where it stands; none at the end."""
    assert Step.button(after(FOUR), NOW) == ("a", "1 from 0")
    assert Step.button(after("start N steps:2", "next"), NOW) == ("Next step", "2 from 1")
    assert Step.button(after(FOUR, "step 4"), NOW) is None
    assert Step.button(after("start x"), NOW) is None
    assert command("next").permits() == command("back").permits() == ("step",)
