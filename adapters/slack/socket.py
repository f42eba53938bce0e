"""Socket Mode: the same listeners, over a connection that we open.

Slack's client reconnects by itself; what it hands over is answered when it is on disk,
under the id of its envelope.
"""

import asyncio
import logging
import time

from pydantic import SecretStr
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.door import dispatch
from adapters.slack.edge import TurnedAway, is_well_formed

_quiet = logging.getLogger("adapters.slack.socket_mode")
_quiet.setLevel(logging.CRITICAL)  # Below that it writes out what comes.

log = logging.getLogger(__name__)


class Socket:
    """The connection, while it is held."""

    def __init__(self, app: AsyncApp, app_token: SecretStr, api_url: str) -> None:
        self._app = app
        self._app_token = app_token
        self._api_url = api_url
        self._client: SocketModeClient | None = None

    async def run(self) -> None:
        """Hold the connection until cancelled; it is made again whenever it is lost."""
        own = AsyncWebClient(base_url=self._api_url, retry_handlers=[], logger=_quiet)
        own.proxy = None
        client = SocketModeClient(self._app_token.get_secret_value(), logger=_quiet, web_client=own)
        client.proxy = None  # It would take one from the environment.
        client.socket_mode_request_listeners.append(self._hear)
        self._client = client
        try:
            await client.connect()  # type: ignore[no-untyped-call] # it is without hints
            await asyncio.get_running_loop().create_future()
        finally:
            self._client = None
            await client.close()  # type: ignore[no-untyped-call] # the same

    async def ready(self) -> str:
        """Empty while connected, else a sentence."""
        if self._client is not None and await self._client.is_connected():
            return ""
        return "Slack's socket is not connected; it is tried again. See SLACK_APP_TOKEN."

    async def _hear(self, client: AsyncBaseSocketModeClient, told: SocketModeRequest) -> None:
        """Answer the envelope once it is done. What is not answered is told again."""
        begun = time.time()
        payload = told.payload
        if not is_well_formed(payload):
            log.warning("envelope not understood", extra={"kind": told.type})
            return
        try:
            answer = await dispatch(self._app, dict(payload))
        except TurnedAway:
            log.warning("envelope not understood", extra={"kind": told.type})
            return
        await send_async_response(client, told, answer, begun)
