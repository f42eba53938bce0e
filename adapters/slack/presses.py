"""What is pressed on a card, in a list or in the App Home."""

import asyncio
import logging

from adapters.slack import controls
from adapters.slack.commands import LEARNING, SLOW, WITHIN_SECONDS, code
from adapters.slack.errands import Errands
from adapters.slack.forms import Asked, Forms
from adapters.slack.groups import Groups
from adapters.slack.listing import START as START_ID
from adapters.slack.people import Payload, actor_of, channel_of, workspace_of
from adapters.slack.replies import REPLY_URL, Replies, Reply
from adapters.slack.text import escape
from adapters.slack.views import About
from bot.activity import Actor
from bot.commands import History
from bot.errors import Busy, NotAllowed, Refused, StoreUnusable
from bot.filling import END, KINDS, START, UPDATE
from bot.lockstep import UNCHANGED, Lockstep

FORM_IDS = {controls.UPDATE: UPDATE, controls.END: END, START_ID: START}

log = logging.getLogger(__name__)


class Presses:
    """Does what a button says, or opens the form that it is for."""

    def __init__(
        self,
        lockstep: Lockstep,
        *,
        forms: Forms,
        replies: Replies,
        groups: Groups,
        errands: Errands,
    ) -> None:
        self._lockstep = lockstep
        self._forms = forms
        self._replies = replies
        self._groups = groups
        self._errands = errands

    async def heard(self, payload: Payload) -> None:
        """Do it; what is refused is said to the person alone, after Slack has its answer."""
        what, value = _wanted(payload)
        if not what:
            return
        workspace, user = workspace_of(payload), payload["user"]["id"]
        channel = _channel_id(payload)
        reply = Reply(workspace, user, channel, payload.get(REPLY_URL) or "")
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                actor = actor_of(payload, self._groups.of(workspace, user))
                await self._do(what, value, payload, actor, reply)
        except NotAllowed as exc:
            known = self._groups.are_known(workspace)
            self._tell(reply, escape(str(exc)) if known else LEARNING)
        except Refused as exc:
            self._tell(reply, escape(str(exc)))
        except (Busy, StoreUnusable, TimeoutError):
            self._tell(reply, SLOW)

    async def _do(
        self, what: str, value: str, payload: Payload, actor: Actor, reply: Reply
    ) -> None:
        here = channel_of(reply.workspace, reply.channel) if reply.channel else None
        if what == "press":
            told = await self._lockstep.press(
                value, actor=actor, workspace=reply.workspace, channel=here
            )
            if told.text.startswith(UNCHANGED):  # No card will show that it was heard.
                self._tell(reply, escape(told.text))
        elif what == "history":
            look = History(actor=actor, workspace=reply.workspace, channel=here, activity_id=value)
            self._tell(reply, code(await self._lockstep.look(look)))
        elif what in KINDS:
            channel = reply.channel or (value if what == START and value != "-" else "")
            about = About(what, reply.workspace, channel, "" if what == START else value)
            self._forms.open(Asked(about, payload["trigger_id"], actor, reply))

    def _tell(self, reply: Reply, text: str) -> None:
        self._errands.begin(self._replies.privately(reply, text))


def _wanted(payload: Payload) -> tuple[str, str]:
    """What is wanted, and of what; empty for a link, or for what is none of ours."""
    action = payload["actions"][0]
    action_id, value = str(action.get("action_id") or ""), str(action.get("value") or "")
    if action_id.split(":")[:2] == controls.PRESS.split(":"):
        return "press", value
    if action_id == controls.MORE:
        option = action.get("selected_option")
        chosen = str(option.get("value") or "") if isinstance(option, dict) else ""
        what, _, of = chosen.partition(" ")
        return (what, of) if of else ("", "")
    return FORM_IDS.get(action_id, ""), value


def _channel_id(payload: Payload) -> str:
    channel, container = payload.get("channel") or {}, payload.get("container") or {}
    return str(channel.get("id") or container.get("channel_id") or "")
