"""Promises of ack and again."""

import pytest

from bot.activity import Actor
from bot.commands import Acknowledge
from bot.commands.base import Command
from bot.decide import decide
from tests.bot.spoken import ADA, NOW, OPS, after, begun, command

BO = Actor(platform="slack", id="U2", name="Bo")


def test_the_first_to_acknowledge_stays() -> None:
    """Whoever comes second changes nothing."""
    first = after("start x", "ack")

    assert decide(first, command("ack").model_copy(update={"actor": BO}), NOW) is first
    assert (first.acknowledged_by, first.line.text) == (ADA, "acknowledged")


@pytest.mark.parametrize("start", ["start deploy x", 'start "S" 42%', "start x timer:5m"])
def test_any_activity_can_be_acknowledged(start: str) -> None:
    """The button is for alerts, and for templates that wish for it; the word is for all."""
    activity = begun(start)
    wished = activity.model_copy(update={"buttons": ("ack",)})

    assert after(activity, "ack").acknowledged_by == ADA
    assert Acknowledge.button(activity, NOW) is None
    assert Acknowledge.button(wished, NOW) == ("Acknowledge", "")
    assert Acknowledge.button(after(wished, "ack"), NOW) is None


def test_again_starts_once_more() -> None:
    """Each time it is said, one start more is allowed."""
    activity = after("start x", "again", "again")

    assert activity.starts == 3
    assert activity.line.text == "started again"


def test_a_command_has_a_rule() -> None:
    """One that forgot its own says so; one without words of its own is told by its verb."""

    class Rest(Command):
        verb = "rest"
        usage = "rest"

    with pytest.raises(NotImplementedError):
        decide(begun("start x"), Rest(actor=ADA, workspace=OPS.workspace), NOW)
    assert Rest(actor=ADA, workspace=OPS.workspace).tell(begun("start x")) == "rest"
