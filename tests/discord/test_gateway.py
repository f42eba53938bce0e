"""The gateway: sessions that are dropped, resumed, refused, shared and sharded."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import discord as dpy
import pytest

from tests.discord import DiscordStandIn
from tests.discord.channel import Channel
from tests.discord.conftest import Listener, Rest, logged_in
from tests.discord.guild import Member

ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}


@asynccontextmanager
async def bare(discord: DiscordStandIn) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """A connection to the gateway without a library."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(discord.gateway_url) as socket,
    ):
        yield socket


async def test_what_was_missed_is_told_on_resume(
    discord: DiscordStandIn, listener: Listener
) -> None:
    """A dropped gateway loses nothing."""
    await discord.drop()

    ops = discord.guild().text("ops")
    await discord.connected()
    await discord.heard()

    assert (discord.sessions.resumes, discord.sessions.identifies) == (1, 1)
    assert listener.get_channel(int(ops.id)) is not None


async def test_a_press_in_the_middle_of_it_arrives_once(
    discord: DiscordStandIn, listener: Listener, rest: Rest, ops: Channel, ada: Member
) -> None:
    """It is told when the session is resumed."""
    await rest.post(ops, content="Card", components=[ROW])
    await discord.drop()

    told = await discord.press(ada, ops.messages[0], "Go", wait=False)
    await discord.connected()
    await discord.heard()
    await rest.answer(told, 6)

    assert [asked.id for asked in listener.asked] == [int(told.id)]


async def test_asked_to_reconnect_it_comes_again(
    discord: DiscordStandIn, listener: Listener
) -> None:
    """Op 7: the same session goes on."""
    discord.ask_to_reconnect()

    await discord.until(lambda: discord.sessions.resumes == 1)

    assert discord.sessions.identifies == 1


@pytest.mark.parametrize("code", [1000, 1001])
async def test_a_session_that_discord_ends_is_gone(
    discord: DiscordStandIn, listener: Listener, code: int
) -> None:
    """There is nothing to resume, and nothing is told to it."""
    await discord.drop(code, resumable=False)

    assert not discord.sessions.all or discord.sessions.identifies == 2


async def test_an_unknown_session_is_not_resumed(discord: DiscordStandIn) -> None:
    """Op 9, as after hours without a connection."""
    async with bare(discord) as socket:
        assert (await socket.receive_json())["op"] == 10
        resume = {"token": discord.token, "session_id": "none", "seq": 1}
        await socket.send_json({"op": 6, "d": resume})

        told = await socket.receive_json()

    assert (told["op"], told["d"]) == (9, False)


@pytest.mark.parametrize(
    ("code", "error"), [(4014, dpy.PrivilegedIntentsRequired), (4013, dpy.ConnectionClosed)]
)
async def test_a_fatal_close_ends_the_client(
    discord: DiscordStandIn, code: int, error: type[Exception]
) -> None:
    """Nobody tries again."""
    discord.sessions.refuse_with = code
    client = Listener()

    with pytest.raises(error):
        async with client:
            await client.start(discord.token)

    assert (client.is_closed(), discord.sessions.identifies) == (True, 1)


async def test_a_fatal_close_ends_a_client_that_was_ready(discord: DiscordStandIn) -> None:
    """As when somebody renews the token."""
    async with Listener() as client:
        await client.login(discord.token)
        connecting = asyncio.create_task(client.connect())
        await client.wait_until_ready()

        await discord.drop(4004)

        with pytest.raises(dpy.ConnectionClosed) as closed:
            await connecting
    assert closed.value.code == 4004


async def test_a_guild_comes_and_goes(discord: DiscordStandIn, listener: Listener) -> None:
    """Added while connected; away for a while; and taken away."""
    hooli = discord.guild("Hooli")
    await discord.heard()
    known = [guild.name for guild in listener.guilds]
    hooli.fail()
    await discord.heard()
    away = hooli.id in {str(guild.id) for guild in listener.guilds if guild.unavailable}
    hooli.begin()
    hooli.kick()
    await discord.heard()

    assert (known, away) == (["Acme", "Hooli"], True)
    assert [guild.name for guild in listener.guilds] == ["Acme"]


async def test_a_gateway_that_does_not_answer_is_left(discord: DiscordStandIn) -> None:
    """A client that hears nothing to its heartbeats comes again, and resumes."""
    discord.sessions.heartbeat_ms = 20
    client = Listener(heartbeat_timeout=0.1)
    async with logged_in(discord, client):
        discord.sessions.answers_heartbeats = False

        await discord.until(lambda: discord.sessions.resumes)
        discord.sessions.answers_heartbeats = True
        await discord.connected()


async def test_a_wrong_token_is_refused_by_both(discord: DiscordStandIn, rest: Rest) -> None:
    """REST says 401, the gateway closes with 4004."""
    async with Listener() as client:
        await client.login(discord.token)
        discord.token = "renewed"
        with pytest.raises(dpy.ConnectionClosed) as closed:
            await client.connect()
    with pytest.raises(dpy.LoginFailure):
        async with Listener() as other:
            await other.login("of-nobody")

    assert closed.value.code == 4004


async def test_only_guilds_are_asked_for(discord: DiscordStandIn) -> None:
    """More is noticed; what is privileged closes the connection."""
    client = Listener()
    client._connection._intents = dpy.Intents(guilds=True, guild_messages=True)
    async with logged_in(discord, client):
        pass
    assert len(discord.expect("intents")) == 1
    client = Listener()
    client._connection._intents = dpy.Intents(guilds=True, message_content=True)

    with pytest.raises(dpy.PrivilegedIntentsRequired):
        async with client:
            await client.start(discord.token)


async def test_two_processes_hear_the_same(
    discord: DiscordStandIn, listener: Listener, rest: Rest, ops: Channel, ada: Member
) -> None:
    """Both may answer; one is told that it is too late, and that is no fault."""
    await rest.post(ops, content="Card", components=[ROW])
    other = Listener()
    async with logged_in(discord, other):
        told = await discord.press(ada, ops.messages[0], "Go", wait=False)
        await discord.heard()

        assert [len(client.asked) for client in (listener, other)] == [1, 1]
        assert (await rest.answer(told, 6))[0] == 204
        assert (await rest.answer(told, 6))[1]["code"] == 40060


class Sharded(dpy.AutoShardedClient):
    """Which does not wait five seconds between its shards."""

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Nothing."""


async def test_each_shard_hears_of_its_own_guilds(discord: DiscordStandIn) -> None:
    """As many as the gateway asks for."""
    discord.sessions.shards = 2
    guilds = [discord.guild(name) for name in ("Acme", "Globex", "Initech", "Hooli")]
    client = Sharded(intents=dpy.Intents(guilds=True), max_messages=None, guild_ready_timeout=0)
    async with logged_in(discord, client):
        seen = {guild.id: guild.shard_id for guild in client.guilds}

    assert {int(guild.id) for guild in guilds} == set(seen)
    assert set(seen.values()) == {0, 1}
    assert all(shard == (guild >> 22) % 2 for guild, shard in seen.items())


async def test_who_sends_too_much_is_closed(discord: DiscordStandIn) -> None:
    """120 a minute, and no more than 4,096 bytes at once."""
    async with bare(discord) as socket:
        await socket.send_json({"op": 1, "d": "x" * 5000})
        for _ in range(120):
            await socket.send_json({"op": 1, "d": None})
        async for _ in socket:
            pass  # HELLO, and an answer to each; then the end.

    assert socket.close_code == 4008
    assert len(discord.expect("gateway")) == 2
