"""The Discord card: one message a channel for each activity, edited in place.

Each message has its own nonce, by which Discord knows it again for a few minutes; whatever
may have been posted before that is looked for. So nothing is posted twice.
"""

import hashlib
import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.discord import trouble
from adapters.discord.bars import Bars
from adapters.discord.card import card, message
from adapters.discord.controls import Json
from adapters.discord.finding import NONCE_FOR, Finder
from adapters.discord.memory import Memory
from adapters.discord.openings import Openings
from adapters.discord.pace import Pace
from adapters.discord.people import NAME
from adapters.discord.thread import Thread, Timeline
from adapters.discord.trouble import AnswerLost, DiscordSaid, NotYet
from adapters.discord.visit import Visit, post
from adapters.discord.wire import DiscordApi
from bot.buttons import Press
from bot.drawing import runs_out
from bot.errors import SurfaceError, SurfaceRejected, SurfaceUnavailable
from bot.surface import Delivery, Observed, Postponed, Shown

log = logging.getLogger(__name__)

REST = timedelta(seconds=3)
RENEW_AFTER = timedelta(hours=5, minutes=30)
"""Buttons are renewed in time: they live for six hours at least."""
SETTLE = timedelta(seconds=15)
"""An edit of which nobody knows may still land within this time; then it is made good."""
DELETED_MAX = 2
OLD_EDITS_WAIT_SECONDS = 6.0


