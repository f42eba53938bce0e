"""`lockstep list`, `show` and `export`: the store read beside whoever owns it."""

import csv
import io
import json
from pathlib import Path

import pytest

from adapters import looks
from bot.activity import Actor
from bot.errors import NothingHere, SettingsInvalid, StoreUnusable
from tests.adapters.edge import ADA, OPS, Edge, edge, settings

EVE = Actor(platform="console", id="eve", name="=1+1")
FORMULA = '=HYPERLINK("https://evil.example","x")'


async def _told(parts: Edge) -> None:
    await parts.say('start "Nightly backup" steps:4')
    await parts.say("next", actor=EVE)
    await parts.say(f"set title:'{FORMULA}'")
    await parts.say("say | [x](https://evil.example) <b>*bold*</b> `code` #1 ~no~")
    await parts.say('start "Old news"', channel=OPS.model_copy(update={"id": "b", "name": "b"}))
    await parts.say("end", channel=OPS.model_copy(update={"id": "b", "name": "b"}))


@pytest.mark.parametrize("runs", [True, False])
async def test_what_is_live_is_listed(tmp_path: Path, runs: bool) -> None:
    """By name, with its channel; the ended ones only when asked for. A running one is no matter."""
    async with edge(tmp_path, working=False) as parts:
        await _told(parts)
        own = parts.app.settings
        if runs:
            live = await looks.everything(own, everything=False)
            every = await looks.everything(own, everything=True)
    if not runs:
        live = await looks.everything(own, everything=False)
        every = await looks.everything(own, everything=True)

    (line,) = live.splitlines()
    assert line.startswith("nightly-backup  ")
    assert line.endswith("  #ops")
    assert [row.split()[0] for row in every.splitlines()] == ["old-news", "nightly-backup"]
    assert "ended" in every


async def test_one_is_shown_by_name_or_id(still: Edge) -> None:
    """Its card, its revision, and what the phones are known to show."""
    activity = await still.say('start "Nightly backup" steps:4')
    own = still.app.settings

    shown = await looks.one(own, name="nightly-backup")

    assert shown.splitlines()[:2] == ["┌ Nightly backup", "│ ○○○○  step 0 of 4"]
    assert f"nightly-backup  revision 1  id {activity.id}" in shown
    assert shown.endswith("Lock Screens: on their way")
    assert await looks.one(own, name=activity.id) == shown


async def test_looking_changes_not_a_byte(still: Edge) -> None:
    """Whoever looks leaves the file as it is."""
    await _told(still)
    before = {path.name: path.read_bytes() for path in still.path.parent.glob("lockstep.db*")}

    await looks.everything(still.app.settings, everything=True)
    await looks.one(still.app.settings, name="nightly-backup")
    await looks.timeline(still.app.settings, name="nightly-backup", form="json")

    after = {path.name: path.read_bytes() for path in still.path.parent.glob("lockstep.db*")}
    del before["lockstep.db-shm"], after["lockstep.db-shm"]  # Who reads is noted there.
    assert after == before


async def test_a_timeline_is_exported_as_json(still: Edge) -> None:
    """Every revision with who, when and what."""
    await _told(still)

    told = json.loads(await looks.timeline(still.app.settings, name="nightly-backup", form="json"))

    assert "=HYPERLINK(" in told["title"]
    assert [entry["revision"] for entry in told["timeline"]] == [1, 2, 3, 4]
    assert [entry["verb"] for entry in told["timeline"]] == ["start", "next", "set", "say"]
    assert told["timeline"][1]["who"] == "=1+1"
    assert told["timeline"][0]["at"].endswith("+00:00")
    assert told["ended_at"] is None


async def test_no_cell_of_a_csv_is_a_formula(still: Edge) -> None:
    """What people typed is text to a spreadsheet, whatever it begins with."""
    await _told(still)
    for name in ("+1", "-1", "@x", "\t=1", "\uff1d1"):  # wide signs count in Excel too
        await still.say("say ok", actor=ADA.model_copy(update={"name": name}))
        await still.say(f"say {name}")

    told = await looks.timeline(still.app.settings, name="nightly-backup", form="csv")

    header, *cells = csv.reader(io.StringIO(told))
    assert header == ["revision", "at", "who", "platform", "verb", "what"]
    assert cells[1][2] == "'=1+1"
    for row in cells:
        assert len(row) == 6
        assert not any(cell.strip()[:1] in ("=", "+", "-", "@", "\uff1d") for cell in row)


async def test_markdown_is_only_text(still: Edge) -> None:
    """A table's bar, a link, a tag: each is shown as it was typed."""
    await _told(still)

    told = await looks.timeline(still.app.settings, name="nightly-backup", form="md")

    last = told.splitlines()[-1]
    assert r"\| \[x\]\(https://evil.example\) \<b\>\*bold\*\</b\> \`code\` \#1 \~no\~" in last
    unescaped = last.replace("\\|", "")
    assert unescaped.count("|") == 4
    assert told.splitlines()[2:4] == ["| at (UTC) | who | what |", "|---|---|---|"]


async def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """No store yet, no such activity, or another kind of database: one sentence each."""
    with pytest.raises(StoreUnusable, match=r"There is no .*Start Lockstep once to make it\."):
        await looks.everything(settings(tmp_path), everything=False)
    async with edge(tmp_path, working=False) as parts:
        own = parts.app.settings
    with pytest.raises(NothingHere, match="no activity called `nobody`"):
        await looks.one(own, name="nobody")
    other = settings(tmp_path, LOCKSTEP_DATABASE_URL="postgresql://db.example/x")
    with pytest.raises(SettingsInvalid, match="LOCKSTEP_DATABASE_URL"):
        await looks.everything(other, everything=False)


async def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    """Nothing live is no mistake."""
    async with edge(tmp_path, working=False) as parts:
        own = parts.app.settings

    told = await looks.everything(own, everything=False)

    assert told == "Nothing is live. Say `start` and a title to begin."


async def test_of_two_with_a_name_the_live_one_is_meant(still: Edge) -> None:
    """A name is free again after the end."""
    first = await still.say("start Checkout is down")
    await still.say("end")
    second = await still.say("start Checkout is down")

    assert first.name == second.name
    assert second.id in await looks.one(still.app.settings, name=first.name)
    assert first.id in await looks.one(still.app.settings, name=first.id)
