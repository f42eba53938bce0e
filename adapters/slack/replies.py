"""An answer for one person's eyes, after Slack has its 200."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from adapters.slack.api import SlackApi
from adapters.slack.lately import Lately
from bot.errors import LockstepError

USES_MAX = 5
REPLY_URL = "reply_url"
"""Where a payload keeps its `response_url`, from the door on."""

HOOKS = "hooks.slack.com"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reply:
    """The way back to the person of one request: its `response_url`, else the channel."""

    workspace: str
    user: str
    channel: str = ""
    url: str = ""


class Replies:
    """Answers privately. Only Slack's own addresses are called, whatever a payload says."""

    def __init__(self, api: SlackApi, session: aiohttp.ClientSession, api_url: str) -> None:
        self._api = api
        self._session = session
        self._own = urlsplit(api_url)
        self._uses = Lately()

    def is_slacks(self, url: str) -> bool:
        """Whether *url* is one at which Slack hears answers."""
        try:
            parts = urlsplit(url)
            own = (parts.scheme, parts.hostname, parts.port)
            if "@" in parts.netloc:
                return False
        except ValueError:
            return False
        if own == (self._own.scheme, self._own.hostname, self._own.port):
            return True
        return own[:2] == ("https", HOOKS) and own[2] in (None, 443)

    async def privately(self, reply: Reply, text: str, **more: Any) -> None:
        """Say *text* to the person alone: by the response_url, in the channel, or by message."""
        body = {"response_type": "ephemeral", "replace_original": False, "text": text, **more}
        if await self._by_url(reply, body):
            return
        try:
            if reply.channel:
                await self._api.call(
                    reply.workspace, "chat.postEphemeral",
                    channel=reply.channel, user=reply.user, text=text, **more,
                )  # fmt: skip
                return
        except LockstepError as exc:
            log.info("private answer not shown", extra={"why": str(exc)})
        await self._api.call(
            reply.workspace, "chat.postMessage", channel=reply.user, text=text, **more
        )

    async def _by_url(self, reply: Reply, body: Mapping[str, Any]) -> bool:
        if not self.is_slacks(reply.url) or self._uses.count(reply.url) > USES_MAX:
            return False
        try:
            async with self._session.post(reply.url, json=body, allow_redirects=False) as answer:
                return answer.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            log.info("response_url not reached", extra={"why": type(exc).__name__})
            return False
