"""`lockstep doctor` of Discord: each fault provoked on the real wire, with its sentence and fix."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path
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
        again = sum(name.startswith(about) for name in told)
        told[f"{about} {again + 1}" if again else about] = finding.how, text
        assert own.token not in text
    return told


async def test_all_is_well(discord: DiscordStandIn, acme: Guild) -> None:
    """Token, application, commands, gateway and servers; and nothing was changed by looking."""
    told = await found(discord)

    assert told == {
        "token": ("ok", "that of Lockstep, of the application Lockstep"),
        "application": ("ok", "servers can add it, and it is heard here"),
        "commands": ("ok", "registered as this Lockstep has them"),
        "gateway": ("ok", "Discord lets us in, and grants the one intent, Guilds"),
        "servers": ("ok", f"in Acme ({acme.id}) with all that it needs"),
    }
    assert acme.text("ops").messages == []


async def test_a_token_that_discord_does_not_know(discord: DiscordStandIn) -> None:
    """Nothing else can be looked at."""
    discord.token = "d.e.f"
    told = await found(
        discord, bot_token=DiscordSettings(_env_file=None, bot_token="a.b.c").bot_token
    )

    assert list(told) == ["token"]
    assert told["token"][0] == "fix"
    assert "Discord does not know the bot token. See DISCORD_BOT_TOKEN" in told["token"][1]


async def test_nobody_at_discords_address(discord: DiscordStandIn) -> None:
    """A wrong DISCORD_API_URL is named by its host."""
    port = unused_port()

    async with elsewhere():
        told = await found(discord, api_url=f"http://127.0.0.1:{port}/api/v10")

    assert told == {
        "token": ("fix", f"Discord was not reached at 127.0.0.1:{port} (ClientConnectorError)")
    }


@pytest.mark.parametrize(
    ("named", "says"),
    [
        ({"interactions_endpoint_url": "https://a.example"}, "empty that field on the page"),
        ({"bot_require_code_grant": True}, "switch Requires OAuth2 Code Grant off"),
        ({"integration_types_config": {"1": {}}}, "tick Guild Install, on the page Installation"),
    ],
)
async def test_an_application_that_is_set_wrongly(
    discord: DiscordStandIn, acme: Guild, named: dict[str, Any], says: str
) -> None:
    """Each would leave a bot that looks well and hears nothing, or is nowhere."""
    discord.app_settings |= named

    told = await found(discord)

    assert told["application"][0] == "fix"
    assert says in told["application"][1]


async def test_commands_that_are_not_registered(discord: DiscordStandIn) -> None:
    """Nobody would see `/live`."""
    discord.guild("Acme").invite(ASKED)

    async with elsewhere():
        told = await found(discord)

    assert told["commands"] == (
        "fix",
        "Discord has others, or none; `lockstep discord --sync` registers those of this Lockstep",
    )


async def test_a_gateway_that_does_not_let_us_in(discord: DiscordStandIn, acme: Guild) -> None:
    """In the words that Lockstep ends with; what is known only there is not looked at."""
    discord.sessions.refuse_with = 4014

    told = await found(discord)

    assert told["gateway"][0] == "fix"
    assert "does not grant the bot its intents" in told["gateway"][1]
    assert "servers" not in told


async def test_too_many_sessions(discord: DiscordStandIn, acme: Guild) -> None:
    """The last ones are left to the Lockstep that runs."""
    discord.sessions.identifies = 995

    told = await found(discord)

    assert told["gateway"][0] == "fix"
    assert "may begin only 5 sessions more today" in told["gateway"][1]
    assert discord.sessions.identifies == 995


@pytest.mark.parametrize(
    ("says", "how", "ends"),
    [
        ("ok", "ok", "Guilds; the Lockstep that runs is connected"),
        ("It is away.", "fix", "yet the Lockstep that runs says: It is away."),
    ],
)
async def test_the_lockstep_that_runs_is_told_of(
    discord: DiscordStandIn, acme: Guild, says: str, how: str, ends: str
) -> None:
    """The gateway may be well, and Lockstep not."""
    told = await found(discord, ready={"discord": says})

    assert told["gateway"][0] == how
    assert told["gateway"][1].endswith(ends)


async def test_a_bot_that_is_nowhere(discord: DiscordStandIn) -> None:
    """The link is where it begins; what was named is not found."""
    async with elsewhere():
        await sync(settings_of(discord))
        told = await found(discord, guilds="123456789012345678")

    assert told["servers"] == (
        "fix",
        "the bot is in none yet; open the link of `lockstep manifest discord`",
    )
    assert told["servers 2"] == (
        "fix",
        "the bot is not in 123456789012345678, which DISCORD_GUILDS names",
    )


async def test_a_server_that_granted_less(discord: DiscordStandIn, acme: Guild) -> None:
    """With what each is for; the fix is the link again."""
    acme.invite(ASKED & ~Permission.CREATE_PUBLIC_THREADS)

    assert (await found(discord))["servers"] == (
        "fix",
        f"in Acme ({acme.id}) the bot lacks Create Public Threads (begin a card's thread, which "
        "tells what happened); open the link of `lockstep manifest discord` again",
    )


async def test_a_server_of_which_no_phone_hears(discord: DiscordStandIn, acme: Guild) -> None:
    """A bot may be added anywhere: the settings' key is for those that it names, and no other."""
    stranger = discord.guild("Globex")
    stranger.invite(ASKED)

    told = await found(discord, guilds=acme.id)
    without = await found(discord, guilds="", has_key=False)
    well = await found(discord, guilds="", connected=frozenset({acme.id, stranger.id}))

    assert told["servers 2"][1].startswith("in Globex")
    assert told["servers 3"] == (
        "fix",
        f"Globex ({stranger.id}) has no ActivitySmith account, so no phone hears of it; an "
        f"administrator says `/live connect` there, or set DISCORD_GUILDS={stranger.id} for "
        "ACTIVITYSMITH_API_KEY",
    )
    assert without["servers 2"][1].endswith("an administrator says `/live connect` there")
    assert {how for how, _ in well.values()} == {"ok"}


