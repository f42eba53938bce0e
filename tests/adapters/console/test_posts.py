"""The page's surface: one card a channel, edited in place, with a thread of what was done."""

from dataclasses import replace

import pytest

from adapters.console.people import PEOPLE, Person
from adapters.console.posts import Posts
from adapters.console.room import POSTS_MAX, Room
from bot.activity import Channel
from bot.errors import SurfaceRejected
from bot.surface import Delivery
from tests.adapters.console.chat import Chat
from tests.adapters.edge import until


def surface(chat: Chat) -> Posts:
    """The surface that the reconciler has, for a test to call by hand."""
    lockstep = chat.edge.app.lockstep
    return Posts(chat.room, lockstep.store.timeline, lockstep.clock, "http://here")


async def delivery(chat: Chat) -> Delivery:
    """The only activity, as it is due in #ops; nothing is kept of what was shown before."""
    activity = await chat.only()
    deliveries = await chat.edge.app.store.deliveries(activity.id)
    return next(d for d in deliveries if d.channel.surface == "console")


def thread(chat: Chat) -> list[tuple[str, str]]:
    """What the thread of the only card says, and of whom."""
    (post,) = chat.cards()
    return [(line["text"], line["who"]) for line in post["thread"]]


async def test_a_card_follows_what_is_said_and_what_the_phones_say(chat: Chat) -> None:
    """One post, edited in place, from the start to the news of the Lock Screens."""
    await chat.say('/live start "Nightly backup" steps:4')
    await chat.say("/live next")

    post = await chat.card(2, phones="accepted")

    assert post["card"]["content"]["current_step"] == 1
    assert post["card"]["phones"]["text"].startswith("accepted")
    assert post["author"] == {"id": "lockstep", "name": "Lockstep", "bot": True}
    assert "Nightly backup · step 1 of 4" in post["text"]
    assert post["text"].endswith(f"Lock Screens: {post['card']['phones']['text']}")


async def test_the_lock_screen_learns_where_the_message_is(chat: Chat) -> None:
    """What is observed names the post by its address in the page."""
    await chat.say("/live start Checkout is down")
    post = await chat.card()

    async def observed() -> str | None:
        return (await delivery(chat)).observed.get("url")

    assert await until(observed) == f"{chat.edge.url}/#ops/{post['id']}"


async def test_shown_twice_it_posts_once(quiet: Chat) -> None:
    """Even when nobody kept what the first show made: not a thing changes that people see."""
    await quiet.say("/live start Checkout is down")
    posts, due = surface(quiet), await delivery(quiet)

    first = await posts.show(due, ())
    before = await quiet.room.changed(-1, 0)
    again = await posts.show(due, ())
    with_memo = await posts.show(replace(due, memo=first.memo, observed=first.observed), ())

    assert len(quiet.cards()) == 1
    assert first.memo == again.memo == with_memo.memo
    assert await quiet.room.changed(-1, 0) == before


async def test_each_transition_has_a_line_and_a_tick_has_none(quiet: Chat) -> None:
    """Who did what, in order; a number that moves is not worth a line."""
    await quiet.say('/live start "Search reindex" 10%')
    await quiet.show()
    for percent in (20, 30):
        await quiet.say(f"/live {percent}%", person="mei")
    await quiet.say("/live say Half of the shards", person="grace")
    await quiet.say("/live 60%", person="mei")
    await quiet.say("/live end All clear")
    await until(lambda: _shown(quiet, ended=True))

    assert thread(quiet) == [
        ("Started", "Ada"),
        ("“Half of the shards”", "Grace"),
        ("Ended: “All clear”", "Ada"),
    ]


async def _shown(chat: Chat, *, ended: bool) -> bool:
    await chat.show()
    return chat.cards()[0]["card"]["ended"] is ended


async def test_a_press_on_a_lock_screen_has_its_line_and_no_name(chat: Chat) -> None:
    """The sandbox calls the webhook; nobody is named who cannot be."""
    await chat.say("/live start Checkout is down")
    await chat.card(phones="accepted")
    (shown,) = chat.edge.cards()

    await chat.edge.sandbox.press(chat.edge.key, shown["activity_id"], "action")
    post = await chat.card(2)

    assert post["card"]["acknowledged"] == "Acknowledged from the Lock Screen"
    assert post["card"]["line"]["text"] == "acknowledged from the Lock Screen"
    assert post["card"]["line"]["who"] == ""
    assert thread(chat)[-1] == ("Acknowledged from the Lock Screen", "")


async def test_ended_it_shows_no_buttons(chat: Chat) -> None:
    """The last state stays; there is nothing left to press or to fill in."""
    await chat.say("/live start Checkout is down")
    assert [b["verb"] for b in (await chat.card())["card"]["buttons"]] == ["ack"]

    await chat.say("/live end All clear")
    card = (await chat.card(2))["card"]

    assert (card["ended"], card["buttons"], card["forms"]) == (True, [], [])
    assert card["content"]["message"] == "All clear"


async def test_a_channel_that_is_not_there_is_rejected(quiet: Chat) -> None:
    """Nothing is posted anywhere else instead."""
    await quiet.say("/live start Checkout is down")
    due = await delivery(quiet)
    nowhere = Channel(surface="console", id="nowhere", workspace="console")

    with pytest.raises(SurfaceRejected, match="no such channel"):
        await surface(quiet).show(replace(due, channel=nowhere), ())

    assert quiet.cards() == []


async def test_an_archived_channel_still_shows_how_it_ended(chat: Chat) -> None:
    """Nobody can speak there, and the card is right all the same."""
    await chat.say("/live start Checkout is down")
    await chat.card()
    await chat.post("channels/ops/archive")
    assert "archived" in await chat.refused("/live end")

    await chat.say("/live end on checkout-is-down", channel="general")

    assert (await chat.card(2))["card"]["ended"]


async def test_what_the_room_forgot_is_posted_again_while_it_is_live(quiet: Chat) -> None:
    """A room that begins anew gets the card, without the lines that were told before."""
    await quiet.say('/live start "Nightly backup" steps:4')
    first = await surface(quiet).show(await delivery(quiet), ())
    await quiet.say("/live next")
    due = replace(await delivery(quiet), memo=first.memo)
    quiet.room = Room()
    quiet.room.say("ops", _anybody(), "first here")  # p1 is another post now.

    await surface(quiet).show(due, ())

    assert [line for line, _ in thread(quiet)] == ["Step 1 of 4"]


async def test_what_has_ended_and_is_forgotten_stays_forgotten(quiet: Chat) -> None:
    """Late news of the phones do not bring an old card back."""
    await quiet.say("/live start Checkout is down")
    first = await surface(quiet).show(await delivery(quiet), ())
    live = await delivery(quiet)
    activity = await quiet.edge.say("end")
    quiet.room = Room()

    told = await surface(quiet).show(replace(live, activity=activity, memo=first.memo), ())

    assert quiet.room.posts() == []
    assert told.memo == first.memo


async def test_a_channel_full_of_live_cards_takes_no_other(quiet: Chat) -> None:
    """It is rejected, and what is live stays."""
    await quiet.say("/live start Checkout is down")
    due = await delivery(quiet)
    for number in range(POSTS_MAX):
        quiet.room.post_card("ops", {"activity": f"other {number}", "ended": False}, "card")

    with pytest.raises(SurfaceRejected, match="full of live cards"):
        await surface(quiet).show(due, ())


def _anybody() -> Person:
    return PEOPLE[0]
