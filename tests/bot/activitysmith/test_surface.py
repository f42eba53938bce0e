"""The Lock Screen over real HTTP: what phones show, and what people are told."""

from datetime import timedelta

import pytest

from bot.activity import Adopted, Armed
from bot.content import AnyContent, Clock, Timer
from bot.surface import Postponed, Shown
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import (
    ACK,
    CONTENTS,
    NEXT,
    NOW,
    activity,
    after,
    changed,
    ended,
)
from tests.bot.activitysmith.stage import KEY, Stage

STEPS = CONTENTS[1]


@pytest.mark.parametrize("shows", CONTENTS, ids=lambda c: c.type)
@pytest.mark.parametrize("life", ["managed", "manual"])
async def test_every_type_is_shown_changed_and_ended_in_both_lives(
    stage: Stage, shows: AnyContent, life: str
) -> None:
    """What is said first, next and last is what the phone shows."""
    first = activity(shows, lifecycle=life)
    assert isinstance(await stage.show(first, ACK), Shown)
    assert stage.titles() == [shows.title]
    assert stage.told(first) == ("accepted", "accepted for 2 phones")

    second = changed(first, after(1), content=shows.model_copy(update={"title": "Next"}))
    assert isinstance(await stage.show(second, ACK), Shown)
    assert stage.titles() == ["Next"]

    last = await stage.show(ended(second, after(2)))
    assert isinstance(last, Shown)
    assert last.again_at is None
    assert stage.cards() == []
    assert stage.cards(live=False)[0]["content_state"]["title"] == "Next"
    assert stage.told(first) == ("accepted", "end accepted for 2 phones")
    assert stage.broken_rules() == []
    assert len(stage.calls()) == 3


async def test_a_phone_has_the_press_and_the_way_back_to_the_chat(stage: Stage) -> None:
    """The press calls Lockstep; the link opens the message."""
    await stage.show(activity(), ACK)

    card = stage.cards()[0]
    assert card["action"]["body"] == {"token": ACK.token}
    assert card["action"]["url"] == samples.PUBLIC_URL + "/press"
    assert card["secondary_action"]["url"] == samples.CHAT_URL


async def test_what_is_shown_already_is_not_said_again(stage: Stage) -> None:
    """Called again with the same activity, nothing is sent."""
    one = activity()
    await stage.show(one, ACK)
    await stage.show(one, ACK)
    stage.restart()
    await stage.show(one, ACK)

    assert len(stage.calls()) == 1


async def test_what_changes_nothing_on_a_phone_leaves_what_people_were_told(stage: Stage) -> None:
    """Nothing was pushed, so nothing new is known: it is still accepted for two phones."""
    one = activity()
    stage.kept[one.id] = samples.delivery(one)  # No card is posted, so there is no link either.
    await stage.show(one, ACK)
    told = stage.told(one)
    stage.clock.forward(2)
    await stage.show(one)  # No button instead of one: the sandbox keeps the one that was there.

    operations = [e["answer"]["operation"] for e in stage.sandbox.picture(KEY)["log"]]
    assert operations == ["started", "noop"]
    assert stage.told(one) == told == ("accepted", "accepted for 2 phones")


async def test_an_end_is_said_once_and_nothing_after_it(stage: Stage) -> None:
    """Ended is ended: not even another show begins it again."""
    one = activity()
    await stage.show(one, ACK)
    over = ended(one, after(1))
    await stage.show(over)
    await stage.show(over)

    assert stage.calls() == [f"PUT ls-{one.id}", f"DELETE ls-{one.id}"]


async def test_what_ended_before_it_was_shown_is_not_shown(stage: Stage) -> None:
    """No card appears only to disappear."""
    over = ended(activity(), after(1))

    assert isinstance(await stage.show(over), Shown)
    assert stage.calls() == []
    assert stage.told(over)[0] == "gone"


# Timers, buttons that change by themselves, and age


async def test_a_phones_clock_is_not_set_again_by_other_changes(stage: Stage) -> None:
    """A changed title leaves the window where it was; a reset moves it."""
    clock = Timer(title="Bench", duration_seconds=300, clock=Clock(window=NOW, at=NOW))
    one = activity(clock)
    await stage.show(one)
    stage.clock.forward(100)
    titled = changed(one, after(100), content=clock.model_copy(update={"title": "Bench 2"}))
    await stage.show(titled)
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(200)

    await stage.show(changed(titled, after(100), content=clock.set_going(after(100))))
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(300)


