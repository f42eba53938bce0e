"""The Lock Screen over real HTTP: what phones show, and what people are told."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.activity import Activity, Adopted, Armed
from bot.content import Alert, AnyContent, Clock, Timer
from bot.errors import SurfaceRejected, SurfaceUnavailable
from bot.surface import Postponed, Shown
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import ACK, CONTENTS, NEXT, NOW, activity, after, changed
from tests.bot.activitysmith.stage import Stage

STEPS = CONTENTS[1]


def ended(before: Activity, at: datetime) -> Activity:
    return changed(before, at, ended_at=at)


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


# What may be wrong


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"no_recipients": True}, ("refused", "no phone is set up to receive this")),
        (
            {"unauthorized": True},
            (
                "refused",
                "ActivitySmith does not know the API key; an administrator can say `connect`",
            ),
        ),
        ({"rate_limited": True}, ("waiting", "waiting: ActivitySmith asks for fewer requests")),
        ({"operation": "paused"}, None),
        ({"ignored": True}, None),
    ],
)
async def test_what_is_not_shown_is_told_and_tried_again_later(
    stage: Stage, switches: dict[str, Any], told: tuple[str, str] | None
) -> None:
    """Nothing is wrong with the activity; the words say what is."""
    one = activity()
    stage.switch(**switches)

    outcome = await stage.show(one, ACK)

    assert isinstance(outcome, Postponed)
    assert outcome.until is not None
    assert outcome.until > NOW
    assert stage.told(one) == told if told else stage.told(one)[0] == "paused"
    stage.switch(**{k: None if k == "operation" else False for k in switches})
    stage.clock.forward((outcome.until - NOW).total_seconds() + 1)
    assert isinstance(await stage.show(one, ACK), Shown)
    assert stage.told(one)[0] == "accepted"


async def test_a_refused_revision_waits_for_the_next_one(stage: Stage) -> None:
    """403: the key may not do this, and saying it again would not help."""
    one = activity()
    stage.switch(forbidden=True)

    assert isinstance(await stage.show(one), SurfaceRejected)
    assert stage.told(one)[0] == "refused"

    stage.switch(forbidden=False)
    assert isinstance(await stage.show(changed(one, after(1))), Shown)


async def test_an_unpaid_account_is_told_where_to_pay_and_still_ends_things(stage: Stage) -> None:
    """It is held for five minutes at a time; an end costs nothing and goes at once."""
    one, two = activity(), activity(id="b" * 26, name="b")
    await stage.show(one)
    stage.switch(billing="trial_expired")

    await stage.show(two)
    observed = stage.kept[two.id].observed
    assert observed["state"] == "refused"
    assert observed["url"].startswith("https://")
    await stage.show(changed(one, after(1)))
    assert len(stage.calls()) == 2, "the account is held, so nobody else asks"

    assert isinstance(await stage.show(ended(one, after(2))), Shown)
    stage.switch(billing=None)
    stage.clock.forward(301)
    assert isinstance(await stage.show(two), Shown)


async def test_one_probe_finds_out_that_the_key_is_known_again(stage: Stage) -> None:
    """Everybody who was turned away meanwhile is called."""
    one, two = activity(), activity(id="b" * 26, name="b")
    stage.switch(unauthorized=True)
    await stage.show(one)
    await stage.show(two)
    assert len(stage.calls()) == 1

    stage.switch(unauthorized=False)
    stage.clock.forward(301)
    outcome = await stage.show(one)

    assert isinstance(outcome, Shown)
    assert outcome.wake == (two.id,)


async def test_partial_success_is_told_as_it_is(stage: Stage) -> None:
    """Some phones could not be reached; a tired phone is named."""
    stage.switch(errors=("phone-2",), extra_fields={"warning": "slow down"})
    one = activity()
    await stage.show(one)

    _state, detail = stage.told(one)
    assert "not for 1 phone" in detail
    assert "slow to show" in detail
    assert "delivered" not in detail


async def test_queued_is_not_accepted(stage: Stage) -> None:
    """Phones that have not registered yet hear of a change later."""
    one = activity()
    await stage.show(one)
    stage.switch(extra_fields={"devices_notified": 0, "devices_queued": 2})
    await stage.show(changed(one, after(1), content=Alert(title="w", message="y")))
    assert stage.told(one) == ("queued", "queued for 2 phones")

    stage.switch(extra_fields={"devices_notified": 2, "devices_queued": 1})
    await stage.show(changed(one, after(2), content=Alert(title="x", message="y")))
    assert stage.told(one) == ("accepted", "accepted for 2 phones, queued for 1")


async def test_an_end_of_what_is_gone_is_done(stage: Stage) -> None:
    """404 on DELETE is what was wanted."""
    one = activity()
    await stage.show(one)
    await stage.account.client.end_stream(f"ls-{one.id}", {})

    assert isinstance(await stage.show(ended(one, after(1))), Shown)
    assert stage.told(one)[0] == "gone"


async def test_a_manual_activity_that_vanished_comes_back_only_when_people_ask(
    stage: Stage,
) -> None:
    """`again` raises its starts by one."""
    one = activity(lifecycle="manual")
    await stage.show(one)
    stage.switch(unknown_activity=404, update_after_end=404)
    await stage.account.client.end(
        {
            "activity_id": stage.cards()[0]["activity_id"],
            "content_state": {"title": "x", "message": "y"},
        }
    )
    two = changed(one, after(1), content=Alert(title="x", message="y"))
    outcome = await stage.show(two)
    assert isinstance(outcome, Postponed)
    assert outcome.until is None
    assert stage.told(one)[0] == "gone"

    assert isinstance(await stage.show(changed(two, after(2), starts=2)), Shown)
    assert stage.titles() == ["x"]


async def test_the_id_that_an_answer_gives_is_the_id_from_then_on(stage: Stage) -> None:
    """An update may begin a new activity for an old one."""
    one = activity(lifecycle="manual")
    await stage.show(one)
    stage.switch(new_activity_id=True, times=1)
    two = changed(one, after(1), content=Alert(title="x", message="y"))
    await stage.show(two)
    await stage.show(ended(two, after(2)))

    assert stage.cards() == []


# Doubt


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"drop": True},
        {"slow_seconds": 1.0},
        {"body": "html"},
        {"body": "empty"},
        {"body": "truncated"},
        {"body": "cut"},
        {"body": "gzip_bomb", "bomb_megabytes": 20},
        {"drip_seconds": 0.2},
    ],
    ids=str,
)
@pytest.mark.parametrize("moment", ["before", "after"])
async def test_after_a_doubt_the_same_is_said_again_and_once_more(
    stage: Stage, fault: dict[str, Any], moment: str
) -> None:
    """Until 30 seconds have passed nothing newer is said; then what stands is said once more."""
    one = activity()
    stage.switch(times=1, moment=moment, **fault)

    first = await stage.show(one, ACK)
    assert isinstance(first, SurfaceUnavailable)
    newer = changed(one, after(1), content=Alert(title="Newer", message="x"))
    stage.clock.forward(1)
    held = await stage.show(newer, ACK)
    assert isinstance(held, Postponed)
    assert held.until is not None
    assert NOW + timedelta(seconds=30) <= held.until <= NOW + timedelta(seconds=31)

    stage.clock.forward(30)
    again = await stage.show(newer, ACK)
    assert isinstance(again, Shown)
    assert stage.titles() == ["Newer"]
    assert again.again_at == stage.clock.now + timedelta(seconds=30)
    calls = len(stage.calls())
    stage.clock.forward(30)
    settled = await stage.show(newer, ACK)
    assert len(stage.calls()) == calls + 1
    assert isinstance(settled, Shown)
    assert settled.again_at == NOW + timedelta(hours=6)
    assert stage.broken_rules() == []


async def test_the_same_may_be_repeated_while_it_is_in_doubt(stage: Stage) -> None:
    """A managed stream takes the same words twice without harm."""
    one = activity()
    stage.switch(times=1, status=503)
    await stage.show(one, ACK)

    assert isinstance(await stage.show(one, ACK), Shown)
    assert stage.titles() == ["Checkout"]


async def test_an_end_in_doubt_is_said_three_times_more(stage: Stage) -> None:
    """At 30 seconds, 2 minutes and 10 minutes, even across a restart."""
    one = activity()
    await stage.show(one)
    over = ended(one, after(1))
    stage.switch(times=1, status=503)
    assert isinstance(await stage.show(over), SurfaceUnavailable)

    waits = []
    outcome = await stage.show(over)
    while isinstance(outcome, Shown) and outcome.again_at is not None:
        waits.append((outcome.again_at - NOW).total_seconds())
        stage.restart()
        stage.clock.now = outcome.again_at
        outcome = await stage.show(over)

    assert waits == [30, 120, 600]
    assert len(stage.calls()) == 6
    assert "PUT" not in " ".join(stage.calls()[1:])


async def test_a_late_update_that_reopens_what_was_ended_is_ended_again(stage: Stage) -> None:
    """The update lands after the end; the next settling puts it right."""
    one = activity()
    await stage.show(one)
    stage.switch(times=1, late_seconds=3_600)
    two = changed(one, after(1), content=Alert(title="Late", message="x"))
    assert isinstance(await stage.show(two), SurfaceUnavailable)
    over = ended(two, after(2))
    assert isinstance(await stage.show(over), Postponed)
    stage.clock.forward(31)
    outcome = await stage.show(over)
    assert isinstance(outcome, Shown)
    assert stage.titles() == []

    assert stage.sandbox.land() == 1
    assert stage.titles() == ["Late"]
    assert outcome.again_at is not None
    stage.clock.now = outcome.again_at
    await stage.show(over)
    assert stage.titles() == []


async def test_whoever_takes_over_waits_for_what_may_be_under_way(stage: Stage) -> None:
    """Nobody told how the last call went, so nothing newer is said for 30 seconds."""
    one = activity()
    held = await stage.show(one, ACK, interrupted=True)
    assert isinstance(held, Postponed)
    assert held.until == after(30)
    assert stage.calls() == []

    stage.clock.forward(31)
    assert isinstance(await stage.show(one, ACK), Shown)


async def test_an_end_after_a_take_over_is_said_though_no_start_is_known(stage: Stage) -> None:
    """The start may be on its way."""
    over = ended(activity(), after(1))
    assert isinstance(await stage.show(over, interrupted=True), Postponed)
    stage.clock.forward(31)
    assert isinstance(await stage.show(over), Shown)
    assert stage.calls() == [f"DELETE ls-{over.id}"]


@pytest.mark.parametrize("moment", ["before", "after"])
async def test_a_manual_start_in_doubt_is_never_repeated_blindly(stage: Stage, moment: str) -> None:
    """People are told to look, and to say `again`."""
    one = activity(lifecycle="manual")
    stage.switch(times=1, drop=True, moment=moment)

    outcome = await stage.show(one)
    assert isinstance(outcome, Postponed)
    assert outcome.until is None
    assert stage.told(one)[0] == "unsure"
    assert "`again`" in stage.told(one)[1]
    two = changed(one, after(1))
    assert isinstance(await stage.show(two), Postponed)
    assert len(stage.calls()) == 1

    assert isinstance(await stage.show(changed(two, after(2), starts=2)), Shown)


async def test_a_manual_start_that_was_given_no_name_is_in_doubt_too(stage: Stage) -> None:
    """Nothing could be said to it by name."""
    one = activity(lifecycle="manual")
    stage.switch(missing_fields=("activity_id",))

    assert isinstance(await stage.show(one), Postponed)
    assert stage.told(one)[0] == "unsure"


async def test_a_manual_start_that_was_interrupted_is_in_doubt_too(stage: Stage) -> None:
    """A process died with a start under way."""
    one = activity(lifecycle="manual")

    assert isinstance(await stage.show(one, interrupted=True), Postponed)
    assert stage.calls() == []
    assert stage.told(one)[0] == "unsure"
    over = await stage.show(ended(one, after(1)))
    assert isinstance(over, Shown)
    assert stage.told(one)[0] == "unsure"


async def test_a_timer_in_doubt_is_set_right_when_it_settles(stage: Stage) -> None:
    """A late start would set the clock late; what is left is said once more, and no more."""
    clock = Timer(title="Bench", duration_seconds=300, clock=Clock(window=NOW, at=NOW))
    one = activity(clock)
    stage.switch(times=1, late_seconds=3_600)
    await stage.show(one)
    stage.clock.forward(20)
    await stage.show(one)
    stage.clock.forward(5)
    stage.sandbox.land()
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(300)

    stage.clock.forward(25)
    await stage.show(one)
    assert stage.cards()[0]["timer"]["remaining_seconds"] == pytest.approx(250)
    calls = len(stage.calls())
    await stage.show(one)
    assert len(stage.calls()) == calls


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


async def test_without_an_account_the_words_say_what_to_do(stage: Stage) -> None:
    """An administrator can connect one."""
    screen = type(stage.screen)(lambda _: None, public_url=None, clock=stage.clock)

    outcome = await screen.show(samples.delivery(activity()), ())

    assert isinstance(outcome, Postponed)
    assert "`connect`" in outcome.observed["detail"]


async def test_what_is_too_large_is_refused_in_words(stage: Stage) -> None:
    """The phones keep what they show, and the person hears what to shorten."""
    one = activity(metadata={"a": "x" * 3_500})

    outcome = await stage.show(one)

    assert isinstance(outcome, SurfaceRejected)
    assert stage.told(one)[1].startswith("refused: This is too much for a Lock Screen")
    assert stage.calls() == []
