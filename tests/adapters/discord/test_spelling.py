"""What the core says to say, as it is typed in Discord."""

import pytest

from adapters.discord.spelling import respelled, several
from adapters.discord.subcommands import Subcommand
from bot.commands import SetButton
from bot.errors import SeveralHere


@pytest.mark.parametrize(
    ("words", "typed"),
    [
        ("next", "/live next"),
        ("start", "/live start"),
        ("start Checkout is down", "/live start title:Checkout is down"),
        ('start "Break" timer:5m', "/live start title:Break timer:5m"),
        ('start "web" CPU=24% MEM=61%', "/live start title:web metrics:CPU=24% MEM=61%"),
        ("step 3", "/live step to:3"),
        ("step 3/5", "/live step to:3 steps:5"),
        ("progress 60", "/live progress to:60"),
        ("progress 180/300", "/live progress to:180 limit:300"),
        ("set color:red", "/live set color:red"),
        ("set STATUS=Healthy", "/live set metrics:STATUS=Healthy"),
        ("say Rolled back, watching", "/live say text:Rolled back, watching"),
        ("end All clear dismiss:10m", "/live end text:All clear dismiss:10m"),
        ("timer 10m", "/live timer length:10m"),
        ('button "Runbook" https://…', "/live button label:Runbook does:https://…"),
        ('button 2 "Back" say:"asked"', '/live button label:Back does:say:"asked" slot:2'),
        ("adopt stream:KEY title:…", "/live adopt stream:KEY title:…"),
        ("checkout", "checkout"),
        ("CPU=91%", "CPU=91%"),
        ("steps:4", "steps:4"),
        ("Step 3", "Step 3"),
    ],
)
def test_a_quoted_command_is_typed_with_options(words: str, typed: str) -> None:
    """And what is no command stays as it is."""
    assert respelled(f"Say `{words}`, or not.") == f"Say `{typed}`, or not."


def test_a_name_is_no_command() -> None:
    """Though it is that of one."""
    for name in ("timer", "pause", "step"):
        ended = f"`{name}` has ended. Nothing was changed; start a new one."
        assert respelled(ended) == ended


def test_what_a_button_may_do_is_said_in_words() -> None:
    """There they are no commands of Discord's."""
    asked = Subcommand("button", "", SetButton)

    told = respelled("A button cannot do `start`; give it `next`. Say `button none`.", asked)

    assert told == "A button cannot do `start`; give it `next`. Say `/live button label:none`."


def test_several_are_told_by_their_names() -> None:
    """And where to pick one."""
    assert several(SeveralHere(("checkout", "backup"))) == (
        "Several are live here: `checkout`, `backup`. Pick one in `activity`. Nothing was changed."
    )
