"""`/live connect`: only who manages the server, only a key that is known, and it is never told."""

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord import connecting
from adapters.discord.settings import read_discord_settings
from bot.activitysmith.sentences import connected as sentence
from bot.errors import SettingsInvalid
from tests.adapters.discord.stage import Stage, staged
from tests.adapters.edge import KEY, bytes_in, until
from tests.discord import DiscordStandIn, Modal, Permission, Told
from tests.discord.guild import Guild, Member

CANARY = "ask_canary_7Q4f9aZZtop"
OURS, THEIRS = "ask_of_acme_1", "ask_of_globex_2"


def cards(stage: Stage, key: str) -> list[Any]:
    """What is live on the first phone of the account of *key*."""
    shown = stage.edge.sandbox.picture(key)["lock_screens"][0]["cards"]
    return [card for card in shown if card["is_live"]]


def manager(guild: Guild) -> Member:
    """Somebody who may manage the server, and is not its administrator."""
    guild.role("managers", Permission.MANAGE_GUILD)
    return guild.member("mia", roles=["managers"])


async def asked(stage: Stage, who: Member) -> Told:
    """What `/live connect` is answered."""
    channel = who.guild.text("ops")
    return await stage.discord.command(who, channel, "connect")


async def given(stage: Stage, who: Member, key: str) -> Told:
    """What comes of *key*, put into the form."""
    told = await asked(stage, who)
    return await stage.discord.submit(who, told.modal, {"ActivitySmith key": key})


async def test_who_manages_the_server_connects_it(stage: Stage) -> None:
    """What was live before is on the phones of that account; only the one who asks is told."""
    mia = manager(stage.guild)
    await stage.started("Checkout is down")
    await until(stage.edge.accepted)
    assert cards(stage, KEY)

    told = await given(stage, mia, f"  {OURS} ")

    assert told.private
    assert told.text == sentence(connecting.HERE, 1)
    await until(lambda: cards(stage, OURS))
    assert cards(stage, KEY) == [], "it moved from the settings' account, which is named for it"


async def test_an_administrator_may_do_whatever_a_manager_may(stage: Stage) -> None:
    """Discord grants them everything."""
    told = await given(stage, stage.guild.member("ada", admin=True), OURS)

    assert told.text == sentence(connecting.HERE, 0)


async def test_nobody_else_connects(stage: Stage) -> None:
    """No form opens; and one that opened before is of no use to who may no longer."""
    mia = manager(stage.guild)

    no = await asked(stage, stage.ana)
    form = (await asked(stage, mia)).modal
    mia.roles = []
    late = await stage.discord.submit(mia, form, {"ActivitySmith key": OURS})

    assert (no.modal, no.private, no.text) == (None, True, connecting.ADMINISTRATORS)
    assert late.text == connecting.ADMINISTRATORS
    assert await stage.edge.app.store.secrets() == {}


async def test_the_form_asks_for_one_thing(stage: Stage) -> None:
    """It says why, and fits Discord's limits: the stand-in has seen to that."""
    form = (await asked(stage, manager(stage.guild))).modal

    assert isinstance(form, Modal)
    assert form.custom_id == connecting.CALLBACK
    assert connecting.ASKS in json.dumps(connecting.form(), ensure_ascii=False)


@pytest.mark.parametrize("typed", ["xoxb-1", "ask_", "ask_with a blank", "nonsense", "ask_ü1234"])
async def test_what_is_no_key_is_refused(stage: Stage, typed: str) -> None:
    """Without asking ActivitySmith, and without saying it back."""
    told = await given(stage, manager(stage.guild), typed)

    assert told.private
    assert "begins with `ask_`" in told.text
    assert "Nothing was kept. The form opens again with `/live connect`." in told.text
    assert typed not in told.text.replace("`ask_`", "")
    assert stage.edge.sandbox.picture(OURS)["log"] == []


