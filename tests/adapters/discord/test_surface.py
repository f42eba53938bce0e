"""The Discord card, before a Discord that keeps its limits: once, in place, and up to date."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.card import message
from adapters.discord.finding import NONCE_FOR
from adapters.discord.surface import DiscordCard
from bot.activity import Actor
from tests.adapters.discord.cards import Cards, carded
from tests.adapters.discord.components import faults
from tests.adapters.discord.markdown import kinds
from tests.discord import DiscordStandIn, Permission
from tests.discord import Message as Said


@pytest.fixture
async def cards(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Cards]:
    """At whose end nothing was done that Discord forbids."""
    async with carded(tmp_path, discord) as cards:
        yield cards


def token_of(card: Said) -> str:
    """What the first button of *card* says."""
    return str(card.buttons[0]["custom_id"]).removeprefix("live:press:")


async def test_an_activity_is_one_message(cards: Cards) -> None:
    """Posted once, then edited; the thread has a line for each transition."""
    await cards.say('start "Nightly backup" steps:snapshot,upload,verify,prune')
    await cards.show()
    await cards.later(5)
    await cards.say("next")
    await cards.later(5)
    assert "▸ **snapshot**" in cards.card.text
    await cards.say("end All clear")
    await cards.later(5)

    assert cards.posts() == 1
    assert cards.card.text.startswith("## 🏁 Nightly backup")
    assert cards.card.buttons == cards.card.selects == []
    assert cards.thread == [
        "**Ana**: started",
        r"**Ana**: step 1 of 4\: snapshot",
        r"**Ana**: ended\: “All clear”",
    ]
    assert all(faults(version) == [] for version in cards.card.versions if "nonce" not in version)


async def test_the_thread_is_called_as_the_activity_is(cards: Cards) -> None:
    """And told quietly: no notification, no preview of a link."""
    await cards.say('start "Search *reindex*" 5%')
    await cards.show()

    hung = cards.card.thread
    assert hung is not None
    assert hung.name == "Search *reindex*"
    assert [line.flags for line in hung.messages] == [1 << 2 | 1 << 12]


async def test_shown_again_changes_nothing(cards: Cards) -> None:
    """What is shown already is not even sent."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    calls = len(cards.discord.calls)

    await cards.store.wake("discord", [activity.id], cards.now())
    assert await cards.show() == 1

    assert len(cards.discord.calls) == calls


async def test_the_card_knows_its_address(cards: Cards) -> None:
    """Which is told to the Lock Screen."""
    activity = await cards.say("start Checkout is down")
    await cards.show()

    observed = (await cards.delivery(activity)).observed
    assert observed == {"state": "posted", "url": cards.card.url}


