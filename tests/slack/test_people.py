"""What people do reaches a real Bolt app, and what it answers reaches the people."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import CannotDo, Slack
from tests.slack.delivery import reworded
from tests.slack.test_web_api import FORM, NAMED, QUIET, refusal

BUTTONS: list[dict[str, Any]] = [
    {"type": "section", "block_id": "s", "text": {"type": "mrkdwn", "text": "Checkout"}},
    {
        "type": "actions",
        "block_id": "acts",
        "elements": [
            {
                "type": "button",
                "action_id": "press",
                "text": {"type": "plain_text", "text": "Acknowledge"},
                "value": "token-1",
            },
            {
                "type": "overflow",
                "action_id": "more",
                "options": [
                    {"text": {"type": "plain_text", "text": "Buttons…"}, "value": "buttons"}
                ],
            },
        ],
    },
]


class Ear:
    """A Bolt app that remembers what it was told, and answers as it is bid."""

    def __init__(self, slack: Slack) -> None:
        async def authorize(**_: Any) -> AuthorizeResult:
            return AuthorizeResult(
                enterprise_id=None, team_id="T1", bot_token="xoxb-acme", bot_user_id="UBOTT1"
            )

        self.heard: list[dict[str, Any]] = []
        self.answer: Any = ""
        self.bolt = AsyncApp(
            signing_secret=slack.app.signing_secret,
            authorize=authorize,
            client=AsyncWebClient(base_url=slack.api_url, retry_handlers=[]),
            process_before_response=True,
        )
        self.bolt.use(self._remember)

    async def _remember(self, body: dict[str, Any], ack: Any) -> Any:
        self.heard.append(body)
        return await (ack(self.answer) if self.answer else ack())

    async def handle(self, request: web.Request) -> web.Response:
        told = await self.bolt.async_dispatch(
            AsyncBoltRequest(body=await request.text(), headers=dict(request.headers))
        )
        headers = {name: values[0] for name, values in told.headers.items()}
        return web.Response(status=told.status, text=told.body, headers=headers)


@pytest.fixture
async def ear(slack: Slack) -> AsyncIterator[Ear]:
    ear = Ear(slack)
    site = web.Application()
    site.router.add_post("/slack/events", ear.handle)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield ear
    await runner.cleanup()


async def test_a_command_is_typed(slack: Slack, ear: Ear) -> None:
    """Names are escaped; the answer is for the one who typed."""
    ear.answer = "Done."

    heard = await slack.command("/live start <b> for @ben in #random and #inc-secret, #no @no")

    assert (heard.status, heard.text) == (200, "Done.")
    assert [shown.text for shown in slack.ephemerals("U1")] == ["Done."]
    [told] = ear.heard
    assert (told["command"], told["team_id"], told["user_name"]) == ("/live", "T1", "ana")
    assert told["text"] == ("start &lt;b&gt; for <@U2|ben> in <#C2|random> and <#C3|>, #no @no")
    slack.assert_polite()


async def test_a_private_channel_tells_no_name(slack: Slack, ear: Ear) -> None:
    """As Slack keeps it."""
    await slack.command("/live show #inc-secret now", channel="C3")

    assert ear.heard[0]["channel_name"] == "privategroup"
    assert ear.heard[0]["text"] == "show <#C3|> now"


async def test_what_everybody_should_see_is_posted(slack: Slack, ear: Ear) -> None:
    """response_type in_channel."""
    ear.answer = {"response_type": "in_channel", "text": "Checkout is up."}

    heard = await slack.command("/live end")

    assert heard.ephemerals == ()
    assert [message.text for message in slack.channel("C1").cards] == ["Checkout is up."]


async def test_a_button_is_pressed(slack: Slack, ear: Ear, client: AsyncWebClient) -> None:
    """From the message as it stands, by who presses, with a trigger and a response_url."""
    await client.chat_postMessage(
        channel="C1", text="Checkout", blocks=BUTTONS, metadata=NAMED, **QUIET
    )
    [card] = slack.channel("C1").cards

    heard = await slack.press(card, "Acknowledge", user="U9")

    assert heard.status == 200
    [told] = ear.heard
    assert told["user"] == {"id": "U9", "username": "xenia", "name": "xenia", "team_id": "T9"}
    assert told["team"]["id"] == "T1"
    [action] = told["actions"]
    assert (action["action_id"], action["value"], action["block_id"]) == (
        "press",
        "token-1",
        "acts",
    )
    assert told["container"]["message_ts"] == told["message"]["ts"] == card.ts
    opened = await client.views_open(trigger_id=told["trigger_id"], view=FORM)
    assert opened["view"]["title"]["text"] == "Update"
    assert slack.open_view("U9")
    with pytest.raises(CannotDo):
        await slack.press(card, "Resolve")


async def test_an_option_is_chosen(slack: Slack, ear: Ear, client: AsyncWebClient) -> None:
    """Of an overflow menu."""
    await client.chat_postMessage(channel="C1", text="Checkout", blocks=BUTTONS, **QUIET)

    await slack.choose(slack.channel("C1").cards[0], "more", "Buttons…")

    assert ear.heard[0]["actions"][0]["selected_option"]["value"] == "buttons"


async def test_a_form_is_filled_in(slack: Slack, ear: Ear, client: AsyncWebClient) -> None:
    """With what its fields take; errors stand at the fields, then it closes."""
    await client.views_open(trigger_id=slack.trigger("T1", "U1"), view=FORM)
    view = slack.open_view("U1")
    assert view is not None
    ear.answer = {"response_action": "errors", "errors": {"title": "Too dull."}}

    await slack.submit(view, {"Title": "Dull"})
    assert view.errors == {"title": "Too dull."}
    ear.answer = ""
    await slack.submit(view, {"typed": "Bright"})

    assert slack.open_view("U1") is None
    values = [told["view"]["state"]["values"]["title"]["typed"]["value"] for told in ear.heard]
    assert values == ["Dull", "Bright"]
    with pytest.raises(CannotDo):
        await slack.submit(view, {})
    slack.assert_polite()


async def test_a_form_goes_on(slack: Slack, ear: Ear, client: AsyncWebClient) -> None:
    """Changed, stacked, cleared; and what is not there cannot be filled in."""
    await client.views_open(trigger_id=slack.trigger("T1", "U1"), view=FORM)
    view = slack.open_view("U1")
    assert view is not None
    changed = {**FORM, "title": {"type": "plain_text", "text": "Sure?"}}
    ear.answer = {"response_action": "update", "view": changed}
    await slack.submit(view)
    assert view.title == "Sure?"
    ear.answer = {"response_action": "push", "view": FORM}
    await slack.submit(view)
    top = slack.open_view("U1")
    assert top is not None
    assert top.previous == view.id
    with pytest.raises(CannotDo):
        await slack.submit(top, {"Colour": "red"})
    with pytest.raises(CannotDo):
        await slack.submit(top, {"Title": ""})
    ear.answer = {"response_action": "clear"}
    await slack.submit(top, {"Title": "x"})
    assert slack.open_view("U1") is None
    slack.assert_polite()


async def test_a_form_is_closed(slack: Slack, ear: Ear, client: AsyncWebClient) -> None:
    """The app hears of it if it asked to."""
    asked = {**FORM, "notify_on_close": True}
    await client.views_open(trigger_id=slack.trigger("T1", "U1"), view=asked)
    view = slack.open_view("U1")
    assert view is not None

    await slack.close(view)

    assert slack.open_view("U1") is None
    assert ear.heard[0]["type"] == "view_closed"


async def test_a_shortcut_is_chosen(slack: Slack, ear: Ear) -> None:
    """With the message it was chosen on."""
    message = slack.says("The database is slow", user="U2")

    await slack.shortcut("pin", message, user="U1")

    told = ear.heard[0]
    assert (told["type"], told["callback_id"]) == ("message_action", "pin")
    assert told["message"]["text"] == "The database is slow"


async def test_a_response_url_can_be_used_five_times(
    slack: Slack, ear: Ear, client: AsyncWebClient
) -> None:
    """And for thirty minutes."""
    await slack.command("/live")
    url = ear.heard[0]["response_url"]
    assert client.session is not None
    told = {"text": "Later."}

    statuses = [(await client.session.post(url, json=told)).status for _ in range(6)]
    await slack.command("/live")
    slack.clock.advance(31 * 60)
    late = await client.session.post(ear.heard[1]["response_url"], json=told)

    assert statuses == [200] * 5 + [404]
    assert (late.status, await late.json()) == (404, {"ok": False, "error": "expired_url"})
    assert len(slack.ephemerals("U1")) == 5
    assert len(slack.violations.forgive("response_url")) == 2


async def test_triggers_are_short_lived_and_good_once(slack: Slack, client: AsyncWebClient) -> None:
    """Three seconds."""
    used, late = slack.trigger("T1", "U1"), slack.trigger("T1", "U1")
    await client.views_open(trigger_id=used, view=FORM)

    assert await refusal(client.views_open(trigger_id=used, view=FORM)) == "exchanged_trigger_id"
    slack.clock.advance(3.1)
    assert await refusal(client.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"
    assert len(slack.violations.forgive("trigger")) == 2


async def test_events_are_told_up_to_four_times(slack: Slack, ear: Ear) -> None:
    """With the same event_id, on Slack's clock at 0, 0, 60 and 300 seconds, or all at once."""
    began = slack.clock.now()
    _, heard = await slack.create_channel("inc-7", deliveries=4)
    assert [one.status for one in heard] == [200] * 4
    assert slack.clock.now() - began == 300
    assert len({told["event_id"] for told in ear.heard}) == 1
    retries = [c.headers.get("X-Slack-Retry-Num") for c in slack.captured]
    assert retries == [None, "1", "2", "3"]
    ear.heard.clear()

    await slack.set_topic("C1", "Hot", deliveries=4, at_once=True)
    assert [told["event"]["subtype"] for told in ear.heard] == ["channel_topic"] * 4


