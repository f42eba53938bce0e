"""Presses: on the card, by whom, how often; and who is told what."""

import json
from urllib.parse import parse_qs

from aiohttp import web

from adapters.slack.people import NAME
from tests.adapters.edge import until
from tests.adapters.slack.bench import Bench


async def test_a_press_does_one_command(at_work: Bench) -> None:
    """By the person who pressed."""
    await at_work.started("Checkout is down")

    heard = await at_work.slack.press(await at_work.card(), "Acknowledge", user="U2")

    assert heard.status == 200
    by = (await at_work.only()).acknowledged_by
    assert by is not None
    assert (by.platform, by.id) == (NAME, "U2")


async def test_a_press_told_again_is_done_once(at_work: Bench) -> None:
    """20 times, and by somebody else too."""
    activity = await at_work.started('"Nightly backup" steps:4')
    card = await at_work.card()
    await at_work.slack.press(card, "Next step")
    sent = at_work.slack.captured[-1]

    for _ in range(20):
        assert (await at_work.slack.replay(sent)).status == 200

    assert (await at_work.edge.verbs(activity)) == ["start", "step"]


async def test_a_forged_press_is_refused_to_the_person(at_work: Bench) -> None:
    """By the response_url, and nothing is changed."""
    activity = await at_work.started('"Nightly backup" steps:4')
    card = await at_work.card()

    forged = await at_work.slack.press(
        card, "live:press", value=_other(at_work.edge.token(activity, "step"))
    )

    assert forged.status == 200
    assert "was not made here" in await at_work.told()


async def test_an_outsider_is_refused(at_work: Bench) -> None:
    """Of another workspace, through a shared channel: what the payload tells decides."""
    activity = await at_work.started("Checkout is down")

    await at_work.slack.press(await at_work.card(), "Acknowledge", user="U9")

    assert "belongs to another workspace" in await at_work.told("U9")
    assert (await at_work.edge.now(activity)).acknowledged_by is None


async def test_a_token_of_another_workspace_is_not_here(at_work: Bench) -> None:
    """Whatever a signed payload carries, it acts in its own workspace only."""
    activity = await at_work.edge.say("start Elsewhere")
    await at_work.started("Checkout is down")

    await at_work.slack.press(
        await at_work.card(), "live:press", value=at_work.edge.token(activity, "ack")
    )

    assert "Nothing is live here" in await at_work.told()
    assert (await at_work.edge.now(activity)).acknowledged_by is None


async def test_history_is_for_who_asks(at_work: Bench) -> None:
    """From the overflow."""
    await at_work.started("Checkout is down")

    await at_work.slack.choose(await at_work.card(), "live:more", "History")

    assert "started" in await at_work.told()


async def test_where_the_response_url_fails_the_channel_is_asked(at_work: Bench) -> None:
    """A person is told in any case; and no address but Slack's own is ever called."""
    await at_work.started("sev1 Checkout is down")
    card = await at_work.card()
    await at_work.slack.choose(card, "live:more", "End…", user="U2")
    await at_work.idle()
    payload = json.loads(parse_qs(at_work.slack.captured[-1].body.decode())["payload"][0])
    before = len(at_work.slack.ephemerals("U2"))
    asked: list[str] = []

    async def hear(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response()

    elsewhere = web.Application()
    elsewhere.router.add_route("*", "/{rest:.*}", hear)
    runner = web.AppRunner(elsewhere)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]

    fresh = {"trigger_id": "1.2.3", "response_url": f"http://{host}:{port}/x"}
    await at_work.slack.send_payload({**payload, **fresh})
    await at_work.idle()
    await runner.cleanup()

    assert asked == []
    assert len(at_work.slack.ephemerals("U2")) == before + 1


def _other(token: str) -> str:
    return token[:-2] + ("AA" if token[-2:] != "AA" else "BA")


async def test_a_press_that_changes_nothing_is_told(at_work: Bench) -> None:
    """To the person alone: no card shows that it was heard."""
    activity = await at_work.started("Checkout is down")
    await at_work.slack.command('/live button Look say:"Looking"')
    card = await at_work.card()
    await until(lambda: "Look" in json.dumps(card.blocks))
    await at_work.slack.command("/live say Looking")
    before = await at_work.edge.verbs(activity)

    await at_work.slack.press(card, "Look", user="U2")

    assert (await at_work.told("U2")).startswith("Nothing to change: ")
    assert await at_work.edge.verbs(activity) == before
