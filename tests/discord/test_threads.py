"""Channels, threads and posts: begun, renamed, put away; and who is told of it."""

from collections.abc import Callable

import discord as dpy
import pytest

from tests.discord import DiscordStandIn, Permission
from tests.discord.channel import Channel
from tests.discord.conftest import SILENT, Listener, Rest, logged_in
from tests.discord.guild import Member


class Witness(Listener):
    """Notes each event of channels and threads."""

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    async def on_guild_channel_create(self, channel: dpy.abc.GuildChannel) -> None:
        self.noted.append(f"created {channel.name}")

    async def on_guild_channel_update(
        self, before: dpy.abc.GuildChannel, after: dpy.abc.GuildChannel
    ) -> None:
        topic = getattr(after, "topic", None)
        self.noted.append(f"changed {before.name} to {after.name} ({topic})")

    async def on_guild_channel_delete(self, channel: dpy.abc.GuildChannel) -> None:
        self.noted.append(f"deleted {channel.name}")

    async def on_thread_create(self, thread: dpy.Thread) -> None:
        self.noted.append(f"began {thread.name} in {thread.parent}")

    async def on_raw_thread_update(self, payload: dpy.RawThreadUpdateEvent) -> None:
        archived = payload.data["thread_metadata"]["archived"]
        self.noted.append(f"{payload.data['name']} is {'archived' if archived else 'open'}")

    async def on_raw_thread_delete(self, payload: dpy.RawThreadDeleteEvent) -> None:
        self.noted.append(f"deleted thread {payload.thread_id}")


@pytest.fixture
async def card(rest: Rest, ops: Channel) -> str:
    """The id of a message of the app's."""
    _, made = await rest.post(ops, content="Down")
    return str(made["id"])


async def test_the_app_is_told_of_every_channel_and_thread(discord: DiscordStandIn) -> None:
    """By the gateway, in order."""
    witness = Witness()
    guild = discord.guild()
    async with logged_in(discord, witness):
        ops = guild.text("inc-1")
        thread = ops.thread("Why")
        happenings: list[Callable[[], None]] = [
            lambda: ops.rename("inc-1-checkout"),
            lambda: ops.topic("Payments"),
            thread.archive,
            thread.unarchive,
            lambda: thread.rename("Why?"),
            thread.delete,
            ops.delete,
        ]
        for happens in happenings:
            await discord.heard()  # discord.py tells of the channel as it is by then.
            happens()
        await discord.heard()

    assert witness.noted == [
        "created inc-1",
        "began Why in inc-1",
        "changed inc-1 to inc-1-checkout (None)",
        "changed inc-1-checkout to inc-1-checkout (Payments)",
        "Why is archived",
        "Why is open",
        "Why? is open",
        f"deleted thread {thread.id}",
        "deleted inc-1-checkout",
    ]


async def test_a_thread_has_the_id_of_its_message(rest: Rest, ops: Channel, card: str) -> None:
    """And there is only one."""
    path = f"/channels/{ops.id}/messages/{card}/threads"

    status, thread = await rest("POST", path, {"name": "Checkout", "auto_archive_duration": 1440})
    again, refused = await rest("POST", path, {"name": "Checkout"})

    assert (status, thread["id"], thread["parent_id"]) == (201, card, ops.id)
    assert (again, refused["code"]) == (400, 160004)
    hanging = ops.messages[0].thread
    assert hanging is not None
    assert ops.threads == [hanging]
    await rest.post(hanging, content="Acknowledged")
    assert [message.text for message in hanging.messages] == ["Acknowledged"]


async def test_a_post_and_its_first_message_have_one_id(
    discord: DiscordStandIn, rest: Rest
) -> None:
    """In a forum nothing else can be written."""
    forum = discord.guild().forum("incidents")
    first = {**SILENT, "content": "Down"}

    status, post = await rest(
        "POST", f"/channels/{forum.id}/threads", {"name": "Checkout", "message": first}
    )
    refused, said = await rest.post(forum, content="Down")

    [made] = forum.threads
    assert (status, post["id"], post["message"]["id"]) == (201, made.id, made.messages[0].id)
    assert (refused, said["code"]) == (400, 50008)
    _, active = await rest("GET", f"/guilds/{discord.guild().id}/threads/active")
    assert [thread["name"] for thread in active["threads"]] == ["Checkout"]


async def test_tags_are_asked_for_and_known(discord: DiscordStandIn, rest: Rest) -> None:
    """A forum may want one; and knows its own."""
    forum = discord.guild().forum("incidents")
    forum.flags = 1 << 4
    forum.tags = [
        {"id": "7", "name": "open", "moderated": False, "emoji_id": None, "emoji_name": None}
    ]
    body = {"name": "Checkout", "message": {**SILENT, "content": "Down"}}
    path = f"/channels/{forum.id}/threads"

    status, said = await rest("POST", path, body)
    assert (status, said["code"]) == (400, 40067)
    assert (await rest("POST", path, {**body, "applied_tags": ["8"]}))[0] == 400
    assert "'8'" in discord.expect("rule")[0]
    assert (await rest("POST", path, {**body, "applied_tags": ["7"]}))[1]["applied_tags"] == ["7"]


