"""Whoever asks is answered, whatever goes wrong."""

from adapters.discord.answers import BROKEN
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from tests.adapters.discord.stage import Stage
from tests.discord import Message


def button(stage: Stage, custom_id: str = "live:press:x") -> Message:
    """A message of ours with one button."""
    press = {"type": 2, "style": 2, "label": "Press", "custom_id": custom_id, "id": 2}
    row = {"type": 1, "id": 1, "components": [press]}
    return stage.ops.says(stage.guild.bot, "A card", components=[row])


async def test_a_mistake_of_ours_is_told(still: Stage) -> None:
    """The person reads a sentence."""

    async def broken(interaction: Interaction, reply: Reply) -> None:
        raise ZeroDivisionError

    still.adapter.parts.pressed = broken

    told = await still.discord.press(still.ana, button(still), "Press")

    assert (told.text, told.private) == (BROKEN, True)
