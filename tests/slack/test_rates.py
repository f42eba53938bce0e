"""Tiers, Retry-After and posts a second, on a clock that stands until it is moved."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Slack
from tests.slack.test_web_api import QUIET


async def retry_after(calling: Any) -> int:
    """For how many seconds Slack wants not to be asked."""
    with pytest.raises(SlackApiError) as refused:
        await calling
    assert (refused.value.response.status_code, refused.value.response["error"]) == (
        429,
        "ratelimited",
    )
    return int(refused.value.response.headers["Retry-After"])


async def test_a_tier_is_of_one_method_in_one_workspace(
    slack: Slack, client: AsyncWebClient
) -> None:
    """The 21st list within a minute is refused; others are not, and it is forgotten."""
    for _ in range(20):
        await client.conversations_list()
        slack.clock.advance(1)

    assert await retry_after(client.conversations_list()) == 40
    await client.conversations_info(channel="C1")
    await client.conversations_list(token=slack.team("T2").token)
    slack.clock.advance(40)
    await client.conversations_list()
    assert slack.violations.forgive("rate") == ["conversations.list in T1: more than 20 a minute"]
    slack.assert_polite()


async def test_a_channel_takes_one_post_a_second(slack: Slack, client: AsyncWebClient) -> None:
    """And a small burst; another channel is another."""
    slack.channel("C2").members.add(slack.team().bot)
    for number in range(4):
        await client.chat_postMessage(channel="C1", text=str(number), **QUIET)

    assert await retry_after(client.chat_postMessage(channel="C1", text="a", **QUIET)) == 1
    await client.chat_postMessage(channel="C2", text="a", **QUIET)
    slack.clock.advance(1)
    await client.chat_postMessage(channel="C1", text="b", **QUIET)
    assert len(slack.violations.forgive("rate")) == 1
    slack.assert_polite()


async def test_a_call_before_its_time_is_impolite(slack: Slack, client: AsyncWebClient) -> None:
    """Also after a 429 that was only switched on; to wait as told is polite."""
    slack.fail("auth.test", "ratelimited", retry_after="7")
    assert await retry_after(client.auth_test()) == 7
    slack.assert_polite()

    slack.clock.advance(3)
    assert await retry_after(client.auth_test()) == 4
    slack.clock.advance(4)
    await client.auth_test()

    assert len(slack.violations.forgive("Retry-After")) == 1
    slack.assert_polite()


async def test_limits_can_be_set(slack: Slack, client: AsyncWebClient) -> None:
    """As history's, outside the Marketplace; or all of them wider, for a test in haste."""
    slack.rates.limits["conversations.history"] = 1
    await client.conversations_history(channel="C1")
    assert await retry_after(client.conversations_history(channel="C1")) == 60
    slack.rates.times = 100
    for number in range(50):
        await client.chat_postMessage(channel="C1", text=str(number), **QUIET)
