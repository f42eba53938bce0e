"""Commands are registered all at once, keep their ids, and are made only so often."""

from typing import Any

import pytest

from tests.discord import CannotDo, DiscordStandIn, Permission
from tests.discord.channel import Channel
from tests.discord.conftest import Rest
from tests.discord.guild import Member

GUILDS = {"contexts": [0], "integration_types": [0]}


def named(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "description": "What it does", **GUILDS, **more}


async def put(discord: DiscordStandIn, rest: Rest, *commands: Any) -> tuple[int, Any]:
    return await rest("PUT", f"/applications/{discord.app_id}/commands", list(commands))


async def test_what_stays_keeps_its_id(discord: DiscordStandIn, rest: Rest) -> None:
    """What is not named any more is gone."""
    _, before = await put(discord, rest, named("live"), named("old"))
    _, after = await put(discord, rest, named("live", description="Other"), named("new"))

    _, listed = await rest("GET", f"/applications/{discord.app_id}/commands")

    assert after[0]["id"] == before[0]["id"]
    assert after[0]["version"] != before[0]["version"]
    assert [command["name"] for command in listed] == ["live", "new"]


async def test_two_hundred_are_made_a_day(discord: DiscordStandIn, rest: Rest) -> None:
    """Those that were there before do not count."""
    some = [named(f"c{n}") for n in range(100)]
    discord.rates.times = 10
    for _ in range(2):
        assert (await put(discord, rest, *some))[0] == 200
        assert (await put(discord, rest, *some))[0] == 200
        assert (await put(discord, rest))[0] == 200

    status, said = await put(discord, rest, named("live"))

    assert (status, said["code"]) == (400, 30034)
    discord.expect("creates")
    discord.clock.advance(86_401)
    assert (await put(discord, rest, named("live")))[0] == 200


async def test_outside_of_guilds_there_is_no_command(discord: DiscordStandIn, rest: Rest) -> None:
    """We have none that says anything else."""
    await put(discord, rest, {"name": "live", "description": "x"})

    assert len(discord.expect("house")) == 2


async def test_a_command_of_another_app_is_not_ours(discord: DiscordStandIn, rest: Rest) -> None:
    """The token says who one is."""
    assert (await rest("PUT", "/applications/1/commands", []))[0] == 403


async def test_who_may_not_see_a_command_cannot_use_it(
    discord: DiscordStandIn, rest: Rest, ops: Channel
) -> None:
    """By the permissions it asks for, or if it is for administrators alone."""
    guild = discord.guild()
    bits = str(int(Permission.MANAGE_MESSAGES))
    await put(
        discord,
        rest,
        named("live", default_member_permissions=bits),
        named("keys", default_member_permissions="0"),
    )
    eve, root = guild.member("eve"), guild.member("root", admin=True)
    mod = guild.member("mod", roles=["mods"])
    guild.role("mods").permissions = Permission.MANAGE_MESSAGES

    async def may(who: Member, name: str) -> bool:
        try:
            await discord.command(who, ops, name)
        except CannotDo:
            return False
        except AssertionError as nobody:
            return "nobody listens" in str(nobody)
        return True

    told = [(await may(who, "live"), await may(who, "keys")) for who in (eve, mod, root)]
    assert told == [(False, False), (True, False), (True, True)]


OPTIONS = [
    {"type": 3, "name": "title", "description": "x", "required": True, "max_length": 5},
    {"type": 4, "name": "steps", "description": "x", "min_value": 2},
    {"type": 3, "name": "kind", "description": "x", "choices": [{"name": "Alert", "value": "a"}]},
]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, "asks for"),
        ({"title": "Down", "other": 1}, "no option"),
        ({"title": "Down!!"}, "too large"),
        ({"title": 5}, "no 5"),
        ({"title": "Down", "steps": 1}, "too small"),
        ({"title": "Down", "steps": "3"}, "no '3'"),
        ({"title": "Down", "kind": "b"}, "offers"),
    ],
)
async def test_what_discord_s_clients_refuse_cannot_be_typed(
    discord: DiscordStandIn,
    rest: Rest,
    ops: Channel,
    ada: Member,
    given: dict[str, Any],
    refused: str,
) -> None:
    """Options are typed, and some are required."""
    await put(discord, rest, named("start", options=OPTIONS))

    with pytest.raises(CannotDo, match=refused):
        await discord.command(ada, ops, "start", **given)
    with pytest.raises(CannotDo, match="no command"):
        await discord.command(ada, ops, "stop")
