"""`lockstep doctor`: each finding provoked, with its sentence and its fix."""

import socket
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from pydantic import SecretStr

from adapters.doctor import findings
from bot.settings import Settings
from tests.adapters.edge import Edge, edge, settings
from tests.adapters.programs import environment, lockstep


async def found(own: Settings) -> dict[str, tuple[str, str]]:
    """What the doctor finds: by what it looked at, how it is and the rest of the sentence."""
    told: dict[str, tuple[str, str]] = {}
    async for finding in findings(own):
        about, _, text = finding.text.partition(": ")
        told[about] = finding.how, text
    return told


def beside(parts: Edge, **named: object) -> Settings:
    """The settings of a terminal beside the Lockstep that runs."""
    own = parts.app.settings
    assert own.activitysmith_api_key is not None
    values: dict[str, object] = {
        "PORT": parts.url.rpartition(":")[2],
        "LOCKSTEP_PUBLIC_URL": parts.url,
        "ACTIVITYSMITH_API_KEY": own.activitysmith_api_key.get_secret_value(),
        "ACTIVITYSMITH_BASE_URL": own.activitysmith_base_url,
    }
    return settings(parts.path.parent, **(values | named))


def closed_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


async def test_all_is_well(running: Edge) -> None:
    """A Lockstep that runs, with a key and a public address that leads back to it."""
    told = await found(beside(running))

    assert told.pop("slack")[0] == "note", "who has no Slack needs none"
    assert told.pop("discord")[0] == "note"
    assert {how for how, _ in told.values()} == {"ok"}
    assert told["activitysmith"][1].endswith("knows the key")
    assert told["buttons"][1] == f"a press came round by {running.url}/press"
    assert told["lockstep"][1] == "runs, and well"
    assert told["store"][1].endswith("owned by the Lockstep that runs here")


async def test_it_leaves_no_trace(running: Edge) -> None:
    """Its press and its call to ActivitySmith change nothing for anybody."""
    before = await running.tables()

    await found(beside(running))

    assert await running.tables() == before
    assert running.cards() == []


async def test_without_a_key_no_phone_hears(running: Edge) -> None:
    """The first thing a newcomer forgets."""
    told = await found(beside(running, ACTIVITYSMITH_API_KEY=None))

    assert told["activitysmith"] == ("note", "ACTIVITYSMITH_API_KEY is not set; see accounts")
    assert told["accounts"] == (
        "fix",
        "there is none, so no phone will hear; set ACTIVITYSMITH_API_KEY, or have an administrator "
        "say `/live connect`",
    )


async def test_workspaces_with_accounts_need_no_other(running: Edge) -> None:
    """What they entrusted is opened, beside the Lockstep that owns it, and only counted."""
    lockstep = running.app.lockstep
    assert lockstep.keyring is not None
    await lockstep.keyring.keep("T1", "slack", SecretStr("xoxb-1"))
    await lockstep.connect("T1", SecretStr("ask_of_acme_1"))
    one = await found(beside(running, ACTIVITYSMITH_API_KEY=None))
    await lockstep.connect("T2", SecretStr("ask_of_globex_2"))
    two = await found(beside(running))

    assert one["accounts"] == ("ok", "one workspace has connected an ActivitySmith account")
    assert two["accounts"] == ("ok", "2 workspaces have connected an ActivitySmith account")
    assert "fix" not in {how for how, _ in one.values()}


async def test_keys_that_cannot_be_opened_are_told(running: Edge) -> None:
    """Before a start is refused because of them."""
    await running.app.lockstep.connect("T1", SecretStr("ask_of_acme_1"))

    how, text = (await found(beside(running, LOCKSTEP_SECRET="another secret, of 2 tests")))[
        "accounts"
    ]

    assert how == "fix"
    assert text.startswith("1 of the keys and tokens that workspaces entrusted to Lockstep cannot")


@pytest.mark.slow
def test_a_lockstep_that_workspaces_install_has_no_fault_before_the_first(tmp_path: Path) -> None:
    """It waits for them, and says what they do."""
    environ = environment(
        PORT=str(closed_port()),
        LOCKSTEP_PUBLIC_URL="http://127.0.0.1:1",
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="s",
        SLACK_SIGNING_SECRET="s",
    )

    done = lockstep(tmp_path, "doctor", environ=environ, code=1)

    assert "note  accounts: no workspace has connected one yet" in done.stdout


async def test_a_wrong_key_is_told(running: Edge) -> None:
    """ActivitySmith says that it does not know the key."""
    running.sandbox.switch("ask_wrong", unauthorized=True)

    how, text = (await found(beside(running, ACTIVITYSMITH_API_KEY="ask_wrong")))["activitysmith"]

    assert (how, text.split()[-1]) == ("fix", "ACTIVITYSMITH_API_KEY")


@pytest.mark.parametrize("trouble", [{"status": 500}, {"rate_limited": True}, {"drop": True}])
async def test_whatever_activitysmith_answers_is_told(
    running: Edge, trouble: dict[str, Any]
) -> None:
    """No answer of theirs ends the doctor's visit."""
    running.sandbox.switch(running.key, **trouble)

    how, text = (await found(beside(running)))["activitysmith"]

    assert how == "fix"
    assert "did not answer as expected" in text