async def test_buttons_are_renewed_before_they_expire(stage: Stage) -> None:
    """A press that has been on the phone for six hours is drawn anew."""
    one = activity()
    outcome = await stage.show(one, ACK)
    assert isinstance(outcome, Shown)
    assert outcome.again_at == NOW + timedelta(hours=6)


async def test_a_stream_is_renewed_before_phones_drop_it(stage: Stage) -> None:
    """At seven and three quarter hours it is said again, though nothing has changed."""
    one = activity()
    first = await stage.show(one)
    assert isinstance(first, Shown)
    assert first.again_at == NOW + timedelta(hours=7, minutes=45)

    stage.clock.forward(7.75 * 3_600)
    second = await stage.show(one)
    assert len(stage.calls()) == 2
    assert isinstance(second, Shown)
    assert second.again_at == stage.clock.now + timedelta(minutes=15)

    stage.clock.forward(15 * 60)
    await stage.show(one)
    assert stage.titles() == ["Checkout"]


async def test_a_button_that_asks_again_falls_back_by_itself(stage: Stage) -> None:
    """The surface asks to be called when the question is over."""
    one = activity(armed=Armed(verb="end", until=after(60)))

    outcome = await stage.show(one, ACK)

    assert isinstance(outcome, Shown)
    assert outcome.again_at == after(60)


# What others started


async def test_nothing_is_sent_for_what_was_adopted_before_its_first_change(stage: Stage) -> None:
    """Then type and audience are left alone."""
    started = await stage.account.client.start(
        {"content_state": {"title": "CI", "type": "progress", "percentage": 5}}
    )
    theirs = Adopted(by="activity_id", id=started.activity_id or "")
    one = activity(CONTENTS[2], adopted=theirs, touched=False, audience=("ops",))
    await stage.show(one)
    assert len(stage.calls()) == 1

    await stage.show(changed(one, after(1), touched=True))
    assert stage.titles() == ["Search reindex"]
    assert stage.calls()[1:] == ["POST update"]


async def test_an_adopted_stream_is_told_of_under_its_own_key(stage: Stage) -> None:
    """And ended under it."""
    await stage.account.client.put_stream(
        "ci", {"content_state": {"title": "CI", "type": "progress", "percentage": 5}}
    )
    one = activity(CONTENTS[2], adopted=Adopted(by="stream_key", id="ci"))
    await stage.show(one)
    await stage.show(ended(one, after(1)))

    assert stage.calls()[1:] == ["PUT ci", "DELETE ci"]
    assert stage.titles() == []


# Pace


async def test_progress_is_merged_and_the_end_still_goes(stage: Stage) -> None:
    """After a burst the bar waits; the final state does not."""
    one = activity(CONTENTS[2])
    held = await stage.show(one)
    now = one
    for percent in range(43, 70):
        bar = CONTENTS[2].model_copy(update={"percentage": percent})
        now = changed(now, after(1), content=bar, progressed=now.revision + 1)
        stage.clock.forward(2)
        held = await stage.show(now)

    assert isinstance(held, Postponed)
    assert held.until is not None
    assert len(stage.calls()) <= 13
    assert isinstance(await stage.show(ended(now, stage.clock.now)), Shown)
    last = stage.cards(live=False)[0]
    assert last["content_state"]["percentage"] == 69


async def test_a_colour_waits_for_company_and_not_for_long(stage: Stage) -> None:
    """Two minutes at most, or until something happens that people wait for."""
    one = activity(STEPS)
    await stage.show(one, NEXT)
    tinted = STEPS.model_copy(update={"color": "red"})
    two = changed(one, after(1), content=tinted, transition=1)
    held = await stage.show(two, NEXT)
    assert isinstance(held, Postponed)
    assert held.until == after(120)

    stage.clock.forward(120)
    assert isinstance(await stage.show(two, NEXT), Shown)
    assert stage.cards()[0]["content_state"]["color"] == "red"