async def test_the_button_on_the_card_does_what_it_says(cards: Cards) -> None:
    """It carries a token of ours; a press from a Lock Screen is told as one."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(3)

    await cards.press(token_of(cards.card))
    await cards.later(5)

    assert "✓ Acknowledged from the Lock Screen" in cards.card.text
    assert cards.thread[-1] == "Acknowledged from the Lock Screen"


@pytest.mark.parametrize(
    ("words", "seen"),
    [
        ("start Checkout is down", "🔴"),
        ('start "Nightly backup" steps:4', "▱▱▱▱  **Step 0 of 4**"),
        ('start "Search reindex" 42%', "**42 %**"),
        ('start "MRR" value:$12,430', "# $12,430"),
        ('start "Benchmark" timer:5m', "Runs until **<t:"),
        ('start "prod-web-1" CPU=24% MEM=61%', "CPU  24 %\nMEM  61 %"),
        ('start "Launch" type:stats Mood=calm', "Mood  calm"),
    ],
)
async def test_all_seven_types(cards: Cards, words: str, seen: str) -> None:
    """Discord takes each, live and ended."""
    await cards.say(words)
    await cards.show()
    assert seen in cards.card.text
    assert cards.card.selects

    await cards.later(3)
    await cards.say("end")
    await cards.later(3)

    assert cards.card.text.startswith("## 🏁")
    assert cards.card.selects == []


# Once ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lost", [{"lost_answer": True}, {"dropped": True}, {"status": 502}, {"status": 500}]
)
async def test_a_post_whose_answer_was_lost_is_there_once(
    cards: Cards, lost: dict[str, Any]
) -> None:
    """It is sent again with the same nonce, and Discord gives the one that is there."""
    cards.discord.fail("POST", "/messages$", **lost)
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(10)

    assert len(cards.cards()) == 1
    assert len({call.body["nonce"] for call in _posts(cards)}) == 1
    assert cards.thread == ["**Ana**: started"]


async def test_what_was_lost_is_brought_up_to_date(cards: Cards) -> None:
    """The one that is there may show what was, so it is edited."""
    cards.discord.fail("POST", "/messages$", lost_answer=True)
    await cards.say('start "Backup" steps:4')
    await cards.show()
    await cards.say("next")
    await cards.later(10)

    assert len(cards.cards()) == 1
    assert "**Step 1 of 4**" in cards.card.text


async def test_what_was_lost_and_then_deleted_is_posted_anew(cards: Cards) -> None:
    """Discord gives the one that was there, which is there no more."""
    cards.discord.fail("POST", "/messages$", lost_answer=True)
    await cards.say("start Checkout is down")
    await cards.show()
    _delete(cards, cards.card)
    await cards.later(10)

    assert len(cards.cards()) == 1
    assert cards.thread == ["**Ana**: started"]


async def test_a_nonce_that_is_forgotten_is_not_relied_on(cards: Cards) -> None:
    """Minutes later the card is looked for, among what others say."""
    cards.discord.fail("POST", "/messages$", lost_answer=True)
    await cards.say("start Checkout is down")
    await cards.show()
    cards.ops.says(None, "what is going on?")
    cards.discord.clock.advance(NONCE_FOR.total_seconds() + 3600)
    await cards.show()
    await cards.later(5)

    assert len(cards.cards()) == 1
    assert cards.posts() == 1
    assert cards.thread == ["**Ana**: started"]


async def test_where_history_may_not_be_read_it_is_posted(
    cards: Cards, caplog: pytest.LogCaptureFixture
) -> None:
    """Better twice than never, and the log says so."""
    cards.ops.deny(Permission.READ_MESSAGE_HISTORY)
    cards.discord.fail("POST", "/messages$", dropped=True)
    await cards.say("start Checkout is down")
    await cards.show()
    cards.discord.clock.advance(3600)
    with caplog.at_level(logging.WARNING, "adapters.discord"):
        await cards.show()

    assert len(cards.cards()) == 1
    assert "history cannot be read" in caplog.text


@pytest.mark.parametrize("minutes", [0, 60])
async def test_whoever_died_while_posting_posted_it_once(cards: Cards, minutes: int) -> None:
    """A show that never told how it went is taken to have posted; by whom, the card tells."""
    await cards.say("start Checkout is down")
    soon = cards.now() + timedelta(seconds=30)
    [delivery] = await cards.store.claim_due("discord", cards.now(), soon, 10)
    other = carded_by(cards)
    await other.show(delivery, ())
    cards.discord.clock.advance(60 * minutes)

    await cards.later(60)

    assert len(cards.cards()) == 1
    assert cards.thread == ["**Ana**: started"]
    assert token_of(cards.card)


async def test_whoever_died_while_telling_told_it_once(cards: Cards) -> None:
    """The thread is looked into, whoever else speaks there."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    hung = cards.card.thread
    assert hung is not None
    await cards.say("ack")
    soon = cards.now() + timedelta(seconds=30)
    [delivery] = await cards.store.claim_due("discord", cards.now(), soon, 10)
    await carded_by(cards).show(delivery, ())
    hung.says(None, "**Ana**: acknowledged")
    await cards.say("say Two regions are back")

    await cards.later(60)

    ours = [line.content for line in hung.messages if line.author.is_bot]
    assert ours == [
        "**Ana**: started", "**Ana**: acknowledged", "**Ana**: “Two regions are back”"
    ]  # fmt: skip


async def test_a_line_whose_answer_was_lost_stands_once(cards: Cards) -> None:
    """It is said again with the same nonce, and what came since in a line of its own."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.discord.fail("POST", "/messages$", lost_answer=True)
    await cards.say("ack")
    await cards.show()
    await cards.say("say Two regions are back")
    await cards.later(30)

    assert cards.thread == [
        "**Ana**: started", "**Ana**: acknowledged", "**Ana**: “Two regions are back”"
    ]  # fmt: skip


async def test_a_line_whose_nonce_is_forgotten_is_looked_for(cards: Cards) -> None:
    """Among the last that were said in the thread."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.discord.fail("POST", "/messages$", lost_answer=True)
    await cards.say("ack")
    await cards.show()
    cards.discord.clock.advance(3600)
    await cards.show()
    await cards.later(5)

    assert cards.thread == ["**Ana**: started", "**Ana**: acknowledged"]


