"""Each kind of request, captured and told 20 times more: done once."""

import asyncio

from adapters.slack import shortcut, step
from tests.adapters.slack.bench import Bench


async def test_whatever_is_told_again_is_done_once(at_work: Bench) -> None:
    """A command, a press, a form, a shortcut, events and a step, one after the other."""
    slack = at_work.slack
    await slack.command("/live start Checkout is down")
    card = await at_work.card()
    await slack.press(card, "Acknowledge")
    await slack.press(card, "Update…")
    await slack.submit(await at_work.form(), {"Message": "Still down"})
    await slack.shortcut(shortcut.CALLBACK, slack.says("Disk is full"))
    await slack.command("/live button 2 Docs https://docs.example on checkout-is-down")
    room, _ = await slack.create_channel("inc-db", with_bot=True)
    await slack.rename(room.id, "inc-database")
    await slack.set_topic(room.id, "Failing over")
    await slack.run_step(step.CALLBACK, {"title": "inc-database", "words": "say By workflow"})
    await slack.archive(room.id)
    await at_work.idle()
    asked = list(slack.captured)
    before = (await at_work.rows())["journal"]

    for captured in asked:
        told = await asyncio.gather(*(slack.replay(captured) for _ in range(20)))
        assert {heard.status for heard in told} == {200}
        await at_work.idle()

    assert len(asked) >= 13
    assert (await at_work.rows())["journal"] == before
    for view in list(slack.team().stacks.get("U1", [])):
        await slack.close(view)