async def test_in_an_archived_thread_nothing_is_edited(
    rest: Rest, discord: DiscordStandIn, ops: Channel, ada: Member
) -> None:
    """It is brought back first; a new message brings it back by itself."""
    thread = ops.thread("Why", by=ada)
    _, made = await rest.post(thread, content="Down")
    thread.archive()
    path = f"/channels/{thread.id}/messages/{made['id']}"

    status, said = await rest("PATCH", path, {**SILENT, "content": "Up"})
    assert (status, said["code"]) == (400, 50083)
    status, said = await rest("PATCH", f"/channels/{thread.id}", {"name": "Other"})
    assert (status, said["code"]) == (400, 50083)
    assert (await rest("PATCH", f"/channels/{thread.id}", {"archived": False}))[0] == 200
    assert (await rest("PATCH", path, {**SILENT, "content": "Up"}))[0] == 200
    thread.archive()
    await rest.post(thread, content="More")
    assert not thread.archived


async def test_a_locked_thread_is_for_moderators(rest: Rest, ops: Channel, ada: Member) -> None:
    """Without their permission it can neither be opened nor written in."""
    thread = ops.thread("Why", by=ada)
    await rest.post(thread, content="Down")
    thread.archive(locked=True)

    status, said = await rest("PATCH", f"/channels/{thread.id}", {"archived": False})
    assert (status, said["code"]) == (403, 50013)
    status, said = await rest.post(thread, content="Up")
    assert (status, said["code"]) == (400, 160005)
    ops.allow(Permission.MANAGE_THREADS)
    assert (await rest("PATCH", f"/channels/{thread.id}", {"archived": False}))[0] == 200


async def test_a_thread_of_others_is_theirs_to_put_away(
    rest: Rest, ops: Channel, ada: Member, card: str
) -> None:
    """The app's own is the app's; another's needs a permission."""
    _, own = await rest("POST", f"/channels/{ops.id}/messages/{card}/threads", {"name": "Mine"})
    other = ops.thread("Why", by=ada)

    assert (await rest("PATCH", f"/channels/{own['id']}", {"archived": True}))[0] == 200
    status, said = await rest("PATCH", f"/channels/{other.id}", {"archived": True})

    assert (status, said["code"], other.archived) == (403, 50013, False)
    _, gone = await rest("GET", f"/channels/{ops.id}/threads/archived/public")
    assert [thread["name"] for thread in gone["threads"]] == ["Mine"]


async def test_in_threads_another_permission_counts(
    rest: Rest, ops: Channel, ada: Member, card: str
) -> None:
    """To write in one, and to begin one."""
    thread = ops.thread("Why", by=ada)
    ops.deny(Permission.SEND_MESSAGES)
    assert (await rest.post(thread, content="Down"))[0] == 200
    ops.deny(Permission.SEND_MESSAGES_IN_THREADS, Permission.CREATE_PUBLIC_THREADS)

    status, said = await rest.post(thread, content="Down")
    assert (status, said["code"]) == (403, 50013)
    path = f"/channels/{ops.id}/messages/{card}/threads"
    assert (await rest("POST", path, {"name": "Checkout"}))[1]["code"] == 50013


async def test_a_channel_s_name_changes_twice_in_ten_minutes(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """And needs a permission."""
    path = f"/channels/{ops.id}"
    assert (await rest("PATCH", path, {"name": "one"}))[1]["code"] == 50013
    ops.allow(Permission.MANAGE_CHANNELS)
    discord.rates.now = discord.clock.now
    for name in ("zero", "one"):
        assert (await rest("PATCH", path, {"name": name}))[1]["name"] == name

    status, said = await rest("PATCH", path, {"name": "two"})

    assert (status, said["retry_after"] > 500, ops.name) == (429, True, "one")
    assert len(discord.expect("rate")) == 1


async def test_a_name_is_given_twice_in_ten_minutes(discord: DiscordStandIn, rest: Rest) -> None:
    """No header tells; to archive it is another matter."""
    guild = discord.guild()
    thread = guild.text("ops").thread("Why", by=guild.bot)
    path = f"/channels/{thread.id}"
    for name in ("Why not", "Who"):
        status, _ = await rest("PATCH", path, {"name": name})
        assert status == 200

    status, said = await rest("PATCH", path, {"name": "When"})
    archived, _ = await rest("PATCH", path, {"archived": True})

    assert (status, said["code"], archived) == (429, 0, 200)
    assert 590 < said["retry_after"] <= 600
    discord.expect("rate")
