"""A card's thread: told once of each transition, after the card shows it.

It hangs on the card; where the card itself stands in a thread or a forum's post, the lines
are said right there.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from adapters.discord import trouble
from adapters.discord.bars import Bars
from adapters.discord.card import MENTIONS_NOBODY
from adapters.discord.finding import NONCE_FOR, Finder
from adapters.discord.memory import NO_THREAD
from adapters.discord.text import MARKDOWN, plain
from adapters.discord.trouble import AnswerLost, DiscordSaid, NotYet
from adapters.discord.visit import Visit, post
from adapters.discord.wire import DiscordApi
from bot.lines import lines, untold
from bot.store import Entry

Timeline = Callable[[str], Awaitable[Sequence[Entry]]]

NAME_MAX = 100
QUIETLY = 1 << 2 | 1 << 12
"""Without previews of links, and without a notification."""

_ROOMS, _THREADS = frozenset({0, 5}), frozenset({10, 11, 12})

log = logging.getLogger(__name__)


class Thread:
    """Tells the threads of cards. *timeline* is what was done to an activity."""

    def __init__(
        self, api: DiscordApi, finder: Finder, timeline: Timeline, clock: Callable[[], datetime]
    ) -> None:
        self._api = api
        self._finder = finder
        self._timeline = timeline
        self._clock = clock
        self._bars = Bars(clock)

    async def tell(self, visit: Visit) -> None:
        """Tell the card's thread of the transitions that it has not heard of."""
        if not visit.memory.message or visit.activity.transition <= visit.memory.told:
            return  # What only moved a number need not be looked up in the timeline.
        entries = await self._timeline(visit.activity.id)
        try:
            while news := await self._untold(visit, entries):
                await self._say(visit, news)
        except NotYet as exc:  # The card is shown; its thread follows.
            visit.again.append(self._clock() + timedelta(seconds=exc.retry_after_seconds or 1))
        except DiscordSaid as exc:
            if exc.code == trouble.UNKNOWN_MESSAGE:
                visit.learn(drawn="")  # The next edit finds that the card is gone.
                visit.again.append(self._clock() + timedelta(seconds=1))
                return
            self._do_without(visit, exc, entries)

    async def _untold(self, visit: Visit, entries: Sequence[Entry]) -> list[Entry]:
        """What is to be said next. What may have been said is said again, or looked for."""
        memory, revision = visit.memory, visit.activity.revision
        news = untold(entries, memory.told, revision)
        if not news:
            visit.learn(replied=None, telling=0)
            return []
        is_shut = self._bars.wait_seconds(memory.message) > 0
        if not memory.thread and not is_shut:
            await self._begin(visit)
        if is_shut or visit.memory.thread == NO_THREAD:
            visit.learn(told=news[-1].revision, replied=None, telling=0)
            return []
        if memory.replied is not None and self._clock() < memory.replied + NONCE_FOR:
            return [entry for entry in news if entry.revision <= memory.telling] or news
        if memory.replied is not None or visit.delivery.interrupted:
            told = await self._finder.told(visit.delivery, visit.memory, entries)
            visit.learn(told=told, replied=None, telling=0)
        return untold(entries, visit.memory.told, revision)

    async def _say(self, visit: Visit, news: Sequence[Entry]) -> None:
        memory, last = visit.memory, news[-1].revision
        said = {
            "content": lines(news, MARKDOWN),
            "flags": QUIETLY,
            "allowed_mentions": MENTIONS_NOBODY,
        }
        nonce = visit.nonce("line", memory.told, last)
        try:
            await post(self._api, memory.thread, nonce, said)
        except AnswerLost:
            visit.learn(replied=memory.replied or self._clock(), telling=last)
            raise
        visit.learn(told=last, replied=None, telling=0)
        visit.detail = ""
        self._bars.lift(memory.message)

    async def _begin(self, visit: Visit) -> None:
        """Find out where the lines belong, and start a thread on the card if it takes one."""
        answer = await self._api.call("GET", "/channels/{channel_id}", channel_id=visit.channel)
        kind = answer.get("type")
        if kind in _THREADS:
            visit.learn(thread=visit.channel)
        elif kind not in _ROOMS:
            visit.learn(thread=NO_THREAD)
        else:
            await self._hang(visit)

    async def _hang(self, visit: Visit) -> None:
        try:
            await self._api.call(
                "POST", "/channels/{channel_id}/messages/{message_id}/threads",
                channel_id=visit.channel, message_id=visit.memory.message,
                json={"name": plain(visit.activity.content.title, NAME_MAX)},
            )  # fmt: skip
        except DiscordSaid as exc:
            if exc.code != trouble.THREAD_EXISTS:
                raise
        visit.learn(thread=visit.memory.message)  # A thread has the id of what it hangs on.

    def _do_without(self, visit: Visit, exc: DiscordSaid, entries: Sequence[Entry]) -> None:
        """The card is shown; what its thread does not take stays in the history. Raises *exc*."""
        last = untold(entries, visit.memory.told, visit.activity.revision)[-1].revision
        if not visit.memory.thread and exc.code in trouble.NO_THREAD:
            visit.detail = trouble.THREADLESS  # Somebody may allow it: it is tried again.
            self._bars.put(visit.memory.message)
        elif visit.memory.thread == visit.channel:
            raise exc
        elif exc.code == trouble.UNKNOWN_CHANNEL:
            visit.learn(thread=NO_THREAD)  # Somebody deleted it, and does not want it.
        elif exc.code in trouble.FORBIDDEN or exc.code == trouble.LOCKED:
            locked = exc.code == trouble.LOCKED
            self._bars.put(visit.memory.message)
            visit.detail = trouble.THREAD_LOCKED if locked else trouble.THREADLESS
        else:
            raise exc
        log.info("thread not told", extra={"activity": visit.activity.id, "why": str(exc)})
        visit.learn(told=last, replied=None, telling=0)
