"""The shortcut "Pin to Lock Screen" on any message: an alert of its text, and a way back to it.

The alert is on disk before Slack is answered; the link to the message, which only Slack can
tell, follows as its second button.
"""

import asyncio
import logging

from adapters.slack.api import SlackApi
from adapters.slack.arrivals import Arrivals
from adapters.slack.commands import SLOW, WITHIN_SECONDS
from adapters.slack.errands import Errands
from adapters.slack.groups import Groups
from adapters.slack.people import NAME, Payload, actor_of, channel_of, workspace_of
from adapters.slack.plain import plain
from adapters.slack.replies import REPLY_URL, Replies, Reply
from bot.activity import Activity, Actor, Channel, Link
from bot.commands import SetButton
from bot.errors import Busy, Refused, StoreUnusable
from bot.lockstep import Lockstep
from bot.text import LINE_MAX, clean, cut

CALLBACK = "live:pin"
LABEL = "Open message"

log = logging.getLogger(__name__)


class Shortcut:
    """Pins messages."""

    def __init__(
        self,
        lockstep: Lockstep,
        api: SlackApi,
        *,
        replies: Replies,
        groups: Groups,
        errands: Errands,
        arrivals: Arrivals,
    ) -> None:
        self._lockstep = lockstep
        self._api = api
        self._replies = replies
        self._groups = groups
        self._errands = errands
        self._arrivals = arrivals

    async def pin(self, payload: Payload) -> None:
        """Begin an alert with the message's text; whoever may not is told so alone."""
        workspace, user = workspace_of(payload), payload["user"]["id"]
        told = payload["channel"]
        reply = Reply(workspace, user, told.get("id", ""), payload.get(REPLY_URL) or "")
        channel = channel_of(workspace, told.get("id", ""), told.get("name") or "")
        try:
            actor = actor_of(payload, self._groups.of(workspace, user))
            async with asyncio.timeout(WITHIN_SECONDS):
                activity = await self._begun(payload, actor, channel)
        except Refused as exc:
            self._errands.begin(self._replies.privately(reply, str(exc)))
        except (Busy, StoreUnusable, TimeoutError):
            self._errands.begin(self._replies.privately(reply, SLOW))
        else:
            if activity is not None:
                self._arrivals.began(channel, activity.id, reply)
                self._errands.begin(self._link(payload, actor, activity))

    async def _begun(self, payload: Payload, actor: Actor, channel: Channel) -> Activity | None:
        """The alert; None when this was told before."""
        text = cut(clean(plain(_text_of(payload["message"]))), LINE_MAX)
        if not text:
            raise Refused("That message has no text to pin. Nothing was started.")
        where = f" from #{channel.name}" if channel.name else ""
        answer = await self._lockstep.start(
            f"Pinned{where}", {"type": "alert", "message": text}, slug_of=text,
            actor=actor, channel=channel, key=f"{NAME}:{payload['trigger_id']}",
        )  # fmt: skip
        return None if answer.again else answer.activity

    async def _link(self, payload: Payload, actor: Actor, activity: Activity) -> None:
        """Put the way back to the message on the second button."""
        told = await self._api.call(
            activity.workspace, "chat.getPermalink",
            channel=payload["channel"]["id"], message_ts=payload["message"].get("ts"),
        )  # fmt: skip
        link = Link(label=LABEL, url=str(told["permalink"]))
        await self._lockstep.handle(
            SetButton(actor=actor, workspace=activity.workspace, activity_id=activity.id,
                      slot=2, to=link, key=f"{NAME}:{payload['trigger_id']}:link")
        )  # fmt: skip


def _text_of(message: Payload) -> str:
    """What *message* says; of one that is all blocks or attachments, what stands for it."""
    text = message.get("text")
    if isinstance(text, str) and text.strip():
        return text
    for each in message.get("attachments") or ():
        if isinstance(each, dict):
            for name in ("fallback", "text", "title"):
                if isinstance(each.get(name), str) and each[name].strip():
                    return str(each[name])
    return ""
