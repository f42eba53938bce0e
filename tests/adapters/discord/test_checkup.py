"""`lockstep doctor` of Discord: each fault provoked on the real wire, with its sentence and fix."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest
from aiohttp.test_utils import unused_port

from adapters.discord.checkup import findings
from adapters.discord.scopes import ASKED
from adapters.discord.settings import DiscordSettings
from adapters.discord.sync import sync
from tests.adapters.discord.stage import elsewhere, settings_of
from tests.adapters.programs import environment, lockstep
from tests.discord import DiscordStandIn, Permission
from tests.discord.guild import Guild

Told = dict[str, tuple[str, str]]
NONE_RUNS: Mapping[str, str] = {}


@pytest.fixture
async def acme(discord: DiscordStandIn) -> AsyncIterator[Guild]:
    """A server that has added the bot by its link, and has the commands."""
    guild = discord.guild("Acme")
    guild.everyone.permissions = 0
    guild.invite(ASKED)
    guild.text("ops")
    async with elsewhere():
        await sync(settings_of(discord))
        yield guild


async def found(
    discord: DiscordStandIn,
    channel: str = "",
    *,
    ready: Mapping[str, str] = NONE_RUNS,
    connected: frozenset[str] = frozenset(),
    has_key: bool = True,
    **named: Any,
) -> Told:
    """What is found: by what was looked at, how it is and the rest of the sentence."""
    own = settings_of(discord).model_copy(update=named)
    served = connected | (own.served if has_key else frozenset())
    told: Told = {}
    async for finding in findings(own, channel, ready, served, has_key=has_key):
        about, _, text = finding.text.partition(": ")
        about = about.removeprefix("discord ")
        told[f"{about} 2" if about in told else about] = finding.how, text
        assert own.token not in text
    return told


async def test_all_is_well(discord: DiscordStandIn, acme: Guild) -> None:
    """Token, application, commands, gateway and servers; and nothing was changed by looking."""
    told = await found(discord)

    assert told == {
        "token": ("ok", "that of Lockstep#0, of the application Lockstep"),
        "application": ("ok", "servers can add it, and it is heard here"),
        "commands": ("ok", "registered as this Lockstep has them"),
        "gateway": ("ok", "Discord lets us in, and grants the one intent, Guilds"),
        "servers": ("ok", f"in Acme ({acme.id}) with all that it needs"),
    }
    assert acme.text("ops").messages == []


async def test_a_token_that_discord_does_not_know(discord: DiscordStandIn) -> None:
    """Nothing else can be looked at."""
    discord.token = "d.e.f"
    told = await found(discord, bot_token=DiscordSettings(_env_file=None, bot_token="a.b.c").bot_token)

    assert list(told) == ["token"]
    assert told["token"][0] == "fix"
    assert "Discord does not know the bot token. See DISCORD_BOT_TOKEN" in told["token"][1]