async def test_a_thread_that_was_begun_unheard_is_the_cards(cards: Cards) -> None:
    """Discord says that there is one already."""
    cards.discord.fail("POST", "/threads$", lost_answer=True)
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(10)

    assert cards.thread == ["**Ana**: started"]


async def test_an_edit_that_may_land_late_is_made_good(cards: Cards) -> None:
    """After an edit of which nobody knows, the last state is said once more, later."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.discord.fail("PATCH", "/messages/", dropped=True)
    await cards.say("ack")
    await cards.later(5)
    cards.card.take({"components": message()["components"]})

    await cards.later(20)

    assert "Acknowledged by Ana" in cards.card.text


# What people do to it --------------------------------------------------------------


async def test_a_deleted_card_is_posted_anew_once(cards: Cards) -> None:
    """With a nonce of its own, and without the lines that the old thread had."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    _delete(cards, cards.card)
    await cards.say("ack")
    await cards.later(10)
    assert cards.thread == ["**Ana**: acknowledged"]

    _delete(cards, cards.card)
    await cards.say("say Still looking")
    await cards.later(10)
    assert cards.cards() == []
    assert "deleted twice" in (await cards.delivery(activity)).observed["detail"]

    await cards.say("again")
    await cards.later(10)
    assert len(cards.cards()) == 1
    assert len({call.body["nonce"] for call in _posts(cards)}) == 3


async def test_a_card_deleted_before_its_thread_was_begun(cards: Cards) -> None:
    """It is noticed by the thread, too."""
    cards.discord.fail("POST", "/threads$", dropped=True)
    await cards.say("start Checkout is down")
    await cards.show()
    _delete(cards, cards.card)
    await cards.later(10)

    assert cards.thread == ["**Ana**: started"]
    assert cards.posts() == 2


async def test_a_deleted_thread_is_not_wanted(cards: Cards) -> None:
    """The card goes on without."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    hung = cards.card.thread
    assert hung is not None
    hung.delete()
    await cards.say("ack")
    await cards.later(5)
    await cards.say("say Still looking")
    await cards.later(5)

    assert "Still looking" in cards.card.text
    assert cards.card.thread is None
    assert (await cards.delivery(activity)).observed["state"] == "posted"


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (403, 50001, "View Channel"),
        (403, 50013, "Send Messages"),
        (404, 10004, "invite it again"),
        (400, 50008, "text channel"),
        (400, 50035, "Discord refused the card (50035)"),
    ],
)
async def test_what_stands_in_the_way_is_told(
    cards: Cards, status: int, code: int, words: str
) -> None:
    """In a sentence that says what to do; the next change is shown if it is gone."""
    cards.discord.fail("POST", "/messages$", status=status, code=code)
    activity = await cards.say("start Checkout is down")
    await cards.show()
    observed = (await cards.delivery(activity)).observed
    assert observed["state"] in ("refused", "gone")
    assert words in observed["detail"]

    await cards.say("ack")
    await cards.later(10)

    assert len(cards.cards()) == 1
    assert (await cards.delivery(activity)).observed["state"] == "posted"


async def test_who_was_shut_out_stays_away_until_let_in(cards: Cards) -> None:
    """One sentence says what to do; the next change finds the way back."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.ops.hide()
    await cards.say("ack")
    await cards.later(10)
    observed = (await cards.delivery(activity)).observed
    calls = len(cards.discord.calls)
    assert (observed["state"], observed["url"]) == ("refused", cards.card.url)
    assert "cannot see this channel" in observed["detail"]
    await cards.later(60)
    assert len(cards.discord.calls) == calls

    cards.ops.allow(Permission.VIEW_CHANNEL)
    await cards.say("say Back again")
    await cards.later(10)

    assert "acknowledged" in cards.thread[-1]
    assert cards.posts() == 1


