"""The shortcut, the App Home and the Workflow step."""

import json

from adapters.slack import shortcut, step
from bot.activity import Link
from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench


async def test_a_message_is_pinned_to_the_lock_screen(at_work: Bench) -> None:
    """Its text as an alert, and a button back to it; told 20 times, once."""
    message = at_work.slack.says("Disk of <@U2|ben> is &lt;full&gt;", user="U2")

    await at_work.slack.shortcut(shortcut.CALLBACK, message)
    sent = at_work.slack.captured[-1]
    for _ in range(20):
        assert (await at_work.slack.replay(sent)).status == 200
    await at_work.idle()

    activity = await at_work.only()
    assert activity.content.model_dump()["message"] == "Disk of @ben is <full>"
    assert isinstance(activity.secondary_action, Link)
    assert message.ts.replace(".", "") in activity.secondary_action.url


async def test_a_message_without_text_is_not_pinned(still: Bench) -> None:
    """And who pinned it is told."""
    await still.slack.shortcut(shortcut.CALLBACK, still.slack.says(""))

    assert "has no text to pin" in await still.told()
    assert await still.live() == []


async def test_home_shows_what_is_live_and_follows(at_work: Bench) -> None:
    """With buttons that work."""
    await at_work.slack.open_home()
    await until(lambda: "Nothing is live" in _home(at_work))

    await at_work.started("Checkout is down")
    await until(lambda: "Checkout is down" in _home(at_work))
    home = at_work.slack.home()
    assert home is not None
    await at_work.slack.press(home, "Acknowledge")

    assert (await at_work.only()).acknowledged_by is not None
    await until(lambda: "acknowledged by" in _home(at_work))


async def test_what_is_refused_in_home_comes_as_a_message(at_work: Bench) -> None:
    """There is no channel there to say it in."""
    await at_work.started("sev1 Checkout is down")
    await at_work.slack.open_home()
    await until(lambda: "Checkout is down" in _home(at_work))
    home = at_work.slack.home()
    assert home is not None

    await at_work.slack.choose(home, "live:more", "End…")
    await at_work.idle()

    posted = [c for c in at_work.slack.calls if c.method == "chat.postMessage"]
    assert posted[-1].args["channel"] == "U1"
    assert "Only @sre may end this" in str(posted[-1].args["text"])


async def test_a_workflow_updates_an_activity(at_work: Bench) -> None:
    """By its title; the result goes back to the workflow."""
    await at_work.started('"Nightly backup" steps:4')

    _, heard = await at_work.slack.run_step(
        step.CALLBACK, {"title": "Nightly backup", "words": "step 2"}
    )
    await at_work.idle()

    assert heard[-1].status == 200
    assert (await at_work.only()).content.model_dump()["current_step"] == 2
    (done,) = [c for c in at_work.slack.calls if c.method == "functions.completeSuccess"]
    assert "step 2 of 4" in str(done.args["outputs"])


async def test_a_workflow_is_told_why_not(at_work: Bench) -> None:
    """In the sentence that a person would be told."""
    await at_work.slack.run_step(step.CALLBACK, {"title": "Nobody", "words": "step 2"})
    await at_work.idle()

    (failed,) = [c for c in at_work.slack.calls if c.method == "functions.completeError"]
    assert "Nothing called “Nobody” is live" in str(failed.args["error"])


def _home(parts: Bench) -> str:
    home = parts.slack.home()
    return json.dumps(home.blocks, ensure_ascii=False) if home else ""
