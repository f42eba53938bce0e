"""Socket Mode: the same listeners, over a connection that we open.

Slack's client reconnects by itself; what it hands over is answered when it is on disk,
under the id of its envelope.
"""

import asyncio
import logging

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

CONNECT_WITHIN_SECONDS = 10.0

_quiet = logging.getLogger("adapters.slack.socket_mode")
_quiet.setLevel(logging.ERROR)  # Below that it writes out what comes.


class Socket:
    """The connection, while it is held."""

    def __init__(self, app: AsyncApp, app_token: SecretStr, api_url: str) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._handler: AsyncSocketModeHandler | None = None

    async def run(self) -> None:
        """Hold the connection until cancelled; it is made again whenever it is lost."""
        client = AsyncWebClient(base_url=self._api_url, retry_handlers=[], logger=_quiet)
        client.proxy = None
        handler = AsyncSocketModeHandler(
            self._app,
            self._app_token.get_secret_value(),
            logger=_quiet,
            web_client=client,
        )
        self._handler = handler
        handler.client.proxy = None  # It would take one from the environment.
        try:
            await handler.client.connect()  # type: ignore[no-untyped-call]
            await asyncio.get_running_loop().create_future()
        finally:
            self._handler = None
            await handler.client.close()  # type: ignore[no-untyped-call]

    async def ready(self) -> str:
        """Empty while connected, else a sentence."""
        handler = self._handler
        if handler is not None and await handler.client.is_connected():
            return ""
        return "Slack's socket is not connected; it is tried again. See SLACK_APP_TOKEN."