class DiscordCard:
    """Shows activities as messages. *timeline* is what was done to an activity."""

    name = NAME
    lanes = 16

    def __init__(self, api: DiscordApi, timeline: Timeline, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._finder = Finder(api)
        self._thread = Thread(api, self._finder, timeline, clock)
        self._pace = Pace()
        self._bars = Bars(clock)
        self.openings = Openings(api, clock)

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        visit = Visit(delivery, presses, self._clock(), Memory.read(delivery.memo))
        try:
            await self._show(visit)
        except NotYet as exc:
            until = self._clock() + timedelta(seconds=exc.retry_after_seconds or 1.0)
            return Postponed(until, visit.memory.kept(), _known(visit))
        except DiscordSaid as exc:
            self._mind(visit, exc)
            what, known = trouble.sentence(exc), trouble.observed(exc, visit.url)
            raise SurfaceRejected(what, memo=visit.memory.kept(), observed=known) from exc
        except SurfaceRejected as exc:
            known = trouble.refused(str(exc), visit.url)
            raise SurfaceRejected(str(exc), memo=visit.memory.kept(), observed=known) from exc
        except SurfaceUnavailable as exc:
            raise _later(exc, visit) from exc
        return self._shown(visit)

    async def _show(self, visit: Visit) -> None:
        memory, activity = visit.memory, visit.activity
        if memory.over:
            if activity.starts <= memory.starts:
                visit.observed = trouble.refused(trouble.OVER[memory.over], "", state="gone")
                return
            visit.learn(over="", lost=0)
        if wait := self._bars.wait_seconds(_place(visit), activity.transition):
            raise NotYet("Discord kept us out just now", retry_after_seconds=wait)
        await self._draw(visit)
        self._bars.lift(_place(visit))
        await self._thread.tell(visit)
        if not visit.again:
            await self.openings.leave(visit)

    def _mind(self, visit: Visit, exc: DiscordSaid) -> None:
        """Remember what there is no use in trying again: not soon, or not at all."""
        if exc.status == 403:
            self._bars.put(_place(visit), visit.activity.transition)
        if exc.code == trouble.UNKNOWN_CHANNEL:
            visit.learn(message="", over="gone", starts=visit.activity.starts)

    def _shown(self, visit: Visit) -> Shown:
        memory, activity = visit.memory, visit.activity
        now = self._clock()
        again = list(visit.again)
        if activity.ended_at is None and not visit.delivery.left:
            again.append(now + RENEW_AFTER)
            if over := runs_out(activity, visit.now):
                again.append(over + timedelta(seconds=1))
        if memory.edited is not None:
            again.append(memory.edited + SETTLE)
        return Shown(
            memory.kept(),
            visit.observed or visit.posted,
            again_at=min(again, default=None),
            rest_until=now + REST,
        )

    # The card ----------------------------------------------------------------------

    async def _draw(self, visit: Visit) -> None:
        """Post the card, or edit the one that stands; whichever is not done already."""
        left = visit.delivery.left
        drawn = card(visit.activity, visit.delivery.others, visit.presses, visit.now, left=left)
        said = message(drawn)
        if not visit.memory.message:
            await self._find(visit)
        if visit.memory.message and not await self._edit(visit, said):
            return
        if not visit.memory.message and not left:  # What is over there is not begun once more.
            await self._post(visit, said)

    async def _find(self, visit: Visit) -> None:
        """Look for a card that may have been posted too long ago for its nonce to tell."""
        posted = visit.memory.posted
        if posted is None and not visit.delivery.interrupted:
            return
        if posted is not None and self._clock() < posted + NONCE_FOR:
            return
        found = await self._finder.card(visit.delivery, posted or visit.activity.started_at)
        if found:
            visit.learn(message=found, posted=None)

    async def _post(self, visit: Visit, said: Json) -> None:
        """Post it; where it may have been posted already, make good what stands there."""
        is_first = visit.memory.posted is None and not visit.delivery.interrupted
        try:
            posted = await post(self._api, visit.channel, visit.nonce("card"), said)
        except AnswerLost:
            visit.learn(posted=visit.memory.posted or self._clock())
            raise
        visit.learn(message=posted, posted=None, drawn=_digest(said) if is_first else "")
        if not is_first and await self._edit(visit, said):
            visit.again.append(self._clock() + timedelta(seconds=1))

    async def _edit(self, visit: Visit, said: Json) -> bool:
        """Edit the card that stands; whether it turned out to be gone, and may be posted anew."""
        memory, digest = visit.memory, _digest(said)
        settled = memory.edited is None or visit.now < memory.edited + SETTLE
        if memory.drawn == digest and settled:
            return False
        self._space(visit)
        visit.learn(drawn="")
        try:
            if not await self._send(visit, said):
                return False
        except AnswerLost:
            visit.learn(edited=self._clock())
            raise
        except DiscordSaid as exc:
            if exc.code != trouble.UNKNOWN_MESSAGE:
                raise
            return self._lose(visit)
        visit.learn(drawn=digest, edited=memory.edited if settled else None)
        return False

    async def _send(self, visit: Visit, said: Json) -> bool:
        """Edit it, in a thread that is opened first if it must be and is worth it.

        Whether it was edited. Raises DiscordSaid, NotYet.
        """
        try:
            await self._patch(visit, said)
        except DiscordSaid as exc:
            if exc.code != trouble.ARCHIVED:
                raise
            if not await self.openings.open(visit):
                return False
            await self._patch(visit, said)
        return True

    async def _patch(self, visit: Visit, said: Json) -> None:
        try:
            await self._api.call(
                "PATCH", "/channels/{channel_id}/messages/{message_id}",
                channel_id=visit.channel, message_id=visit.memory.message, json=said,
            )  # fmt: skip
        except DiscordSaid as exc:
            if exc.code != trouble.OLD_EDITS:
                raise
            self._pace.close(visit.channel, OLD_EDITS_WAIT_SECONDS, self._clock())
            raise NotYet(str(exc), retry_after_seconds=OLD_EDITS_WAIT_SECONDS) from exc

    def _lose(self, visit: Visit) -> bool:
        """Somebody deleted the card: it is posted once more, and not a third time."""
        memory = visit.memory
        visit.learn(
            message="", thread="", drawn="", edited=None, replied=None, telling=0,
            generation=memory.generation + 1, lost=memory.lost + 1,
        )  # fmt: skip
        if visit.memory.lost < DELETED_MAX:
            return True
        visit.learn(over="deleted", starts=visit.activity.starts)
        visit.observed = trouble.refused(trouble.DELETED_TWICE, "", state="gone")
        return False

    def _space(self, visit: Visit) -> None:
        """Raises NotYet when the card, or others as old in its channel, were edited just now."""
        wait = self._pace.ask(visit.channel, visit.memory.message, visit.weight, self._clock())
        if wait:
            raise NotYet("the card was edited just now", retry_after_seconds=wait)


def _place(visit: Visit) -> str:
    return f"{visit.channel} {visit.activity.id}"


def _known(visit: Visit) -> Observed:
    """What is observed of a card that has to wait: what stands there, or is in its way."""
    observed = visit.delivery.observed
    is_well = observed.get("state") in (None, "posted")
    return visit.posted if visit.memory.message and is_well else observed


def _later(exc: SurfaceError, visit: Visit) -> SurfaceUnavailable:
    wait = exc.retry_after_seconds if isinstance(exc, SurfaceUnavailable) else None
    return SurfaceUnavailable(str(exc), retry_after_seconds=wait, memo=visit.memory.kept())


def _digest(said: Json) -> str:
    """What tells two drawings apart, in few letters."""
    drawn = json.dumps(said["components"]).encode()
    return hashlib.blake2b(drawn, digest_size=9).hexdigest()
