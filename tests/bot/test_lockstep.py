"""The front door: what is asked in words, by a press, or by a channel's life, over a real store."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.activity import Activity, Actor, Channel, Phrase
from bot.buttons import Buttons, activity_id_of
from bot.errors import NothingHere, Refused, SeveralHere, UnknownToken
from bot.lockstep import Lockstep
from bot.stores.sqlite import SqliteStore
from bot.template_file import load
from bot.templates import Templates

ADA = Actor(platform="chat", id="ada", name="Ada")
OPS = Channel(surface="chat", id="ops", workspace="T1", name="ops")
SEV = Channel(surface="chat", id="C9", workspace="T1", name="inc-sev1-checkout")
SEV1 = """
[templates.sev1]
title = "SEV1 {title}"
starts_on = ["inc-sev1-*"]
"""


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def buttons() -> Buttons:
    return Buttons(b"a secret of the tests")


@pytest.fixture
async def lockstep(tmp_path: Path, clock: Clock, buttons: Buttons) -> AsyncIterator[Lockstep]:
    store = await SqliteStore.open(tmp_path / "lockstep.db", clock=clock)
    numbers = count(1)
    yield Lockstep(
        store,
        templates=Templates(load(SEV1, "lockstep.toml")),
        buttons=buttons,
        clock=clock,
        new_id=lambda: activity_id_of(next(numbers).to_bytes(16, "big")),
    )
    await store.close()


async def said(lockstep: Lockstep, words: str, channel: Channel = OPS, key: str = "") -> Activity:
    told = await lockstep.say(words, actor=ADA, channel=channel, key=key)
    assert told.answer is not None
    return told.answer.activity


async def looked(lockstep: Lockstep, words: str, channel: Channel = OPS) -> str:
    told = await lockstep.say(words, actor=ADA, channel=channel)
    assert told.look is not None
    return await lockstep.look(told.look)


async def test_words_become_a_revision_that_is_kept(lockstep: Lockstep) -> None:
    """What was answered is in the store, one revision a change."""
    await said(lockstep, 'start "Nightly backup" steps:4')
    activity = await said(lockstep, "next")

    assert activity.revision == 2
    assert [a.revision for a in await lockstep.store.live("T1", OPS)] == [2]


async def test_what_changes_nothing_says_so(lockstep: Lockstep) -> None:
    """No revision, no line in the timeline."""
    activity = await said(lockstep, 'start "Nightly backup" steps:4')

    told = await lockstep.say("step 0", actor=ADA, channel=OPS)

    assert told.answer is not None
    assert told.answer.text.startswith("Nothing to change: ")
    assert len(await lockstep.store.timeline(activity.id)) == 1


async def test_a_request_told_again_is_done_once(lockstep: Lockstep) -> None:
    """The same key, the same answer."""
    await said(lockstep, 'start "Nightly backup" steps:4')
    first = await lockstep.say("next", actor=ADA, channel=OPS, key="k")
    again = await lockstep.say("next", actor=ADA, channel=OPS, key="k")

    assert first.answer is not None
    assert again.answer is not None
    assert (again.answer.again, again.answer.text) == (True, first.answer.text)
    assert again.answer.activity.revision == 2


async def test_a_form_begins_what_words_would(lockstep: Lockstep) -> None:
    """From a template or without one, once, and held to the same rules."""
    said = {"steps": 4}
    first = await lockstep.start("Backup", said, actor=ADA, channel=OPS, key="k")
    again = await lockstep.start("Backup", said, actor=ADA, channel=OPS, key="k")
    named = await lockstep.start("Checkout", {}, template="sev1", actor=ADA, channel=OPS)

    assert first.text == again.text == "Backup · step 0 of 4"
    assert again.activity.id == first.activity.id
    assert named.text.startswith("SEV1 Checkout")
    with pytest.raises(Refused, match="There is no template `other`"):
        await lockstep.start("Checkout", {}, template="other", actor=ADA, channel=OPS)
    with pytest.raises(Refused, match="Start what"):
        await lockstep.start("", {}, actor=ADA, channel=OPS)
    assert len(await lockstep.store.live("T1")) == 2


async def test_fields_adopt_as_words_do(lockstep: Lockstep) -> None:
    """By either of its names, once, and with the same refusals."""
    how: dict[str, Any] = {"actor": ADA, "channel": OPS}
    spoken = await said(lockstep, 'adopt pLAr-Hnq9ZFW title:"payments deploy" steps:4')

    first = await lockstep.adopt(
        "activity_id", "qQ-2", {"title": 'The "big" one', "steps": 4}, key="f:1", **how
    )
    again = await lockstep.adopt("activity_id", "qQ-2", {"title": "Another"}, key="f:1", **how)
    stream = await lockstep.adopt("stream_key", "nightly", {"title": "Nightly"}, **how)

    assert first.activity.content == spoken.content.model_copy(update={"title": 'The "big" one'})
    assert first.activity.channels == spoken.channels
    assert again.activity.id == first.activity.id
    assert first.activity.lifecycle == spoken.lifecycle == "manual"
    assert stream.activity.lifecycle == "managed"
    with pytest.raises(Refused, match="is no such id"):
        await lockstep.adopt("activity_id", "no id", {"title": "T"}, **how)
    with pytest.raises(Refused, match="Adopt what"):
        await lockstep.adopt("activity_id", "qQ-3", {"steps": 4}, **how)


async def test_a_name_picks_one_of_several(lockstep: Lockstep) -> None:
    """Without it, the refusal names them all."""
    await said(lockstep, "start Checkout")
    await said(lockstep, 'start "Backup" steps:4')

    with pytest.raises(SeveralHere, match=r"Several are live here: `checkout`, `backup`") as told:
        await said(lockstep, "end")
    assert told.value.names == ("checkout", "backup")
    assert (await said(lockstep, "next on backup")).name == "backup"
    assert (await said(lockstep, "say Waiting on backup")).name == "backup"


async def test_where_one_is_meant_on_is_just_a_word(lockstep: Lockstep) -> None:
    """A form or a picked option says which; the words then end as they like."""
    activity = await said(lockstep, "start Checkout")

    told = await lockstep.say(
        'button "Say" say Working on it', actor=ADA, channel=OPS, activity_id=activity.id
    )

    assert told.answer is not None
    assert told.answer.activity.action == Phrase(label="Say", words="say Working on it")


async def test_another_workspace_sees_and_changes_nothing(lockstep: Lockstep) -> None:
    """Not by channel, not by name, not by a button that it got hold of."""
    activity = await said(lockstep, "start Checkout")
    theirs = OPS.model_copy(update={"workspace": "T2"})

    with pytest.raises(NothingHere):
        await said(lockstep, "end", channel=theirs)
    with pytest.raises(NothingHere):
        await said(lockstep, "end on checkout", channel=theirs)
    assert (await looked(lockstep, "list", theirs)).startswith("Nothing is live.")
    assert (await looked(lockstep, "status", theirs)).startswith("Nothing is live here.")
    assert [a.id for a in await lockstep.store.live("T1")] == [activity.id]


async def test_a_press_of_another_workspace_is_like_one_that_never_was(
    lockstep: Lockstep, buttons: Buttons, clock: Clock
) -> None:
    """The same sentence for both, so that nobody learns what there is."""
    activity = await said(lockstep, "start Checkout")
    never = activity.model_copy(update={"id": activity_id_of(b"x" * 16)})
    sentences = []

    for about, workspace in ((activity, "T2"), (never, "T2"), (never, None)):
        token = buttons.of(about, clock())[0].token
        with pytest.raises(NothingHere) as refused:
            await lockstep.press(token, workspace=workspace)
        sentences.append(str(refused.value))

    assert len(set(sentences)) == 1
    assert len(await lockstep.store.timeline(activity.id)) == 1


async def test_a_press_is_made_once_by_nobody_in_particular(
    lockstep: Lockstep, buttons: Buttons, clock: Clock
) -> None:
    """A Lock Screen does not say who presses, and no name is invented."""
    activity = await said(lockstep, "start Checkout")
    token = buttons.of(activity, clock())[0].token

    first, again = await lockstep.press(token), await lockstep.press(token)

    assert (first.again, again.again) == (False, True)
    assert first.text == again.text
    assert first.activity.acknowledged_by is not None
    assert first.activity.acknowledged_by.name == "Lock Screen"


async def test_a_button_that_people_set_says_their_words(
    lockstep: Lockstep, buttons: Buttons, clock: Clock
) -> None:
    """Changed since, it does nothing."""
    await said(lockstep, "start Checkout")
    activity = await said(lockstep, 'button "Roll back" say:"roll back asked"')
    token = buttons.of(activity, clock())[0].token

    answer = await lockstep.press(token)
    again = await lockstep.press(token)
    activity = await said(lockstep, 'button "Once" say:"one"')
    late = buttons.of(activity, clock())[0].token
    await said(lockstep, 'button "Once" say:"two"')

    assert "roll back asked" in answer.text
    assert (again.again, again.text) == (True, answer.text)
    with pytest.raises(Refused, match="This button was changed since"):
        await lockstep.press(late)


async def test_garbage_is_no_button(lockstep: Lockstep) -> None:
    """UnknownToken, which the web tells apart from a refusal."""
    for token in ("", "x", "A" * 80, "ü", "A" * 10_000):
        with pytest.raises(UnknownToken):
            await lockstep.press(token)


async def test_an_old_button_is_refused(lockstep: Lockstep, buttons: Buttons, clock: Clock) -> None:
    """Twelve hours later nobody remembers what it was about."""
    activity = await said(lockstep, "start Checkout")
    token = buttons.of(activity, clock())[0].token
    clock.now += timedelta(hours=12, minutes=1)

    with pytest.raises(Refused, match="expired"):
        await lockstep.press(token)


async def test_a_channel_starts_renames_and_ends_what_is_its_own(lockstep: Lockstep) -> None:
    """Told again, each is done once; other channels are none of its business."""
    first = await lockstep.channel_created(SEV)
    again = await lockstep.channel_created(SEV)
    assert first is not None
    assert again is not None
    assert again.again
    assert await lockstep.channel_created(OPS) is None

    renamed = SEV.model_copy(update={"name": "inc-sev1-payments"})
    told = await lockstep.channel_renamed(renamed, key="r")
    assert told is not None
    assert "payments" in told.activity.content.title
    ended = await lockstep.channel_archived(renamed, key="a")
    assert ended is not None
    assert ended.activity.ended_at is not None
    assert await lockstep.channel_archived(renamed, key="b") is None
    assert [a.id for a in await lockstep.store.recent("T1", 10)] == [first.activity.id]


async def test_a_channel_does_not_end_what_people_started(lockstep: Lockstep) -> None:
    """Only what the channel itself started goes with it."""
    await said(lockstep, "start Checkout")

    assert await lockstep.channel_renamed(OPS, key="r") is None
    assert await lockstep.channel_archived(OPS, key="a") is None
    assert len(await lockstep.store.live("T1")) == 1


async def test_looks_answer_and_change_nothing(lockstep: Lockstep) -> None:
    """status, list, history and help."""
    await said(lockstep, 'start "Nightly backup" steps:4')

    assert (await looked(lockstep, "")).startswith("Nightly backup · step 0 of 4\n")
    assert await looked(lockstep, "status on nightly-backup") == await looked(lockstep, "status")
    assert (await looked(lockstep, "list")).startswith("nightly-backup  ")
    assert "Ada: started" in await looked(lockstep, "history")
    assert "sev1" in await looked(lockstep, "help")
    with pytest.raises(NothingHere):
        await looked(lockstep, "history", SEV)


async def test_a_phrase_told_again_has_its_first_answer_whatever_the_button_is_now(
    lockstep: Lockstep, buttons: Buttons, clock: Clock
) -> None:
    """It was done; that the button was changed since does not undo it."""
    await said(lockstep, "start Checkout")
    activity = await said(lockstep, 'button "Roll back" say:"roll back asked"')
    token = next(p.token for p in buttons.of(activity, clock()) if p.verb == "press")
    first = await lockstep.press(token)
    await said(lockstep, "button none")

    again = await lockstep.press(token)

    assert (again.again, again.text) == (True, first.text)


async def test_a_button_on_two_platforms_is_one_button(
    lockstep: Lockstep, buttons: Buttons, clock: Clock
) -> None:
    """Pressed on the phone and on the card at once, it is done once; elsewhere it is nobody's."""
    activity = await said(lockstep, "start Checkout")
    token = buttons.of(activity, clock())[0].token

    first = await lockstep.press(token)
    again = await lockstep.press(token, actor=ADA, workspace="T1")
    with pytest.raises(NothingHere):
        await lockstep.press(token, actor=ADA, workspace="T2")

    assert (first.again, again.again) == (False, True)
    assert again.activity.acknowledged_by == first.activity.acknowledged_by


