"""How often the API may be called, and what a client is told of it."""

import discord as dpy

from tests.discord import DiscordStandIn
from tests.discord.channel import Channel
from tests.discord.conftest import Listener, Rest
from tests.discord.rates import Limit


async def test_a_bucket_says_how_full_it_is(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """Then it refuses, for as long as it says, and lets others be."""
    discord.rates.now = discord.clock.now
    left = []
    for _ in range(5):
        await rest.post(ops, content="Down")
        left.append(rest.headers["X-RateLimit-Remaining"])

    status, said = await rest.post(ops, content="Down")

    assert left == ["4", "3", "2", "1", "0"]
    assert (status, said["retry_after"], said["global"]) == (429, 5, False)
    assert (rest.headers["Via"], rest.headers["Retry-After"]) == ("1.1 google", "5.000")
    assert (await rest.post(discord.guild().text("other"), content="Down"))[0] == 200
    discord.clock.advance(5)
    assert (await rest.post(ops, content="Down"))[0] == 200
    assert len(discord.expect("rate")) == 1


async def test_fifty_calls_a_second_are_all(discord: DiscordStandIn, rest: Rest) -> None:
    """Whatever they are, but for answers to interactions."""
    discord.rates.now = discord.clock.now
    guild = discord.guild()
    channels = [guild.text(f"c{n}") for n in range(51)]

    answers = [await rest("GET", f"/channels/{channel.id}") for channel in channels]

    assert [status for status, _ in answers] == [200] * 50 + [429]
    assert answers[50][1]["global"] is True
    assert rest.headers["X-RateLimit-Global"] == "true"
    assert discord.expect("rate") == ["more than 50 calls a second"]
    status, _ = await rest("POST", "/interactions/1/none/callback", {"type": 6})
    assert status == 404
    discord.expect("answer")


async def test_discord_py_reads_the_headers_and_waits(
    discord: DiscordStandIn, listener: Listener, ops: Channel
) -> None:
    """What it was told is enough for it never to be refused."""
    discord.rates.limits["POST /channels/{channel}/messages"] = Limit(2, 0.05)
    channel = listener.get_partial_messageable(int(ops.id))
    for n in range(6):
        await channel.send(str(n))

    assert len(ops.messages) == 6
    assert {call.status for call in discord.called("POST", "/messages$")} == {200}


async def test_discord_py_takes_our_429_for_discord_s(
    discord: DiscordStandIn, listener: Listener, ops: Channel
) -> None:
    """It waits, and posts once."""
    discord.fail("POST", "/messages$", status=429, retry_after=0.01)

    await listener.get_partial_messageable(int(ops.id)).send("Down")

    assert [call.status for call in discord.called("POST", "/messages$")] == [429, 200]
    assert isinstance(ops.messages[0].nonce, str | int)
    assert dpy.__version__.startswith("2.7")