async def test_a_web_server_that_is_not_activitysmith_is_told(running: Edge) -> None:
    """A 404 alone does not mean that the key is known."""
    running.sandbox.switch(running.key, body="html")

    how, text = (await found(beside(running)))["activitysmith"]

    assert how == "fix"
    assert text.endswith("is not ActivitySmith's; see ACTIVITYSMITH_BASE_URL")


async def test_nobody_at_activitysmiths_address(running: Edge) -> None:
    """A wrong ACTIVITYSMITH_BASE_URL is named by its address."""
    url = f"http://127.0.0.1:{closed_port()}/api"

    how, text = (await found(beside(running, ACTIVITYSMITH_BASE_URL=url)))["activitysmith"]

    assert how == "fix"
    assert text.startswith(f"{url} did not answer as expected: ActivitySmith was not reached")


async def test_nothing_at_the_public_address(running: Edge) -> None:
    """Presses would lead nowhere."""
    url = f"http://127.0.0.1:{closed_port()}"

    told = await found(beside(running, LOCKSTEP_PUBLIC_URL=url))

    assert told["buttons"] == ("fix", f"{url}/press cannot be reached (ConnectError)")


async def test_another_secret_behind_the_public_address(running: Edge) -> None:
    """The press arrives at a Lockstep that did not make it."""
    told = await found(beside(running, LOCKSTEP_SECRET="quite another secret"))

    assert told["buttons"][0] == "fix"
    assert "answered 404; it is not this Lockstep, or has another secret" in told["buttons"][1]


async def test_something_else_behind_the_public_address(running: Edge) -> None:
    """A proxy that answers in our place is not taken for us."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(text="<html>Welcome to nginx", content_type="text/html")

    site = web.Application()
    site.router.add_route("*", "/{rest:.*}", page)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"

    told = await found(beside(running, LOCKSTEP_PUBLIC_URL=url, PORT=url.rpartition(":")[2]))
    await runner.cleanup()

    assert told["buttons"][0] == "fix"
    assert "answered 200; it is not this Lockstep" in told["buttons"][1]
    assert told["lockstep"][0] == "note", "a page that is not ours is no Lockstep"


async def test_presses_need_https_beyond_this_machine(tmp_path: Path) -> None:
    """ActivitySmith would never call it."""
    told = await found(settings(tmp_path, LOCKSTEP_PUBLIC_URL="http://lockstep.example.com"))

    assert told["buttons"] == (
        "fix",
        "http://lockstep.example.com must be https; ActivitySmith calls nothing else",
    )


async def test_alone_on_a_fresh_machine(tmp_path: Path) -> None:
    """Nothing runs and nothing is there yet: notes, and no database is made by looking."""
    told = await found(settings(tmp_path, PORT=closed_port()))

    assert told["lockstep"][0] == "note"
    assert told["lockstep"][1].endswith("`lockstep run`")
    assert told["store"] == (
        "note",
        f"{tmp_path / 'lockstep.db'} is not there yet; `lockstep run` makes it",
    )
    assert told["buttons"][0] == "note"
    assert not (tmp_path / "lockstep.db").exists()


async def test_a_damaged_store_is_told(tmp_path: Path) -> None:
    """And left as it is."""
    async with edge(tmp_path, working=False) as parts:
        await parts.say("start Checkout is down")
        path = parts.path
    whole = bytearray(path.read_bytes())
    whole[4096 * 3 : 4096 * 3 + 200] = b"\xff" * 200
    path.write_bytes(whole)

    how, text = (await found(settings(tmp_path, PORT=closed_port())))["store"]

    assert how == "fix"
    assert "is damaged. Nothing was changed." in text
    assert path.read_bytes() == whole


async def test_a_store_that_is_whole_is_told(tmp_path: Path) -> None:
    """With how much is live."""
    async with edge(tmp_path, working=False) as parts:
        await parts.say("start Checkout is down")

    how, text = (await found(settings(tmp_path, PORT=closed_port())))["store"]

    assert how in ("ok", "note"), "an old SQLite is worth a note"
    assert "is whole" in text


async def test_a_lockstep_that_is_ill_is_told(running: Edge) -> None:
    """What `/ready` says is passed on."""
    await running.app.store.close()

    told = await found(beside(running))

    assert told["lockstep"][0] == "fix"
    assert "store: The store is closed." in told["lockstep"][1]


@pytest.mark.slow
def test_the_exit_code_says_whether_something_is_to_be_mended(tmp_path: Path) -> None:
    """1 with a fix in the list; a wrong setting or template is one finding of it."""
    bare = environment(PORT=str(closed_port()))

    done = lockstep(tmp_path, "doctor", environ=bare, code=1)
    wrong = lockstep(tmp_path, "doctor", environ={**bare, "PORT": "x"}, code=1)
    (tmp_path / "bad.toml").write_text("[templates.sev1]\ncolour = 'puce'\n")
    bad = lockstep(tmp_path, "doctor", environ={**bare, "LOCKSTEP_TEMPLATES": "bad.toml"}, code=1)
    dyno = lockstep(tmp_path, "doctor", environ={**bare, "DYNO": "web.1"}, code=1)

    assert "fix   accounts: there is none, so no phone will hear" in done.stdout
    assert wrong.stdout.startswith("fix   settings: PORT: ")
    assert "fix   templates: bad.toml: [templates.sev1] colour: The colours are" in bad.stdout
    assert "fix   store: A dyno's disk is emptied at every restart" in dyno.stdout
