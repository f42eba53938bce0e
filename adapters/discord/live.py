"""What is live in a guild, from memory.

What is typed is completed key by key: the store is asked again only after something has
changed, and waited for only where nothing is known yet.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.discord.people import NAME
from bot.activity import Activity, Channel
from bot.errors import LockstepError
from bot.store import Store

WITHIN_SECONDS = 0.05
FIRST_SECONDS = 2.0
RECENT_MAX = 100
ROOMS_MAX = 1_000

_At = tuple[str, tuple[str, ...], bool]


@dataclass(frozen=True)
class _Known:
    """What was live, and how often anything had changed by then."""

    count: int
    activities: Sequence[Activity]


class Live:
    """The live activities of every guild in which somebody types."""

    def __init__(self, store: Store, *, within_seconds: float = WITHIN_SECONDS) -> None:
        self._store = store
        self._within_seconds = within_seconds
        self._known: dict[_At, _Known] = {}
        self._reading: dict[_At, asyncio.Task[None]] = {}

    async def of(
        self, guild: str, rooms: Sequence[str] = (), *, ended: bool = False
    ) -> Sequence[Activity]:
        """What is live there, or mirrored to one of *rooms* from elsewhere, the oldest first.

        With *ended* also what was, at the end of it. Nothing when the store does not answer.
        """
        at = guild, tuple(rooms), ended
        count, known = await self._store.changed(-1, 0.0), self._known.get(at)
        if known is None or known.count != count:
            if at not in self._reading:
                self._reading[at] = asyncio.create_task(self._read(at, count))
            # What was known last is better than a wait; what is read meanwhile is for the next key.
            patience = FIRST_SECONDS if known is None else self._within_seconds
            await asyncio.wait({self._reading[at]}, timeout=patience)
            known = self._known.get(at)
        return known.activities if known is not None else ()

    async def _read(self, at: _At, count: int) -> None:
        try:
            self._keep(at, _Known(count, await self._asked(*at)))
        except LockstepError:
            pass  # A store that is away is told of elsewhere.
        finally:
            del self._reading[at]

    async def _asked(self, guild: str, rooms: tuple[str, ...], ended: bool) -> Sequence[Activity]:
        found = list(await self._store.live(guild))
        for room in rooms:
            here = await self._store.live(guild, Channel(surface=NAME, id=room, workspace=guild))
            found += [activity for activity in here if activity.workspace != guild]
        if ended:
            recent = await self._store.recent(guild, RECENT_MAX)
            found += [activity for activity in recent if activity.ended_at is not None]
        return found

    def _keep(self, at: _At, known: _Known) -> None:
        self._known.pop(at, None)
        if len(self._known) >= ROOMS_MAX:
            self._known.pop(next(iter(self._known)))
        self._known[at] = known
