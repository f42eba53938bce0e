"""Archived threads that are opened so that the card in them can be edited.

Discord archives a thread in which nobody has spoken for a while; people archive it when they
are done. In neither may a message be edited. What people wait for opens it again, and it
stays open, as it shows something live; a mere number does so once an hour at most, and
buttons that are renewed never do. What was opened for the end is archived again: who had put
the thread away had a reason, and it is over.
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
LATELY = timedelta(minutes=2)
KEPT_MAX = 5_000

log = logging.getLogger(__name__)


class Openings:
    """The threads that were opened lately, and when."""

    def __init__(self, api: DiscordApi, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._opened: OrderedDict[str, datetime] = OrderedDict()

    def is_ours(self, channel_id: str) -> bool:
        """Whether that a thread was opened, or archived, just now was our own doing."""
        opened = self._opened.get(channel_id)
        return opened is not None and self._clock() < opened + LATELY

    async def open(self, visit: Visit) -> None:
        """Open the thread in which the card stands.

        Raises NotYet when what there is to show is not worth it, DiscordSaid when we may not.
        """
        now = self._clock()
        opened = self._opened.get(visit.channel)
        is_new = visit.activity.revision > visit.delivery.shown_revision
        is_due = is_new and (opened is None or now >= opened + AGAIN_AFTER)
        if visit.weight == "progress" and not is_due:
            wait = AGAIN_AFTER if opened is None else opened + AGAIN_AFTER - now
            raise NotYet("the thread is archived", retry_after_seconds=wait.total_seconds())
        try:
            await self._set(visit.channel, archived=False)
        except DiscordSaid as exc:
            if exc.code in trouble.FORBIDDEN:
                raise DiscordSaid(trouble.ARCHIVED, exc.status, exc.text) from exc
            raise
        self._opened[visit.channel] = now
        self._opened.move_to_end(visit.channel)
        if len(self._opened) > KEPT_MAX:
            self._opened.popitem(last=False)

    async def leave(self, visit: Visit) -> None:
        """Archive it again if it was opened for the end; where we may not, it does so by itself."""
        ended, opened = visit.activity.ended_at, self._opened.get(visit.channel)
        if ended is None or opened is None or opened < ended:
            return
        try:
            await self._set(visit.channel, archived=True)
        except (DiscordSaid, SurfaceUnavailable) as exc:
            log.info("thread left open", extra={"channel": visit.channel, "why": str(exc)})

    async def _set(self, channel: str, *, archived: bool) -> None:
        await self._api.call(
            "PATCH", "/channels/{channel_id}", channel_id=channel, json={"archived": archived}
        )