async def test_a_channel_has_a_life(slack: Slack, ear: Ear) -> None:
    """The app hears what it is subscribed to, of private channels only where it is."""
    room, _ = await slack.create_channel("inc-9", private=True)
    await slack.rename(room.id, "inc-10")
    assert ear.heard == []
    await slack.invite_bot(room.id)
    await slack.rename(room.id, "inc-11")
    await slack.archive(room.id)
    await slack.unarchive(room.id)
    await slack.archive("C2")
    await slack.remove_bot(room.id)

    assert [told["event"].get("subtype") or told["event"]["type"] for told in ear.heard] == [
        "member_joined_channel",
        "group_rename",
        "channel_name",
        "group_archive",
        "channel_archive",
        "group_unarchive",
        "channel_unarchive",
        "channel_archive",
        "member_left_channel",
    ]


async def test_home_is_opened_and_the_app_is_removed(slack: Slack, ear: Ear) -> None:
    """Afterwards its token is good for nothing."""
    await slack.open_home("U2")
    await slack.tokens_revoked()
    await slack.app_uninstalled()

    told = [body["event"]["type"] for body in ear.heard]
    assert told == ["app_home_opened", "tokens_revoked", "app_uninstalled"]
    assert not slack.team().installed


async def test_a_step_is_run(slack: Slack, ear: Ear) -> None:
    """With its inputs and a token of its own."""
    execution, _ = await slack.run_step("update_live_activity", {"title": "Down"})

    event = ear.heard[0]["event"]
    assert (event["function_execution_id"], event["inputs"]) == (execution, {"title": "Down"})


