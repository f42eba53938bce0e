"""What may be wrong with an account, a phone or an activity, and what people are told of it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.activitysmith.answers import Billing
from bot.activitysmith.client import Client
from bot.activitysmith.pacing import Rate
from bot.activitysmith.patience import Patience
from bot.activitysmith.sentences import unpaid
from bot.content import Alert
from bot.errors import SurfaceRejected, SurfaceUnavailable
from bot.surface import Postponed, Shown
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import ACK, NOW, activity, after, changed, ended
from tests.bot.activitysmith.stage import Stage, opened, stage_at


class Always(httpx.AsyncBaseTransport):
    """A peer with one answer."""

    def __init__(self, status: int, said: dict[str, str]) -> None:
        self._status = status
        self._said = json.dumps(said).encode()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self._status, stream=httpx.ByteStream(self._said))


def always(status: int, said: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url="http://smith/api", transport=Always(status, said))


def refusing() -> httpx.AsyncClient:
    return always(403, {"error": "Forbidden", "message": "Not yours"})


@pytest.mark.parametrize(
    ("switches", "told"),
    [
        ({"no_recipients": True}, ("refused", "no phone is set up to receive this")),
        (
            {"unauthorized": True},
            (
                "refused",
                "ActivitySmith does not know the API key; see ACTIVITYSMITH_API_KEY",
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
    assert "; see https://" in observed["detail"]
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


async def test_while_the_key_stays_unknown_one_asks_every_five_minutes(stage: Stage) -> None:
    """Not everybody who waits."""
    three = [activity(id=letter * 26, name=letter) for letter in "abc"]
    stage.switch(unauthorized=True)
    for minutes in (0, 6, 12):
        stage.clock.now = after(minutes * 60)
        await asyncio.gather(*(stage.show(one) for one in three))

    # At first nobody knows, so all three ask; then one each time.
    assert len(stage.calls()) == 3 + 1 + 1


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
    two = changed(one, after(1), content=Alert(title="w", message="y"))
    await stage.show(two)
    assert stage.told(one) == ("queued", "queued for 2 phones")

    stage.switch(extra_fields={"devices_notified": 2, "devices_queued": 1})
    await stage.show(changed(two, after(2), content=Alert(title="x", message="y")))
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


async def test_without_an_account_the_words_say_what_to_do(stage: Stage) -> None:
    """An administrator connects one, and the doctor knows more."""
    screen = type(stage.screen)(lambda _: None, public_url=None, clock=stage.clock)

    outcome = await screen.show(samples.delivery(activity()), ())

    assert isinstance(outcome, Postponed)
    assert "administrator says `connect`" in outcome.observed["detail"]


async def test_what_began_without_an_account_is_shown_once_there_is_one(stage: Stage) -> None:
    """It is asked for again by itself; nobody has to change it first."""
    screen = type(stage.screen)(lambda _: None, public_url=None, clock=stage.clock)

    outcome = await screen.show(samples.delivery(activity()), ())

    assert isinstance(outcome, Postponed)
    assert outcome.until is not None
    assert outcome.until - NOW <= timedelta(seconds=15)


async def test_what_ended_without_an_account_is_over(stage: Stage) -> None:
    """No phone ever heard of it, so nothing is left to do."""
    screen = type(stage.screen)(lambda _: None, public_url=None, clock=stage.clock)

    outcome = await screen.show(samples.delivery(ended(activity(), after(1))), ())

    assert isinstance(outcome, Shown)
    assert outcome.again_at is None


async def test_what_is_too_large_is_refused_in_words(stage: Stage) -> None:
    """The phones keep what they show, and the person hears what to shorten."""
    one = activity(metadata={"a": "x" * 3_500})

    outcome = await stage.show(one)

    assert isinstance(outcome, SurfaceRejected)
    assert stage.told(one)[1].startswith("refused: This is too much for a Lock Screen")
    assert stage.calls() == []


async def test_a_server_that_nobody_reaches_is_told_of_once_it_lasts(stage: Stage) -> None:
    """Nothing is in doubt, and no place is taken."""
    async with opened("http://127.0.0.1:1/api") as http:
        lost = stage_at("", stage.sandbox, stage.clock, http)
        one = activity()
        for told in ("", "waiting"):
            assert isinstance(await lost.show(one), SurfaceUnavailable)
            assert lost.told(one)[0] == told
        assert lost.account.places.holders == {}
        assert "doubt" not in lost.kept[one.id].memo


async def test_requests_that_would_be_too_many_wait(stage: Stage) -> None:
    """What people are told of the phones stays as it was."""
    stage.account.rate = Rate(3)
    one, two = activity(), activity(id="b" * 26, name="b")
    await stage.show(one)

    held = await stage.show(two)

    assert isinstance(held, Postponed)
    assert held.until is not None
    assert held.until > NOW
    assert held.observed == {}
    stage.clock.now = held.until
    assert isinstance(await stage.show(two), Shown)


async def test_a_stream_that_cannot_be_put_is_refused(stage: Stage) -> None:
    """A 404 without a word of recipients is nothing that time mends."""
    answer = {"error": "Not found", "message": "No such thing"}
    async with httpx.AsyncClient(
        base_url="http://smith/api", transport=Always(404, answer)
    ) as http:
        lost = stage_at("", stage.sandbox, stage.clock, http)
        assert isinstance(await lost.show(activity()), SurfaceRejected)
        assert lost.told(activity()) == ("refused", "refused: No such thing")


async def test_an_end_that_is_refused_is_told_and_gives_its_place_up(stage: Stage) -> None:
    """Another may have it."""
    one = activity()
    await stage.show(one)
    async with refusing() as http:
        stage.account.client = Client(http)
        assert isinstance(await stage.show(ended(one, after(1))), SurfaceRejected)
    assert stage.told(one) == ("refused", "refused: Not yours")
    assert stage.account.places.holders == {}


async def test_an_end_that_was_accepted_may_be_refused_when_it_settles(stage: Stage) -> None:
    """There is nothing left to end, and that is what was wanted."""
    one = activity()
    await stage.show(one)
    over = ended(one, after(1))
    stage.switch(times=1, drop=True)
    await stage.show(over)
    await stage.show(over)
    stage.clock.forward(31)
    async with refusing() as http:
        stage.account.client = Client(http)
        assert isinstance(await stage.show(over), Shown)
    assert stage.told(one) == ("accepted", "end accepted for 2 phones")


async def test_a_live_activity_that_nobody_sees_any_more_keeps_its_place(stage: Stage) -> None:
    """The phones went away; they may come back."""
    one = activity()
    await stage.show(one)
    stage.switch(no_recipients=True)
    outcome = await stage.show(changed(one, after(1), content=Alert(title="x", message="y")))

    assert isinstance(outcome, Postponed)
    assert list(stage.account.places.holders) == [one.id]


def test_what_is_to_be_paid_is_told_without_a_link_too() -> None:
    """The vendor's words are passed on."""
    assert unpaid(Billing("The trial is over", "trial_expired", None)) == {
        "state": "refused",
        "detail": "ActivitySmith stopped the account: The trial is over",
    }


