"""Archived threads that are opened so that the card in them can be edited.

Discord archives a thread in which nobody has spoken for a while; people archive it when they
are done. In neither may a message be edited. What people wait for opens it again, and it
stays open, as it shows something live; a mere number does so once an hour at most, and what
makes no revision never does: buttons that are renewed, what the phones say. What was opened
for the end is archived again a minute later: who had put the thread away had a reason, and
it is over.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.discord import trouble
from adapters.discord.trouble import DiscordSaid, NotYet
from adapters.discord.visit import Visit
from adapters.discord.wire import DiscordApi
from bot.errors import SurfaceUnavailable

AGAIN_AFTER = timedelta(hours=1)
LEFT_AFTER = timedelta(minutes=1)
LATELY = timedelta(minutes=2)
KEPT_MAX = 5_000

log = logging.getLogger(__name__)


class Openings:
    """The threads that were opened lately, and those that were archived again, and when."""

    def __init__(self, api: DiscordApi, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._opened: OrderedDict[str, datetime] = OrderedDict()
        self._left: OrderedDict[str, datetime] = OrderedDict()

    def is_left(self, channel_id: str) -> bool:
        """Whether it was we who archived the thread just now."""
        left = self._left.get(channel_id)
        return left is not None and self._clock() < left + LATELY

    def is_opened(self, channel_id: str) -> bool:
        """Whether it was we who opened the thread just now."""
        opened = self._opened.get(channel_id)
        return opened is not None and self._clock() < opened + LATELY

    async def open(self, visit: Visit) -> bool:
        """Open the thread in which the card stands; False where there is nothing new to show.

        Raises NotYet when what is new is not worth it yet, DiscordSaid when we may not.
        """
        now = self._clock()
        if visit.activity.revision <= visit.delivery.shown_revision:
            if visit.activity.ended_at is None:
                visit.again.append(now + AGAIN_AFTER)
            return False
        again_at = self._opened.get(visit.channel, now - AGAIN_AFTER) + AGAIN_AFTER
        if visit.weight == "progress" and now < again_at:
            wait = (again_at - now).total_seconds()
            raise NotYet("the thread is archived", retry_after_seconds=wait)
        _note(self._opened, visit.channel, now)  # Before: it is told at once.
        try:
            await self._set(visit.channel, archived=False)
        except SurfaceUnavailable:
            del self._opened[visit.channel]
            raise
        except DiscordSaid as exc:
            del self._opened[visit.channel]
            if exc.code in trouble.FORBIDDEN:
                raise DiscordSaid(trouble.ARCHIVED, exc.status, exc.text) from exc
            raise
        return True

    async def leave(self, visit: Visit) -> None:
        """Archive it again if it was opened for the end; where we may not, it does so by itself."""
        ended, opened = visit.activity.ended_at, self._opened.get(visit.channel)
        if ended is None or opened is None or opened < ended:
            return
        if self._clock() < opened + LEFT_AFTER:  # The phones may have something to say.
            visit.again.append(opened + LEFT_AFTER)
            return
        del self._opened[visit.channel]
        _note(self._left, visit.channel, self._clock())  # Before: it is told at once.
        try:
            await self._set(visit.channel, archived=True)
        except (DiscordSaid, SurfaceUnavailable) as exc:
            del self._left[visit.channel]
            log.info("thread left open", extra={"channel": visit.channel, "why": str(exc)})

    async def _set(self, channel: str, *, archived: bool) -> None:
        await self._api.call(
            "PATCH", "/channels/{channel_id}", channel_id=channel, json={"archived": archived}
        )


def _note(moments: OrderedDict[str, datetime], channel: str, now: datetime) -> None:
    moments[channel] = now
    moments.move_to_end(channel)
    if len(moments) > KEPT_MAX:
        moments.popitem(last=False)
