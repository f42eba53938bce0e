"""The walks of the design, whole: said, pressed on a phone, and born with a channel."""

import json

from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench
from tests.slack.world import Message


async def test_from_the_slash_command_to_the_lock_screen(at_work: Bench) -> None:
    """Said in Slack, it is on the phone, and the card tells so."""
    await at_work.slack.command('/live start "Nightly backup" steps:4')
    await at_work.slack.command("/live step 2")

    (shown,) = await until(at_work.edge.cards)
    await until(lambda: at_work.edge.cards()[0]["content_state"]["current_step"] == 2)
    assert shown["content_state"]["title"] == "Nightly backup"
    card = await at_work.card()
    await until(lambda: "step 2 of 4" in card.text)


async def test_from_a_press_on_the_phone_to_the_card(at_work: Bench) -> None:
    """Pressed on the Lock Screen, the card changes and its thread says so."""
    await at_work.slack.command("/live start Checkout is down")
    (shown,) = await until(at_work.edge.cards)
    card = await at_work.card()

    pressed = await at_work.edge.sandbox.press(at_work.edge.key, shown["activity_id"], "action")

    assert [d["status"] for d in pressed["deliveries"]] == [200]
    await until(lambda: "Acknowledged from the Lock Screen" in json.dumps(card.blocks))
    await until(lambda: any("Lock Screen" in reply.text for reply in card.replies))


async def test_from_a_channels_birth_to_the_lock_screen(at_work: Bench) -> None:
    """An incident channel is born; phone and channel show it, and the phone leads back to it."""
    room, _ = await at_work.slack.create_channel("inc-sev1-payments")

    (shown,) = await until(at_work.edge.cards)
    card = await at_work.card(room.id)

    assert shown["content_state"]["title"] == "SEV1 inc-sev1-payments"
    link = card.ts.replace(".", "")
    await until(lambda: link in json.dumps(at_work.edge.cards()[0]))


async def test_an_incident_of_fifty_steps_is_one_card(at_work: Bench) -> None:
    """No second post; thread lines only for what people wait for."""
    await at_work.slack.command('/live start "Migration" 0%')
    card = await at_work.card()

    for number in range(1, 41):
        await at_work.slack.command(f"/live {number}%")
    for words in ("say Halfway", "ack", "set color:red", "say Nearly", "50%",
                  "60%", "70%", "80%", "90%", "end All done"):  # fmt: skip
        await at_work.slack.command(f"/live {words}")

    await until(lambda: "ended" in card.text.casefold())
    await until(lambda: not any(shown["is_live"] for shown in at_work.edge.cards()))
    assert at_work.cards() == [card]
    assert [m for m in at_work.slack.channel("C1").messages if m.bot_id] == [card]
    await until(lambda: "ended" in _thread(card))
    lines = _thread(card)
    assert "Halfway" in lines
    assert "%" not in lines
    assert len(card.replies) <= 6
    activity = (await at_work.edge.app.store.recent("T1", 1))[0]
    assert activity.revision == 51


def _thread(card: Message) -> str:
    return "\n".join(reply.text for reply in card.replies)
