"""The commands are registered once, when they differ, and as a step of its own."""

import asyncio
import logging
from pathlib import Path

import pytest

from adapters.discord.gateway import DiscordUnusable
from adapters.discord.registry import NotRegistered
from adapters.discord.settings import DiscordSettings
from adapters.discord.subcommands import subcommands
from adapters.discord.sync import sync
from bot.errors import SurfaceUnavailable
from tests.adapters.discord.stage import Stage, elsewhere, settings_of
from tests.adapters.programs import environment, lockstep
from tests.discord import DiscordStandIn

COMMANDS = "/applications/[0-9]+/commands"


async def synced(discord: DiscordStandIn) -> str:
    async with elsewhere():
        return await sync(settings_of(discord))


async def refused(discord: DiscordStandIn) -> str:
    with pytest.raises(NotRegistered) as told:
        await synced(discord)
    return str(told.value)


async def test_a_deploy_registers_them_once(discord: DiscordStandIn, tmp_path: Path) -> None:
    """As the program that is run: the first time it sends them, and then nothing."""
    environ = environment(
        DISCORD_BOT_TOKEN=discord.token,
        DISCORD_API_URL=discord.api_url,
        DISCORD_GATEWAY_URL=discord.gateway_url,
    )

    first, second = [
        await asyncio.to_thread(lockstep, tmp_path, "discord", "--sync", environ=environ)
        for _ in range(2)
    ]

    assert first.stdout.startswith(f"Registered /live with its {len(subcommands())} subcommands")
    assert second.stdout.startswith("Discord has /live and “Pin to Lock Screen” as they are")
    assert len(discord.called("PUT", COMMANDS)) == 1
    assert await asyncio.to_thread(lambda: list(tmp_path.iterdir())) == []


async def test_what_differs_is_registered_anew(discord: DiscordStandIn) -> None:
    """Whatever it is; and the ids stay, with what a server has set for them."""
    await synced(discord)
    live, _ = discord.commands[""]
    ids = [command["id"] for command in discord.commands[""]]
    for change in (
        {"description": "Other"},
        {"default_member_permissions": "0"},
        {"contexts": [0, 1]},
        {"description_localizations": None},
        {"options": live["options"][1:]},
        {"options": live["options"][::-1]},
    ):
        discord.commands[""][0] = live | change
        assert (await synced(discord)).startswith("Registered"), change
        discord.clock.advance(60)

    discord.commands[""].append(live | {"name": "old", "id": "7"})
    assert (await synced(discord)).startswith("Registered")
    assert [command["id"] for command in discord.commands[""]] == ids
    assert (await synced(discord)).startswith("Discord has")


async def test_what_discord_adds_makes_no_difference(discord: DiscordStandIn) -> None:
    """Fields of its own, an order of its own, and what is left out as well as said."""
    await synced(discord)
    for command in discord.commands[""]:
        command.update(version="9", handler=1, dm_permission=True)
    live = discord.commands[""][0]
    for option in live["options"]:
        for own in option["options"]:
            if not own["required"]:
                del own["required"]
            own |= {"name_localizations": None}
    discord.commands[""].reverse()

    assert (await synced(discord)).startswith("Discord has")


async def test_too_many_a_day_is_told(discord: DiscordStandIn) -> None:
    """With what to do about it."""
    discord.fail("PUT", COMMANDS, code=30034, message="Max number of daily creates")

    assert await refused(discord) == (
        "Discord takes 200 new commands a day from one app, and has had them. Nothing was "
        "changed, and what was registered before works as before; try again tomorrow."
    )
    assert discord.commands.get("", []) == []


async def test_what_discord_does_not_take_is_told(discord: DiscordStandIn) -> None:
    """In its own words, and as our mistake."""
    discord.fail("PUT", COMMANDS, code=50035, message="Invalid Form Body")
    assert "Lockstep's own mistake. Nothing was changed. It says: Invalid Form Body" in (
        await refused(discord)
    )
    discord.fail("GET", COMMANDS, status=403, code=50001, message="Missing Access")
    assert await refused(discord) == (
        "Discord refuses to register commands. Nothing was changed. It says: Missing Access"
    )


async def test_discord_may_be_away_or_not_know_us(discord: DiscordStandIn) -> None:
    """Each is one sentence."""
    discord.fail("GET", COMMANDS, status=503)
    assert await refused(discord) == (
        "Discord was not reached (DiscordServerError). Try again: what is registered already "
        "is not registered twice."
    )
    async with elsewhere():
        with pytest.raises(DiscordUnusable, match="does not know the bot token"):
            await sync(settings_of(discord).model_copy(update={"bot_token": _other(discord)}))
        nowhere = {"api_url": "http://127.0.0.1:1/api/v10"}
        with pytest.raises(SurfaceUnavailable, match="was not reached"):
            await sync(settings_of(discord).model_copy(update=nowhere))


async def test_an_answer_that_got_lost_is_no_harm(discord: DiscordStandIn) -> None:
    """What was registered is not registered twice."""
    discord.fail("PUT", COMMANDS, lost_answer=True)
    assert (await synced(discord)).startswith("Registered")

    assert (await synced(discord)).startswith("Discord has")


async def test_a_start_registers_nothing(still: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """It compares, and logs that they differ, and what to do."""
    puts = len(still.discord.called("PUT", COMMANDS))
    still.discord.commands[""][0]["description"] = "Other"
    caplog.clear()

    with caplog.at_level(logging.WARNING):
        await still.adapter.registry.compare()

    assert not still.adapter.registry.is_current
    assert [record.msg for record in caplog.records] == ["commands differ"]
    assert "lockstep discord --sync" in str(vars(caplog.records[0])["why"])
    assert len(still.discord.called("PUT", COMMANDS)) == puts


async def test_without_discord_there_is_nothing_to_register(tmp_path: Path) -> None:
    """And the setting that is missing is named."""
    done = await asyncio.to_thread(
        lockstep, tmp_path, "discord", "--sync", environ=environment(), code=2
    )

    assert done.stderr == (
        "lockstep: DISCORD_BOT_TOKEN is missing; without it there is no Discord.\n"
    )


def _other(discord: DiscordStandIn) -> object:
    return DiscordSettings(_env_file=None, bot_token="other.to.ken").bot_token