async def test_who_has_much_to_say_does_not_insist_either(cards: Cards) -> None:
    """Each try is a longer wait, up to a minute."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.ops.hide()
    before = len(cards.discord.calls)
    for number in range(100):
        await cards.say(f"say Attempt {number}")
        await cards.later(1)

    assert len(cards.discord.calls) - before == 5


async def test_who_is_shut_out_does_not_insist(cards: Cards) -> None:
    """Ten thousand refusals shut out everybody at this address; a few a minute do not."""
    activity = await cards.say('start "Reindex" 0%')
    await cards.show()
    await cards.later(5)
    cards.ops.hide()
    before = len(cards.discord.calls)
    for tick in range(1, 61):
        await cards.say(f"progress {tick}")
        await cards.later(1)
    assert len(cards.discord.calls) - before <= 3
    assert (await cards.delivery(activity)).observed["state"] == "refused"

    cards.ops.allow(Permission.VIEW_CHANNEL)
    await cards.later(61)

    assert "**60 %**" in cards.card.text
    assert (await cards.delivery(activity)).observed["state"] == "posted"


async def test_a_channel_that_is_gone(cards: Cards) -> None:
    """It is marked gone, and not tried for ever."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.ops.delete()
    calls = len(cards.discord.calls)
    for words in ("ack", "say Still looking", "end"):
        await cards.say(words)
        await cards.later(60)

    observed = (await cards.delivery(activity)).observed
    assert observed == {"state": "gone", "detail": "the channel is gone"}
    assert len(cards.discord.calls) == calls + 1