def test_what_is_to_be_paid_is_told_with_its_link() -> None:
    """One sentence, whatever stood at the end of the vendor's."""
    paid_at = "https://activitysmith.com/app/billing"

    assert unpaid(Billing("The trial is over.", "trial_expired", paid_at)) == {
        "state": "refused",
        "detail": f"ActivitySmith stopped the account: The trial is over; see {paid_at}",
    }


async def test_who_watches_waits_less(stage: Stage) -> None:
    """With less patience the same is done sooner: for a place, for a phone, for a payment."""
    soon = timedelta(seconds=5)
    stage.restart(Patience(place=soon, later=soon, probe=soon))
    one = activity()
    for switches in ({"capacity": True}, {"no_recipients": True}, {"billing": "trial_expired"}):
        stage.switch(capacity=False, no_recipients=False, billing=None)
        stage.switch(**switches)
        outcome = await stage.show(one)
        assert isinstance(outcome, Postponed)
        assert outcome.until == stage.clock() + soon, switches
        stage.clock.forward(5)

    stage.switch(billing=None)
    assert isinstance(await stage.show(one), Shown)


async def test_nobody_is_asked_before_that(stage: Stage) -> None:
    """A pause that is shorter is a pause all the same."""
    soon = timedelta(seconds=5)
    stage.restart(Patience(probe=soon))
    one = activity()
    stage.switch(billing="trial_expired")
    await stage.show(one)
    asked = len(stage.calls())

    stage.clock.forward(4)
    outcome = await stage.show(one)

    assert isinstance(outcome, Postponed)
    assert outcome.until == stage.clock() + timedelta(seconds=1)
    assert len(stage.calls()) == asked
