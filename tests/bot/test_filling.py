"""What comes of a form that was filled in: all of it or nothing, once, and nobody else's undone."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from bot.activity import Activity, Actor, Channel, Link
from bot.buttons import Buttons, activity_id_of
from bot.commands import Set
from bot.errors import NotAllowed, NothingHere, Refused
from bot.filling import BUTTONS, END, START, UPDATE, Filled, Filling
from bot.form import FormWrong, Value
from bot.lockstep import UNCHANGED, Lockstep
from bot.store import Target
from bot.stores.sqlite import SqliteStore
from bot.template_file import load
from bot.templates import Templates

ADA = Actor(platform="chat", id="ada", name="Ada")
MEI = Actor(platform="chat", id="mei", name="Mei", groups=frozenset({"sre"}))
OPS = Channel(surface="chat", id="ops", workspace="T1", name="ops")
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TEMPLATES = """
[templates.guarded]
title = "{title}"
may = { end = ["@sre"], pause = ["@sre"] }
"""


@pytest.fixture
async def lockstep(tmp_path: Path) -> AsyncIterator[Lockstep]:
    store = await SqliteStore.open(tmp_path / "lockstep.db", clock=lambda: NOW)
    numbers = count(1)
    yield Lockstep(
        store,
        templates=Templates(load(TEMPLATES, "lockstep.toml")),
        buttons=Buttons(b"a secret of the tests"),
        clock=lambda: NOW,
        new_id=lambda: activity_id_of(next(numbers).to_bytes(16, "big")),
    )
    await store.close()


@pytest.fixture
def filling(lockstep: Lockstep) -> Filling:
    return Filling(lockstep)


async def said(lockstep: Lockstep, words: str) -> Activity:
    told = await lockstep.say(words, actor=ADA, channel=OPS)
    assert told.answer is not None
    return told.answer.activity


def sent(
    kind: str,
    activity: Activity | None,
    put: Mapping[str, Value],
    had: Mapping[str, Value] | None = None,
    *,
    actor: Actor = ADA,
    key: str = "k",
) -> Filled:
    return Filled(kind, actor, OPS, key, put, had or {}, activity.id if activity else "")


async def now(lockstep: Lockstep, activity: Activity) -> Activity:
    found = await lockstep.store.find(Target("T1", id=activity.id))
    assert found is not None
    return found


async def verbs(lockstep: Lockstep, activity: Activity) -> list[str]:
    return [entry.verb for entry in await lockstep.store.timeline(activity.id)]


async def test_what_differs_is_one_command(lockstep: Lockstep, filling: Filling) -> None:
    """What was left as it was shown is not said, whatever it is by now."""
    activity = await said(lockstep, 'start "Backup" steps:4')
    await said(lockstep, 'set subtitle:"Verify"')

    answer = await filling.fill(
        sent(UPDATE, activity, {"step": "2", "subtitle": "", "title": "Backup"}, {"subtitle": ""})
    )

    assert answer.text == "Backup · step 2 of 4 · Verify"
    assert await verbs(lockstep, activity) == ["start", "set", "set"]


async def test_what_does_not_differ_says_so(lockstep: Lockstep, filling: Filling) -> None:
    """And makes no revision."""
    activity = await said(lockstep, 'start "Backup" steps:4')

    answer = await filling.fill(sent(UPDATE, activity, {"step": "0"}))

    assert answer.text == f"{UNCHANGED}Backup · step 0 of 4"
    assert answer.activity.revision == 1


async def test_a_form_told_again_has_its_first_answer(lockstep: Lockstep, filling: Filling) -> None:
    """Whatever became of the activity meanwhile."""
    activity = await said(lockstep, 'start "Bench" timer:5m')
    update = sent(UPDATE, activity, {"title": "Benchmark", "running": False})
    end = sent(END, activity, {"text": "", "dismiss": "10"}, key="e")

    first = await filling.fill(update)
    await said(lockstep, "resume")
    again = await filling.fill(update)
    over = await filling.fill(end)
    after = [await filling.fill(update), await filling.fill(end)]

    assert (again.again, again.text) == (True, first.text)
    assert [told.text for told in after] == [first.text, over.text]
    assert await verbs(lockstep, activity) == ["start", "set", "pause", "resume", "end"]


async def test_what_was_done_by_half_is_done_whole_when_told_again(
    lockstep: Lockstep, filling: Filling
) -> None:
    """A process that died between two commands loses neither."""
    activity = await said(lockstep, 'start "Bench" timer:5m')
    await lockstep.handle(
        Set(actor=ADA, workspace="T1", activity_id=activity.id, key="k", title="Benchmark")
    )

    await filling.fill(sent(UPDATE, activity, {"title": "Benchmark", "running": False}))

    assert await verbs(lockstep, activity) == ["start", "set", "pause"]


async def test_a_field_that_cannot_be_is_named(lockstep: Lockstep, filling: Filling) -> None:
    """By how it reads, and by the rule where it was the only one."""
    activity = await said(lockstep, 'start "Backup" steps:4')

    for put, name in (({"steps": "0"}, "steps"), ({"step": "9"}, "step")):
        with pytest.raises(FormWrong) as wrong:
            await filling.fill(sent(UPDATE, activity, put))
        assert list(wrong.value.fields) == [name]
    with pytest.raises(Refused, match="There are 8 steps") as refused:
        await filling.fill(sent(UPDATE, activity, {"step": "9", "steps": "8"}))

    assert not isinstance(refused.value, FormWrong)
    assert (await now(lockstep, activity)).revision == 1


async def test_both_buttons_are_set_or_none(lockstep: Lockstep, filling: Filling) -> None:
    """One that cannot be leaves the other as it was."""
    activity = await said(lockstep, "start Checkout is down")
    put = {"label1": "Runbook", "does1": "https://a.example/1", "label2": "Go", "does2": "start X"}

    with pytest.raises(FormWrong) as wrong:
        await filling.fill(sent(BUTTONS, activity, put))
    assert wrong.value.fields["does2"].startswith("A button cannot do `start`")
    assert (await now(lockstep, activity)).revision == 1

    for _ in range(2):
        await filling.fill(sent(BUTTONS, activity, {**put, "does2": "ack"}))
    after = await now(lockstep, activity)
    assert after.action == Link(label="Runbook", url="https://a.example/1")
    assert after.secondary_action is not None
    assert after.revision == 3


async def test_who_may_not_does_nothing_of_it(lockstep: Lockstep, filling: Filling) -> None:
    """No form, and not even the part that is everybody's."""
    activity = await said(lockstep, 'start guarded "Tea" timer:5m')

    with pytest.raises(NotAllowed, match="Only @sre may end"):
        await filling.form(END, "T1", activity.id, ADA)
    with pytest.raises(NotAllowed, match="Only @sre may pause"):
        await filling.fill(sent(UPDATE, activity, {"title": "Coffee", "running": False}))
    assert (await now(lockstep, activity)).revision == 1

    assert (await filling.form(END, "T1", activity.id, MEI)).form == END
    await filling.fill(sent(UPDATE, activity, {"running": False}, actor=MEI))
    assert await verbs(lockstep, activity) == ["start", "pause"]


async def test_a_start_begins_once(lockstep: Lockstep, filling: Filling) -> None:
    """From what was put in; what it cannot do without is named."""
    with pytest.raises(FormWrong) as wrong:
        await filling.fill(sent(START, None, {"title": "", "template": ""}))
    assert list(wrong.value.fields) == ["title"]

    answers = [await filling.fill(sent(START, None, {"title": "Backup", "steps": "4"}))] * 2

    assert {answer.text for answer in answers} == {"Backup · step 0 of 4"}
    assert len(await lockstep.store.live("T1")) == 1
    assert (await filling.form(START, "T1")).form == START


async def test_another_workspace_has_no_form_of_it(lockstep: Lockstep, filling: Filling) -> None:
    """Nor has what never was."""
    activity = await said(lockstep, "start Checkout is down")

    for workspace, activity_id in (("T2", activity.id), ("T1", "a" * 26), ("T1", "")):
        with pytest.raises(NothingHere, match=r"is not here\. Nothing was changed"):
            await filling.form(UPDATE, workspace, activity_id)
