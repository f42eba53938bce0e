"""`lockstep doctor` of Slack: each fault provoked over real HTTP, with its sentence and its fix."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port

from adapters.slack.checkup import findings
from adapters.slack.scopes import SCOPES
from adapters.slack.settings import SlackSettings
from bot.settings import Settings
from tests.adapters.programs import environment, lockstep
from tests.adapters.slack.bench import Bench, bench

Told = dict[str, tuple[str, str]]
NONE_RUNS: Mapping[str, str] = {}


def own(parts: Bench, **named: Any) -> SlackSettings:
    """The settings of a terminal beside the Lockstep that runs."""
    slack = parts.slack
    values = {
        "bot_token": slack.team().token,
        "signing_secret": slack.app.signing_secret,
        "api_url": slack.api_url,
        **named,
    }
    return SlackSettings(_env_file=None, **values)


async def found(parts: Bench, channel: str = "", url: str | None = None, **named: Any) -> Told:
    """What is found: by what was looked at, how it is and the rest of the sentence."""
    core = parts.edge.app.settings
    if url is not None:
        core = core.model_copy(update={"public_url": url})
    return await told_by(core, own(parts, **named), channel)


async def told_by(
    core: Settings, slack: SlackSettings, channel: str = "", ready: Mapping[str, str] = NONE_RUNS
) -> Told:
    told: Told = {}
    async for finding in findings(core, slack, channel, ready):
        about, _, text = finding.text.partition(": ")
        told[about.removeprefix("slack ")] = finding.how, text
        assert "xoxb" not in text
        assert slack.signing_secret is None or slack.signing_secret.get_secret_value() not in text
    return told


@asynccontextmanager
async def answering(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """Some other web server, at that address."""
    site = web.Application()
    site.router.add_route("*", "/{rest:.*}", handler)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_all_is_well(still: Bench) -> None:
    """Token, scopes, the way in and the channels; and nothing was changed by looking."""
    before, posted = await still.rows(), len(still.slack.called("chat.postMessage"))

    told = await found(still)

    url = still.edge.url
    assert told == {
        "token": ("ok", "that of lockstep in Acme"),
        "scopes": ("ok", f"all {len(SCOPES)} are granted"),
        "address": (
            "ok",
            f"{url}/slack/events hears what is signed with SLACK_SIGNING_SECRET, nothing else; "
            "/live is answered there",
        ),
        "channels": ("ok", "the bot is in 2; `lockstep doctor --channel ID` tries one"),
    }
    assert await still.rows() == before
    assert len(still.slack.called("chat.postMessage")) == posted


async def test_a_token_that_slack_does_not_know(still: Bench) -> None:
    """The rest is looked at all the same."""
    told = await found(still, bot_token="xoxb-nobody")

    how, text = told["token"]
    assert (how, text.partition(" (asked")[0]) == (
        "fix",
        "Slack does not know the bot token; see SLACK_BOT_TOKEN",
    )
    assert told["address"][0] == "ok"
    assert "channels" not in told


async def test_an_app_that_was_removed(still: Bench) -> None:
    """Its token is known, and of no use."""
    still.slack.team().installed = False

    told = await found(still)

    assert told["token"][0] == "fix"
    assert "was removed from this workspace; install it there again" in told["token"][1]


async def test_nobody_at_slacks_address(still: Bench) -> None:
    """A wrong SLACK_API_URL is named by its host."""
    port = unused_port()

    told = await found(still, api_url=f"http://127.0.0.1:{port}/api/")

    assert told["token"][0] == "fix"
    assert (
        f"Slack was not reached (ClientConnectorError) (asked at 127.0.0.1:{port})"
        in (told["token"][1])
    )


async def test_a_scope_that_was_not_granted(still: Bench) -> None:
    """With what it is for; the fix is to install again."""
    team = still.slack.team()
    team.scopes = ",".join(scope for scope in SCOPES if scope != "channels:join")

    assert (await found(still))["scopes"] == (
        "fix",
        "the token lacks channels:join (show a card in a public channel where something begins); "
        "install the app again from `lockstep manifest slack`",
    )


async def test_a_scope_that_can_be_done_without(still: Bench) -> None:
    """Is worth knowing, no more."""
    team = still.slack.team()
    team.scopes = ",".join(scope for scope in SCOPES if scope != "usergroups:read")

    assert (await found(still))["scopes"][0] == "note"


async def test_a_clock_that_is_off(still: Bench) -> None:
    """Slack's requests would soon be turned away."""

    async def slack(request: web.Request) -> web.Response:
        date = "Mon, 01 Jan 2024 00:00:00 GMT"
        return web.json_response({"ok": True, "team": "A", "user": "b"}, headers={"Date": date})

    async with answering(slack) as url:
        told = await found(still, api_url=f"{url}/api/")

    assert told["clock"][0] == "fix"
    assert "ahead of Slack's; what Slack sends is turned away when it is 300" in told["clock"][1]


