"""`lockstep manifest discord`: the link asks for what the code uses, and for nothing else."""

import ast
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord as dpy
import pytest
from aiohttp.test_utils import unused_port

from adapters.discord.manifest import link, manifest
from adapters.discord.scopes import ASKED, PERMISSIONS, SCOPES, lacking
from tests.adapters.programs import environment, lockstep
from tests.discord import DiscordStandIn
from tests.steps import ROOT

ID = 1_234_567_890_123_456_789


def test_it_adds_the_bot_to_a_server() -> None:
    """By Discord's own address; into servers, not to people."""
    told = urlsplit(link(ID))
    asks = {name: value for name, (value,) in parse_qs(told.query).items()}

    assert (told.scheme, told.netloc, told.path) == ("https", "discord.com", "/oauth2/authorize")
    assert asks == {
        "client_id": str(ID),
        "scope": "bot applications.commands",
        "permissions": str(ASKED),
        "integration_type": "0",
    }
    assert f"?client_id={ID}&scope=bot+applications.commands&permissions=" in link(ID)


def test_every_wish_has_its_reason() -> None:
    """Below the link, by the names that Discord's page has."""
    first, *more = manifest(ID).splitlines()

    assert first == link(ID)
    for name in [*SCOPES, *(permission.name for permission in PERMISSIONS)]:
        (why,) = [line.split(name)[1] for line in more if line.startswith(f"  {name}  ")]
        assert len(why.strip()) > 10


def test_the_bits_are_discords() -> None:
    """discord.py knows them by name."""
    known = dpy.Permissions(ASKED)

    assert {name for name, granted in known if granted} == {
        "read_messages",
        "send_messages",
        "read_message_history",
        "create_public_threads",
        "send_messages_in_threads",
    }


def test_what_is_missing_is_known() -> None:
    """Nothing is to an administrator."""
    assert lacking(ASKED) == ()
    assert lacking(dpy.Permissions(administrator=True).value) == ()
    assert [each.name for each in lacking(ASKED & ~dpy.Permissions(send_messages=True).value)] == [
        "Send Messages"
    ]


# What is asked for, and what is used -------------------------------------------------

NEEDS: dict[str, frozenset[str]] = {
    "POST /channels/{}/messages": frozenset(
        {"view_channel", "send_messages", "send_messages_in_threads"}
    ),
    "PATCH /channels/{}/messages/{}": frozenset({"view_channel"}),
    "GET /channels/{}/messages": frozenset({"view_channel", "read_message_history"}),
    "GET /channels/{}/messages/{}": frozenset({"view_channel", "read_message_history"}),
    "DELETE /channels/{}/messages/{}": frozenset({"view_channel"}),  # Its own ones.
    "POST /channels/{}/messages/{}/threads": frozenset({"view_channel", "create_public_threads"}),
    "POST /channels/{}/threads": frozenset({"view_channel", "send_messages"}),  # In forums.
    "PATCH /channels/{}": frozenset({"send_messages_in_threads"}),  # To unarchive a thread.
    "GET /channels/{}": frozenset({"view_channel"}),
    "GET /guilds/{}/threads/active": frozenset(),
    "GET /channels/{}/threads/archived/public": frozenset({"read_message_history"}),
    "GET /gateway/bot": frozenset(),
    "GET /applications/{}/commands": frozenset(),
    "PUT /applications/{}/commands": frozenset(),
}
"""What Discord's documentation says that each call takes."""

_PATH = re.compile(r"/(?:channels|guilds|applications|gateway|users)/[\w/{}@!.-]*")


def called() -> set[str]:
    """Every method and path of Discord's that our code names side by side."""
    found = set()
    for path in (ROOT / "adapters/discord").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                found |= _named([text for each in node.args if (text := _text(each))])
    return found


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            _text(part) if isinstance(part, ast.Constant) else "{}" for part in node.values
        )
    return ""


def _named(texts: list[str]) -> set[str]:
    methods = [text for text in texts if text in ("GET", "POST", "PATCH", "PUT", "DELETE")]
    paths = [text for text in texts if _PATH.fullmatch(text)]
    return {f"{m} {re.sub(r'{[^}]*}', '{}', p)}" for m in methods for p in paths}


def test_exactly_the_permissions_that_the_calls_take() -> None:
    """Each call that is made is known here, and each permission is what one of them takes."""
    used = called()
    needed = {name for call in used for name in NEEDS[call]}

    assert "PATCH /channels/{}/messages/{}" in used
    assert sum(dpy.Permissions.VALID_FLAGS[name] for name in needed) == ASKED


# As it is typed ----------------------------------------------------------------------


async def test_it_is_printed_for_this_bot(tmp_path: Path, discord: DiscordStandIn) -> None:
    """Discord says which application the token belongs to."""
    environ = environment(DISCORD_BOT_TOKEN=discord.token, DISCORD_API_URL=discord.api_url)

    told = await printed(tmp_path, environ)

    assert told.splitlines()[0] == link(int(discord.app_id))


async def printed(folder: Path, environ: dict[str, str], code: int = 0) -> str:
    import asyncio

    done = await asyncio.to_thread(
        lockstep, folder, "manifest", "discord", environ=environ, code=code
    )
    return done.stdout if code == 0 else done.stderr


@pytest.mark.parametrize(
    ("environ", "code", "says"),
    [
        ({}, 2, "DISCORD_BOT_TOKEN is missing, and the link is for the application"),
        ({"DISCORD_BOT_TOKEN": "nonsense"}, 2, "this is another kind of secret"),
        ({"DISCORD_BOT_TOKEN": "a.b.c", "DISCORD_API_URL": "nowhere"}, 1, "was not reached at"),
    ],
)
async def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, environ: dict[str, str], code: int, says: str
) -> None:
    """And nothing is printed that could be opened."""
    if "DISCORD_API_URL" in environ:
        environ = environ | {"DISCORD_API_URL": f"http://127.0.0.1:{unused_port()}/api/v10"}

    complaint = await printed(tmp_path, environment(**environ), code)

    assert says in complaint
    assert complaint.count("\n") == 1


def test_the_socket_is_slacks(tmp_path: Path) -> None:
    """Whoever adds it here is told so."""
    done = lockstep(tmp_path, "manifest", "discord", "--socket", environ=environment(), code=2)

    assert "--socket is for Slack" in done.stderr


async def test_a_token_that_discord_does_not_know(tmp_path: Path, discord: DiscordStandIn) -> None:
    """Is named, and where a new one is made."""
    environ = environment(DISCORD_BOT_TOKEN="a.b.c", DISCORD_API_URL=discord.api_url)

    complaint = await printed(tmp_path, environ, 1)

    assert "Discord does not know the bot token. See DISCORD_BOT_TOKEN" in complaint
