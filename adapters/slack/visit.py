"""One show of a card as it goes, and the message that it may post."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.slack.api import SlackApi
from adapters.slack.memory import Memory
from adapters.slack.pace import Weight
from bot.activity import Activity
from bot.buttons import Press
from bot.surface import Delivery, Observed

MENTIONS_NOBODY = {"parse": "none", "link_names": False}
UNFOLDS_NOTHING = {"unfurl_links": False, "unfurl_media": False}


@dataclass
class Visit:
    """What is to be shown, and what is known by now.

    *again* is when it had better be shown again, whatever happens.
    """

    delivery: Delivery
    presses: tuple[Press, ...]
    now: datetime
    memory: Memory
    observed: Observed = field(default_factory=dict)
    again: list[datetime] = field(default_factory=list)

    @property
    def activity(self) -> Activity:
        """The activity as it is to be shown."""
        return self.delivery.activity

    @property
    def team(self) -> str:
        """The workspace."""
        return self.delivery.channel.workspace

    @property
    def channel(self) -> str:
        """Where, by Slack's own id."""
        return self.delivery.channel.id

    @property
    def weight(self) -> Weight:
        """How much people wait for what has changed since the last show."""
        is_waited_for = self.activity.transition > self.delivery.shown_revision
        return "transition" if is_waited_for else "progress"

    def learn(self, **changes: Any) -> None:
        """Know better than before."""
        self.memory = self.memory.but(**changes)


async def post(api: SlackApi, visit: Visit, **said: Any) -> dict[str, Any]:
    """What Slack answers to a message that mentions nobody and unfolds no link."""
    how = {**MENTIONS_NOBODY, **UNFOLDS_NOTHING}
    return await api.call_for(
        "transition", visit.team, "chat.postMessage", channel=visit.channel, **how, **said
    )
