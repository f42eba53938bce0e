"""The Slack card: one message a channel for each activity, edited in place.

Slack takes a post twice if it is told twice. So when nobody knows whether one arrived, it
is looked for by its metadata before anything is posted again.
"""

import hashlib
import json
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from adapters.slack import trouble
from adapters.slack.answers import AnswerLost, NotYet, SlackSaid
from adapters.slack.api import SlackApi
from adapters.slack.blocks import card
from adapters.slack.finding import CARD, Finder
from adapters.slack.memory import Memory
from adapters.slack.pace import Bucket
from adapters.slack.thread import Thread, Timeline
from adapters.slack.visit import MENTIONS_NOBODY, Visit, post
from bot.buttons import Press
from bot.drawing import runs_out
from bot.errors import SurfaceError, SurfaceRejected, SurfaceUnavailable
from bot.surface import Delivery, Observed, Postponed, Shown

log = logging.getLogger(__name__)

NAME = "slack"
REST = timedelta(seconds=3)
RENEW_AFTER = timedelta(hours=5, minutes=30)
"""Buttons are renewed in time: they live for six hours at least."""
SETTLE = timedelta(seconds=15)
"""An edit of which nobody knows may still land within this time; then it is made good."""
LINK_AGAIN = timedelta(minutes=1)
EDITS_PER_MINUTE, EDITS_AT_ONCE = 60, 2
CARDS_KEPT_MAX = 5_000
DELETED_MAX = 2


