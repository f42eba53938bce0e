"""One activity in two Discord channels: of one guild, and of two that agreed by a code."""

import re
from functools import partial

from tests.adapters.discord.stage import Stage
from tests.adapters.edge import until
from tests.discord import Message, Permission
from tests.discord.channel import Channel
from tests.discord.guild import Member

NO_MORE = "No longer mirrored here; this is how things stood."


def lines(card: Message) -> str:
    """What the card's thread says."""
    return "\n".join(said.text for said in card.thread.messages) if card.thread else ""


def _says(card: Message, text: str) -> bool:
    return text in card.text


def _tells(card: Message, text: str) -> bool:
    return text in lines(card)


def _is_bare(card: Message) -> bool:
    return not card.buttons


async def shown(stage: Stage, channel: Channel, text: str) -> Message:
    """The only card there, once it says *text*."""
    card = await stage.card(channel)
    await stage.discord.until(partial(_says, card, text))
    assert stage.cards(channel) == [card], "edited in place"
    return card


async def code(stage: Stage, member: Member, channel: Channel) -> str:
    """What *member* is told who says `/live mirror` there."""
    told = await stage.discord.command(member, channel, "mirror")
    assert told.private
    found = re.search(r"```\n(\w+)\n```", told.text)
    assert found is not None, told.text
    return found[1]


async def test_another_channel_follows(stage: Stage) -> None:
    """Both cards show what was said and pressed in either; in each thread it is told."""
    other = stage.guild.text("other")
    await stage.discord.heard()
    await stage.started("Backup", steps="4")

    told = await stage.discord.command(stage.ana, stage.ops, "mirror", to=other)
    there = await shown(stage, other, "Step 0 of 4")
    await stage.discord.press(stage.ben, there, "Next step")
    await stage.discord.command(stage.ana, stage.ops, "next")

    assert told.text.startswith("Mirrored to #other.")
    for channel in (stage.ops, other):
        card = await shown(stage, channel, "Step 2 of 4")
        await stage.discord.until(partial(_tells, card, "step 1 of 4"))


async def test_off_leaves_how_things_stood(stage: Stage) -> None:
    """Nothing to press, no phones, and no more edits."""
    other = stage.guild.text("other")
    await stage.discord.heard()
    await stage.started("Backup", steps="4")
    await stage.discord.command(stage.ana, stage.ops, "mirror", to=other)
    there = await shown(stage, other, "Step 0 of 4")

    await stage.discord.command(stage.ben, other, "mirror", off=True)
    await shown(stage, other, NO_MORE)
    await stage.discord.command(stage.ana, stage.ops, "next")
    await shown(stage, stage.ops, "Step 1 of 4")

    assert there.buttons == there.selects == []
    assert there.text.startswith("## ⚪ Backup")
    assert "Step 0 of 4" in there.text
    assert "Lock Screens" not in there.text


async def test_two_guilds_share_one_activity(stage: Stage) -> None:
    """By a code; every button and form of the card there works, and the other card follows."""
    theirs = stage.discord.guild("Other")
    watch, eve = theirs.text("watch"), theirs.member("eve")
    await stage.discord.heard()
    await stage.started("Checkout is down")

    told = await stage.discord.command(stage.ana, stage.ops, "mirror",
                                       code=await code(stage, eve, watch))  # fmt: skip
    there = await stage.card(watch)
    await stage.discord.press(eve, there, "Acknowledge")
    await shown(stage, stage.ops, "Acknowledged by eve")
    form = (await stage.discord.press(eve, there, "Update…")).modal
    assert form is not None
    await stage.discord.submit(eve, form, {"Message": "Still down"})
    await shown(stage, stage.ops, "Still down")
    history = await stage.discord.choose(eve, there, "History")
    asked = (await stage.discord.press(eve, there, "End…")).modal
    assert asked is not None
    await stage.discord.submit(eve, asked, {})

    assert "of another workspace" in told.text
    assert "eve: acknowledged" in history.text
    for channel in (stage.ops, watch):
        card = await shown(stage, channel, "ended")
        await stage.discord.until(partial(_is_bare, card))
    assert await stage.live(theirs) == []


async def test_what_a_card_s_thread_is_asked_is_asked_of_the_card(stage: Stage) -> None:
    """In a mirrored channel, too: what is said in its thread is said of that activity."""
    theirs = stage.discord.guild("Other")
    watch, eve = theirs.text("watch"), theirs.member("eve")
    await stage.discord.heard()
    await stage.started("Backup", steps="4")
    await stage.discord.command(stage.ana, stage.ops, "mirror",
                                code=await code(stage, eve, watch))  # fmt: skip
    there = await stage.card(watch)
    await stage.discord.until(lambda: there.thread is not None)
    assert there.thread is not None

    listed = await stage.discord.command(eve, there.thread, "show")
    await stage.discord.press(eve, listed.shown[-1], "Next step")

    await shown(stage, stage.ops, "Step 1 of 4")


async def test_where_no_card_can_be_posted_the_person_is_told(stage: Stage) -> None:
    """Of the channel that is named, and of the one that agrees."""
    other, bot = stage.guild.text("other"), stage.guild.bot
    other.deny(Permission.SEND_MESSAGES, whom=bot.id)
    await stage.discord.heard()
    await stage.started("Checkout is down")

    named = await stage.discord.command(stage.ana, stage.ops, "mirror", to=other)
    agreed = await stage.discord.command(stage.ana, other, "mirror")

    assert named.text.endswith(
        "No card can be posted there: Lockstep lacks “Send Messages” in that channel. Allow it, "
        "and the card comes with the next change."
    )
    assert "Lockstep lacks “Send Messages” in this channel" in agreed.text


async def test_a_deleted_mirror_ends_and_the_rest_goes_on(stage: Stage) -> None:
    """Where it began, nothing is missing."""
    other = stage.guild.text("other")
    await stage.discord.heard()
    await stage.started("Backup", steps="4")
    await stage.discord.command(stage.ana, stage.ops, "mirror", to=other)
    await stage.card(other)

    other.delete()
    await stage.idle()

    async def is_over() -> bool:
        return len((await stage.only()).chats) == 1

    await until(is_over)
    await shown(stage, stage.ops, "no longer mirrored to")
