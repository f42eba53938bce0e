"""The SDK's own socket client connects here, answers, and comes back."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.slack import Slack
from tests.slack.test_web_api import refusal


class Listener:
    def __init__(self, slack: Slack) -> None:
        self.heard: list[SocketModeRequest] = []
        self.client = SocketModeClient(
            app_token=slack.app.app_token,
            web_client=AsyncWebClient(base_url=slack.api_url, retry_handlers=[]),
            ping_interval=0.2,
        )
        self.client.socket_mode_request_listeners.append(self.answer)

    async def answer(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        self.heard.append(request)
        told = {"text": "Done."} if request.type == "slash_commands" else None
        await client.send_socket_mode_response(
            SocketModeResponse(envelope_id=request.envelope_id, payload=told)
        )


@pytest.fixture
async def listener(slack: Slack) -> AsyncIterator[Listener]:
    listener = Listener(slack)
    await listener.client.connect()  # type: ignore[no-untyped-call]
    yield listener
    session = listener.client.current_session_monitor
    await listener.client.close()  # type: ignore[no-untyped-call]
    if session is not None:
        await asyncio.gather(session, return_exceptions=True)


async def test_everything_comes_over_the_socket(slack: Slack, listener: Listener) -> None:
    """Commands with their answer, interactions, events with their retries; nothing over HTTP."""
    await slack.until(lambda: slack.sockets)

    heard = await slack.command("/live")
    await slack.shortcut("pin", slack.says("Hot"))
    await slack.create_channel("inc-1", deliveries=2)

    assert (heard.status, heard.text) == (200, "Done.")
    assert [request.type for request in listener.heard] == [
        "slash_commands",
        "interactive",
        "events_api",
        "events_api",
    ]
    assert [request.retry_attempt for request in listener.heard[2:]] == [0, 1]
    assert slack.captured == []
    slack.assert_polite()


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_the_client_comes_back(slack: Slack, listener: Listener, reason: str) -> None:
    """After Slack hung up, with a new URL."""
    await slack.until(lambda: slack.sockets)
    [before] = slack.sockets
    slack.rates.times = 100

    await slack.hang_up(reason)
    await slack.until(lambda: slack.sockets and slack.sockets[0] is not before)

    assert (await slack.command("/live")).text == "Done."


async def test_only_the_apps_own_token_opens_it(slack: Slack, client: AsyncWebClient) -> None:
    """And a URL is good for one connection."""
    assert client.session is not None
    opening = client.apps_connections_open(app_token=slack.team().token)
    assert await refusal(opening) == "not_allowed_token_type"
    opened = await client.apps_connections_open(app_token=slack.app.app_token)
    async with client.session.ws_connect(opened["url"]) as socket:
        assert (await socket.receive_json())["type"] == "hello"
        again = await client.session.get(opened["url"].replace("ws:", "http:"))
        assert again.status == 408