class SlackCard:
    """Shows activities as messages. *timeline* is what was done to an activity."""

    name = NAME
    lanes = 16

    def __init__(self, api: SlackApi, timeline: Timeline, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._finder = Finder(api)
        self._thread = Thread(api, self._finder, timeline, clock)
        self._edits: OrderedDict[tuple[str, str, str], Bucket] = OrderedDict()

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        visit = Visit(delivery, presses, self._clock(), Memory.read(delivery.memo))
        try:
            await self._show(visit)
        except NotYet as exc:
            until = self._clock() + timedelta(seconds=exc.retry_after_seconds or 1.0)
            known = _posted(visit.memory) if visit.memory.ts else delivery.observed
            return Postponed(until, visit.memory.kept(), known)
        except SlackSaid as exc:
            what = trouble.sentence(exc)
            if exc.messages:
                log.warning("slack found fault", extra={"why": "; ".join(exc.messages)})
            known = trouble.observed(exc, visit.memory.url)
            raise SurfaceRejected(what, memo=visit.memory.kept(), observed=known) from exc
        except SurfaceRejected as exc:
            known = trouble.refused(str(exc), visit.memory.url)
            raise SurfaceRejected(str(exc), memo=visit.memory.kept(), observed=known) from exc
        except SurfaceUnavailable as exc:
            raise _later(exc, visit) from exc
        return self._shown(visit)

    async def _show(self, visit: Visit) -> None:
        memory, activity = visit.memory, visit.activity
        if memory.lost >= DELETED_MAX:
            if activity.starts <= memory.starts:
                visit.observed = trouble.refused(trouble.DELETED_TWICE, "", state="gone")
                return
            visit.learn(lost=0)
        await self._draw(visit)
        await self._link(visit)
        await self._thread.tell(visit)

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
            visit.observed or _posted(memory),
            again_at=min(again, default=None),
            rest_until=now + REST,
        )

    # The card ----------------------------------------------------------------------

    async def _draw(self, visit: Visit) -> None:
        """Post the card, or edit the one that stands; whichever is not done already."""
        memory = visit.memory
        if not memory.ts and (memory.posted is not None or visit.delivery.interrupted):
            await self._find(visit)
        left = visit.delivery.left
        drawn = card(visit.activity, visit.delivery.others, visit.presses, visit.now, left=left)
        payload = {"activity": visit.activity.id, "revision": visit.activity.revision}
        said: dict[str, Any] = {
            "text": drawn.text,
            "blocks": drawn.blocks,
            "metadata": {"event_type": CARD, "event_payload": payload},
        }
        if visit.memory.ts and not await self._edit(visit, said):
            return
        if not visit.memory.ts and not left:  # What is over there is not begun once more.
            await self._post(visit, said)

    async def _find(self, visit: Visit) -> None:
        """Look for a card that may have been posted. Raises NotYet while it may still come."""
        since = visit.memory.posted
        if since is None:
            since = visit.now
            visit.learn(posted=since)
        found = await self._finder.card(visit.delivery, since, self._clock())
        visit.learn(posted=None)
        if found:
            visit.learn(ts=found, replied=since)

    async def _edit(self, visit: Visit, said: dict[str, Any]) -> bool:
        """Edit the card that stands; whether it turned out to be gone."""
        memory, digest = visit.memory, _digest(said)
        settled = memory.edited is None or visit.now < memory.edited + SETTLE
        if memory.drawn == digest and settled:
            return False
        self._space(visit)
        visit.learn(drawn="")
        where = {"channel": visit.channel, "ts": memory.ts}
        try:
            await self._api.call_for(
                visit.weight, visit.team, "chat.update", **where, **MENTIONS_NOBODY, **said
            )
        except AnswerLost:
            visit.learn(edited=visit.now)
            raise
        except SlackSaid as exc:
            if exc.error in trouble.MESSAGE_GONE:
                self._lose(visit)
                return visit.memory.lost < DELETED_MAX
            if exc.error in trouble.CANNOT_EDIT:
                visit.observed = trouble.refused(trouble.FROZEN, memory.url)
                return False
            raise
        visit.learn(drawn=digest, edited=memory.edited if settled else None)
        return False

    def _lose(self, visit: Visit) -> None:
        """Somebody deleted the card: it is posted once more, and not a third time."""
        lost = visit.memory.lost + 1
        visit.learn(ts="", url="", drawn="", edited=None, replied=None)
        visit.learn(lost=lost, starts=visit.activity.starts)
        if lost >= DELETED_MAX:
            visit.observed = trouble.refused(trouble.DELETED_TWICE, "", state="gone")

    async def _post(self, visit: Visit, said: dict[str, Any]) -> None:
        try:
            answer = await self._say(visit, said)
        except SlackSaid as exc:
            if exc.error != "not_in_channel":
                raise
            await self._join(visit, exc)
            answer = await self._say(visit, said)
        visit.learn(ts=str(answer.get("ts") or ""), drawn=_digest(said), posted=None)

    async def _say(self, visit: Visit, said: dict[str, Any]) -> dict[str, Any]:
        try:
            return await post(self._api, visit, **said)
        except AnswerLost:
            visit.learn(posted=self._clock())
            raise

    async def _join(self, visit: Visit, refusal: SlackSaid) -> None:
        """Enter a public channel in which somebody started something. Raises *refusal*."""
        try:
            await self._api.call_for(
                "transition", visit.team, "conversations.join", channel=visit.channel
            )
        except SlackSaid:
            raise refusal from None

    def _space(self, visit: Visit) -> None:
        """Raises NotYet when the card was edited too often just now."""
        key = (visit.team, visit.channel, visit.activity.id)
        bucket = self._edits.setdefault(key, Bucket(EDITS_PER_MINUTE, EDITS_AT_ONCE))
        self._edits.move_to_end(key)
        if len(self._edits) > CARDS_KEPT_MAX:
            self._edits.popitem(last=False)
        if wait := bucket.wait_seconds("person", visit.now):
            raise NotYet("the card was edited just now", retry_after_seconds=wait)
        bucket.spend()

    # What goes with it -------------------------------------------------------------

    async def _link(self, visit: Visit) -> None:
        """Learn where the card can be opened; without it a Lock Screen has no "Open chat"."""
        memory = visit.memory
        if memory.url or not memory.ts:
            return
        try:
            answer = await self._api.call_for(
                "transition", visit.team, "chat.getPermalink",
                channel=visit.channel, message_ts=memory.ts,
            )  # fmt: skip
        except (SurfaceUnavailable, SlackSaid) as exc:
            log.info("no permalink yet", extra={"activity": visit.activity.id, "why": str(exc)})
            visit.again.append(self._clock() + LINK_AGAIN)
            return
        visit.learn(url=str(answer.get("permalink") or ""))


def _later(exc: SurfaceError, visit: Visit) -> SurfaceUnavailable:
    wait = exc.retry_after_seconds if isinstance(exc, SurfaceUnavailable) else None
    return SurfaceUnavailable(str(exc), retry_after_seconds=wait, memo=visit.memory.kept())


def _posted(memory: Memory) -> Observed:
    return {"state": "posted", "url": memory.url} if memory.url else {"state": "posted"}


def _digest(said: dict[str, Any]) -> str:
    """What tells two drawings apart, in few letters."""
    drawn = json.dumps([said["text"], said["blocks"]]).encode()
    return hashlib.blake2b(drawn, digest_size=9).hexdigest()
