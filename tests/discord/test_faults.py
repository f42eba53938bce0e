"""What can go wrong on the way, and what is there afterwards."""

import discord as dpy
import pytest
from aiohttp import ServerDisconnectedError

from tests.discord import DiscordStandIn
from tests.discord.channel import Channel
from tests.discord.conftest import Listener, Rest


async def test_an_answer_is_lost_and_the_thing_is_done(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """Asked again with the same nonce, it is still one."""
    discord.fail("POST", "/messages$", lost_answer=True)

    with pytest.raises(ServerDisconnectedError):
        await rest.post(ops, content="Down", nonce="card")
    status, _ = await rest.post(ops, content="Down", nonce="card")

    assert (status, len(ops.messages)) == (200, 1)


async def test_a_connection_breaks_before_anything_is_done(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """Then nothing is."""
    discord.fail("*", "/messages$", dropped=True)

    with pytest.raises(ServerDisconnectedError):
        await rest.post(ops, content="Down")

    assert ops.messages == []


async def test_an_error_by_code_status_and_time(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """So often, then no more."""
    discord.fail("POST", f"/channels/{ops.id}/messages$", status=403, code=50013, times=2)
    discord.fail("POST", "/messages$", status=503)
    discord.fail("POST", "/messages$", delay_seconds=0.01)

    answers = [await rest.post(ops, content="Down") for _ in range(4)]

    assert [status for status, _ in answers] == [403, 403, 503, 200]
    assert answers[0][1]["code"] == 50013
    assert len(discord.called("POST", "/messages$")) == 4


async def test_nothing_is_heard_until_the_end(
    discord: DiscordStandIn, listener: Listener, ops: Channel
) -> None:
    """An answer that never comes ends with whoever waits for it."""
    import asyncio

    discord.fail("POST", "/messages$", hang=True)
    sending = asyncio.create_task(listener.get_partial_messageable(int(ops.id)).send("Down"))
    await discord.until(lambda: discord.called("POST", "/messages$"))

    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    assert ops.messages == []


async def test_discord_py_sees_the_code(
    discord: DiscordStandIn, listener: Listener, ops: Channel
) -> None:
    """As from Discord itself."""
    discord.fail("POST", "/messages$", status=403, code=50001, message="Missing Access")

    with pytest.raises(dpy.Forbidden) as refused:
        await listener.get_partial_messageable(int(ops.id)).send("Down")

    assert (refused.value.code, refused.value.text) == (50001, "Missing Access")


async def test_an_endpoint_that_is_not_there_is_noticed(
    discord: DiscordStandIn, rest: Rest
) -> None:
    """The stand-in does not pretend."""
    assert (await rest("GET", "/voice/regions"))[0] == 404
    assert discord.expect("endpoint") == ["GET /voice/regions is not there"]
