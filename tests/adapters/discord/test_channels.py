"""Incident channels, threads and posts: what they start, what becomes of it, and how often."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters.discord.channels import BACK
from bot.activity import Activity
from bot.activitysmith.accounts import KEPT_AS
from tests.adapters.discord.stage import Stage, staged
from tests.adapters.edge import until
from tests.discord import DiscordStandIn
from tests.discord.channel import Channel

HOUR = 3_600


def made(stage: Stage, kind: str, name: str) -> Channel:
    """A channel of *kind* that somebody makes."""
    if kind == "channel":
        return stage.guild.text(name)
    return (stage.guild.forum("incidents") if kind == "post" else stage.ops).thread(name)


def said(room: Channel) -> list[str]:
    """What stands in *room*."""
    return [message.text for message in room.messages]


async def verbs(stage: Stage, activity: Activity) -> list[str]:
    """What was done to it by now, without what made its buttons."""
    await stage.idle()
    return [verb for verb in await stage.edge.verbs(activity) if verb != "button"]


@pytest.mark.parametrize("kind", ["channel", "thread", "post"])
async def test_it_takes_the_channels_name_and_its_end(still: Stage, kind: str) -> None:
    """Born, renamed, deleted: the activity follows."""
    room = made(still, kind, "inc-sev1-checkout")
    await still.idle()
    begun = await still.only()
    assert begun.content.title == "SEV1 inc-sev1-checkout"
    assert [c.id for c in begun.channels if c.surface == "discord"] == [room.id]

    room.rename("inc-sev1-payments")
    await still.idle()
    assert (await still.only()).content.title == "SEV1 inc-sev1-payments"

    room.delete()
    assert await verbs(still, begun) == ["start", "set", "end"]


async def test_it_takes_the_channels_topic(still: Stage) -> None:
    """Each time it changes, also back to what it was."""
    room = still.guild.text("inc-db")

    for topic in ("Failing over", "Waiting", "Failing over"):
        room.topic(topic)
        await still.idle()
        still.discord.clock.advance(HOUR)

    begun = await still.only()
    assert begun.content.model_dump()["message"] == "Failing over"
    assert await verbs(still, begun) == ["start", "say", "say", "say"]


async def test_a_name_may_come_back(still: Stage) -> None:
    """Renamed there and back, it follows each time."""
    room = still.guild.text("inc-db")

    for name in ("inc-database", "inc-db", "inc-database"):
        room.rename(name)
        await still.idle()
        assert (await still.only()).content.title == name
        still.discord.clock.advance(HOUR)


async def test_a_topic_is_said_only_where_the_template_lets(still: Stage) -> None:
    """`say = []` is for nobody."""
    room = still.guild.text("quiet-db")

    room.topic("Shouting")
    await still.idle()

    assert (await still.only()).content.model_dump()["message"] == "quiet-db"


async def test_what_happens_at_once_happens_in_order(still: Stage) -> None:
    """Told in one breath, nothing overtakes."""
    room = still.guild.text("inc-db")
    room.rename("inc-database")
    room.topic("Failing over")
    room.delete()
    await still.idle()

    assert await still.live() == []
    (ended,) = await still.edge.app.store.recent(still.guild.id, 10)
    assert (ended.content.title, ended.ended_at is not None) == ("inc-database", True)
    done = await verbs(still, ended)
    # A name that is gone before it was looked at is not gone through.
    assert [verb for verb in done if verb != "set"] == ["start", "say", "end"]


@pytest.mark.parametrize("kind", ["thread", "post"])
async def test_a_thread_that_somebody_archives_ends(still: Stage, kind: str) -> None:
    """Brought back, it stays ended, and starts nothing again."""
    room = made(still, kind, "inc-db")
    await still.idle()
    begun = await still.only()

    room.archive()
    await still.idle()
    assert await still.live() == []

    room.unarchive()
    assert await verbs(still, begun) == ["start", "end"]
    assert await still.live() == []


async def test_a_thread_that_falls_quiet_goes_on(still: Stage) -> None:
    """Discord archives it by itself; an incident is not over because nobody typed."""
    room = still.ops.thread("inc-db")
    await still.idle()

    still.discord.clock.advance(3 * 24 * HOUR)
    room.archive()
    await still.idle()
    assert (await still.only()).content.title == "inc-db"

    room.unarchive()
    await still.idle()
    still.discord.clock.advance(HOUR)
    room.archive()
    await still.idle()
    assert await still.live() == []


async def test_a_thread_that_is_back_is_told_that_it_is_over(stage: Stage) -> None:
    """By somebody, that is: not when its card opened it to show the end, and not elsewhere."""
    room, plain = stage.ops.thread("inc-db"), stage.ops.thread("lunch")
    card = await stage.card(room)
    await until(lambda: "**Lockstep**: started" in said(room))

    room.archive()
    await until(lambda: "ended" in card.text.casefold())
    await until(lambda: not room.archived)
    await stage.idle()
    assert BACK not in said(room)

    stage.adapter.parts.channels.is_opened = lambda _: False  # As some minutes later.
    for thread in (room, plain):
        thread.archive()
        thread.unarchive()
    await stage.idle()

    assert said(room).count(BACK) == 1
    assert said(plain) == []
    assert await stage.live() == []


async def test_a_quiet_thread_that_its_card_opened_goes_on(still: Stage) -> None:
    """Nobody brought it back, and nobody has put it away."""
    room = still.ops.thread("inc-db")
    await still.idle()
    begun = await still.only()
    await still.show()
    still.discord.clock.advance(3 * 24 * HOUR)
    room.archive()
    await still.idle()

    await still.lockstep.press(still.edge.token(begun, "ack"))
    await still.later(10)
    await still.idle()

    assert not room.archived
    assert "Acknowledged" in (await still.card(room)).text
    assert (await still.only()).id == begun.id


async def test_a_locked_thread_is_over(still: Stage) -> None:
    """However long it was quiet: Discord locks nothing by itself."""
    room = still.ops.thread("inc-db")
    await still.idle()

    still.discord.clock.advance(30 * 24 * HOUR)
    room.archive(locked=True)
    await still.idle()

    assert await still.live() == []


@pytest.mark.parametrize("name", ["lunch", "INC-db", "a-inc-db"])
async def test_a_plain_channel_starts_nothing(still: Stage, name: str) -> None:
    """And nothing is kept of it."""
    before = await still.rows()

    room = still.guild.text(name)
    await still.idle()
    room.rename("inc-later")
    await still.idle()
    room.delete()
    await still.idle()

    assert await still.rows() == before


async def test_a_forum_starts_nothing_but_its_posts_do(still: Stage) -> None:
    """A forum holds no card."""
    still.guild.forum("inc-forum")
    await still.idle()

    assert await still.live() == []


async def test_a_thread_of_our_own_starts_nothing(still: Stage) -> None:
    """Such as the thread of a card whose title is a channel's name."""
    still.ops.thread("inc-sev1-x", by=still.guild.bot)
    await still.idle()

    assert await still.live() == []