async def test_slack_verifies_the_url(slack: Slack, ear: Ear) -> None:
    """The challenge comes back; a check of the certificate is answered."""
    assert (await slack.url_verification("c1")).body["challenge"] == "c1"
    assert (await slack.ssl_check()).status == 200
    assert ear.heard == []


async def test_requests_can_be_replayed_and_forged(slack: Slack, ear: Ear) -> None:
    """The same bytes again; with another secret, an old time, another signature."""
    await slack.command("/live")
    [captured] = slack.captured
    assert (await slack.replay(captured)).status == 200
    assert ear.heard[0] == ear.heard[1]

    forged = reworded(captured, X_Slack_Signature="v0=" + "0" * 64)
    form = (captured.body, captured.headers["Content-Type"])
    assert (await slack.replay(forged)).status == 401
    assert (await slack.post(*form, secret="another")).status == 401
    assert (await slack.post(*form, age_seconds=301)).status == 401
    assert len(ear.heard) == 2


async def test_nobody_there_is_heard_as_nothing(slack: Slack) -> None:
    """Status 0."""
    slack.app_url = slack.url.rsplit(":", 1)[0] + ":9/slack/events"

    assert (await slack.command("/live")).status == 0


async def test_a_wait_ends_when_it_happens(slack: Slack, client: AsyncWebClient) -> None:
    """Nobody sleeps."""
    waiting = asyncio.create_task(slack.until(lambda: slack.channel("C1").cards))
    await client.chat_postMessage(channel="C1", text="a", **QUIET)
    await waiting

    assert json.dumps([call.method for call in slack.calls]) == '["chat.postMessage"]'