async def test_another_signing_secret_behind_the_address(still: Bench) -> None:
    """Somebody changed it, and did not start Lockstep again."""
    told = await found(still, signing_secret="another one")

    assert told["address"] == (
        "fix",
        f"the Lockstep at {still.edge.url}/slack/events has another SLACK_SIGNING_SECRET; start "
        "it again with this one",
    )


async def test_a_lockstep_that_was_started_for_another_command(still: Bench) -> None:
    """It answers whatever command Slack sends, so this one is answered too."""
    told = await found(still, command="/lock")

    assert told["address"][1].endswith("/lock is answered there")


async def test_a_lockstep_of_another_workspace(still: Bench) -> None:
    """It knows the secret, and not the team."""
    told = await found(still, bot_token=still.slack.team("T2").token)

    assert told["command"][0] == "fix"
    assert "heard /live help, and did not answer it as this Lockstep would" in told["command"][1]


async def test_something_else_behind_the_address(still: Bench) -> None:
    """Whatever it answers, it is not taken for us."""

    async def nginx(request: web.Request) -> web.Response:
        return web.Response(text="Welcome to nginx")

    async def lost(request: web.Request) -> web.Response:
        return web.Response(status=404)

    async with answering(nginx) as url:
        welcome = await found(still, url=url)
    async with answering(lost) as url:
        missing = await found(still, url=url)

    assert welcome["address"][0] == missing["address"][0] == "fix"
    assert "hears what Slack did not sign" in welcome["address"][1]
    assert missing["address"][1].endswith("/slack/events answered 404; it is not Lockstep")


async def test_nobody_behind_the_address(still: Bench) -> None:
    """Commands would time out in Slack."""
    told = await found(still, url=f"http://127.0.0.1:{unused_port()}")

    assert told["address"][0] == "fix"
    assert told["address"][1].endswith("cannot be reached (ClientConnectorError)")


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "Slack has nowhere to send commands; set LOCKSTEP_PUBLIC_URL, or SLACK_APP_TOKEN"),
        ("http://lockstep.example.com", "must be https; Slack calls nothing else"),
    ],
)
async def test_no_address_that_slack_could_call(still: Bench, url: str, says: str) -> None:
    """Said before anything is tried."""
    told = await found(still, url=url)

    assert told["address"][0] == "fix"
    assert says in told["address"][1]


async def test_by_a_socket(tmp_path: Path) -> None:
    """No address is needed; Slack is asked whether it would open a connection."""
    async with bench(tmp_path, socket=True, working=False) as parts:
        token = parts.slack.app.app_token
        well = await found(parts, url="", signing_secret=None, app_token=token)
        ill = await found(parts, url="", signing_secret=None, app_token="xapp-nobody")

    assert well["socket"] == ("ok", "Slack opens one for SLACK_APP_TOKEN")
    assert "address" not in well
    assert ill["socket"][0] == "fix"
    assert "make an app-level token with connections:write" in ill["socket"][1]
    assert "xapp-nobody" not in ill["socket"][1]


