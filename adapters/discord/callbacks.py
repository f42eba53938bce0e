"""What is said to an interaction's own address, over one session: soon, or not at all.

These addresses want no token and know no bucket. An answer that got lost is said again:
Discord takes a first answer once, and says so.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.errors import LockstepError

DEADLINE_SECONDS = 5.0
WAIT_SECONDS_MAX = 5.0
WAIT_SECONDS_USUAL = 0.5
TRIES = 3
CONNECTIONS_MAX = 60
ANSWER_BYTES_MAX = 64 * 1024

ANSWERED = 40060
OVER = frozenset({10008, 10015, 10062, 50027})
"""What says that nobody waits for an answer any more."""

log = logging.getLogger(__name__)

_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)


class NotAnswered(LockstepError):
    """Discord did not take an answer. *code* is Discord's own, 0 if it told none."""

    def __init__(self, why: str, code: int = 0) -> None:
        super().__init__(why)
        self.code = code

    @property
    def is_over(self) -> bool:
        """Whether the interaction takes no answers any more, or took one from somebody else."""
        return self.code in OVER or self.code == ANSWERED


class NotReached(NotAnswered):
    """Nobody knows whether Discord heard an answer."""


def open_session(user_agent: str) -> aiohttp.ClientSession:
    """The one session for all answers; whoever opens it closes it."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=CONNECTIONS_MAX, keepalive_timeout=30),
        timeout=aiohttp.ClientTimeout(total=DEADLINE_SECONDS, sock_connect=DEADLINE_SECONDS / 2),
        headers={"Content-Type": "application/json", "User-Agent": user_agent},
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
    )


class Callbacks:
    """Says things to the addresses of interactions."""

    def __init__(self, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        self._api_url = api_url

    async def first(self, interaction_id: int, token: str, body: Mapping[str, Any]) -> None:
        """The first answer. Raises NotAnswered."""
        tries = 0
        path = f"/interactions/{interaction_id}/{token}/callback"
        while True:
            tries += 1
            try:
                return await self._once("POST", path, body)
            except _Lost as exc:
                if tries == TRIES:
                    raise NotReached(str(exc)) from None
                await asyncio.sleep(exc.wait_seconds)
            except NotAnswered as exc:
                if exc.code == ANSWERED and tries > 1:
                    return None  # By us, the time before.
                raise

    async def original(self, application_id: int, token: str, body: Mapping[str, Any]) -> None:
        """Put *body* in place of the first answer. Raises NotAnswered."""
        await self._again("PATCH", f"/webhooks/{application_id}/{token}/messages/@original", body)

    async def more(self, application_id: int, token: str, body: Mapping[str, Any]) -> None:
        """One message more. Raises NotAnswered."""
        await self._again("POST", f"/webhooks/{application_id}/{token}", body, repeat=False)

    async def forget(self, application_id: int, token: str) -> None:
        """Take the first answer away. Raises NotAnswered."""
        await self._again("DELETE", f"/webhooks/{application_id}/{token}/messages/@original", None)

    async def _again(
        self, method: str, path: str, body: Mapping[str, Any] | None, *, repeat: bool = True
    ) -> None:
        """Say it; again when it is lost, unless only what was certainly not heard may be said."""
        for left in reversed(range(TRIES)):
            try:
                return await self._once(method, path, body)
            except _Lost as exc:
                if not left or not (repeat or exc.is_unheard):
                    raise NotReached(str(exc)) from None
                await asyncio.sleep(exc.wait_seconds)
        return None

    async def _once(self, method: str, path: str, body: Mapping[str, Any] | None) -> None:
        data = None if body is None else json.dumps(body, separators=(",", ":")).encode()
        try:
            async with self._session.request(
                method, self._api_url + path, data=data, allow_redirects=False
            ) as answer:
                if answer.status in (200, 204):
                    return
                said = await answer.content.read(ANSWER_BYTES_MAX)
                raise _failure(answer.status, said)
        except _UNSENT as exc:
            raise _Lost(
                f"Discord was not reached ({type(exc).__name__})", is_unheard=True
            ) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            raise _Lost(f"Discord did not answer ({type(exc).__name__})") from None


class _Lost(Exception):
    """Not answered, or not now: it may be said again after *wait_seconds*."""

    def __init__(self, why: str, *, wait_seconds: float = 0.0, is_unheard: bool = False) -> None:
        super().__init__(why)
        self.wait_seconds = wait_seconds
        self.is_unheard = is_unheard


def _failure(status: int, raw: bytes) -> Exception:
    """What follows from an answer that is no success."""
    try:
        said = json.loads(raw)
    except ValueError:
        said = None
    said = said if isinstance(said, dict) else {}
    if status == 429:
        return _Lost("Discord asks for fewer requests", wait_seconds=_wait(said), is_unheard=True)
    if status >= 500:
        return _Lost(f"Discord failed ({status})", wait_seconds=WAIT_SECONDS_USUAL)
    code = said.get("code")
    why = f"Discord said {code or status}: {said.get('message') or 'nothing else'}"
    return NotAnswered(why, code if isinstance(code, int) else 0)


def _wait(said: Mapping[str, Any]) -> float:
    wait = said.get("retry_after")
    if not isinstance(wait, int | float) or isinstance(wait, bool) or not wait >= 0:
        return WAIT_SECONDS_USUAL
    return min(float(wait), WAIT_SECONDS_MAX)