async def test_a_dead_token_is_told_once_and_never_used_again(
    cards: Cards, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever runs us has to know; Discord need not hear of it again."""
    cards.discord.fail("*", "/channels/", status=401, code=40001)
    activity = await cards.say("start Checkout is down")
    with caplog.at_level(logging.WARNING, "adapters.discord"):
        await cards.show()
        await cards.later(60)
        await cards.say("ack")
        await cards.later(60)

    assert caplog.text.count("discord token does not work") == 1
    assert len(cards.discord.called("*", "/channels/")) == 1
    assert "DISCORD_BOT_TOKEN" in (await cards.delivery(activity)).observed["detail"]
    assert cards.api.dead.is_set()


# Threads and posts -----------------------------------------------------------------


async def test_a_thread_that_must_wait_follows(cards: Cards) -> None:
    """The card is shown at once."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.discord.fail("POST", "/messages$", status=429, retry_after=7.0)
    await cards.say("ack")
    await cards.later(5)
    assert "Acknowledged by Ana" in cards.card.text
    assert cards.thread == ["**Ana**: started"]

    await cards.later(5)

    assert cards.thread == ["**Ana**: started", "**Ana**: acknowledged"]


async def test_where_there_are_no_threads_the_card_stands_alone(cards: Cards) -> None:
    """As in the text of a voice channel; that is no fault of anybody."""
    cards.discord.contract = None  # It wants to know how well a voice channel is heard.
    cards.ops.type = 2
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    await cards.say("ack")
    await cards.later(5)

    assert "Acknowledged by Ana" in cards.card.text
    assert cards.card.thread is None
    assert (await cards.delivery(activity)).observed.keys() == {"state", "url"}
    assert len(cards.discord.called("GET", f"/channels/{cards.ops.id}$")) == 1


async def test_a_thread_that_discord_refuses_is_told(cards: Cards) -> None:
    """For whatever reason; it is tried again with the next change."""
    cards.discord.fail("POST", "/threads$", code=50035)
    activity = await cards.say("start Checkout is down")
    await cards.show()
    assert (await cards.delivery(activity)).observed["state"] == "refused"

    await cards.say("ack")
    await cards.later(5)

    assert (await cards.delivery(activity)).observed["state"] == "posted"
    assert len(cards.thread) == 1


async def test_in_a_thread_the_lines_stand_beside_the_card(cards: Cards) -> None:
    """A thread cannot have a thread."""
    room = cards.ops.thread("Checkout")
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    await cards.say("ack", room)
    await cards.later(5)

    assert [m.content for m in room.messages if not m.components] == [
        "**Ana**: started", "**Ana**: acknowledged"
    ]  # fmt: skip
    assert len(cards.cards(room)) == 1
    assert cards.discord.called("POST", "/threads$") == []


async def test_in_a_forums_post_too(cards: Cards) -> None:
    """A post is a thread; its card can be opened from a Lock Screen."""
    post = cards.guild.forum("incidents").thread("Checkout")
    activity = await cards.say("start Checkout is down", post)
    await cards.show()
    await cards.later(5)

    [card] = cards.cards(post)
    assert (await cards.delivery(activity, post)).observed["url"] == card.url
    assert post.messages[-1].content == "**Ana**: started"


async def test_what_people_wait_for_opens_an_archived_thread(cards: Cards) -> None:
    """And it stays open: something live is shown in it."""
    room = cards.ops.thread("Checkout")
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    await cards.say("ack", room)
    await cards.later(5)

    [card] = cards.cards(room)
    assert "Acknowledged by Ana" in card.text
    assert room.messages[-1].content == "**Ana**: acknowledged"
    assert not room.archived


async def test_what_was_archived_is_archived_again_when_it_has_ended(cards: Cards) -> None:
    """Whoever put it away had a reason, and it is over: only the card had to be finished."""
    room = cards.ops.thread("Checkout", by=cards.guild.bot)
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    await cards.say("end All clear", room)
    await cards.later(70)

    [card] = cards.cards(room)
    assert card.text.startswith("## 🏁")
    assert room.messages[-1].content == r"**Ana**: ended\: “All clear”"
    assert room.archived
    assert cards.surface.openings.is_left(room.id)  # So nobody takes it for a person's doing.
    cards.discord.clock.advance(120)
    assert not cards.surface.openings.is_left(room.id)


async def test_where_we_may_not_archive_it_again_it_stays_open(cards: Cards) -> None:
    """Discord archives it by itself."""
    room = cards.ops.thread("Checkout")
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    await cards.say("end", room)
    await cards.later(70)

    assert not room.archived
    assert cards.cards(room)[0].text.startswith("## 🏁")


async def test_a_thread_that_nobody_archived_is_left_open(cards: Cards) -> None:
    """People talk on when it is over."""
    room = cards.ops.thread("Checkout", by=cards.guild.bot)
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    await cards.say("ack", room)
    await cards.later(5)
    await cards.say("end", room)
    await cards.later(70)

    assert not room.archived


async def test_a_number_opens_a_thread_once_an_hour_at_most(cards: Cards) -> None:
    """Or somebody who archives it would fight with us."""
    room = cards.ops.thread("Reindex")
    await cards.say('start "Reindex" 0%', room)
    await cards.show()
    await cards.later(5)
    for tick in range(1, 5):
        room.archive()
        await cards.say(f"progress {tick}", room)
        await cards.later(5)
    opened = cards.discord.called("PATCH", f"/channels/{room.id}$")
    assert len(opened) == 1

    cards.discord.clock.advance(3_600)
    await cards.show()

    assert "**4 %**" in cards.cards(room)[0].text


async def test_buttons_that_are_renewed_open_nothing(cards: Cards) -> None:
    """Nobody waits for them in a thread that was put away."""
    room = cards.ops.thread("Checkout")
    await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    cards.discord.clock.advance(6 * 3_600)
    await cards.show()

    assert room.archived
    room.unarchive()
    cards.discord.clock.advance(3_600)
    await cards.show()
    assert (await cards.press(token_of(cards.cards(room)[0]))).acknowledged_by


async def test_a_thread_that_a_moderator_locked(cards: Cards) -> None:
    """Says what is in the way, and who can help."""
    room = cards.ops.thread("Checkout")
    activity = await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive(locked=True)
    await cards.say("ack", room)
    await cards.later(5)

    observed = (await cards.delivery(activity, room)).observed
    assert observed["state"] == "refused"
    assert "let Lockstep manage threads" in observed["detail"]


async def test_a_thread_that_cannot_be_opened(cards: Cards) -> None:
    """For another reason than that we may not: too many are open, say."""
    room = cards.ops.thread("Checkout")
    activity = await cards.say("start Checkout is down", room)
    await cards.show()
    await cards.later(5)
    room.archive()
    cards.discord.fail("PATCH", f"/channels/{room.id}$", code=160006)
    await cards.say("ack", room)
    await cards.later(5)
    assert "(160006)" in (await cards.delivery(activity, room)).observed["detail"]

    await cards.say("say Still looking", room)
    await cards.later(5)

    assert (await cards.delivery(activity, room)).observed["state"] == "posted"


async def test_the_cards_own_thread_comes_back_by_itself(cards: Cards) -> None:
    """A line brings it back; the card is not in it."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    hung = cards.card.thread
    assert hung is not None
    hung.archive()
    await cards.say("ack")
    await cards.later(5)

    assert cards.thread[-1] == "**Ana**: acknowledged"
    assert cards.discord.called("PATCH", f"/channels/{hung.id}$") == []


async def test_where_we_may_begin_no_thread_the_card_stands_alone(cards: Cards) -> None:
    """What to do is said; once it is done, the next line begins one."""
    cards.ops.deny(Permission.CREATE_PUBLIC_THREADS)
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    observed = (await cards.delivery(activity)).observed
    assert observed["state"] == "posted"
    assert "Create Public Threads" in observed["detail"]

    calls = len(cards.discord.called("POST", "/threads$"))
    for number in range(5):
        await cards.say(f"say Attempt {number}")
        await cards.later(5)
    assert len(cards.discord.called("POST", "/threads$")) == calls

    cards.ops.allow(Permission.CREATE_PUBLIC_THREADS)
    await cards.later(60)
    await cards.say("ack")
    await cards.later(5)

    assert cards.thread == ["**Ana**: acknowledged"]
    assert (await cards.delivery(activity)).observed.keys() == {"state", "url"}


async def test_a_locked_thread_of_the_card_is_told_nothing(cards: Cards) -> None:
    """The card goes on, and the history has everything."""
    activity = await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    hung = cards.card.thread
    assert hung is not None
    hung.archive(locked=True)
    hung.owner = cards.guild.member("ana")
    await cards.say("ack")
    await cards.later(5)

    assert "Acknowledged by Ana" in cards.card.text
    assert "locked" in (await cards.delivery(activity)).observed["detail"]


# Pace ------------------------------------------------------------------------------


async def test_hundreds_of_ticks_in_a_second_are_a_few_edits(cards: Cards) -> None:
    """At most three, and the last of them is shown within four seconds of the last tick."""
    await cards.say('start "Reindex" 0%')
    await cards.show()
    for tick in range(1, 401):
        await cards.say(f"progress {tick / 4}")
        if tick % 20 == 0:
            cards.discord.clock.advance(0.05)
            await cards.show()
    await cards.later(4)

    assert "**100 %**" in cards.card.text
    assert 1 <= cards.card.edits <= 3


async def test_hundreds_of_transitions_in_a_second_are_a_few_edits(cards: Cards) -> None:
    """The same where each of them is waited for; the thread has them in few messages."""
    await cards.say("start Checkout is down")
    await cards.show()
    for number in range(1, 401):
        await cards.say(f"say Attempt {number}")
        if number % 20 == 0:
            cards.discord.clock.advance(0.05)
            await cards.show()
    await cards.later(4)

    assert "Attempt 400" in cards.card.text
    assert 1 <= cards.card.edits <= 5
    assert len(cards.thread) <= 5


async def test_a_transition_does_not_wait_for_the_rest(cards: Cards) -> None:
    """A tick rests three seconds; what people wait for goes at once."""
    await cards.say('start "Reindex" 0%')
    await cards.show()
    await cards.say("progress 10")
    await cards.show()
    assert "**0 %**" in cards.card.text

    await cards.say("set subtitle:Faster")
    await cards.show()

    assert "**10 %**" in cards.card.text
    assert "Faster" in cards.card.text


async def test_an_old_card_is_edited_as_seldom_as_it_must(cards: Cards) -> None:
    """Three times in six seconds, all in the channel together; one is left for who waits."""
    await cards.say('start "Reindex" 0%')
    await cards.say('start "Backup" 0%')
    await cards.show()
    cards.discord.clock.advance(3_700)
    for second in range(30):
        await cards.say(f"progress {second} on reindex")
        await cards.say(f"progress {second} on backup")
        await cards.later(1)
    await cards.say("set subtitle:Faster on reindex")
    await cards.show()

    assert any("Faster" in card.text for card in cards.cards())
    await cards.later(20)
    assert all("**29 %**" in card.text for card in cards.cards())


@pytest.mark.parametrize("told", [{"retry_after": 4.0}, {}])
async def test_discord_says_that_an_old_card_was_edited_too_often(
    cards: Cards, told: dict[str, float]
) -> None:
    """Somebody else edits there, too; nothing is sent before it is time."""
    await cards.say("start Checkout is down")
    await cards.show()
    cards.discord.clock.advance(3_700)
    cards.discord.fail("PATCH", "/messages/", status=429, code=30046, **told)
    await cards.say("ack")
    await cards.later(5)
    assert cards.edits() == 1

    await cards.later(5)

    assert "Acknowledged by Ana" in cards.card.text
    assert cards.edits() == 2


async def test_discord_says_how_long_to_wait(cards: Cards) -> None:
    """Nothing is sent before, and then the last state is."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(5)
    cards.discord.fail("PATCH", "/messages/", status=429, retry_after=7.0)
    await cards.say("ack")
    await cards.later(6)
    assert cards.edits() == 1

    await cards.later(5)

    assert "Acknowledged by Ana" in cards.card.text
    assert cards.edits() == 2


async def test_fifty_steps_are_one_card(cards: Cards) -> None:
    """A long incident: one message, and fifty lines in its thread."""
    await cards.say('start "Migration" steps:50')
    await cards.show()
    for _ in range(50):
        await cards.later(4)
        await cards.say("next")
        await cards.say("set icon:flame")
        await cards.show()
    await cards.later(5)

    assert cards.posts() == 1
    assert len(cards.ops.messages) == 1
    assert "**Step 50 of 50**" in cards.card.text
    assert len(cards.thread) == 51


async def test_a_channel_that_must_wait_keeps_no_other_from_its_card(cards: Cards) -> None:
    """Even of the same guild."""
    other = cards.guild.text("other")
    cards.discord.fail("POST", f"/channels/{cards.ops.id}/messages$", status=429, retry_after=30.0)
    await cards.say("start Checkout is down")
    await cards.say("start Search is down", other)
    await cards.show()

    assert cards.cards() == []
    assert len(cards.cards(other)) == 1


async def test_a_channel_that_answers_nothing_holds_nobody_up_for_long(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """A call has its end."""
    async with carded(tmp_path, discord, answer_within_seconds=2.0) as cards:
        discord.fail("POST", f"/channels/{cards.ops.id}/messages$", hang=True)
        await cards.say("start Checkout is down")
        await asyncio.wait_for(cards.show(), 60)
        await cards.later(60)

        assert len(cards.cards()) == 1


async def test_buttons_are_renewed_before_they_die(cards: Cards) -> None:
    """A card that nobody touched all day still has buttons that work."""
    await cards.say("start Checkout is down")
    await cards.show()
    await cards.later(3)
    for _ in range(3):
        cards.discord.clock.advance(5.6 * 3_600)
        await cards.show()

    activity = await cards.press(token_of(cards.card))

    assert activity.acknowledged_by is not None


async def test_a_countdown_says_when_time_is_up(cards: Cards) -> None:
    """The card does not tick, but it is drawn once more at the end."""
    await cards.say('start "Benchmark" timer:1m')
    await cards.show()
    await cards.later(10)
    assert "Runs until" in cards.card.text

    await cards.later(55)

    assert "Time is up" in cards.card.text


async def test_what_was_typed_rings_nowhere(cards: Cards) -> None:
    """Neither card nor thread mentions anybody, links anywhere, or has marks that we did not."""
    nasty = "<@1> @everyone <#2> <t:1:R> <:a:1> [a](https://b.example) `x` # y"
    actor = Actor(platform="discord", id="1", name=nasty)
    await cards.say(f'start "{nasty}" message:"> {nasty}"', actor=actor)
    await cards.say(f"say {nasty}", actor=actor)
    await cards.show()
    await cards.later(5)

    said = [part for part in cards.card.text.split("\n") if part]
    assert [kinds(part) for part in said] == [
        ["heading"], [], ["bold", "moment"], ["small"]
    ]  # fmt: skip
    assert all(set(kinds(line)) <= {"bold", "moment"} for line in cards.thread)


async def test_before_discord_lets_us_in_everything_waits(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """And nothing is lost or said to be wrong."""
    async with carded(tmp_path, discord, let_in=False) as cards:
        activity = await cards.say("start Checkout is down")
        await cards.show()
        assert (await cards.delivery(activity)).observed == {}
        assert not cards.reconciler.down

        await cards.client.login(discord.token)
        await cards.later(3)

        assert len(cards.cards()) == 1


def carded_by(cards: Cards) -> DiscordCard:
    """Another process that shows the same cards, and will not say what came of it."""
    return DiscordCard(cards.api, cards.store.timeline, cards.discord.clock.utc)


def _posts(cards: Cards) -> list[Any]:
    return cards.discord.called("POST", f"/channels/{cards.ops.id}/messages$")


def _delete(cards: Cards, card: Said) -> None:
    """As a moderator does."""
    card.deleted = True
    card.channel.messages.remove(card)
