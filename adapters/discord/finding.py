"""Looks for what may have been posted too long ago for its nonce to tell.

Nothing is read but our own messages: a card is known by its number, a line by its words.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.discord.card import is_card_of
from adapters.discord.memory import Memory
from adapters.discord.pace import snowflake_at
from adapters.discord.text import MARKDOWN
from adapters.discord.trouble import DiscordSaid
from adapters.discord.wire import DiscordApi
from bot.lines import lines, untold
from bot.store import Entry
from bot.surface import Delivery

log = logging.getLogger(__name__)

NONCE_FOR = timedelta(minutes=2)
"""How long Discord surely knows a nonce again; it says "the past few minutes"."""
BEFORE = timedelta(minutes=2)
"""Discord's clock is not ours."""
MESSAGES_MAX = 100


class Finder:
    """Looks into channels and threads."""

    def __init__(self, api: DiscordApi) -> None:
        self._api = api

    async def card(self, delivery: Delivery, since: datetime) -> str:
        """The message that is the delivery's card; empty when there is none.

        It is looked for among the latest messages, and those after *since*.
        """
        after = {"after": snowflake_at(since - BEFORE)}
        for where in ({}, after):
            for message in await self._ours(delivery.channel.id, where):
                if is_card_of(delivery.activity.id, message):
                    return str(message["id"])
        return ""

    async def told(self, delivery: Delivery, memory: Memory, entries: Sequence[Entry]) -> int:
        """The last revision of which a line stands in the card's thread."""
        said = {message.get("content") for message in await self._ours(memory.thread, {})}
        news = untold(entries, memory.told, delivery.activity.revision)
        for place in range(len(news), 0, -1):
            if lines(news[:place], MARKDOWN) in said:
                return news[place - 1].revision
        return memory.told

    async def _ours(self, channel: str, where: Mapping[str, str]) -> list[Mapping[str, Any]]:
        """Our own messages there; none where they may not be read."""
        try:
            answer = await self._api.call(
                "GET", "/channels/{channel_id}/messages", channel_id=channel,
                query={"limit": str(MESSAGES_MAX), **where},
            )  # fmt: skip
        except DiscordSaid as exc:
            log.warning("history cannot be read", extra={"channel": channel, "why": str(exc)})
            return []
        messages = answer if isinstance(answer, list) else []
        return [message for message in messages if _author(message) == self._api.user_id]


def _author(message: Any) -> str:
    author = message.get("author") if isinstance(message, dict) else None
    return str(author.get("id") or "") if isinstance(author, dict) else ""
