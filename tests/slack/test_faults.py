"""Each switch makes what it says, once, and only for its method."""

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Slack
from tests.slack.test_web_api import QUIET, refusal


async def test_an_error_is_answered(slack: Slack, client: AsyncWebClient) -> None:
    """Any of Slack's, as often as wished, for one team only if wished."""
    slack.fail("auth.test", "error", error="fatal_error", times=2, team="T1")
    await client.auth_test(token=slack.team("T2").token)

    assert await refusal(client.auth_test()) == "fatal_error"
    assert await refusal(client.auth_test()) == "fatal_error"
    await client.auth_test()


@pytest.mark.parametrize("kind", ["status", "html"])
async def test_something_before_slack_answers(
    slack: Slack, client: AsyncWebClient, kind: str
) -> None:
    """What is not JSON."""
    slack.fail("auth.test", kind, status=503)

    with pytest.raises(SlackApiError) as refused:
        await client.auth_test()
    assert refused.value.response.status_code == 503


@pytest.mark.parametrize(("kind", "posted"), [("hang", 0), ("lost", 1)])
async def test_an_answer_does_not_come(
    slack: Slack, client: AsyncWebClient, kind: str, posted: int
) -> None:
    """Whether or not it happened."""
    fault = slack.fail("chat.postMessage", kind)
    posting = asyncio.create_task(client.chat_postMessage(channel="C1", text="a", **QUIET))
    await slack.until(lambda: fault not in slack.faults and slack.called("chat.postMessage"))

    assert not posting.done()
    posting.cancel()
    assert len(slack.channel("C1").messages) == posted


@pytest.mark.parametrize(("kind", "posted"), [("reset", 0), ("reset_after", 1)])
async def test_a_connection_breaks(
    slack: Slack, client: AsyncWebClient, kind: str, posted: int
) -> None:
    """Whether or not it happened."""
    slack.fail("chat.postMessage", kind)

    with pytest.raises(aiohttp.ClientConnectionError):
        await client.chat_postMessage(channel="C1", text="a", **QUIET)
    assert len(slack.channel("C1").messages) == posted


async def test_an_answer_is_slow(slack: Slack, client: AsyncWebClient) -> None:
    """But comes."""
    slack.fail("*", "slow", seconds=0.01)

    assert (await client.auth_test())["ok"]
