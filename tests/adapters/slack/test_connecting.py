"""`connect`: only administrators, only a key that ActivitySmith knows, and it is never told."""

import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from adapters.slack import connecting
from adapters.slack.admins import Admins
from bot.activitysmith.sentences import connected as connected_in
from tests.adapters.edge import KEY, bytes_in, until
from tests.adapters.slack.bench import Bench, bench, said
from tests.adapters.slack.installing import connected, installed
from tests.adapters.slack.stage import Stage
from tests.bot.stores.made import NOW
from tests.slack.world import View

CANARY = "ask_canary_7Q4f9aZZtop"
OURS, THEIRS = "ask_of_acme_1", "ask_of_globex_2"


@pytest.fixture
async def open_to_all(tmp_path: Path) -> AsyncIterator[Bench]:
    """A Lockstep that acme and globex have installed."""
    async with bench(tmp_path, installs=True) as parts:
        for team in ("T1", "T2"):
            await installed(parts, team)
        yield parts
        parts.slack.assert_polite()


def cards(at: Bench, key: str) -> list[Any]:
    """What the first phone of the account of *key* shows."""
    shown: list[Any] = at.edge.sandbox.picture(key)["lock_screens"][0]["cards"]
    return shown


def open_form(at: Bench, user: str = "U1") -> View:
    view = at.slack.open_view(user)
    assert view is not None
    return view


def text_of(view: View) -> str:
    return json.dumps(view.blocks, ensure_ascii=False)


async def test_an_administrator_connects(open_to_all: Bench) -> None:
    """What was live before is on the phones of that account, and of no other."""
    await open_to_all.started("Checkout is down")

    heard = await open_to_all.slack.command("/live connect", user="U1")
    await open_to_all.idle()
    asked = open_form(open_to_all)
    await open_to_all.slack.submit(asked, {"ActivitySmith key": f"  {OURS} "})
    await open_to_all.idle()

    assert said(heard) == connecting.OPENS
    assert "Connected." in text_of(open_form(open_to_all))
    await until(lambda: cards(open_to_all, OURS))
    assert not cards(open_to_all, KEY), "the settings' account serves nobody who installed"


async def test_an_account_of_another_key_takes_over(open_to_all: Bench) -> None:
    """Connected again with another key, what is live moves there; nothing stays behind."""
    await open_to_all.started("Checkout is down")
    await connected(open_to_all, "T1", OURS)
    assert "account before" not in text_of(open_form(open_to_all))
    await until(open_to_all.edge.accepted)
    assert cards(open_to_all, OURS)

    await connected(open_to_all, "T1", "ask_of_acme_new")

    assert "The account before showed one activity, which ends" in text_of(open_form(open_to_all))
    await until(lambda: cards(open_to_all, "ask_of_acme_new"))
    assert [card for card in cards(open_to_all, OURS) if card["is_live"]] == []


async def test_with_one_token_the_usual_account_serves_until_there_is_another(
    at_work: Bench,
) -> None:
    """One workspace alone may use ACTIVITYSMITH_API_KEY, or connect its own."""
    await at_work.started("Checkout is down")
    await until(lambda: cards(at_work, KEY))

    await connected(at_work, "T1", OURS)

    await until(lambda: cards(at_work, OURS))
    assert [card for card in cards(at_work, KEY) if card["is_live"]] == []


@pytest.mark.parametrize("user", ["U2", "U3"], ids=["a member", "a guest"])
async def test_nobody_else_connects(open_to_all: Bench, user: str) -> None:
    """They are told who can, and there is nothing to send."""
    await open_to_all.slack.command("/live connect", user=user)
    await open_to_all.idle()

    view = open_form(open_to_all, user)
    assert connecting.ADMINISTRATORS in text_of(view)
    assert "submit" not in view.sent
    assert len(await open_to_all.edge.app.store.secrets()) == 2


