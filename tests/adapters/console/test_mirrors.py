"""One activity in two channels of the page: mirrored, moved from either, and no longer mirrored."""

from typing import Any

from tests.adapters.console.chat import Chat
from tests.adapters.edge import until

Json = dict[str, Any]
BACKUP = '/live start "Nightly backup" steps:4'
NO_MORE = "No longer mirrored here; this is how things stood."


async def shown(chat: Chat, channel: str, revision: int) -> Json:
    """The only card there, once it shows that revision."""

    def card() -> Json | None:
        posts = chat.cards(channel)
        return posts[0] if posts and posts[0]["card"]["revision"] >= revision else None

    post: Json = await until(card)
    assert len(chat.cards(channel)) == 1, "one card a channel, however often it is shown"
    return post


async def test_both_channels_show_what_was_done_in_either(chat: Chat) -> None:
    """One card each, edited in place, with buttons, and the thread tells both the same."""
    await chat.say(BACKUP)
    told = await chat.say("/live mirror #deploys")
    await chat.say("/live next", channel="deploys")
    await chat.say("/live next", person="mei")

    there, here = await shown(chat, "deploys", 4), await shown(chat, "ops", 4)

    assert told["text"] == "Mirrored to #deploys. Nightly backup · step 0 of 4"
    assert there["card"]["content"]["current_step"] == 2
    assert there["card"]["buttons"] == here["card"]["buttons"] != []
    assert there["card"]["forms"] == ["update", "end"]
    lines = [(line["text"], line["who"]) for line in there["thread"]]
    assert lines == [
        ("Started", "Ada"), ("Mirrored to #deploys", "Ada"), ("Step 1 of 4", "Ada"),
        ("Step 2 of 4", "Mei"),
    ]  # fmt: skip
    assert lines == [(line["text"], line["who"]) for line in here["thread"]]


async def test_a_press_there_is_a_press(chat: Chat) -> None:
    """And so is a form that is filled in there."""
    await chat.say(BACKUP)
    await chat.say("/live mirror deploys")
    token = (await shown(chat, "deploys", 2))["card"]["buttons"][0]["token"]

    answer = await chat.post("press", channel="deploys", person="linus", token=token)
    assert answer.status_code == 200
    await shown(chat, "ops", 3)
    form = await chat.form("end", (await chat.only()).id)
    assert (await chat.fill(form, text="All clear")).status_code == 200

    for channel in ("ops", "deploys"):
        card = (await shown(chat, channel, 4))["card"]
        assert (card["ended"], card["left"], card["buttons"]) == (True, "", [])


async def test_the_phone_opens_the_chat_where_it_began(chat: Chat) -> None:
    """Whatever the mirrors are called: their addresses are not on anybody's Lock Screen."""
    await chat.say(BACKUP, channel="general")
    first = await until(lambda: chat.cards("general"))
    await chat.say("/live mirror #deploys", channel="general")
    await shown(chat, "deploys", 2)
    await chat.say("/live next", channel="deploys")

    def link() -> str | None:
        for run in chat.edge.sandbox.picture(chat.edge.key)["activities"]:
            if run["content_state"]["current_step"] == 1:
                return str((run["secondary_action"] or {}).get("url", ""))
        return None

    assert (await until(link)).endswith(f"/#general/{first[0]['id']}")


async def test_no_longer_mirrored_the_card_there_stands_still(chat: Chat) -> None:
    """It says so, has nothing to press, and hears no more; said there nothing is found."""
    await chat.say(BACKUP)
    await chat.say("/live mirror #deploys")
    await chat.say("/live mirror off", channel="deploys")
    await chat.say("/live next")

    await shown(chat, "ops", 4)
    there = await shown(chat, "deploys", 3)

    card = there["card"]
    assert (card["revision"], card["content"]["current_step"]) == (3, 0)
    assert (card["ended"], card["left"], card["buttons"], card["forms"]) == (True, NO_MORE, [], [])
    assert there["text"].endswith(NO_MORE)
    assert there["thread"][-1]["text"] == "No longer mirrored to #deploys"
    assert (await chat.refused("/live next", channel="deploys")).startswith("Nothing is live here")
    live = {channel["id"]: channel["live"] for channel in chat.room.channels()}
    assert live == {"ops": 1, "deploys": 0, "general": 0}


async def test_mirrored_again_the_same_card_goes_on(chat: Chat) -> None:
    """Edited in place, as ever."""
    await chat.say(BACKUP)
    for words in ("mirror #deploys", "mirror off", "mirror #deploys"):
        await chat.say(f"/live {words}")

    card = (await shown(chat, "deploys", 4))["card"]

    assert (card["ended"], card["left"]) == (False, "")
    assert card["buttons"]


async def test_a_code_works_between_channels_of_the_page_too(quiet: Chat) -> None:
    """It is told to who asks alone, and said elsewhere it shows the activity there."""
    told = (await quiet.say("/live mirror", channel="deploys"))["text"]
    code = told.split("`")[1].removeprefix("/live mirror ")
    await quiet.say(BACKUP)

    answer = await quiet.say(f"/live mirror {code}")

    assert answer["text"].startswith("Mirrored to #deploys. ")
    assert (await quiet.refused("/live mirror " + "a" * 60)).startswith("This code was not made")


async def test_a_channel_must_be_there_and_open(quiet: Chat) -> None:
    """The sentence names it."""
    await quiet.say(BACKUP)
    await quiet.post("channels/general/archive")

    assert await quiet.refused("/live mirror #nowhere") == (
        "There is no channel #nowhere. Nothing was changed."
    )
    assert "archived" in await quiet.refused("/live mirror #general")


async def test_an_archived_mirror_ends_and_the_activity_goes_on(chat: Chat) -> None:
    """It is over there, and only there."""
    await chat.say(BACKUP)
    await chat.say("/live mirror #deploys")
    await shown(chat, "deploys", 2)

    told = (await chat.post("channels/deploys/archive")).json()["text"]

    assert told == "#deploys is archived."
    assert (await shown(chat, "deploys", 3))["card"]["left"] == NO_MORE
    assert [c.name for c in (await chat.only()).chats] == ["ops"]


async def test_hints_name_the_other_channels(quiet: Chat) -> None:
    """Those that are open, and after `off` those that show it."""
    await quiet.post("channels/general/archive")
    await quiet.say(BACKUP)

    found = await quiet.hints("/live mirror ")
    await quiet.say("/live mirror #deploys")
    there = await quiet.hints("/live mirror off ")

    assert [choice["insert"] for choice in found["choices"]] == ["#deploys "]
    assert [choice["insert"] for choice in there["choices"]] == ["#deploys "]
    assert (await quiet.hints("/live ", channel="deploys"))["choices"][0]["insert"] == "next"
