"""The room: its bounds, its names, and what is done once however often it is asked."""

import asyncio

import pytest

from adapters.console.people import PEOPLE
from adapters.console.room import (
    CHANNELS_MAX,
    KEYS_MAX,
    POSTS_MAX,
    TEXT_MAX,
    THREAD_MAX,
    Room,
)
from bot.errors import Refused
from tests.adapters.console.test_card import NOW

ADA, GRACE = PEOPLE[:2]
LIVE, ENDED = {"activity": "live", "ended": False}, {"activity": "over", "ended": True}


@pytest.fixture
def room() -> Room:
    return Room(lambda: NOW)


def texts(room: Room, channel: str = "ops") -> list[str]:
    return [post["text"] for post in room.posts() if post["channel"] == channel]


def test_it_begins_with_three_channels(room: Room) -> None:
    """All of them empty."""
    assert [(c["id"], c["live"], c["archived"]) for c in room.channels()] == [
        ("ops", 0, False), ("deploys", 0, False), ("general", 0, False),
    ]  # fmt: skip
    assert room.posts() == []


def test_words_are_a_post_of_who_said_them(room: Room) -> None:
    """As the page shows it."""
    room.say("ops", ADA, "  good morning\n\n\n\nall\u202e  of you \n")

    assert room.posts() == [
        {
            "id": "p1",
            "channel": "ops",
            "at": NOW.isoformat(),
            "author": {"id": "ada", "name": "Ada", "bot": False},
            "text": "good morning\n\nall of you",
            "card": None,
            "thread": [],
        }
    ]


@pytest.mark.parametrize("text", ["", "  \n ", "\u200b", "x" * (TEXT_MAX + 1)])
def test_nothing_and_too_much_are_not_posted(room: Room, text: str) -> None:
    """With a sentence that says so."""
    with pytest.raises(Refused, match="Nothing was posted"):
        room.say("ops", ADA, text)

    assert room.posts() == []


def test_what_is_told_twice_is_posted_once(room: Room) -> None:
    """By its key; without one, twice is twice."""
    for key in ("one", "one", "two", "", ""):
        room.say("ops", ADA, f"said with {key}.", key=key)

    assert texts(room) == ["said with one.", "said with two.", "said with .", "said with ."]


def test_only_so_many_keys_are_remembered(room: Room) -> None:
    """The oldest is forgotten first."""
    for number in range(KEYS_MAX + 1):
        room.say("ops", ADA, "again", key=f"key {number}")

    assert not room.did("key 0")
    assert room.did("key 1")


def test_the_oldest_posts_go_and_what_is_live_stays(room: Room) -> None:
    """A channel keeps its bound, in the order of the posts."""
    room.post_card("ops", LIVE, "live card")
    room.post_card("ops", ENDED, "ended card")
    for number in range(POSTS_MAX):
        room.say("ops", ADA, f"word {number}")
    room.say("general", ADA, "elsewhere")

    assert len(texts(room)) == POSTS_MAX
    assert texts(room)[:2] == ["live card", "word 1"]
    assert texts(room, "general") == ["elsewhere"]


def test_a_channel_of_live_cards_takes_no_words(room: Room) -> None:
    """Nothing that goes on is forgotten for something said."""
    for number in range(POSTS_MAX):
        room.post_card("ops", {"activity": str(number), "ended": False}, "card")

    with pytest.raises(Refused, match="full of live cards"):
        room.say("ops", ADA, "hello")

    assert room.channels()[0]["live"] == POSTS_MAX


def test_a_thread_keeps_its_latest_lines(room: Room) -> None:
    """Each with an id of its own."""
    post = room.post_card("ops", LIVE, "card")
    for revision in range(1, THREAD_MAX + 3):
        post = room.tell(post, NOW, f"line {revision}", "Ada", revision)

    (shown,) = room.posts()
    assert len(shown["thread"]) == THREAD_MAX
    assert shown["thread"][0]["text"] == "line 3"
    assert len({line["id"] for line in shown["thread"]}) == THREAD_MAX


def test_a_line_is_told_once(room: Room) -> None:
    """Also to who did not keep what it was told."""
    post = room.post_card("ops", LIVE, "card")
    post = room.tell(post, NOW, "Started", "Ada", 1)

    assert room.tell(post, NOW, "Started", "Ada", 1) is post