async def test_an_administrator_is_remembered_for_minutes(stage: Stage) -> None:
    """And no longer; somebody else's administrator is none here, and a bot is none."""
    now = [NOW]
    admins, people = Admins(stage.api, lambda: now[0]), stage.slack.team("T1").people
    assert await admins.has("T1", "U1")
    people["U1"] = replace(people["U1"], is_admin=False)
    people["U9"] = replace(people["U9"], is_admin=True)
    people["U2"] = replace(people["U2"], is_admin=True, is_bot=True)

    assert await admins.has("T1", "U1")
    now[0] += timedelta(minutes=5)
    assert [await admins.has("T1", user) for user in ("U1", "U9", "U2")] == [False] * 3

    people["U1"] = replace(people["U1"], is_admin=True)
    assert await admins.has("T1", "U1"), "who became one need not wait"


@pytest.mark.parametrize("typed", ["xoxb-1", "ask_", "ask_with a blank", "nonsense", "ask_ü1234"])
async def test_what_is_no_key_is_refused_beside_the_field(open_to_all: Bench, typed: str) -> None:
    """At once, without asking ActivitySmith, and without saying it back."""
    await open_to_all.slack.command("/live connect")
    await open_to_all.idle()

    heard = await open_to_all.slack.submit(open_form(open_to_all), {"field:key": typed})

    told = json.loads(heard.raw)
    assert told["response_action"] == "errors"
    assert "begins with `ask_`" in told["errors"]["field:key"]
    assert typed not in heard.raw.replace("`ask_`", "")


@pytest.mark.parametrize(
    ("switch", "says"),
    [
        ({"unauthorized": True}, "does not know this key"),
        ({"status": 500}, "could not be asked"),
        ({"drop": True}, "could not be asked"),
        ({"body": "html"}, "could not be asked"),
        ({"body": "empty"}, "could not be asked"),
        ({"billing": "trial_expired"}, ""),
        ({"rate_limited": True}, ""),
    ],
)
async def test_the_key_is_checked(open_to_all: Bench, switch: dict[str, Any], says: str) -> None:
    """A refusal leaves the form, empty, with its sentence; who is known may owe money."""
    open_to_all.edge.sandbox.switch(OURS, **switch)

    await connected(open_to_all, "T1", OURS)

    view = open_form(open_to_all)
    assert (says or "Connected.") in text_of(view)
    assert OURS not in json.dumps(view.sent)
    kept = ("T1", "activitysmith") in await open_to_all.edge.app.store.secrets()
    assert kept is (not says)


async def test_a_key_in_the_command_is_not_kept(open_to_all: Bench) -> None:
    """It is refused in a sentence that does not say it again."""
    heard = await open_to_all.slack.command(f"/live connect {CANARY}")

    assert "a form asks for the key" in said(heard)
    assert CANARY not in heard.raw
    assert open_to_all.slack.open_view() is None


async def test_slack_that_does_not_say_who_administers(open_to_all: Bench) -> None:
    """Nothing is changed, and the sentence says why."""
    open_to_all.slack.fail("users.info", "status", status=500)
    await open_to_all.slack.command("/live connect")
    await open_to_all.idle()
    assert connecting.UNKNOWN in text_of(open_form(open_to_all))

    open_to_all.slack.team("T1").scopes = "commands"
    await open_to_all.slack.command("/live connect")
    await open_to_all.idle()

    assert connecting.UNASKABLE in text_of(open_form(open_to_all))


async def test_a_form_that_was_closed_is_answered_all_the_same(open_to_all: Bench) -> None:
    """What came of it is told privately."""
    await open_to_all.slack.command("/live connect")
    await open_to_all.idle()
    open_to_all.slack.fail("views.update", "error", error="not_found")

    await open_to_all.slack.submit(open_form(open_to_all), {"field:key": OURS})

    assert await open_to_all.told() == connected_in(connecting.HERE, 0)


