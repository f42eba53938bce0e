"""Looks for what may have been posted, by its metadata, before it is posted again.

Not found does not mean not there: a post may still land for a while, and history may not
be ours to read. Both are waited for, but not for ever; a card twice is better than none.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.answers import NotYet, SlackSaid
from adapters.slack.api import SlackApi
from adapters.slack.memory import Memory
from bot.errors import SurfaceUnavailable
from bot.lines import untold
from bot.store import Entry
from bot.surface import Delivery

log = logging.getLogger(__name__)

LANDS_WITHIN = timedelta(seconds=6)
"""How long after it was sent a post may still appear."""
BLIND_FOR = timedelta(seconds=90)
"""How long history that cannot be read is waited for."""
LOOK_AGAIN_SECONDS = 2.0
BLIND_AGAIN_SECONDS = 15.0
BEFORE = timedelta(minutes=2)
"""Slack's clock is not ours."""
MESSAGES_MAX = 100

CARD, LINE = "lockstep_card", "lockstep_line"


class Finder:
    """Looks into channels and threads."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def card(self, delivery: Delivery, since: datetime, now: datetime) -> str:
        """The message that is the delivery's card; empty when there is none.

        *since* is when it may have been posted. Raises NotYet, or SurfaceUnavailable, while
        it is too early to tell.
        """
        oldest = delivery.activity.started_at
        messages = await self._read(delivery, "conversations.history", {}, oldest, since, now)
        for message, _ in await self._ours(messages, CARD, delivery):
            return str(message["ts"])
        self._check_landed(messages, since, now)
        return ""

    async def told(
        self,
        delivery: Delivery,
        memory: Memory,
        entries: Sequence[Entry],
        since: datetime,
        now: datetime,
    ) -> int:
        """The last revision that the card's thread tells of, as far as is known then.

        *since* is when a line of one of *entries* may have been posted. Raises as `card`.
        """
        oldest = untold(entries, memory.told, delivery.activity.revision)[0].at
        thread = {"ts": memory.ts}
        messages = await self._read(delivery, "conversations.replies", thread, oldest, since, now)
        said = [_revision(payload) for _, payload in await self._ours(messages, LINE, delivery)]
        told = max(said, default=0)
        if told <= memory.told:
            self._check_landed(messages, since, now)
        return max(told, memory.told)

    async def _read(
        self,
        delivery: Delivery,
        method: str,
        where: dict[str, str],
        oldest: datetime,
        since: datetime,
        now: datetime,
    ) -> list[Any] | None:
        """The latest messages; None when they cannot be read and were waited for long enough."""
        team, channel = delivery.channel.workspace, delivery.channel.id
        try:
            answer = await self._api.call_for(
                "transition", team, method, **where, channel=channel, limit=MESSAGES_MAX,
                oldest=f"{(oldest - BEFORE).timestamp():.6f}", include_all_metadata=True,
            )  # fmt: skip
        except (SlackSaid, SurfaceUnavailable) as exc:
            if isinstance(exc, SlackSaid) and exc.error in ("not_in_channel", "thread_not_found"):
                return None  # Nobody posts where they are not; and no thread, no lines.
            if now < since + BLIND_FOR:
                raise _waiting(exc) from exc
            why = {"activity": delivery.activity.id, "method": method, "why": str(exc)}
            log.warning("posted again without knowing whether it was there", extra=why)
            return None
        messages = answer.get("messages")
        return messages if isinstance(messages, list) else []

    async def _ours(
        self, messages: list[Any] | None, kind: str, delivery: Delivery
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Our messages of that *kind* about the activity, with what they say of it."""
        token = await self._api.tokens.of(delivery.channel.workspace)
        own = token.bot_id if token is not None else ""
        found = []
        for message in messages or []:
            payload = _payload(message, kind)
            is_ours = payload is not None and message.get("bot_id") in (own, None, "")
            if is_ours and payload and payload.get("activity") == delivery.activity.id:
                found.append((message, payload))
        return found

    def _check_landed(self, messages: list[Any] | None, since: datetime, now: datetime) -> None:
        """Raises NotYet while what was sent may still land."""
        if messages is not None and now < since + LANDS_WITHIN:
            raise NotYet("a post may still land", retry_after_seconds=LOOK_AGAIN_SECONDS)


def _waiting(exc: SlackSaid | SurfaceUnavailable) -> SurfaceUnavailable:
    if isinstance(exc, SurfaceUnavailable):
        return exc
    return NotYet(f"history cannot be read ({exc.error})", retry_after_seconds=BLIND_AGAIN_SECONDS)


def _payload(message: Any, kind: str) -> dict[str, Any] | None:
    """What *message* says of itself, if it is of that *kind*."""
    metadata = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(metadata, dict) or metadata.get("event_type") != kind:
        return None
    payload = metadata.get("event_payload")
    return payload if isinstance(payload, dict) and message.get("ts") else None


def _revision(payload: dict[str, Any]) -> int:
    revision = payload.get("revision")
    return revision if isinstance(revision, int) else 0
