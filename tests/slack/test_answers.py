"""An answer that Slack could do nothing with is told, whatever the person was shown."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import CannotDo, Slack
from tests.slack.test_web_api import CARD, FORM, QUIET
from tests.slack.world import Json


class Parrot:
    """An app that answers everything alike."""

    status = 200
    body: Json | None = None

    async def handle(self, request: web.Request) -> web.Response:
        if self.body is None:
            return web.Response(status=self.status)
        return web.json_response(self.body, status=self.status)


@pytest.fixture
async def parrot(slack: Slack) -> AsyncIterator[Parrot]:
    parrot = Parrot()
    site = web.Application()
    site.router.add_post("/slack/events", parrot.handle)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield parrot
    await runner.cleanup()


@pytest.mark.parametrize(
    "body",
    [
        {"response_action": "errors", "errors": {"nowhere": "No."}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "explode"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"text": "Thank you"},
    ],
)
async def test_a_form_must_be_answered_well(
    slack: Slack, parrot: Parrot, client: AsyncWebClient, body: Json
) -> None:
    """Errors for fields that are there, views that fit, actions that exist."""
    await client.views_open(trigger_id=slack.trigger("T1", "U1"), view=FORM)
    parrot.body = body

    await slack.submit(slack.open_view("U1"))

    assert slack.violations.forgive("answer")


async def test_an_error_of_ours_is_told(slack: Slack, parrot: Parrot) -> None:
    """Nobody is shown anything but that it failed."""
    parrot.status = 500

    heard = await slack.command("/live")

    assert (heard.status, heard.ephemerals) == (500, ())
    assert slack.violations.forgive("status")


async def test_a_late_answer_is_told(slack: Slack, parrot: Parrot) -> None:
    """Three seconds, or what a test says."""
    slack.ack_seconds = 0.0

    await slack.command("/live")

    assert slack.violations.forgive("slow")


async def test_an_answer_is_held_to_the_same_limits(slack: Slack, parrot: Parrot) -> None:
    """As a message that is posted."""
    parrot.body = {"text": "Look", "blocks": CARD * 51}

    assert (await slack.command("/live")).ephemerals == ()
    assert slack.violations.forgive("answer")
    assert slack.violations.forgive("blocks")


async def test_a_press_has_no_words_in_its_answer(
    slack: Slack, parrot: Parrot, client: AsyncWebClient
) -> None:
    """Slack throws them away; they belong to the response_url."""
    button = {"type": "button", "action_id": "b", "text": {"type": "plain_text", "text": "Go"}}
    await client.chat_postMessage(
        channel="C1", text="a", blocks=[{"type": "actions", "elements": [button]}], **QUIET
    )
    parrot.body = {"text": "Gone"}

    await slack.press(slack.channel("C1").cards[0], "Go")

    assert slack.violations.forgive("answer")


async def test_nothing_is_done_where_nothing_is(slack: Slack) -> None:
    """A form that is not open is not sent."""
    with pytest.raises(CannotDo, match="nothing on the screen"):
        await slack.submit(slack.open_view("U1"))
