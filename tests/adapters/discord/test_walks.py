"""The walks of the design, whole: said, pressed on a phone, and born with a channel."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.adapters.discord.board import opened
from tests.adapters.discord.stage import Stage, connected_to, staged
from tests.adapters.edge import until
from tests.discord import DiscordStandIn, Message


def thread(card: Message) -> str:
    """What the card's thread says, a message a line."""
    return "\n".join(m.text for m in card.thread.messages) if card.thread else ""


async def shown(stage: Stage) -> list[dict[str, Any]]:
    """The cards of the phone, when all that is due is shown everywhere."""
    while await stage.show() + await stage.edge.app.reconciler.show_due("lock_screen"):
        pass
    return stage.edge.cards()


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


async def test_a_card_from_before_a_restart(tmp_path: Path, discord: DiscordStandIn) -> None:
    """Its button works, and so do two people's forms that were open: it is edited where it is."""
    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as before:
        ana, ben = before.ana, before.ben
        await before.started("Nightly backup", steps="4")
        await shown(before)
        card = await before.card()
        forms = [await opened(before, who, card, "Update…") for who in (ana, ben)]

    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as after:
        await discord.press(ana, card, "Next step")
        await discord.submit(ana, forms[0], {"Title": "Backup"})
        await discord.submit(ben, forms[1], {"Step": "3"})
        discord.clock.advance(30)
        (phone,) = await shown(after)

        content = phone["content_state"]
        assert (content["title"], content["current_step"]) == ("Backup", 3)
        assert "3 of 4" in card.text
        assert after.cards() == [card]
        told = thread(card)
        assert told.count("ana") >= 2
        assert "ben" in told
        assert await after.edge.verbs(await after.only()) == ["start", "step", "set", "set"]


async def test_a_gateway_that_drops_amid_a_command(still: Stage) -> None:
    """What was said before, and while nobody listened, and twice, is done and answered once."""
    for shard in still.adapter.client.held.values():
        shard.wait_seconds = 0.0
    discord, ana, ops = still.discord, still.ana, still.ops

    before = await discord.command(ana, ops, "start", title="Checkout is down", wait=False)
    await discord.drop()
    during = await discord.command(ana, ops, "start", title="Search is down", wait=False)
    for told in (before, during):
        assert "is down" in (await discord.answered(told)).text
        await discord.again(told)
    await connected_to(still)
    await still.idle()

    titles = {activity.content.title for activity in await still.live()}
    assert len(await still.live()) == 2, titles
    phones = await shown(still)
    assert {phone["content_state"]["message"] for phone in phones} == {
        "Checkout is down", "Search is down",
    }  # fmt: skip
    assert len(still.cards()) == 2
    assert [len(told.shown) for told in (before, during)] == [1, 1]


async def test_a_deleted_card_and_the_phone_that_led_to_it(still: Stage) -> None:
    """The next card is another message, and the phone leads there."""
    await still.started("Checkout is down")
    await shown(still)
    card = await still.card()
    await still.later(10)
    assert f"/{card.id}" in json.dumps(await shown(still))

    card.deleted = True
    still.ops.messages.remove(card)
    await still.discord.command(still.ben, still.ops, "ack")
    await still.later(10)

    other = await still.card()
    phone = json.dumps(await shown(still))
    assert (f"/{other.id}" in phone, f"/{card.id}" in phone) == (True, False)
    assert "Acknowledged by ben" in other.text


async def test_a_press_on_a_phone_opens_an_archived_thread(still: Stage) -> None:
    """What happens there is told where people are, and goes on."""
    room = still.ops.thread("Checkout")
    await still.started("Checkout is down", room)
    (phone,) = await shown(still)
    await still.later(10)
    room.archive()
    await still.idle()

    pressed = await still.edge.sandbox.press(still.edge.key, phone["activity_id"], "action")
    await still.later(10)

    assert [each["status"] for each in pressed["deliveries"]] == [200]
    assert "Acknowledged from the Lock Screen" in (await still.card(room)).text
    assert "Lock Screen" in room.messages[-1].content
    assert not room.archived