async def test_a_message_comes_and_goes(discord: DiscordStandIn, acme: Guild) -> None:
    """All the way, in the channel that was named."""
    ops = acme.text("ops")

    told = await found(discord, ops.id)

    assert told["channel"] == ("ok", "the bot may do all that it needs in #ops")
    assert told["round trip"] == ("ok", "a message came and went in #ops")
    assert [message.deleted for message in ops.messages] in ([True], [])


async def test_a_channel_that_takes_no_messages_of_ours(
    discord: DiscordStandIn, acme: Guild
) -> None:
    """Says what is missing there; and it is tried all the same."""
    ops = acme.text("ops")
    ops.deny(Permission.SEND_MESSAGES)

    told = await found(discord, ops.id)

    assert told["channel"] == (
        "fix",
        "in #ops the bot lacks Send Messages (post a card, and edit it); see the channel's "
        "permissions",
    )
    assert told["round trip"][0] == "fix"
    assert "Lockstep may not post here; give it Send Messages" in told["round trip"][1]


async def test_a_channel_that_the_bot_does_not_see(discord: DiscordStandIn, acme: Guild) -> None:
    """Or one that is nowhere."""
    told = await found(discord, "123456789012345678")

    assert told["channel"][0] == "fix"
    assert "the bot sees no channel 123456789012345678" in told["channel"][1]
    assert "round trip" not in told


async def test_a_forum_takes_posts_only(discord: DiscordStandIn, acme: Guild) -> None:
    """So there is no message to try it with."""
    forum = acme.forum("incidents")

    told = await found(discord, forum.id)

    assert told["channel"][0] == "ok"
    assert told["round trip"][0] == "note"


async def test_a_message_that_cannot_be_deleted(discord: DiscordStandIn, acme: Guild) -> None:
    """Whoever reads the channel should know whose it is."""
    discord.fail("DELETE", "/messages/", status=403, code=50013)

    told = await found(discord, acme.text("ops").id)

    assert told["round trip"][0] == "fix"
    assert "was posted and could not be deleted (Discord said 50013" in told["round trip"][1]


@pytest.mark.parametrize(
    ("named", "how", "says"),
    [
        ({}, "note", "discord: not set up; it begins with DISCORD_BOT_TOKEN"),
        (
            {"DISCORD_GUILDS": "123456789012345678"},
            "fix",
            "discord settings: DISCORD_BOT_TOKEN is missing, and DISCORD_GUILDS set",
        ),
        (
            {"DISCORD_BOT_TOKEN": "a.b.c", "DISCORD_GUILDS": "Acme"},
            "fix",
            "discord settings: DISCORD_GUILDS: names servers by their ids",
        ),
    ],
)
def test_the_settings_as_they_are(
    tmp_path: Path, named: dict[str, str], how: str, says: str
) -> None:
    """None is a note; half of them is a fault that names the rest."""
    environ = environment(PORT=str(unused_port()), **named)

    done = lockstep(tmp_path, "doctor", environ=environ, code=1)

    assert done.stdout.splitlines()[-1].startswith(f"{how:<5} {says}")