def test_who_looks_again_gets_what_changed_since(room: Room) -> None:
    """And in the order of the posts, whichever changed last."""
    first = room.post_card("ops", LIVE, "one")
    room.say("ops", ADA, "two")
    since = room.post_card("ops", ENDED, "three").changed

    assert room.posts(since) == []
    room.say("general", ADA, "four")
    room.edit(first, {**LIVE, "revision": 2}, "one, edited")

    assert [post["text"] for post in room.posts(since)] == ["one, edited", "four"]
    assert [post["id"] for post in room.posts()] == ["p1", "p2", "p3", "p4"]


def test_the_same_card_again_is_no_change(room: Room) -> None:
    """Nobody is sent what they see."""
    post = room.post_card("ops", LIVE, "card")

    assert room.edit(post, dict(LIVE), "card") is post


async def test_who_waits_is_told_at_once(room: Room) -> None:
    """And who has missed something need not wait."""
    assert await room.changed(0, 0) == 0
    waiting = asyncio.create_task(room.changed(0, 60))
    await asyncio.sleep(0)
    assert not waiting.done()

    room.say("ops", ADA, "hello")

    assert await waiting == 1
    assert await room.changed(0, 60) == 1


def test_a_channel_is_made_once(room: Room) -> None:
    """Its name is small letters, and its first post says who made it."""
    made = room.create("#Inc-Sev1-Payments", GRACE, key="k")

    assert room.create("#Inc-Sev1-Payments", GRACE, key="k") is made
    assert (made.id, made.name) == ("inc-sev1-payments", "inc-sev1-payments")
    assert made.channel.name == "inc-sev1-payments"
    assert texts(room, made.id) == ["Grace made the channel."]


@pytest.mark.parametrize("name", ["", "two words", "a/b", "x" * 81, "<b>"])
def test_a_name_that_is_none_is_refused(room: Room, name: str) -> None:
    """As everywhere in the console."""
    with pytest.raises(Refused, match="A channel's name is"):
        room.create(name, ADA)


def test_a_name_is_taken_once(room: Room) -> None:
    """An archived channel keeps its own; a renamed one gives its old name back."""
    room.archive("deploys", ADA)
    room.rename("general", "lounge", ADA)

    for taken in ("ops", "OPS", "deploys", "lounge"):
        with pytest.raises(Refused, match="already"):
            room.create(taken, ADA)
    assert room.create("general", ADA).id == "general-2"
    assert room.rename("general", "lounge", ADA).name == "lounge"


def test_an_id_can_stand_in_an_address(room: Room) -> None:
    """Whatever the name is made of."""
    assert room.create("..", ADA).id == "channel"
    assert room.create("störung_übung", ADA).id == "storung-ubung"


def test_there_are_only_so_many_channels(room: Room) -> None:
    """One more is refused."""
    for number in range(CHANNELS_MAX - 3):
        room.create(f"c{number}", ADA)

    with pytest.raises(Refused, match="50 channels already"):
        room.create("one-more", ADA)

    assert len(room.channels()) == CHANNELS_MAX


def test_a_channel_has_another_name_and_its_own_id(room: Room) -> None:
    """Done once, and told in a line."""
    for _ in range(2):
        assert room.rename("ops", "operations", ADA, key="k").id == "ops"

    assert room.channels()[0]["name"] == "operations"
    assert texts(room) == ["Ada renamed the channel from #ops to #operations."]


def test_nobody_speaks_in_an_archived_channel(room: Room) -> None:
    """It is told who archived it, once; then it is quiet."""
    for _ in range(2):
        room.archive("ops", ADA, key="k")

    for act in (
        lambda: room.say("ops", ADA, "hello"),
        lambda: room.rename("ops", "other", ADA),
        lambda: room.archive("ops", ADA),
    ):
        with pytest.raises(Refused, match="#ops is archived"):
            act()
    assert texts(room) == ["Ada archived the channel."]
    assert room.post_card("ops", LIVE, "a card is still shown").channel == "ops"


def test_there_is_no_channel_that_is_not_there(room: Room) -> None:
    """One sentence, whatever is asked of it."""
    with pytest.raises(Refused, match="There is no such channel"):
        room.say("nowhere", ADA, "hello")
