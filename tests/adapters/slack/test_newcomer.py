"""README's "Slack in five minutes", followed to the letter: from the manifest to the first card.

What a browser does at Slack's own pages, the stand-in has done already: its app is there, and
its tokens are put where README says. Everything else is typed as it stands there.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.sandbox import Sandbox
from tests.adapters.edge import until
from tests.adapters.programs import Program, environment, lockstep, program
from tests.slack import Slack
from tests.slack.manifest_schema import SCHEMA
from tests.steps import ROOT

pytestmark = pytest.mark.slow

KEY = "ask_newcomer"
SECTION = re.search(
    r"^## Slack in five minutes\n(.*?)^## ", (ROOT / "README.md").read_text(), re.M | re.S
)
assert SECTION is not None
TOLD = SECTION[1]


def commands() -> list[str]:
    """What stands there to be typed at Lockstep, in its order."""
    return re.findall(r"^ +\.venv/bin/lockstep (.*)$", TOLD, re.M)


def blocks() -> list[list[str]]:
    """The groups of settings that are to be put into `.env`: by socket, then over HTTP."""
    found = re.findall(r"(?:^ +[A-Z_]+=.*\n)+", TOLD, re.M)
    return [re.findall(r"^ +([A-Z_]+)=", block, re.M) for block in found]


@asynccontextmanager
async def there() -> AsyncIterator[tuple[Slack, Sandbox, dict[str, str]]]:
    """Slack and ActivitySmith, and where they are: the one thing that README does not say."""
    sandbox = Sandbox()
    async with Slack().serve() as slack, sandbox.serve() as smith:
        yield (
            slack,
            sandbox,
            {
                "SLACK_API_URL": slack.api_url,
                "ACTIVITYSMITH_BASE_URL": smith,
            },
        )


@contextmanager
def running(folder: Path, words: str, environ: dict[str, str]) -> Iterator[Program]:
    with program(folder, words, environ=environ) as started:
        yield started


def values(slack: Slack, url: str) -> dict[str, str]:
    """What a newcomer copies from Slack's pages, by the setting it goes into."""
    return {
        "SLACK_BOT_TOKEN": slack.team().token,
        "SLACK_APP_TOKEN": slack.app.app_token,
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        "ACTIVITYSMITH_API_KEY": KEY,
        "LOCKSTEP_PUBLIC_URL": url,
    }


def write_env(folder: Path, named: list[str], known: dict[str, str]) -> None:
    (folder / ".env").write_text("".join(f"{name}={known[name]}\n" for name in named))


async def typed(folder: Path, words: str, environ: dict[str, str], code: int = 0) -> str:
    """What `lockstep` and *words* prints."""
    done = await asyncio.to_thread(lockstep, folder, *words.split(), environ=environ, code=code)
    return done.stdout


async def first_card(slack: Slack, sandbox: Sandbox) -> None:
    """`/live start Checkout is down`, and what comes of it at both ends."""
    assert "`/live start Checkout is down`" in TOLD
    heard = await slack.command("/live start Checkout is down")
    assert heard.status == 200, heard.raw
    cards = await until(lambda: [m for m in slack.channel("C1").cards if m.metadata])
    assert len(cards) == 1
    assert "Checkout is down" in json.dumps(cards[0].blocks)
    await until(lambda: sandbox.picture(KEY)["lock_screens"][0]["cards"])
    slack.assert_polite()


async def test_by_a_socket(tmp_path: Path) -> None:
    """Manifest, two secrets, run, doctor, the first card: no address is needed."""
    manifest, run, *_ = commands()
    assert "`.venv/bin/lockstep doctor`" in TOLD
    async with there() as (slack, sandbox, where):
        environ = environment(PORT="0", **where)
        told: Any = json.loads(await typed(tmp_path, manifest, environ))
        write_env(tmp_path, blocks()[0], values(slack, ""))
        with running(tmp_path, run, environ) as started:
            url = await asyncio.to_thread(started.url)
            await slack.until(lambda: slack.sockets)
            examined = await typed(tmp_path, "doctor", environ | {"PORT": url.rpartition(":")[2]})
            await first_card(slack, sandbox)

    assert list(Draft7Validator(SCHEMA).iter_errors(told)) == []
    assert told["settings"]["socket_mode_enabled"] is True
    assert "ok    slack socket: connected" in examined


async def test_over_http(tmp_path: Path) -> None:
    """The same with an address and the signing secret; the doctor beside the one that runs."""
    manifest = commands()[-1]
    async with there() as (slack, sandbox, where):
        address = {"LOCKSTEP_PUBLIC_URL": "https://lockstep.example.com"}
        assert f"LOCKSTEP_PUBLIC_URL={address['LOCKSTEP_PUBLIC_URL']}" in TOLD
        told: Any = json.loads(await typed(tmp_path, manifest, environment(**address)))
        names = [*blocks()[-1], "ACTIVITYSMITH_API_KEY"]
        write_env(tmp_path, names, values(slack, address["LOCKSTEP_PUBLIC_URL"]))
        with running(tmp_path, commands()[1], environment(PORT="0", **where)) as started:
            url = await asyncio.to_thread(started.url)
            slack.app_url = f"{url}/slack/events"
            await first_card(slack, sandbox)
            port = url.rpartition(":")[2]
            own = environment(**where, PORT=port, LOCKSTEP_PUBLIC_URL=url)
            examined = await typed(tmp_path, "doctor --channel C1", own)

    heard = "https://lockstep.example.com/slack/events"
    assert told["features"]["slash_commands"][0]["url"] == heard
    assert "/live is answered there" in examined
    assert "ok    slack round trip: a message came and went in C1" in examined
    assert [line for line in examined.splitlines() if line.startswith("fix ")] == []
