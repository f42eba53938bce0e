"""The card where it is used: said, pressed and looked at through all of Discord's adapter."""

import asyncio

import pytest

from adapters.discord.entrance import NOT_KNOWN
from adapters.discord.gateway import DiscordUnusable
from tests.adapters.discord.board import said
from tests.adapters.discord.components import faults
from tests.adapters.discord.stage import Stage
from tests.discord import Message, Permission


async def test_what_is_started_has_its_card(stage: Stage) -> None:
    """Posted in the channel, with a thread; what is pressed on it changes it in place."""
    await stage.discord.command(stage.ana, stage.ops, "start", title="Checkout is down")
    card = await stage.card()
    assert card.text.startswith("## 🔴 Incident in #ops\nCheckout is down")

    await stage.discord.press(stage.ben, card, "Acknowledge")
    await stage.discord.until(lambda: "Acknowledged by ben" in card.text)
    await stage.discord.until(lambda: lines(card) == ["started", "acknowledged"])

    assert "Acknowledge" not in card.labels
    assert stage.cards() == [card]


async def test_the_rest_is_behind_the_select(stage: Stage) -> None:
    """The history, to who asked; a form."""
    await stage.discord.command(stage.ana, stage.ops, "start", title="Checkout is down")
    card = await stage.card()

    history = await stage.discord.choose(stage.ana, card, "History")
    form = await stage.discord.choose(stage.ana, card, "Buttons…")

    assert history.private
    assert "started" in history.text
    assert form.modal is not None


async def test_end_asks_first(stage: Stage) -> None:
    """Then the card keeps its final state, without buttons."""
    await stage.discord.command(stage.ana, stage.ops, "start", title="Checkout is down")
    card = await stage.card()

    told = await stage.discord.press(stage.ana, card, "End…")
    assert told.modal is not None
    assert not card.text.startswith("## 🏁")
    await stage.discord.submit(stage.ana, told.modal, {})
    await stage.discord.until(lambda: card.text.startswith("## 🏁"))

    assert card.buttons == card.selects == []


async def test_a_long_incident_is_one_card(still: Stage) -> None:
    """Fifty steps, each said in Discord; a line in the thread for each, and no second post."""
    begun = await still.started("Migration", steps="50")
    await still.show()
    card = await still.card()
    for _ in range(50):
        await still.discord.command(still.ana, still.ops, "next")
        await still.later(3)

    assert "**Step 50 of 50**" in card.text
    assert still.cards() == [card]
    assert len(lines(card)) == 51
    assert (await still.delivery(begun)).observed["url"] == card.url
    sent = [version for version in card.versions if "nonce" not in version]
    assert [fault for version in sent for fault in faults(version)] == []


async def test_a_post_that_somebody_closes_is_finished_and_closed_again(still: Stage) -> None:
    """A channel's archiving ends what it began: its card says so, and the post stays away."""
    forum = still.guild.forum("incidents")
    forum.allow(Permission.MANAGE_THREADS)
    post = forum.thread("inc-7-checkout")
    await still.idle()
    begun = await still.only()
    await still.show()
    [card] = [message for message in post.messages if message.components]

    post.archive()
    await still.idle()
    await still.later(70)

    assert card.text.startswith("## 🏁")
    assert post.archived
    await still.idle()
    assert [v for v in await still.edge.verbs(begun) if v != "button"] == ["start", "end"]


async def test_what_a_card_archives_again_ends_nothing_else(still: Stage) -> None:
    """A quiet thread holds two: the one that ends is finished there, the other goes on."""
    still.ops.allow(Permission.MANAGE_THREADS)
    room = still.ops.thread("inc-7-checkout")
    await still.idle()
    born = await still.only()
    other = await still.started("Search is down", room)
    await still.show()
    still.discord.clock.advance(3 * 24 * 3_600)
    room.archive()
    await still.idle()

    await said(still, f"end on {other.name}", room)
    await still.later(70)
    await still.idle()

    assert room.archived
    assert [activity.id for activity in await still.live()] == [born.id]


async def test_who_may_look_again_is_shown_what_is_live(still: Stage) -> None:
    """Nobody need touch the activity for it."""
    begun = await still.started("Checkout is down")
    await still.show()
    still.ops.hide()
    await still.discord.command(still.ana, still.guild.text("other"), "ack", activity=begun.name)
    await still.later(3)
    assert (await still.delivery(begun)).observed["state"] == "refused"

    still.ops.allow(Permission.VIEW_CHANNEL)
    await still.idle()
    await still.later(60)

    assert "Acknowledged by ana" in (await still.card()).text


async def test_a_dead_token_ends_the_connection(still: Stage) -> None:
    """In one sentence, for whoever runs Lockstep."""
    still.discord.fail("POST", "/messages$", status=401, code=40001)
    await still.started("Checkout is down")
    await still.show()

    assert still.running is not None
    await asyncio.wait({still.running}, timeout=60)
    with pytest.raises(DiscordUnusable) as told:
        still.running.result()
    assert str(told.value) == NOT_KNOWN


def lines(card: Message) -> list[str]:
    """What the card's thread says, without who."""
    hung = card.thread
    return [m.content.partition(": ")[2] for m in hung.messages] if hung else []
