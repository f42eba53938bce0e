"""One call of Discord's REST API, through discord.py's own client and its buckets.

discord.py knows how often each route may be called, and waits before Discord has to refuse.
It would also wait inside a call after a refusal, and say again what failed; neither happens
here, since the reconciler alone decides what is said again, and a refusal must not hold a lane.
So each answer is overheard as it comes in, before discord.py makes up its mind.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.discord.trouble import (
    OLD_EDITS,
    TOKEN_DEAD,
    AnswerLost,
    DiscordSaid,
    NotYet,
    TokenDead,
)
from bot.errors import SurfaceUnavailable

__all__ = ["AnswerLost", "DiscordApi", "DiscordSaid", "NotYet", "TokenDead"]

Json = dict[str, Any]

DEADLINE_SECONDS = 10.0
"""For waiting in a bucket and being answered, together."""
ANSWER_WITHIN_SECONDS = 5.0
RETRY_AFTER_SECONDS_MAX = 300.0
RETRY_AFTER_SECONDS_USUAL = 5.0
TURN_SECONDS = 2.0
LOGIN_SECONDS = 1.0
CLOSED_MAX = 10_000
EVERYWHERE = ""

_UNSENT = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL)
_HAS_ITS_OWN_TOKEN = ("/webhooks/", "/interactions/")

log = logging.getLogger(__name__)


class _Enough(Exception):
    """The answer was overheard; discord.py need not think about it."""


def _awaited() -> "asyncio.Future[tuple[int, bytes]]":
    answer = asyncio.get_running_loop().create_future()
    # Whoever called may have been cancelled; then nobody asks what went wrong.
    answer.add_done_callback(lambda done: done.cancelled() or done.exception())
    return answer


@dataclass
class _Heard:
    """What comes of one call."""

    answer: "asyncio.Future[tuple[int, bytes]]" = field(default_factory=_awaited)
    sent: bool = False

    async def overhear(
        self, request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        """Take down the answer to *request*. Raises _Enough where discord.py would try again."""
        self.sent = True
        try:
            response = await handler(request)
            said = await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            self.sent = not isinstance(exc, _UNSENT)
            self.fail(exc)
            raise _Enough from exc
        if not self.answer.done():
            self.answer.set_result((response.status, said))
        if response.status == 429 or response.status >= 500:
            raise _Enough
        return response

    def fail(self, exc: Exception) -> None:
        """There will be no answer."""
        if not self.answer.done():
            self.answer.set_exception(exc)


class DiscordApi:
    """Calls Discord as the bot for which *client* is logged in.

    After Discord has refused the token, nothing is sent any more: `dead` is set. Whatever is
    refused too often would in the end keep out everybody at this address.
    """

    def __init__(
        self,
        client: discord.Client,
        clock: Callable[[], datetime],
        *,
        deadline_seconds: float = DEADLINE_SECONDS,
        answer_within_seconds: float = ANSWER_WITHIN_SECONDS,
    ) -> None:
        self._client = client
        self._clock = clock
        self._deadline_seconds = deadline_seconds
        self._timeout = aiohttp.ClientTimeout(total=answer_within_seconds)
        self._closed: dict[str, datetime] = {}
        self._open: set[asyncio.Task[None]] = set()
        self.dead = asyncio.Event()

    @property
    def user_id(self) -> str:
        """Who we are; empty before we are let in."""
        return str(self._client.user.id) if self._client.user else ""

    async def call(
        self,
        method: str,
        path: str,
        /,
        *,
        json: Any = None,
        query: Mapping[str, str] | None = None,
        **ids: str,
    ) -> Any:
        """What Discord answers; *ids* are the parts of *path* in braces, as its Route has them.

        Raises SurfaceUnavailable when it was not reached, or its kinds NotYet (it has to wait)
        and AnswerLost (perhaps it was done); TokenDead; DiscordSaid for all that Discord has
        against it.
        """
        if self.dead.is_set():
            raise TokenDead(TOKEN_DEAD)
        if self._client.is_closed() or self._client.http.token is None:
            raise NotYet("Discord has not let us in yet", retry_after_seconds=LOGIN_SECONDS)
        route = Route(method, path, **ids)
        where = f"{route.key} {route.major_parameters}"  # What Discord counts together.
        self._mind_closed(where)
        how: Json = {"timeout": self._timeout}
        how |= {} if json is None else {"json": json}
        how |= {} if query is None else {"params": dict(query)}
        status, said = await self._answer(route, how)
        if 200 <= status < 300:
            return _read(said)
        raise self._failure(path, where, status, _read(said))

    async def close(self) -> None:
        """Let go of what is still open; whoever called has been answered, or will not be."""
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    # One request ---------------------------------------------------------------------

    async def _answer(self, route: Route, how: Json) -> tuple[int, bytes]:
        """The status and the body. Raises what comes of no answer."""
        heard = _Heard()
        # A task of its own: after the last call of a bucket discord.py sleeps until it is full
        # again, with the answer in its hands.
        task = asyncio.create_task(self._request(route, heard, how), name=f"discord {route.key}")
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        try:
            async with asyncio.timeout(self._deadline_seconds):
                return await asyncio.shield(heard.answer)
        except discord.RateLimited as exc:
            raise _not_yet(exc.retry_after) from None
        except (aiohttp.ClientError, TimeoutError, OSError) as exc:
            if heard.sent:
                raise AnswerLost(f"Discord did not answer ({type(exc).__name__})") from None
            if isinstance(exc, _UNSENT):
                why = f"Discord was not reached ({type(exc).__name__})"
                raise SurfaceUnavailable(why) from None
            raise _not_yet(TURN_SECONDS) from None
        finally:
            if not heard.answer.done():
                heard.answer.cancel()
                task.cancel()

    async def _request(self, route: Route, heard: _Heard, how: Json) -> None:
        try:
            await self._client.http.request(route, middlewares=(heard.overhear,), **how)
        except (_Enough, discord.HTTPException):
            pass  # Who called has the answer.
        except discord.RateLimited as exc:
            heard.fail(exc)
        except Exception as exc:  # noqa: BLE001 - whatever it was, somebody waits for it
            heard.fail(AnswerLost(f"discord.py failed ({type(exc).__name__})"))

    # What an answer means ------------------------------------------------------------

    def _mind_closed(self, where: str) -> None:
        """Raises NotYet while Discord wants no more of these calls, or of any."""
        now = self._clock()
        for place in (EVERYWHERE, where):
            until = self._closed.get(place)
            if until is not None and now < until:
                raise _not_yet((until - now).total_seconds())
            self._closed.pop(place, None)

    def _failure(self, path: str, where: str, status: int, said: Any) -> Exception:
        told = said if isinstance(said, dict) else {}
        code = told.get("code")
        code = code if isinstance(code, int) and not isinstance(code, bool) else 0
        text = str(told.get("message") or "")
        if status == 429 and code != OLD_EDITS:
            return self._refused(where, told)
        if status == 401 and not path.startswith(_HAS_ITS_OWN_TOKEN):
            self.dead.set()
            log.error("discord token does not work")
            return TokenDead(TOKEN_DEAD)
        if status >= 500:
            return AnswerLost(f"Discord failed ({status})")
        if told.get("errors"):
            why = json.dumps(told["errors"])[:500]
            log.warning("discord found fault", extra={"call": where, "why": why})
        return DiscordSaid(code, status, text)

    def _refused(self, where: str, told: Json) -> NotYet:
        """Discord asks for fewer calls: of these, or of all."""
        wait = retry_after_seconds(told.get("retry_after"))
        place = EVERYWHERE if told.get("global") is True else where
        if len(self._closed) >= CLOSED_MAX:
            self._closed.clear()
        self._closed[place] = self._clock() + timedelta(seconds=wait)
        log.info("discord asks to wait", extra={"call": where, "seconds": wait})
        return _not_yet(wait)


def retry_after_seconds(told: object) -> float:
    """How long Discord asks us to wait: up to 300 seconds, whatever it writes."""
    if not isinstance(told, int | float) or isinstance(told, bool) or not told > 0:
        return RETRY_AFTER_SECONDS_USUAL
    return min(float(told), RETRY_AFTER_SECONDS_MAX)


def _not_yet(seconds: float) -> NotYet:
    return NotYet("Discord allows no more calls just now", retry_after_seconds=seconds)


def _read(said: bytes) -> Any:
    """The body as JSON; an empty object where there is none, or none that can be read."""
    try:
        return json.loads(said) if said else {}
    except ValueError:
        return {}
