"""Whatever the app should not do is told, and fails the test that forgot to look away."""

from contextlib import suppress

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Slack
from tests.slack.mrkdwn import block_pings, text_pings
from tests.slack.test_web_api import CARD, FORM, NAMED, QUIET
from tests.slack.world import Json

POST: Json = {"channel": "C1", "text": "a", **QUIET}


def mrkdwn(text: str) -> list[Json]:
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]


@pytest.mark.parametrize(
    ("method", "args", "kind"),
    [
        ("chat.postMessage", {**POST, "text": "", "blocks": CARD}, "text"),
        ("chat.postMessage", {**POST, "text": "a" * 4001}, "text"),
        ("chat.postMessage", {"channel": "C1", "text": "a"}, "unfurl"),
        ("chat.postMessage", {**POST, "unfurl_media": True}, "unfurl"),
        ("chat.postMessage", {**POST, "link_names": True}, "ping"),
        ("chat.postMessage", {**POST, "parse": "full"}, "ping"),
        ("chat.postMessage", {**POST, "text": "<!channel>"}, "ping"),
        ("chat.postMessage", {**POST, "text": "Hi <@U1>"}, "ping"),
        ("chat.postMessage", {**POST, "blocks": mrkdwn("<!subteam^S1>")}, "ping"),
        ("chat.postMessage", {**POST, "blocks": mrkdwn("<!here|here>")}, "ping"),
        ("chat.postMessage", {**POST, "reply_broadcast": True}, "broadcast"),
        ("chat.postMessage", {**POST, "username": "Boss"}, "argument"),
        ("chat.postMessage", {**POST, "unfurl_link": False}, "argument"),
        ("chat.postMessage", {**POST, "metadata": {"event_type": "x"}}, "metadata"),
        ("chat.postMessage", {**POST, "blocks": mrkdwn("a" * 3001)}, "blocks"),
        ("chat.postMessage", {**POST, "blocks": mrkdwn("a" * 2900) * 5}, "blocks"),
        ("chat.postEphemeral", {**POST, "user": "U1", "text": "<!everyone>"}, "ping"),
        ("views.publish", {"user_id": "U1", "view": FORM}, "view"),
        ("views.publish", {"user_id": "U1", "view": {"type": "home", "blocks": []}}, "view"),
    ],
)
async def test_a_breach_is_told(
    slack: Slack, client: AsyncWebClient, method: str, args: Json, kind: str
) -> None:
    """By its kind, and `assert_polite` fails of it."""
    with suppress(SlackApiError):  # some of it Slack refuses, some it takes
        await client.api_call(method, json=args)

    assert slack.violations.of(kind)
    with pytest.raises(AssertionError, match=kind):
        slack.assert_polite()
    slack.violations.forgive(kind)
    slack.assert_polite()


async def test_a_card_is_posted_once(slack: Slack, client: AsyncWebClient) -> None:
    """Twice is told; once more after it was deleted is not."""
    first = await client.chat_postMessage(**POST, metadata=NAMED)
    await client.chat_delete(channel="C1", ts=first["ts"])
    await client.chat_postMessage(**POST, metadata=NAMED)
    slack.assert_polite()

    await client.chat_postMessage(**POST, metadata=NAMED)

    assert slack.violations.forgive("twice")


async def test_an_update_may_not_be_long(slack: Slack, client: AsyncWebClient) -> None:
    """Where a new message would only be frowned at."""
    posted = await client.chat_postMessage(**POST)

    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel="C1", ts=posted["ts"], text="a" * 4001)
    assert slack.violations.forgive("text")


async def test_a_reply_is_not_replied_to(slack: Slack, client: AsyncWebClient) -> None:
    """Threads have one level."""
    posted = await client.chat_postMessage(**POST)
    reply = await client.chat_postMessage(**POST, thread_ts=posted["ts"])
    await client.chat_postMessage(**POST, thread_ts=reply["ts"])

    assert slack.violations.forgive("thread")


async def test_a_refusal_says_what_and_where(slack: Slack, client: AsyncWebClient) -> None:
    """As Slack: by JSON pointer."""
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(**POST, blocks=mrkdwn("a" * 3001))

    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["errors"] == [
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    slack.violations.forgive("blocks")


def test_what_rings_at_nobody() -> None:
    """Dates, links, channels, and mentions in plain text."""
    harmless = "<!date^1700000000^{time}|now> <https://a.example|@ben> <#C1> &lt;@U1&gt; @channel"

    assert text_pings(harmless) == []
    assert (
        block_pings([{"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}])
        == []
    )
    rich = {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}
    assert block_pings([{"type": "rich_text", "elements": [rich]}]) == ["user U1"]
