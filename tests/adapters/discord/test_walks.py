"""The walks of the design, whole: said, pressed on a phone, and born with a channel."""

import json
from typing import Any

import pytest

from tests.adapters.discord.stage import Stage
from tests.adapters.edge import until
from tests.discord import Message


def thread(card: Message) -> str:
    """What the card's thread says, a message a line."""
    return "\n".join(m.text for m in card.thread.messages) if card.thread else ""


async def test_from_the_slash_command_to_the_lock_screen(stage: Stage) -> None:
    """Said in Discord, it is on the phone, and the card tells so."""
    await stage.started("Nightly backup", steps="4")
    await stage.discord.command(stage.ana, stage.ops, "step", to=2)

    (shown,) = await until(stage.edge.cards)
    await until(lambda: stage.edge.cards()[0]["content_state"]["current_step"] == 2)
    assert shown["content_state"]["title"] == "Nightly backup"
    card = await stage.card()
    await until(lambda: "2 of 4" in card.text)
    await until(lambda: "accepted" in card.text)


async def test_from_a_press_on_the_phone_to_the_card(stage: Stage) -> None:
    """Pressed on the Lock Screen, the card changes and its thread says so."""
    await stage.started("Checkout is down")
    (shown,) = await until(stage.edge.cards)
    card = await stage.card()

    pressed = await stage.edge.sandbox.press(stage.edge.key, shown["activity_id"], "action")

    assert [d["status"] for d in pressed["deliveries"]] == [200]
    await until(lambda: "Acknowledged from the Lock Screen" in card.text)
    await until(lambda: "Lock Screen" in thread(card))


@pytest.mark.parametrize("kind", ["channel", "thread", "post"])
async def test_from_a_channels_birth_to_the_lock_screen(stage: Stage, kind: str) -> None:
    """It is born; phone and channel show it, and the phone leads back to the very card."""
    name, forum = "inc-sev1-payments", stage.guild.forum("incidents")
    if kind == "channel":
        room = stage.guild.text(name)
    else:
        room = (forum if kind == "post" else stage.ops).thread(name)

    (shown,) = await until(stage.edge.cards)
    card = await stage.card(room)

    assert shown["content_state"]["title"] == "SEV1 inc-sev1-payments"
    link = f"https://discord.com/channels/{stage.guild.id}/{room.id}/{card.id}"
    await until(lambda: link in json.dumps(stage.edge.cards()[0]))


async def test_an_incident_of_fifty_steps_is_one_card(stage: Stage) -> None:
    """No second post; thread lines only for what people wait for."""
    await stage.started("Migration", percentage=0)
    card = await stage.card()

    async def says(verb: str, **options: Any) -> None:
        told = await stage.discord.command(stage.ana, stage.ops, verb, **options)
        assert "Migration" in told.text

    for number in range(1, 41):
        await says("progress", to=number)
    await says("say", text="Halfway")
    await says("ack")
    for number in (50, 60, 70, 80, 90):
        await says("progress", to=number)
    await says("end", text="All done")

    await until(lambda: "ended" in card.text.casefold())
    await until(lambda: not any(shown["is_live"] for shown in stage.edge.cards()))
    assert stage.cards() == [card]
    await until(lambda: "ended" in thread(card))
    assert "Halfway" in thread(card)
    assert "%" not in thread(card)
    assert card.thread is not None
    assert len(card.thread.messages) <= 6
    (activity,) = await stage.edge.app.store.recent(stage.guild.id, 1)
    assert activity.revision == 49
