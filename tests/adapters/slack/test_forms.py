"""The forms: opened in time, filled with what is, and done once."""

import json

import pytest

from bot.activity import Link
from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench


async def test_update_changes_only_what_differs(at_work: Bench) -> None:
    """A field that was left alone is not said, so that nobody else's change is undone."""
    await at_work.started('"Nightly backup" steps:4')
    await at_work.slack.press(await at_work.card(), "Update…")
    form = await at_work.form()
    await at_work.slack.command("/live set subtitle:Verify")

    await at_work.slack.submit(form, {"Step": "2"})

    content = (await at_work.only()).content.model_dump()
    assert (content["current_step"], content["subtitle"]) == (2, "Verify")
    assert await at_work.edge.verbs(await at_work.only()) == ["start", "set", "set"]


async def test_a_field_that_cannot_be_has_its_sentence(at_work: Bench) -> None:
    """Beside the field; the form stays, and nothing is changed."""
    activity = await at_work.started('"Search reindex" 42%')
    await at_work.slack.press(await at_work.card(), "Update…")
    form = await at_work.form()

    await at_work.slack.submit(form, {"Percentage": "a lot"})

    assert form.errors == {
        "field:percentage": "A percentage is a number from 0 to 100. Nothing was changed."
    }
    assert (await at_work.only()).revision == activity.revision
    await at_work.slack.submit(form, {"Percentage": "60"})
    assert (await at_work.only()).content.model_dump()["percentage"] == 60


async def test_end_asks_first(at_work: Bench) -> None:
    """A question, a last line, and then it is over."""
    activity = await at_work.started("Checkout is down")
    await at_work.slack.press(await at_work.card(), "End…")
    form = await at_work.form()

    assert "for everybody?" in json.dumps(form.blocks)
    await at_work.slack.submit(form, {"Last line": "All clear"})

    assert await at_work.live() == []
    assert (await at_work.edge.now(activity)).content.model_dump()["message"] == "All clear"


async def test_buttons_are_set(at_work: Bench) -> None:
    """A link on the first; the second is left as it is."""
    await at_work.started("Checkout is down")
    await at_work.slack.choose(await at_work.card(), "live:more", "Buttons…")
    form = await at_work.form()

    await at_work.slack.submit(
        form, {"field:label1": 'The "Runbook"', "field:does1": "https://runbook.example/1"}
    )

    action = (await at_work.only()).action
    assert action == Link(label="The 'Runbook'", url="https://runbook.example/1")


async def test_a_button_that_cannot_be_is_refused(at_work: Bench) -> None:
    """Half a button is none, and a button cannot start anything."""
    await at_work.started("Checkout is down")
    await at_work.slack.choose(await at_work.card(), "live:more", "Buttons…")
    form = await at_work.form()

    await at_work.slack.submit(form, {"field:label1": "Runbook"})
    assert form.errors == {"field:does1": "What does it do? Nothing was changed."}

    await at_work.slack.submit(form, {"field:label1": "Go", "field:does1": "start Another"})
    assert "A button cannot do" in next(iter(form.errors.values()))
    assert (await at_work.only()).action is None


async def test_who_may_not_gets_no_form(at_work: Bench) -> None:
    """They are told alone what is missing."""
    await at_work.started("sev1 Checkout is down")

    await at_work.slack.choose(await at_work.card(), "live:more", "End…", user="U2")

    assert await at_work.told("U2") == "Only @sre may end this. Nothing was changed."
    assert at_work.slack.open_view("U2") is None


async def test_a_trigger_that_is_too_old_is_told(at_work: Bench) -> None:
    """With what to type instead."""
    await at_work.started("Checkout is down")
    card = await at_work.card()
    at_work.slack.fail("views.open", "error", error="expired_trigger_id")

    await at_work.slack.press(card, "Update…")

    assert "Try again, or say `/live set" in await at_work.told()


async def test_a_form_of_what_has_ended_is_refused(at_work: Bench) -> None:
    """It stays open, and says so."""
    activity = await at_work.started("Checkout is down")
    await at_work.slack.press(await at_work.card(), "Update…")
    form = await at_work.form()
    await at_work.slack.command("/live end")

    await at_work.slack.submit(form, {"Title": "Another"})

    assert "has ended" in next(iter(form.errors.values()))
    assert (await at_work.edge.now(activity)).content.title == activity.content.title


async def test_a_form_is_done_once(at_work: Bench) -> None:
    """Sent 20 times, it began one activity."""
    await at_work.slack.command("/live")
    form = await at_work.form()
    await at_work.slack.submit(form, {"Title": "Checkout is down"})
    sent = at_work.slack.captured[-1]

    heard = [await at_work.slack.replay(sent) for _ in range(20)]

    assert {each.status for each in heard} == {200}
    assert len(await at_work.live()) == 1


@pytest.mark.parametrize("words", ['"Tea" timer:5m', '"MRR" value:7', '"web" CPU=24%'])
async def test_every_type_has_its_fields(at_work: Bench, words: str) -> None:
    """And what nobody touched changes nothing."""
    activity = await at_work.started(words)
    await at_work.slack.press(await at_work.card(), "Update…")
    form = await at_work.form()

    await at_work.slack.submit(form)

    await until(lambda: at_work.slack.open_view() is None)
    assert (await at_work.only()).revision == activity.revision
