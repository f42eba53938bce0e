"""The slash command: what comes of it, and what the person is told."""

import pytest

from tests.adapters.slack.bench import Bench, said


async def test_what_is_said_is_on_disk_and_told(at_work: Bench) -> None:
    """The answer is for the asker's eyes; the card is for everybody's."""
    heard = await at_work.slack.command("/live start Checkout is down")

    assert "Checkout is down" in said(heard)
    assert heard.body["response_type"] == "ephemeral"
    activity = await at_work.only()
    assert activity.owner.id == "U1"
    card = await at_work.card()
    assert "Checkout is down" in card.text


async def test_a_refusal_says_what_to_say(still: Bench) -> None:
    """To the person who asked, and nothing is changed."""
    before = await still.rows()

    heard = await still.slack.command("/live nonsense")

    assert said(heard) == "I do not know `nonsense`. Say `help` to see what I know."
    assert await still.rows() == before


async def test_words_come_as_people_typed_them(still: Bench) -> None:
    """Names, links and signs that Slack escapes are plain again; curly quotes are quotes."""
    await still.slack.command("/live start “a <b> & c” for @ben in #random")

    assert "a <b> & c for @ben in #random" in (await still.only()).content.model_dump()["message"]


@pytest.mark.parametrize("words", ["help", "list", "history", "status"])
async def test_looks_are_answered_privately(still: Bench, words: str) -> None:
    """And change nothing."""
    activity = await still.started("Checkout is down")
    before = await still.rows()

    heard = await still.slack.command(f"/live {words}")

    assert activity.name in said(heard) or "Checkout" in said(heard) or "/live" in said(heard)
    assert await still.rows() == before


async def test_bare_shows_what_is_live_with_its_buttons(at_work: Bench) -> None:
    """And they work."""
    await at_work.started("Checkout is down")

    heard = await at_work.slack.command("/live")

    (shown,) = heard.ephemerals
    await at_work.slack.press(shown, "Acknowledge")
    assert (await at_work.only()).acknowledged_by is not None


async def test_bare_offers_to_start(at_work: Bench) -> None:
    """With a form, and in words for when it cannot open."""
    heard = await at_work.slack.command("/live")

    assert "`/live start` and a title" in said(heard)
    form = await at_work.form()
    heard = await at_work.slack.submit(form, {"Title": 'The "big" one', "Steps": "build, ship"})
    assert (heard.status, form.errors) == (200, {})
    activity = await at_work.only()
    assert (activity.content.title, activity.step_names) == ('The "big" one', ("build", "ship"))
    assert "The" in (await at_work.card()).text


async def test_a_slow_store_is_told(still: Bench) -> None:
    """Never "ok" before it is on disk."""
    await still.edge.app.store.close()

    heard = await still.slack.command("/live start Checkout is down")

    assert said(heard) == (
        "Lockstep is slow just now; nothing is known to have changed. Try again."
    )
