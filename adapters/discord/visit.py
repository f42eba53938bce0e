"""One show of a card as it goes, and the messages that it may post."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.discord.memory import Memory
from adapters.discord.pace import Weight
from adapters.discord.wire import DiscordApi
from bot.activity import Activity
from bot.buttons import Press
from bot.surface import Delivery, Observed

NONCE_MAX = 25


@dataclass
class Visit:
    """What is to be shown, and what is known by now.

    *again* is when it had better be shown again, whatever happens; *detail* a sentence about
    what is amiss although the card is shown.
    """

    delivery: Delivery
    presses: tuple[Press, ...]
    now: datetime
    memory: Memory
    observed: Observed = field(default_factory=dict)
    detail: str = ""
    again: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.delivery.observed.get("state") == "posted":
            self.detail = self.delivery.observed.get("detail", "")

    @property
    def activity(self) -> Activity:
        """The activity as it is to be shown."""
        return self.delivery.activity

    @property
    def channel(self) -> str:
        """Where, by Discord's own id."""
        return self.delivery.channel.id

    @property
    def url(self) -> str:
        """Where a person can see the card; empty while there is none."""
        if not self.memory.message:
            return ""
        guild = self.delivery.channel.workspace
        return f"https://discord.com/channels/{guild}/{self.channel}/{self.memory.message}"

    @property
    def weight(self) -> Weight:
        """How much people wait for what has changed since the last show."""
        is_waited_for = self.activity.transition > self.delivery.shown_revision
        return "transition" if is_waited_for else "progress"

    @property
    def posted(self) -> Observed:
        """What is to be observed of a card that is shown."""
        told = {"state": "posted", "url": self.url, "detail": self.detail}
        return {name: value for name, value in told.items() if value}

    def learn(self, **changes: Any) -> None:
        """Know better than before."""
        self.memory = self.memory.but(**changes)

    def nonce(self, *what: object) -> str:
        """What names one message of this card: the same whoever sends it, and however often."""
        named = [self.activity.id, self.channel, self.memory.generation, *what]
        digest = hashlib.blake2b(" ".join(map(str, named)).encode(), digest_size=15).digest()
        return base64.b32encode(digest).decode().lower()[:NONCE_MAX]


async def post(api: DiscordApi, channel: str, nonce: str, said: Mapping[str, Any]) -> str:
    """The id of the message *said*; of the earlier one, if it was said just now."""
    answer = await api.call(
        "POST", "/channels/{channel_id}/messages", channel_id=channel,
        json={**said, "nonce": nonce, "enforce_nonce": True},
    )  # fmt: skip
    return str(answer.get("id") or "")
