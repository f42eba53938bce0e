"""ActivitySmith's five calls, over one connection pool.

One call is one request: nothing is repeated, redirected or read without end here.
Who decides what is said again is the reconciler.
"""

import asyncio
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.activitysmith.answers import Ambiguous, Answer, NotSent, read
from bot.activitysmith.requests import encoded

DEADLINE_SECONDS = 10.0
ANSWER_BYTES_MAX = 65_536
CONNECTIONS_MAX = 8

_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


def open_http(
    base_url: str,
    key: str = "",
    *,
    deadline_seconds: float = DEADLINE_SECONDS,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """A client for the account of *key*, or for any number of them; whoever opens it closes it."""
    return httpx.AsyncClient(
        base_url=base_url,
        headers={
            **_authorization(key),
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": "lockstep",
        },
        timeout=httpx.Timeout(deadline_seconds, connect=deadline_seconds / 2),
        limits=httpx.Limits(max_connections=CONNECTIONS_MAX, keepalive_expiry=30),
        follow_redirects=False,
        trust_env=False,
        transport=transport,
    )


class Client:
    """The calls as one account makes them. Every one may raise SmithError.

    *key* names the account where *http* is shared by several.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        key: str = "",
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._http = http
        self._headers = {"Content-Type": "application/json", **_authorization(key)}
        self._deadline_seconds = deadline_seconds
        self._clock = clock

    async def start(self, body: Mapping[str, Any]) -> Answer:
        """Start an activity. Said twice, it starts two."""
        return await self._call("POST", "live-activity/start", body)

    async def update(self, body: Mapping[str, Any]) -> Answer:
        """Update the activity that *body* names by its id."""
        return await self._call("POST", "live-activity/update", body)

    async def end(self, body: Mapping[str, Any]) -> Answer:
        """End the activity that *body* names by its id."""
        return await self._call("POST", "live-activity/end", body)

    async def put_stream(self, key: str, body: Mapping[str, Any]) -> Answer:
        """Start or update the stream *key*: whatever it takes."""
        return await self._call("PUT", f"live-activity/stream/{key}", body)

    async def end_stream(self, key: str, body: Mapping[str, Any]) -> Answer:
        """End the stream *key*."""
        return await self._call("DELETE", f"live-activity/stream/{key}", body)

    async def _call(self, method: str, path: str, body: Mapping[str, Any]) -> Answer:
        content = encoded(body)
        try:
            async with asyncio.timeout(self._deadline_seconds):
                status, retry_after, raw = await self._exchange(method, path, content)
        except _UNSENT as exc:
            # An error's cause may quote a header, and a header holds the key.
            raise NotSent(f"ActivitySmith was not reached ({type(exc).__name__})") from None
        except (httpx.HTTPError, TimeoutError) as exc:
            raise Ambiguous(f"ActivitySmith did not answer ({type(exc).__name__})") from None
        return read(status, raw, retry_after, self._clock())

    async def _exchange(
        self, method: str, path: str, content: bytes
    ) -> tuple[int, str | None, bytes | None]:
        async with self._http.stream(
            method, path, content=content, headers=self._headers
        ) as answer:
            raw = b""
            async for chunk in answer.aiter_raw():
                raw += chunk
                if len(raw) > ANSWER_BYTES_MAX:
                    return answer.status_code, answer.headers.get("Retry-After"), None
            plain = _unpacked(raw, answer.headers.get("Content-Encoding", "identity"))
            return answer.status_code, answer.headers.get("Retry-After"), plain


def _authorization(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"} if key else {}


def _unpacked(raw: bytes, encoding: str) -> bytes | None:
    """*raw* as it was before it was packed; None if it is too much, cut off, or unknown."""
    if encoding == "identity":
        return raw
    if encoding not in ("gzip", "deflate"):
        return None
    unpacking = zlib.decompressobj(wbits=47)
    try:
        plain = unpacking.decompress(raw, ANSWER_BYTES_MAX)
    except zlib.error:
        return None
    return plain if unpacking.eof else None
