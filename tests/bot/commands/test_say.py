"""Promises of say."""

import pytest

from bot.commands import Say
from bot.decide import decide
from bot.errors import Refused
from tests.bot.spoken import ADA, NOW, after, begun, refusal

WHAT = "Say what? For example `say Rolled back, watching`."


@pytest.mark.parametrize("text", ["say", 'say ""', "say \u200b"])
def test_nothing_is_not_said(text: str) -> None:
    """A line has words."""
    assert refusal(text, "start x") == WHAT


def test_a_line_has_a_longest() -> None:
    """A thousand characters that people see."""
    assert refusal("say " + "é" * 1_001, "start x") == (
        "That line is longer than 1000 characters. Nothing was changed."
    )
    assert after("start x", "say " + "é" * 1_000).revision == 2


def test_a_typed_line_is_cleaned() -> None:
    """A platform's own field is held to the same."""
    said = Say(actor=ADA, workspace="T1", text="a\u202eb\ud800\nc")

    assert decide(begun("start x"), said, NOW).line.text == "“ab c”"
    with pytest.raises(Refused) as refused:
        decide(begun("start x"), Say(actor=ADA, workspace="T1", text="\u200b"), NOW)
    assert str(refused.value) == WHAT