async def test_a_topic_is_the_current_line_of_what_the_channel_started(
    lockstep: Lockstep,
) -> None:
    """Once, and only there; an empty topic says nothing."""
    assert await lockstep.channel_topic(SEV, "Early", actor=ADA, key="t0") is None
    await lockstep.channel_created(SEV)

    for _ in range(2):
        answer = await lockstep.channel_topic(SEV, " Failing\n over ", actor=ADA, key="t1")
    assert answer is not None
    assert "Failing over" in answer.text
    assert answer.activity.revision == 2
    assert await lockstep.channel_topic(SEV, " ", actor=ADA, key="t2") is None


async def test_what_is_said_of_an_id_is_said_of_that_one(lockstep: Lockstep) -> None:
    """As a form says it, where several are live; and it knows what buttons there are."""
    first = (await lockstep.say("start One", actor=ADA, channel=OPS)).answer
    await lockstep.say("start Two", actor=ADA, channel=OPS)
    assert first is not None

    told = await lockstep.say("ack", actor=ADA, channel=OPS, activity_id=first.activity.id)

    assert told.answer is not None
    assert told.answer.activity.id == first.activity.id
    assert [press.verb for press in lockstep.presses(told.answer.activity)] == ["end"]


async def test_a_start_is_named_after_what_it_is_told(lockstep: Lockstep) -> None:
    """Where many have the same title."""
    answer = await lockstep.start(
        "Pinned", {"type": "alert", "message": "Disk"}, slug_of="Disk full", actor=ADA, channel=OPS
    )

    assert (answer.activity.name, answer.activity.content.title) == ("disk-full", "Pinned")


async def test_where_there_is_no_form_connect_says_what_to_do(lockstep: Lockstep) -> None:
    """A key that is typed is refused without being said again, and nobody keeps one unasked."""
    assert "ACTIVITYSMITH_API_KEY" in await looked(lockstep, "connect")

    with pytest.raises(Refused, match="a form asks for the key") as typed:
        await said(lockstep, "connect ask_canary_1")
    with pytest.raises(Refused, match="keeps no keys"):
        await lockstep.connect("T1", SecretStr("ask_canary_1"))

    assert "canary" not in str(typed.value)
