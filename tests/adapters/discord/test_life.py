"""The connection to Discord: it lasts, it comes back, and it ends in order."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr

from adapters import console
from adapters.discord.connection import DiscordAdapter, connected
from adapters.discord.entrance import NOT_KNOWN
from adapters.discord.gateway import FATAL, DiscordUnusable
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from adapters.discord.settings import DiscordSettings
from tests.adapters.discord.stage import (
    Named,
    Stage,
    all_known,
    connected_to,
    elsewhere,
    settings_of,
    staged,
)
from tests.adapters.discord.test_answers import card, says_well
from tests.adapters.edge import edge, until
from tests.adapters.programs import Program, environment, lockstep, program, sandbox
from tests.discord import DiscordStandIn


@pytest.fixture
async def hasty(still: Stage) -> Stage:
    """Which comes back at once, however often it must."""
    client = still.adapter.client
    client.identify_every_seconds = 0.0
    for shard in client.held.values():
        shard.wait_seconds = 0.0
    return still


async def is_well(stage: Stage) -> None:
    """It hears, and says so."""
    await connected_to(stage)
    stage.adapter.parts.pressed = says_well
    told = await stage.discord.press(stage.ana, card(stage), "Press")
    assert told.text == "All is *well*."


# It lasts -------------------------------------------------------------------------------


async def test_a_dropped_connection_is_resumed_and_nothing_is_lost(hasty: Stage) -> None:
    """What was pressed meanwhile is told then; what was under way is answered all the same."""
    go = asyncio.Event()

    async def waits(interaction: Interaction, reply: Reply) -> None:
        await go.wait()
        await reply.privately("All is *well*.")

    hasty.adapter.parts.pressed = waits
    before = await hasty.discord.press(hasty.ana, card(hasty), "Press", wait=False)
    await hasty.discord.heard()

    await hasty.discord.drop()
    during = await hasty.discord.press(hasty.ana, card(hasty), "Press", wait=False)
    go.set()

    assert (await hasty.discord.answered(before)).text == "All is *well*."
    assert (await hasty.discord.answered(during)).text == "All is *well*."
    assert (hasty.discord.sessions.identifies, hasty.discord.sessions.resumes) == (1, 1)


@pytest.mark.parametrize("code", [1000, 1001, 4000, 4008, 4009])
async def test_a_closed_connection_comes_back(hasty: Stage, code: int) -> None:
    """Whatever the code says, unless it says for ever."""
    await hasty.discord.drop(code)
    await hasty.discord.connected()

    await is_well(hasty)


async def test_it_comes_again_when_it_is_asked_to(hasty: Stage) -> None:
    """Op 7: the session goes on."""
    hasty.discord.ask_to_reconnect()
    await hasty.discord.until(lambda: hasty.discord.sessions.resumes)

    await is_well(hasty)
    assert hasty.discord.sessions.identifies == 1


async def test_a_session_that_is_worth_nothing_begins_anew(hasty: Stage) -> None:
    """Op 9; and what happened between the two is caught up with."""
    hasty.discord.invalidate()
    await hasty.discord.until(lambda: not hasty.discord.sessions.connected)
    hasty.guild.text("inc-between")

    await hasty.discord.connected()
    await is_well(hasty)

    assert hasty.discord.sessions.identifies == 2
    await until(lambda: hasty.live())
    assert (await hasty.only()).content.title == "inc-between"


async def test_a_gateway_that_turns_us_away_is_tried_again(hasty: Stage) -> None:
    """As long as it does; meanwhile nobody is told that all is well."""
    hasty.discord.sessions.refuse_with = 4000
    await hasty.discord.drop(resumable=False)
    before = hasty.discord.sessions.identifies
    await hasty.discord.until(lambda: hasty.discord.sessions.identifies >= before + 4)
    assert "is not connected; it is tried again" in await hasty.adapter.ready()

    hasty.discord.sessions.refuse_with = 0
    await hasty.discord.connected()
    await is_well(hasty)


async def test_an_event_that_cannot_be_read_is_left_out(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The connection goes on, and the log has it."""
    still.discord.dispatch(still.guild.id, "INTERACTION_CREATE", {"id": "1", "type": 3})
    still.discord.dispatch(still.guild.id, "GUILD_ROLE_DELETE", {})
    await still.discord.heard()

    await is_well(still)

    assert caplog.messages.count("discord event not understood") == 2
    assert still.discord.sessions.identifies == 1


