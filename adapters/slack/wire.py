"""One call of Slack's Web API, over one shared session.

One call is one request: nothing is repeated or followed here, and every wait has its end.
Who decides what is said again is the reconciler.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.answers import AnswerLost, failure
from bot.errors import SurfaceUnavailable

API_URL = "https://slack.com/api/"
DEADLINE_SECONDS = 5.0
ANSWER_BYTES_MAX = 4 * 1024 * 1024
CONNECTIONS_MAX = 40

# At its usual level the SDK writes out each request and answer, for nobody to read.
_quiet = logging.getLogger("slack_sdk.lockstep")
_quiet.setLevel(logging.WARNING)

_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_GARBAGE = (ValueError, LookupError, AttributeError, TypeError)
"""What the SDK lets out when an answer is not what it expects: no object, no known charset."""


class _Answer(aiohttp.ClientResponse):
    """An answer that is not read without end."""

    async def read(self) -> bytes:
        if self._body is None:
            body = b""
            async for chunk in self.content.iter_any():
                body += chunk
                if len(body) > ANSWER_BYTES_MAX:
                    self.close()
                    raise aiohttp.ClientPayloadError("the answer has no end")
            self._body = body
        return self._body


async def _stay(*_: object) -> None:
    """Follows nothing: who is sent elsewhere would take the token along."""
    raise aiohttp.ClientError("redirected")


def open_session(deadline_seconds: float = DEADLINE_SECONDS) -> aiohttp.ClientSession:
    """The one session for all calls to Slack; whoever opens it closes it."""
    trace = aiohttp.TraceConfig()
    trace.on_request_redirect.append(_stay)
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS_MAX, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(total=deadline_seconds, sock_connect=deadline_seconds / 2),
        response_class=_Answer,
        trace_configs=[trace],
        trust_env=False,
    )


class Wire:
    """Calls as the holder of a token makes them."""

    def __init__(
        self,
        session: aiohttp.ClientSession,
        base_url: str = API_URL,
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
    ) -> None:
        self._client = AsyncWebClient(
            base_url=base_url, session=session, retry_handlers=[], logger=_quiet
        )
        self._client.proxy = None  # The SDK would take one from the environment.
        self._deadline_seconds = deadline_seconds

    async def call(
        self, token: SecretStr | None, method: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What Slack answers to *method*; without a *token* only where none can be had yet.

        Raises SurfaceUnavailable, or its kind AnswerLost when nobody knows whether it was
        done; TokenDead; and SlackSaid for whatever else Slack has against it.
        """
        answer, _ = await self.heard(token, method, params)
        return answer

    async def heard(
        self, token: SecretStr | None, method: str, params: Mapping[str, Any]
    ) -> tuple[dict[str, Any], Mapping[str, str]]:
        """The same, and the headers of the answer."""
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        try:
            async with asyncio.timeout(self._deadline_seconds):
                answer = await self._client.api_call(method, data=_form(params), headers=headers)
        except SlackApiError as exc:
            raise _read(exc) from None
        except _UNSENT as exc:
            # An error's cause may quote a header, and a header holds the token.
            raise SurfaceUnavailable(f"Slack was not reached ({type(exc).__name__})") from None
        except (aiohttp.ClientError, TimeoutError, OSError, *_GARBAGE) as exc:
            raise AnswerLost(f"Slack did not answer ({type(exc).__name__})") from None
        assert isinstance(answer.data, dict), "the SDK lets nothing else through as ok"
        return answer.data, answer.headers


def _form(params: Mapping[str, Any]) -> dict[str, str]:
    """*params* as a form, which every method takes; what has parts goes as JSON."""
    return {name: _field(value) for name, value in params.items() if value is not None}


def _field(value: Any) -> str:
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _read(exc: SlackApiError) -> Exception:
    """What follows from an answer that the SDK refused; it may not even be one of its own."""
    answer = exc.response
    status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
    said = getattr(answer, "data", None)
    headers: Mapping[str, str] = getattr(answer, "headers", None) or {}
    return failure(status, said if isinstance(said, dict) else {}, headers.get("Retry-After"))