@pytest.mark.parametrize(
    ("says", "finding"),
    [("ok", ("ok", "connected")), ("It is not connected.", ("fix", "It is not connected."))],
)
async def test_a_socket_that_is_held_is_not_opened_twice(
    still: Bench, says: str, finding: tuple[str, str]
) -> None:
    """Slack grants few a minute; the Lockstep that runs knows how its own is."""
    core, slack = still.edge.app.settings, own(still, app_token="xapp-1")

    told = await told_by(core, slack, ready={"slack": says})

    assert told["socket"] == finding
    assert still.slack.called("apps.connections.open") == []


async def test_workspaces_that_install_it(still: Bench) -> None:
    """Their tokens are sealed; what can be tried is whether the way in begins."""

    async def install(request: web.Request) -> web.Response:
        if request.path != "/slack/install":
            return web.Response(status=401)
        return web.Response(status=302, headers={"Location": "https://s.example/?client_id=1.2"})

    named: dict[str, Any] = {"bot_token": None, "client_secret": "s"}
    async with answering(install) as url:
        well = await told_install(still, url, client_id="1.2", **named)
        ill = await told_install(still, url, client_id="9.9", **named)

    assert well == ("ok", f"workspaces install the app at {url}/slack/install")
    assert ill[0] == "fix"
    assert "has another SLACK_CLIENT_ID, or none" in ill[1]


async def told_install(parts: Bench, url: str, **named: Any) -> tuple[str, str]:
    return (await found(parts, url=url, LOCKSTEP_PUBLIC_URL=url, **named))["install"]


async def test_a_bot_that_is_nowhere(still: Bench) -> None:
    """Worth knowing: it joins public channels by itself."""
    for room in still.slack.team().rooms.values():
        room.members.discard(still.slack.team().bot)

    told = await found(still)

    assert told["channels"][0] == "note"
    assert told["channels"][1].startswith("the bot is in none yet")


async def test_a_message_comes_and_goes(still: Bench) -> None:
    """All the way, in the channel that was named."""
    told = await found(still, "C1")

    assert told["round trip"] == ("ok", "a message came and went in C1")
    assert [m for m in still.slack.channel("C1").cards if not m.deleted] == []
    assert len(still.slack.called("chat.delete")) == 1


async def test_a_channel_without_the_bot(still: Bench) -> None:
    """Says what to do about it."""
    told = await found(still, "C2")

    assert told["round trip"] == (
        "fix",
        "Lockstep is not in this channel; say `/invite @Lockstep` there",
    )


async def test_a_message_that_cannot_be_deleted(still: Bench) -> None:
    """Whoever reads the channel should know whose it is."""
    still.slack.fail("chat.delete", "error", error="cant_delete_message")

    told = await found(still, "C1")

    assert told["round trip"][0] == "fix"
    assert (
        "was posted and could not be deleted (Slack said cant_delete_message)"
        in (told["round trip"][1])
    )


@pytest.mark.parametrize(
    ("named", "how", "says"),
    [
        ({}, "note", "slack: not set up; `lockstep manifest slack` is where it begins"),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1"},
            "fix",
            "slack settings: SLACK_SIGNING_SECRET is missing; set the whole of Slack, or none",
        ),
        (
            {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_SIGNING_SECRET": "s"},
            "fix",
            "slack settings: SLACK_BOT_TOKEN: begins with xoxb-; this is another kind of token",
        ),
    ],
)
def test_the_settings_as_they_are(
    tmp_path: Path, named: dict[str, str], how: str, says: str
) -> None:
    """None is a note; half of them is a fault that names the rest."""
    environ = environment(PORT=str(unused_port()), **named)

    done = lockstep(tmp_path, "doctor", environ=environ, code=1)

    (told,) = [line for line in done.stdout.splitlines() if line[6:].startswith("slack")]
    assert told.startswith(f"{how:<5} {says}")