async def test_what_is_silent_is_not_well(still: Stage) -> None:
    """A gateway that answers no heartbeat may be dead without a sound."""
    (shard,) = still.adapter.client.held.values()
    assert await still.adapter.ready() == ""

    shard.monotonic = lambda: shard.heard_at + 91.0

    assert "has been silent for 91 seconds" in await still.adapter.ready()


# Told twice -----------------------------------------------------------------------------


async def test_a_press_told_again_is_done_once(still: Stage) -> None:
    """And who pressed is answered once: nobody is even asked again."""
    activity = await still.begun()
    token = still.edge.token(activity, "ack")
    told = await still.discord.press(still.ana, card(still, f"live:press:{token}"), "Press")

    for _ in range(20):
        await still.discord.again(told)
    await still.idle()

    assert await still.edge.verbs(activity) == ["start", "ack"]
    assert (told.refused, told.follow_ups) == ([], [])


async def test_two_processes_that_hear_the_same_do_it_once(still: Stage) -> None:
    """Whoever is second to answer is told so, which is no mistake; a channel starts one."""
    async with another(still):
        activity = await still.begun()
        token = still.edge.token(activity, "ack")
        told = await still.discord.press(still.ana, card(still, f"live:press:{token}"), "Press")
        room = still.guild.text("inc-db")
        await both_idle(still)
        room.rename("inc-database")
        await both_idle(still)

        assert told.times == 2
        assert await still.edge.verbs(activity) == ["start", "ack"]
        (other,) = [a for a in await still.live() if a.id != activity.id]
        assert await still.edge.verbs(other) == ["start", "set"]
        assert told.follow_ups == []


