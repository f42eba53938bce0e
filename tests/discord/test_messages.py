"""Messages of the app's: posted once, edited in place, and only where it may."""

from typing import Any

import pytest

from tests.discord import DiscordStandIn, Permission
from tests.discord.channel import Channel
from tests.discord.conftest import SILENT, Rest
from tests.discord.guild import Member

V2 = 1 << 15
TEXT = {"type": 10, "content": "Checkout is down"}


async def test_the_same_nonce_posts_once(discord: DiscordStandIn, rest: Rest, ops: Channel) -> None:
    """For some minutes; later it is another message."""
    _, first = await rest.post(ops, content="Down", nonce="card-1")
    _, second = await rest.post(ops, content="Down, again", nonce="card-1")
    discord.clock.advance(301)
    _, third = await rest.post(ops, content="Down", nonce="card-1")

    assert first["id"] == second["id"] != third["id"]
    assert [message.text for message in ops.messages] == ["Down", "Down"]


async def test_a_nonce_that_nobody_enforces_posts_twice(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """And that it is not enforced, or not there, we never want to see."""
    await rest.post(ops, content="Down", nonce="n", enforce_nonce=False)
    await rest.post(ops, content="Down", nonce="n", enforce_nonce=False)

    assert len(ops.messages) == len(discord.expect("house")) == 2


async def test_a_nonce_is_for_one_channel(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """Discord does not say that it counts for each apart."""
    other = discord.guild().text("other")
    await rest.post(ops, content="Down", nonce="n")
    await rest.post(other, content="Down", nonce="n")

    assert len(other.messages) == 1
    assert "#ops and #other" in discord.expect("house")[0]


async def test_nobody_is_pinged(discord: DiscordStandIn, rest: Rest, ops: Channel) -> None:
    """Neither by a post nor by an edit, nor by leaving it open."""
    for allowed in (None, {}, {"parse": ["users"]}, {"parse": [], "replied_user": True}):
        await rest.post(ops, content="@everyone", allowed_mentions=allowed)
    await rest("PATCH", f"/channels/{ops.id}/messages/{ops.messages[0].id}", {"content": "@here"})

    assert len(discord.expect("house")) == 5


async def test_an_edit_leaves_what_it_does_not_name(rest: Rest, ops: Channel) -> None:
    """And counts."""
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
    _, made = await rest.post(ops, content="Down", components=[row])

    path = f"/channels/{ops.id}/messages/{made['id']}"
    status, edited = await rest("PATCH", path, {**SILENT, "content": "Up"})

    [card] = ops.messages
    assert (status, edited["content"], card.labels, card.edits) == (200, "Up", ["Go"], 1)
    assert edited["edited_timestamp"] is not None
    assert card.versions[-1] == {**SILENT, "content": "Up"}


async def test_old_messages_are_edited_three_times_in_six_seconds(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """All those of a channel together; a younger one as often as others."""
    discord.rates.now = discord.clock.now
    discord.rates.times = 100
    _, made = await rest.post(ops, content="Old")
    path = f"/channels/{ops.id}/messages/{made['id']}"
    for _ in range(20):
        assert (await rest("PATCH", path, {**SILENT, "content": "Young"}))[0] == 200
    discord.rates.times = 1
    discord.clock.advance(3600)

    answers = [await rest("PATCH", path, {**SILENT, "content": str(n)}) for n in range(4)]

    assert [status for status, _ in answers] == [200, 200, 200, 429]
    assert (answers[3][1]["code"], answers[3][1]["retry_after"]) == (30046, 6)
    assert len(discord.expect("old edits")) == 1
    discord.clock.advance(6)
    assert (await rest("PATCH", path, {**SILENT, "content": "4"}))[0] == 200


async def test_a_deleted_message_is_unknown(rest: Rest, ops: Channel) -> None:
    """Whoever deleted it."""
    _, made = await rest.post(ops, content="Down")
    _, other = await rest.post(ops, content="Down")
    ops.messages[0].delete()
    assert (await rest("DELETE", f"/channels/{ops.id}/messages/{other['id']}"))[0] == 204

    for message in (made, other):
        path = f"/channels/{ops.id}/messages/{message['id']}"
        status, said = await rest("PATCH", path, {**SILENT, "content": "Up"})
        assert (status, said["code"]) == (404, 10008)
    assert ops.messages == []


async def test_what_others_wrote_is_not_the_app_s_to_change(
    rest: Rest, ops: Channel, ada: Member
) -> None:
    """Not even with all permissions; to take it away needs one."""
    said = ops.says(ada, "Mine")

    path = f"/channels/{ops.id}/messages/{said.id}"
    status, refused = await rest("PATCH", path, {**SILENT, "content": "Yours"})
    assert (status, refused["code"]) == (403, 50005)
    status, refused = await rest("DELETE", path)
    assert (status, refused["code"]) == (403, 50013)


async def test_a_channel_that_is_hidden_or_closed_or_gone(
    rest: Rest, discord: DiscordStandIn
) -> None:
    """Each says so in its own way."""
    guild = discord.guild()
    hidden, closed, gone = guild.text("hidden"), guild.text("closed"), guild.text("gone")
    hidden.hide()
    closed.deny(Permission.SEND_MESSAGES)
    gone.delete()

    answers = [await rest.post(channel, content="Down") for channel in (hidden, closed, gone)]

    told = [(status, said["code"]) for status, said in answers]
    assert told == [(403, 50001), (403, 50013), (404, 10003)]
    closed.allow(Permission.SEND_MESSAGES)
    assert (await rest.post(closed, content="Down"))[0] == 200


async def test_permissions_of_roles_add_up(discord: DiscordStandIn) -> None:
    """@everyone's, then the roles', then one's own; who may all is stopped by nothing."""
    guild = discord.guild()
    ops = guild.text("ops")
    eve, sre = guild.member("eve"), guild.member("sam", roles=["sre"])
    ops.deny(Permission.SEND_MESSAGES, whom=guild.id)
    ops.allow(Permission.SEND_MESSAGES, whom=guild.role("sre").id)

    may = [bool(who.may(ops) & Permission.SEND_MESSAGES) for who in (eve, sre, guild.owner)]
    ops.deny(Permission.VIEW_CHANNEL, whom=sre.id)

    assert (may, sre.may(ops)) == ([False, True, True], 0)


async def test_nothing_is_no_message(discord: DiscordStandIn, rest: Rest, ops: Channel) -> None:
    """Discord posts nothing that shows nothing."""
    status, said = await rest.post(ops)

    assert (status, said["code"], ops.messages) == (400, 50006, [])
    discord.expect("rule")


async def test_an_edit_leaves_something(discord: DiscordStandIn, rest: Rest, ops: Channel) -> None:
    """What would show nothing is refused."""
    _, made = await rest.post(ops, content="Down")
    path = f"/channels/{ops.id}/messages/{made['id']}"

    status, said = await rest("PATCH", path, {**SILENT, "content": ""})

    assert (status, said["code"], ops.messages[0].text) == (400, 50006, "Down")
    discord.expect("rule")


async def test_a_guild_that_the_app_left_is_closed(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """Its channels are there, and not for the app."""
    discord.guild().kick()

    assert (await rest.post(ops, content="Down"))[1]["code"] == 50001
    assert (await rest("GET", f"/guilds/{ops.guild.id}/roles"))[1]["code"] == 10004
    assert (await rest("GET", "/users/@me/guilds"))[1] == []


async def test_a_message_of_components_stays_one(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """No text can be put on it, and what it is cannot be taken from it."""
    _, made = await rest.post(ops, flags=V2, components=[TEXT])
    path = f"/channels/{ops.id}/messages/{made['id']}"

    edits: list[dict[str, Any]] = [{"content": "Text"}, {"flags": 0}, {"components": []}]
    for edit in edits:
        assert (await rest("PATCH", path, {**SILENT, **edit}))[0] == 400
    assert len(discord.expect("rule")) == 3
    assert (await rest("PATCH", path, {**SILENT, "flags": V2, "components": [TEXT]}))[0] == 200
    assert ops.messages[0].flags & V2


async def test_a_text_becomes_components_if_it_is_taken_away(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """In the same edit."""
    _, made = await rest.post(ops, content="Down")
    path = f"/channels/{ops.id}/messages/{made['id']}"
    change = {**SILENT, "flags": V2, "components": [TEXT]}

    assert (await rest("PATCH", path, change))[0] == 400
    discord.expect("rule")
    assert (await rest("PATCH", path, {**change, "content": None}))[0] == 200
    assert ops.messages[0].text == "Checkout is down"


async def test_a_reply_says_to_what(rest: Rest, ops: Channel, ada: Member) -> None:
    """And pictures, separators and menus come back with what was left out."""
    said = ops.says(ada, "What is up?")
    media = {"url": "https://example.invalid/bar.png"}
    every = [
        {"type": 14},
        {"type": 12, "items": [{"media": media}]},
        {"type": 9, "components": [TEXT], "accessory": {"type": 11, "media": media}},
        {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
    ]

    referred = {"message_id": said.id, "fail_if_not_exists": False}
    status, made = await rest.post(ops, flags=V2, components=every, message_reference=referred)

    assert (status, made["type"]) == (200, 19)
    assert made["message_reference"]["message_id"] == said.id
    assert made["components"][0] == {"type": 14, "id": 1, "spacing": 1, "divider": True}


async def test_messages_are_read_back(rest: Rest, ops: Channel, ada: Member) -> None:
    """The newest first; one by its id; pinned."""
    ops.says(ada, "Hello")
    _, made = await rest.post(ops, content="Down")

    _, some = await rest("GET", f"/channels/{ops.id}/messages?limit=1")
    status, pinned = await rest("PUT", f"/channels/{ops.id}/messages/pins/{made['id']}")

    assert [message["content"] for message in some] == ["Down"]
    assert (status, pinned["code"]) == (403, 50013)
    ops.allow(Permission.PIN_MESSAGES)
    assert (await rest("PUT", f"/channels/{ops.id}/messages/pins/{made['id']}"))[0] == 204
    assert (await rest("GET", f"/channels/{ops.id}/messages/{made['id']}"))[1]["pinned"]


@pytest.mark.parametrize("insists", [4, 6])
async def test_who_takes_no_for_an_answer_is_noticed(
    discord: DiscordStandIn, rest: Rest, ops: Channel, insists: int
) -> None:
    """403 in one channel, again and again, leads to a ban."""
    discord.rates.times = 10
    ops.deny(Permission.SEND_MESSAGES)

    for _ in range(insists):
        await rest.post(ops, content="Down")

    assert len(discord.violations.forgive("insistence")) == max(0, insists - 5)


async def test_after_a_401_nothing_more_is_asked(discord: DiscordStandIn, rest: Rest) -> None:
    """A token that is refused once is refused for ever."""
    rest.token = "Bot of-nobody"

    assert (await rest("GET", "/users/@me"))[0] == 401
    assert (await rest("GET", "/users/@me"))[0] == 401

    assert "after a 401" in discord.expect("insistence")[0]
