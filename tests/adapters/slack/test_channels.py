"""Incident channels: what they start, what becomes of it, and how often."""

import json

import pytest

from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench


@pytest.mark.parametrize("at_once", [False, True])
async def test_a_channel_starts_what_its_name_says(at_work: Bench, at_once: bool) -> None:
    """Told four times, one after the other or all at once: one activity, one card."""
    room, heard = await at_work.slack.create_channel(
        "inc-sev1-checkout", deliveries=4, at_once=at_once
    )

    assert {each.status for each in heard} == {200}
    activity = await at_work.only()
    assert activity.content.title == "SEV1 inc-sev1-checkout"
    card = await at_work.card(room.id)
    await at_work.idle()
    assert at_work.slack.team().bot in room.members
    assert at_work.cards(room.id) == [card]


async def test_a_plain_channel_starts_nothing(still: Bench) -> None:
    """And nothing is kept of it."""
    before = await still.rows()

    await still.slack.create_channel("lunch")

    assert await still.rows() == before


async def test_it_takes_the_channels_name_topic_and_end(at_work: Bench) -> None:
    """Each told four times, and twice in two ways."""
    room, _ = await at_work.slack.create_channel("inc-db", with_bot=True)
    first = await at_work.only()

    await at_work.slack.rename(room.id, "inc-database", deliveries=4)
    assert (await at_work.only()).content.title == "inc-database"

    await at_work.slack.set_topic(room.id, "Failing over <#C1|general> &amp; waiting", deliveries=4)
    content = (await at_work.only()).content.model_dump()
    assert content["message"] == "Failing over #general & waiting"

    await at_work.slack.archive(room.id, deliveries=4, at_once=True)
    assert await at_work.live() == []
    verbs = await at_work.edge.verbs(first)
    assert [v for v in verbs if v != "button"] == ["start", "set", "say", "end"]


async def test_a_topic_is_said_only_where_the_template_lets(at_work: Bench) -> None:
    """`say = []` is for nobody."""
    room, _ = await at_work.slack.create_channel("quiet-db", with_bot=True)

    await at_work.slack.set_topic(room.id, "Shouting")

    assert (await at_work.only()).content.model_dump()["message"] == "quiet-db"


async def test_a_private_channel_of_another_tool_starts_when_we_are_invited(
    at_work: Bench,
) -> None:
    """Its birth is not told; our own arrival is."""
    room, _ = await at_work.slack.create_channel("inc-sev1-secret", user="U2", private=True)
    assert await at_work.live() == []

    await at_work.slack.invite_bot(room.id, user="U2", deliveries=4)

    card = await at_work.card(room.id)
    assert "SEV1 inc-sev1-secret" in card.text
    await at_work.idle()
    assert len(room.cards) == 1


async def test_we_say_hello_once_where_nothing_starts(at_work: Bench) -> None:
    """With how to begin."""
    await at_work.slack.invite_bot("C2", deliveries=4, at_once=True)
    await at_work.idle()

    (hello,) = at_work.slack.channel("C2").cards
    assert "`/live start` and a title" in hello.text


async def test_what_is_back_does_not_start_again(at_work: Bench) -> None:
    """It is offered."""
    room, _ = await at_work.slack.create_channel("inc-db", with_bot=True)
    await at_work.card(room.id)
    await at_work.slack.archive(room.id)

    await at_work.slack.unarchive(room.id, deliveries=4)
    await at_work.idle()

    assert await at_work.live() == []
    (back,) = [m for m in room.cards if "This channel is back" in m.text]
    await at_work.slack.press(back, "Start something…")
    form = await at_work.form()
    await at_work.slack.submit(form, {"Title": "Again"})
    assert (await at_work.only()).content.model_dump()["message"] == "Again"


async def test_a_public_channel_is_joined_for_its_card(at_work: Bench) -> None:
    """`/live start` where the bot is not a member yet."""
    await at_work.started("Checkout is down", channel="C2")

    assert "Checkout" in (await at_work.card("C2")).text
    assert "Hello" not in json.dumps([m.text for m in at_work.slack.channel("C2").cards])


async def test_a_workspace_that_removes_us_is_forgotten(at_work: Bench) -> None:
    """Whoever keeps something of it is told."""
    removed: list[str] = []

    async def told(workspace: str) -> None:
        removed.append(workspace)

    at_work.adapter.parts.removed.append(told)
    await at_work.slack.event({"type": "tokens_revoked", "tokens": {"bot": ["UBOT"]}})
    await at_work.slack.event({"type": "app_uninstalled"})

    assert removed == ["T1", "T1"]
    await until(lambda: not at_work.adapter.parts.groups.are_known("T1"))