@pytest.mark.parametrize(
    ("switch", "says"),
    [
        ({"unauthorized": True}, "does not know this key"),
        ({"status": 500}, "could not be asked"),
        ({"drop": True}, "could not be asked"),
        ({"billing": "trial_expired"}, ""),
    ],
)
async def test_the_key_is_checked(stage: Stage, switch: dict[str, Any], says: str) -> None:
    """A refusal says how the form opens again; who is known may owe money."""
    stage.edge.sandbox.switch(OURS, **switch)

    told = await given(stage, manager(stage.guild), OURS)

    assert (says or "Connected.") in told.text
    assert ("The form opens again with `/live connect`." in told.text) is bool(says)
    kept = (stage.guild.id, "activitysmith") in await stage.edge.app.store.secrets()
    assert kept is (not says)


async def test_told_twice_it_is_connected_once(stage: Stage) -> None:
    """Discord may tell the same interaction again."""
    told = await given(stage, manager(stage.guild), OURS)
    await stage.discord.again(told)
    await stage.idle()

    assert len(await stage.edge.app.store.secrets()) == 1


# Whose phones ------------------------------------------------------------------------------


@pytest.fixture
async def strangers(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Stage]:
    """A Lockstep for Acme, whose bot was added to Globex, too, after it began."""
    async with staged(tmp_path, discord) as stage:
        discord.guild("Globex")
        yield stage


async def test_the_settings_key_is_for_the_servers_that_it_is_named_for(strangers: Stage) -> None:
    """Whoever adds the bot to a server of theirs does not reach the operator's phones."""
    globex = strangers.discord.guild("Globex")
    theirs = globex.text("ops")
    await strangers.discord.command(globex.member("eve"), theirs, "start", title="Wake them all")
    await strangers.started("Checkout is down")

    await until(lambda: cards(strangers, KEY))
    (card,) = await until(lambda: strangers.cards(theirs))
    await until(lambda: "no ActivitySmith account is connected" in card.text)

    shown = [card["content_state"]["message"] for card in cards(strangers, KEY)]
    assert shown == ["Checkout is down"]


async def test_each_server_has_its_own_account(strangers: Stage) -> None:
    """What one connects is of no consequence to the other."""
    globex = strangers.discord.guild("Globex")
    await given(strangers, manager(strangers.guild), OURS)
    await given(strangers, manager(globex), THEIRS)
    await strangers.discord.command(
        globex.member("eve"), globex.text("ops"), "start", title="Build fails"
    )
    await strangers.started("Checkout is down")

    await until(lambda: cards(strangers, OURS) and cards(strangers, THEIRS))

    told = {
        key: [card["content_state"]["message"] for card in cards(strangers, key)]
        for key in (OURS, THEIRS, KEY)
    }
    assert told == {OURS: ["Checkout is down"], THEIRS: ["Build fails"], KEY: []}


@pytest.mark.parametrize("guilds", ["Acme", "12345", "123456789012345678 223456789012345678"])
def test_what_names_no_server_is_refused(guilds: str) -> None:
    """With where the ids are to be found."""
    with pytest.raises(
        SettingsInvalid, match=r"DISCORD_GUILDS: names servers by their ids.*doctor"
    ):
        read_discord_settings(_env_file=None, bot_token="a.b.c", guilds=guilds)


# Secrets -----------------------------------------------------------------------------------


async def test_a_key_is_told_to_nobody(
    tmp_path: Path, discord: DiscordStandIn, caplog: pytest.LogCaptureFixture
) -> None:
    """Not by the disk, a log, an answer, a form, or whatever else Discord is sent."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.NOTSET, "discord")
    async with staged(tmp_path, discord) as stage:
        mia = manager(stage.guild)
        await stage.started("Checkout is down")
        for fault in ({"unauthorized": True}, {"status": 500}, {"drop": True}, {"body": "html"}):
            stage.edge.sandbox.switch(CANARY, times=1, method="DELETE", **fault)
            await given(stage, mia, CANARY)
        await given(stage, mia, CANARY)
        await until(lambda: cards(stage, CANARY))
        told = [str(bytes_in(tmp_path)), repr([(c.path, c.body) for c in discord.calls])]
        told += [repr(vars(stage.edge.app.lockstep)), str(await stage.rows())]
        for path in ("/ready", "/metrics"):
            told.append((await stage.edge.http.get(path)).text)
    told += [str(bytes_in(tmp_path)), caplog.text]
    told += [str(vars(record)) for record in caplog.records]

    assert "workspace connected" in caplog.text
    assert [part[:300] for part in told if CANARY in part] == []
