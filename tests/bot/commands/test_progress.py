"""Promises of progress."""

import pytest

from bot.commands import Progress
from bot.decide import decide
from bot.errors import Refused
from tests.bot.spoken import ADA, NOW, after, begun, refusal

HOW = "How far is it? Say `progress 60`, `60%` or `180/300`."
ZERO_TO_100 = "A percentage is a number from 0 to 100. Nothing was changed."


@pytest.mark.parametrize(
    ("start", "text", "line"),
    [
        ('start "S" 42%', "progress 60", "60 %"),
        ('start "S" 42%', "progress 60.5%", "60.5 %"),
        ('start "S" 42%', "180/300", "180 of 300"),
        ('start "S" 120/300', "progress 180", "180 of 300"),
        ('start "S" 120/300', "60%", "60 %"),
        ('start "S" 120/300', "1,234,567/2,000,000", "1234567 of 2000000"),
    ],
)
def test_the_bar_moves(start: str, text: str, line: str) -> None:
    """A bar that counts counts on; a sign or a fraction says which it is."""
    assert after(start, text).line.text == line


@pytest.mark.parametrize(
    ("start", "text", "sentence"),
    [
        ('start "S" 42%', "progress", HOW),
        ('start "S" 42%', "progress far", HOW),
        ('start "S" 42%', "42% now", HOW),
        ('start "S" 42%', "progress 101", ZERO_TO_100),
        ('start "S" 42%', "101%", ZERO_TO_100),
        ('start "S" 42%', "progress -1", ZERO_TO_100),
        ('start "S" 42%', "1/0",
         "`limit` cannot be that: input should be greater than 0. Nothing was changed."),
        ("start x steps:3", "60%", "`x` goes by steps. Say `step 3` or `next`."),
        ("start x", "60%", "`x` has no bar to move. Say `help` to see what it has."),
    ],
)  # fmt: skip
def test_a_bar_that_cannot_move(start: str, text: str, sentence: str) -> None:
    """What it goes by is told."""
    assert refusal(text, start) == sentence


@pytest.mark.parametrize("to", [float("nan"), float("inf"), 10**400])
@pytest.mark.parametrize("start", ['start "S" 42%', 'start "S" 120/300'])
def test_a_typed_number_is_finite(start: str, to: float) -> None:
    """A platform's own number is held to the same."""
    with pytest.raises(Refused):
        decide(begun(start), Progress(actor=ADA, workspace="T1", to=to), NOW)
