"""README's "Discord in five minutes", followed to the letter: from the token to the first card.

What a browser does at Discord's own pages, the stand-in does: the bot has its token, and whoever
opens the link adds it to a server with just the permissions that the link asks for. Everything
else is typed as it stands there.
"""

import asyncio
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.sandbox import Sandbox
from tests.adapters.edge import until
from tests.adapters.programs import environment, lockstep, program
from tests.discord import DiscordStandIn
from tests.discord.guild import Guild
from tests.steps import ROOT

pytestmark = pytest.mark.slow

KEY = "ask_newcomer"
SECTION = re.search(
    r"^## Discord in five minutes\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S
)
assert SECTION is not None
TOLD = SECTION[1]


def commands() -> list[str]:
    """What stands there to be typed at Lockstep, in its order."""
    return re.findall(r"^ +\.venv/bin/lockstep (.*)$", TOLD, re.M)


def settings() -> list[str]:
    """What is to be put into `.env`."""
    return re.findall(r"^ +([A-Z_]+)=", TOLD, re.M)


async def typed(folder: Path, words: str, environ: dict[str, str]) -> str:
    """What `lockstep` and *words* prints."""
    done = await asyncio.to_thread(lockstep, folder, *words.split(), environ=environ)
    return done.stdout


def added(discord: DiscordStandIn, link: str) -> Guild:
    """The server of an administrator who has opened *link*: nobody else may do anything there."""
    asks = parse_qs(urlsplit(link).query)
    assert asks["client_id"] == [discord.app_id]
    guild = discord.guild("Acme")
    guild.invite(int(asks["permissions"][0]))
    return guild


async def test_from_the_token_to_the_first_card(tmp_path: Path, discord: DiscordStandIn) -> None:
    """Two commands, a link, a form with a key, and the card is there and on a phone."""
    sync, manifest, run = commands()
    assert settings() == ["DISCORD_BOT_TOKEN"]
    assert "`.venv/bin/lockstep doctor`" in TOLD
    (tmp_path / ".env").write_text(f"DISCORD_BOT_TOKEN={discord.token}\n")
    sandbox = Sandbox()
    async with sandbox.serve() as smith:
        environ = environment(
            PORT="0", DISCORD_API_URL=discord.api_url, DISCORD_GATEWAY_URL=discord.gateway_url,
            ACTIVITYSMITH_BASE_URL=smith,
        )  # fmt: skip
        registered = await typed(tmp_path, sync, environ)
        link = (await typed(tmp_path, manifest, environ)).splitlines()[0]
        guild = added(discord, link)
        ada, ops = guild.member("ada", admin=True), guild.text("ops")
        with program(tmp_path, run, environ=environ) as started:
            port = (await asyncio.to_thread(started.url)).rpartition(":")[2]
            await discord.connected()
            assert "`/live connect`" in TOLD
            form = (await discord.command(ada, ops, "connect")).modal
            connected = await discord.submit(ada, form, {"ActivitySmith key": KEY})
            assert "`/live start`, with the title `Checkout is down`" in TOLD
            await discord.command(ada, ops, "start", title="Checkout is down")
            (card,) = await until(lambda: [m for m in ops.messages if m.author.is_bot])
            await until(lambda: sandbox.picture(KEY)["lock_screens"][0]["cards"])
            examined = await typed(tmp_path, f"doctor --channel {ops.id}", environ | {"PORT": port})

    assert registered.startswith("Registered /live")
    assert "Connected." in connected.text
    assert "Checkout is down" in card.text
    assert "ok    accounts: one workspace has connected an ActivitySmith account" in examined
    assert "ok    discord round trip: a message came and went in #ops" in examined
    assert [line for line in examined.splitlines() if line.startswith("fix ")] == []


async def test_with_the_key_in_the_settings(tmp_path: Path, discord: DiscordStandIn) -> None:
    """`DISCORD_GUILDS`, as the doctor says it, and nobody has to connect anything."""
    assert "`ACTIVITYSMITH_API_KEY` serves the servers that `DISCORD_GUILDS` names" in TOLD
    guild, sandbox = discord.guild("Acme"), Sandbox()
    ada, ops = guild.member("ada"), guild.text("ops")
    async with sandbox.serve() as smith:
        environ = environment(
            PORT="0", DISCORD_API_URL=discord.api_url, DISCORD_GATEWAY_URL=discord.gateway_url,
            DISCORD_BOT_TOKEN=discord.token, ACTIVITYSMITH_BASE_URL=smith,
            ACTIVITYSMITH_API_KEY=KEY,
        )  # fmt: skip
        await typed(tmp_path, commands()[0], environ)
        examined = await asyncio.to_thread(lockstep, tmp_path, "doctor", environ=environ, code=1)
        named = re.search(r"set (DISCORD_GUILDS)=(\d+)", examined.stdout)
        assert named is not None, examined.stdout
        with program(tmp_path, "run", environ=environ | {named[1]: named[2]}) as started:
            await asyncio.to_thread(started.url)
            await discord.connected()
            await discord.command(ada, ops, "start", title="Checkout is down")
            await until(lambda: sandbox.picture(KEY)["lock_screens"][0]["cards"])