async def test_a_deleted_channel_ends_what_its_quiet_threads_began(still: Stage) -> None:
    """Of which discord.py knows nothing any more."""
    room = still.ops.thread("inc-db")
    await still.idle()
    still.discord.clock.advance(3 * 24 * HOUR)
    room.archive()
    await still.idle()

    still.ops.delete()
    await still.idle()

    assert await still.live() == []


async def test_a_channel_that_lets_us_in_is_shown_again(still: Stage) -> None:
    """Its card is due at once, without anything new."""
    await still.begun()
    assert await still.show() > 0
    assert await still.show() == 0

    still.ops.allow()
    await still.idle()

    assert await still.show() > 0


async def test_what_was_missed_is_caught_up_with(tmp_path: Path, discord: DiscordStandIn) -> None:
    """Born, renamed and deleted while Lockstep did not run."""
    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as stage:
        renamed, deleted = stage.guild.text("inc-one"), stage.guild.text("inc-two")
        post = stage.guild.forum("incidents").thread("inc-three")
        quiet = stage.ops.thread("inc-four")
        await stage.idle()
        assert len(await stage.live()) == 4

    renamed.rename("inc-first")
    deleted.delete()
    post.delete()
    quiet.archived = True  # discord.py is not told of it, but it is still there.
    born = stage.guild.text("inc-sev1-five")
    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as stage:
        await until(lambda: _titles_are(stage, {"inc-first", "inc-four", "SEV1 inc-sev1-five"}))
        assert born.id

    discord.clock.advance(2 * HOUR)
    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as stage:
        await stage.idle()
        assert await _titles_are(stage, {"inc-first", "inc-four", "SEV1 inc-sev1-five"})


async def test_an_old_channel_does_not_start(tmp_path: Path, discord: DiscordStandIn) -> None:
    """That was there before us."""
    discord.guild("Acme").text("inc-old")
    discord.clock.advance(2 * HOUR)

    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as stage:
        await stage.idle()
        assert await stage.live() == []


async def test_a_guild_that_removes_us_takes_its_key_along(still: Stage) -> None:
    """One that is away for a while does not."""
    away, gone = still.discord.guild("Globex"), still.discord.guild("Initech")
    keyring = still.lockstep.keyring
    assert keyring is not None
    for guild in (away, gone):
        await keyring.keep(guild.id, KEPT_AS, SecretStr("ask_theirs"))
    await still.idle()

    away.fail()
    gone.kick()
    await still.idle()

    assert keyring.of(away.id, KEPT_AS) is not None
    assert keyring.of(gone.id, KEPT_AS) is None


async def test_guilds_do_not_touch_each_other(still: Stage) -> None:
    """The same name in two guilds is two activities; the end of one leaves the other."""
    other = still.discord.guild("Globex")
    here, _ = still.guild.text("inc-db"), other.text("inc-db")
    await still.idle()

    here.delete()
    await still.idle()

    assert await still.live() == []
    assert (await still.only(other)).workspace == other.id


async def _titles_are(stage: Stage, titles: set[str]) -> bool:
    return {activity.content.title for activity in await stage.live()} == titles