async def test_a_key_is_told_to_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Not by the disk, a log, an answer, a form, or whatever else Slack is sent."""
    caplog.set_level(logging.DEBUG)
    async with bench(tmp_path, installs=True) as at:
        await installed(at)
        await at.started("Checkout is down")
        for fault in ({"unauthorized": True}, {"status": 500}, {"drop": True}, {"body": "html"}):
            at.edge.sandbox.switch(CANARY, times=1, method="DELETE", **fault)
            await connected(at, "T1", CANARY)
        await connected(at, "T1", CANARY)
        await until(lambda: cards(at, CANARY))
        told = [str(bytes_in(tmp_path)), repr(at.slack.calls)]
        told += [
            repr(vars(at.adapter.parts.connect)),
            repr(vars(at.edge.app.lockstep)),
            str(await at.rows()),
        ]
        for path in ("/ready", "/metrics"):
            told.append((await at.edge.http.get(path)).text)
    told += [str(bytes_in(tmp_path)), caplog.text]
    told += [str(vars(record)) for record in caplog.records]

    assert "workspace connected" in caplog.text
    assert [part[:200] for part in told if CANARY in part] == []


WORDS = (
    "next on search-reindex", "back on search-reindex", "step 2 on search-reindex",
    "color:red on search-reindex", "say Looking on checkout-is-down", "ack on checkout-is-down",
    'button "Runbook" https://example.com/r on checkout-is-down', "end on checkout-is-down",
    "end on search-reindex", "start Checkout is down", 'start "Search reindex" steps:4',
    "list", "status", "next", "nonsense",
)  # fmt: skip


async def test_what_one_workspace_says_never_touches_another(tmp_path: Path) -> None:
    """Equal people, channels and names in both; a hundred commands in one; not a byte moves."""
    # Slack's clock stands still here, so that posts a second apart are rude: not looked at.
    async with bench(tmp_path, installs=True) as at:
        for team, key in (("T1", OURS), ("T2", THEIRS)):
            await installed(at, team)
            for words in ('start "Search reindex" steps:4', "start Checkout is down"):
                await at.slack.command(f"/live {words}", team=team)
            await connected(at, team, key)
            await until(partial(has, at, team, key, 2))
        await until(partial(is_at_rest, at, "T2"))
        before, dice = await theirs(at), Random(20)
        ours = len((await at.rows())["journal"])

        for _ in range(100):
            words, user = dice.choice(WORDS), dice.choice(("U1", "U2"))
            await at.slack.command(f"/live {words}", user=user, team="T1")
        await until(partial(has_shown, at))

        assert await theirs(at) == before
        assert len((await at.rows())["journal"]) > ours + 20, "much was done in the one"


def has(at: Bench, team: str, key: str, count: int) -> bool:
    """Whether phones and channel show so many."""
    return len(cards(at, key)) == len(at.cards("C1", team)) == count


async def is_at_rest(at: Bench, team: str) -> bool:
    """Whether nothing of *team* is due for an hour, so that nothing changes there by itself."""
    await at.idle()
    soon = (datetime.now(UTC) + timedelta(hours=1)).timestamp() * 1_000_000
    db = sqlite3.connect(f"file:{at.edge.path}?mode=ro", uri=True)
    try:
        (due,) = db.execute(
            "SELECT count(*) FROM deliveries WHERE workspace = ? AND due_at <= ?", (team, soon)
        ).fetchone()
    finally:
        db.close()
    return bool(due == 0)


async def has_shown(at: Bench) -> bool:
    """Whether nothing is due now."""
    await at.idle()
    return (await at.edge.app.store.health()).deliveries_due == 0


async def theirs(at: Bench) -> list[Any]:
    """Everything of globex: its rows, what its phones show and were sent, what Slack has of it."""
    rows = await at.rows()
    own = {table: [row for row in every if "'T2'" in row] for table, every in rows.items()}
    sent = [entry for entry in at.edge.sandbox.log.entries if entry.account == THEIRS]
    rooms = at.slack.team("T2").rooms
    posts = {name: repr(room.posted) for name, room in rooms.items()}
    called = [call.method for call in at.slack.calls if call.team == "T2"]
    return [own, cards(at, THEIRS), [repr(e) for e in sent], posts, called]