async def test_a_press_after_a_restart_does_what_it_says(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """Nothing is kept for a button but the button."""
    async with staged(tmp_path, discord, working=False) as stage:
        activity = await stage.begun()
        message = card(stage, f"live:press:{stage.edge.token(activity, 'ack')}")

    async with staged(tmp_path, discord, working=False) as stage:
        await stage.discord.press(stage.ana, message, "Press")

        assert await stage.edge.verbs(activity) == ["start", "ack"]


async def test_guilds_do_not_touch_each_other(still: Stage) -> None:
    """A button of one guild does nothing in another, whoever brings it there."""
    other = still.discord.guild("Globex")
    eve, room = other.member("eve"), other.text("ops")
    await connected_to(still)
    activity = await still.begun()
    press = {"type": 2, "style": 2, "label": "Press", "id": 2}
    press["custom_id"] = f"live:press:{still.edge.token(activity, 'ack')}"
    stolen = room.says(other.bot, "x", components=[{"type": 1, "id": 1, "components": [press]}])

    told = await still.discord.press(eve, stolen, "Press")

    assert "Nothing is live here" in told.text
    assert await still.edge.verbs(activity) == ["start"]


# Shards ---------------------------------------------------------------------------------


async def test_it_has_as_many_shards_as_discord_wants(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """Each guild is heard by its own, and one that is lost comes back by itself."""
    discord.sessions.shards = 2
    guilds = [discord.guild(f"Guild {number}") for number in range(6)]
    async with staged(tmp_path, discord, working=False, identify_every_seconds=0.0) as stage:
        await discord.connected(2)
        assert {shard.number for shard in stage.adapter.client.held.values()} == {0, 1}
        assert all_known(stage.adapter.client, discord)

        await discord.drop()
        await discord.connected(2)
        await connected_to(stage)

        for guild in guilds:
            guild.text("inc-db")
            await until(partial(stage.live, guild))
        assert discord.sessions.identifies == 2


# It ends --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(FATAL))
async def test_what_is_closed_for_good_ends_in_a_sentence(still: Stage, code: int) -> None:
    """Which says what to do about it."""
    await still.discord.drop(code)

    assert still.running is not None
    await asyncio.wait({still.running}, timeout=60)
    with pytest.raises(DiscordUnusable, match=r"^Discord .*\.$") as told:
        still.running.result()

    assert str(told.value) == FATAL[code]
    assert await still.adapter.ready() != ""


async def test_a_token_that_was_taken_back_ends_in_a_sentence(still: Stage) -> None:
    """As soon as Discord refuses it: whoever goes on is shut out for everything."""
    await still.begun()
    still.discord.fail("POST", "/messages$", status=401)

    await still.show()

    assert still.running is not None
    await asyncio.wait({still.running}, timeout=60)
    with pytest.raises(DiscordUnusable) as told:
        still.running.result()
    assert str(told.value) == NOT_KNOWN
    await still.discord.until(lambda: not still.discord.sessions.all)


async def test_a_token_that_is_not_known_ends_in_a_sentence(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """Before anything is begun, and without a word of the token."""
    own = settings_of(discord).model_copy(update={"bot_token": SecretStr("some.other.token")})

    async with alone(tmp_path, own) as adapter:
        with pytest.raises(DiscordUnusable) as told:
            await adapter.run()

    assert str(told.value) == NOT_KNOWN
    assert discord.sessions.identifies == 0


async def test_a_discord_that_is_away_is_waited_for(
    tmp_path: Path, discord: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    """At whichever step it is; `ready` says what it waits for, and the log once."""
    discord.guild("Acme")
    discord.fail("GET", "/gateway/bot", status=503, times=3)
    discord.fail("GET", "/users/@me", status=400, code=1)
    discord.fail("GET", "/oauth2/applications/@me", status=400, code=1)
    async with alone(tmp_path, settings_of(discord)) as adapter:
        adapter.entrance.wait_seconds = 0.0
        held = asyncio.create_task(adapter.run())
        await discord.connected()
        await until(lambda: _is_ready(adapter))
        held.cancel()
        await asyncio.wait({held})

    assert caplog.messages.count("discord does not let us in") == 2


async def test_what_is_no_discord_is_named(tmp_path: Path, discord: DiscordStandIn) -> None:
    """By the setting that leads there."""
    own = settings_of(discord).model_copy(update={"api_url": discord.url + "/elsewhere"})
    async with alone(tmp_path, own) as adapter:
        held = asyncio.create_task(adapter.run())
        await until(lambda: "see DISCORD_API_URL" in adapter.entrance.why)
        assert "does not answer as Discord does" in await adapter.ready()
        held.cancel()
        await asyncio.wait({held})


async def test_what_is_under_way_is_finished_before_the_end(
    tmp_path: Path, discord: DiscordStandIn
) -> None:
    """Whoever pressed just before is answered."""
    begun, go = asyncio.Event(), asyncio.Event()

    async def waits(interaction: Interaction, reply: Reply) -> None:
        begun.set()
        await go.wait()
        await reply.privately("All is *well*.")

    async with staged(tmp_path, discord, working=False) as stage:
        stage.adapter.parts.pressed = waits
        told = await discord.press(stage.ana, card(stage), "Press", wait=False)
        await begun.wait()
        closing = asyncio.create_task(stage.adapter.close())
        await asyncio.sleep(0)
        go.set()
        await closing

    assert told.text == "All is *well*."


# The program ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def smith(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The sandbox's address, for all tests of this file."""
    with sandbox(tmp_path_factory.mktemp("smith")) as url:
        yield url


def environ(discord: DiscordStandIn, smith: str, **named: str) -> dict[str, str]:
    """What `lockstep discord` needs to know."""
    return environment(
        LOCKSTEP_SECRET="a secret of the tests, made up",
        ACTIVITYSMITH_API_KEY="ask_life",
        ACTIVITYSMITH_BASE_URL=smith,
        PYTHONWARNINGS="ignore:'audioop' is deprecated:DeprecationWarning",
        **{
            "DISCORD_BOT_TOKEN": discord.token,
            "DISCORD_API_URL": discord.api_url,
            "DISCORD_GATEWAY_URL": discord.gateway_url,
            **named,
        },
    )


async def ended(running: Program) -> int:
    """Its exit code."""
    return await asyncio.to_thread(running.ended, 60.0)


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "discord"])
async def test_told_to_stop_it_answers_and_stops(
    tmp_path: Path, discord: DiscordStandIn, smith: str, command: str
) -> None:
    """SIGTERM while somebody waits for an answer: they have it, and the exit code is 0."""
    guild = discord.guild("Acme")
    discord.fail("POST", "/callback$", delay_seconds=0.7)
    with program(tmp_path, command, environ=environ(discord, smith)) as running:
        await discord.connected()
        await discord.heard()
        ops = guild.text("ops")
        row = {"type": 2, "style": 2, "label": "Press", "custom_id": "old:button", "id": 2}
        message = ops.says(guild.bot, "x", components=[{"type": 1, "id": 1, "components": [row]}])
        told = await discord.press(guild.member("ana"), message, "Press", wait=False)
        await discord.heard()

        running.signal(signal.SIGTERM)

        assert await ended(running) == 0
    assert "older version" in told.text
    await discord.until(lambda: not discord.sessions.all)  # It has said goodbye.
    assert "Traceback" not in running.stderr
    assert "Unclosed" not in running.stderr


@pytest.mark.slow
@pytest.mark.parametrize("command", ["run", "discord"])
@pytest.mark.parametrize("code", [4004, 4014])
async def test_closed_for_good_the_program_ends(
    tmp_path: Path, discord: DiscordStandIn, smith: str, command: str, code: int
) -> None:
    """With code 1 and the sentence, and without a traceback."""
    discord.sessions.refuse_with = code
    discord.guild("Acme")
    with program(tmp_path, command, environ=environ(discord, smith)) as running:
        assert await ended(running) == 1

    assert running.stderr.splitlines()[-1] == f"lockstep: {FATAL[code]}"
    assert "Traceback" not in running.stderr


@pytest.mark.slow
async def test_without_a_token_there_is_no_discord_to_run(tmp_path: Path) -> None:
    """`lockstep discord` says which setting is missing; half of them are named at once."""
    bare = environment(LOCKSTEP_SECRET="a secret of the tests, made up")
    done = await asyncio.to_thread(lockstep, tmp_path, "discord", environ=bare, code=2)
    assert "DISCORD_BOT_TOKEN is missing" in done.stderr

    half = {**bare, "DISCORD_API_URL": "http://127.0.0.1:1"}
    done = await asyncio.to_thread(lockstep, tmp_path, "run", environ=half, code=2)
    assert "DISCORD_BOT_TOKEN is missing, and DISCORD_API_URL set" in done.stderr


@asynccontextmanager
async def alone(folder: Path, settings: DiscordSettings) -> AsyncIterator[DiscordAdapter]:
    """Lockstep, built and not at work: the test itself runs what it has of Discord."""
    async with (
        elsewhere(),
        edge(folder, working=False, platforms=(console, Named(settings))) as parts,
    ):
        adapter = parts.app.adapters[1]
        assert isinstance(adapter, DiscordAdapter)
        yield adapter


@asynccontextmanager
async def another(stage: Stage) -> AsyncIterator[DiscordAdapter]:
    """A second client on the same store, as a second process is."""
    adapter = connected(stage.lockstep, settings_of(stage.discord))
    held = asyncio.create_task(adapter.run())
    try:
        await stage.discord.connected(2)
        await until(lambda: _is_ready(adapter))
        await until(lambda: all_known(adapter.client, stage.discord))
        stage.others.append(adapter)
        yield adapter
    finally:
        stage.others.remove(adapter)
        held.cancel()
        with suppress(asyncio.CancelledError):
            await held
        await adapter.close()


async def both_idle(stage: Stage) -> None:
    await stage.idle()
    for other in stage.others:
        await other.parts.answers.idle()


async def _is_ready(adapter: DiscordAdapter) -> bool:
    return not await adapter.ready()
