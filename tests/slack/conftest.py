"""A Slack of its own for each test, and the real SDK to speak to it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Clock, Slack


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    """Whose clock stands: nothing expires while a slow machine thinks."""
    async with Slack(Clock(standing=True)).serve() as slack:
        yield slack


@pytest.fixture
async def client(slack: Slack) -> AsyncIterator[AsyncWebClient]:
    """The SDK as the app uses it: one session, no retries."""
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            token=slack.team().token, base_url=slack.api_url, session=session, retry_handlers=[]
        )
