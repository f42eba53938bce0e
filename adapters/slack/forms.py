"""The forms: opened while Slack's trigger lives, filled with what is, and done as commands.

A trigger lives three seconds. So a skeleton opens at once, and the form follows when the
store has told the present state. Who may not do what the form is for gets a sentence.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack import views
from adapters.slack.api import SlackApi
from adapters.slack.arrivals import Arrivals
from adapters.slack.commands import SLOW, WITHIN_SECONDS
from adapters.slack.errands import Errands
from adapters.slack.groups import Groups
from adapters.slack.lately import Lately
from adapters.slack.people import NAME, Payload, actor_of, channel_of, workspace_of
from adapters.slack.replies import Replies, Reply
from adapters.slack.views import About
from bot.activity import Actor, Channel
from bot.errors import Busy, LockstepError, NothingHere, Refused, StoreUnusable
from bot.filling import BUTTONS, END, KINDS, START, UPDATE, Filled, Filling
from bot.form import FormWrong
from bot.lockstep import Lockstep

SOON_SECONDS = 0.3
"""How long a skeleton may wait for the answer that no form is to be opened at all."""

_INSTEAD = {
    UPDATE: "say `{command} set …` or `{command} say …`",
    END: "say `{command} end`",
    BUTTONS: '`{command} button "Runbook" https://…`',
    START: "say `{command} start` and a title",
}
_CHANNEL: views.Json = {
    "type": "input",
    "block_id": "field:channel",
    "label": {"type": "plain_text", "text": "Channel"},
    "element": {
        "type": "conversations_select",
        "action_id": "value",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    },
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """Who wants which form, and where they hear if there is none."""

    about: About
    trigger: str
    actor: Actor
    reply: Reply


class Forms:
    """Opens forms, and does what comes back."""

    def __init__(
        self,
        lockstep: Lockstep,
        api: SlackApi,
        *,
        replies: Replies,
        groups: Groups,
        errands: Errands,
        arrivals: Arrivals,
        command: str,
    ) -> None:
        self._filling = Filling(lockstep)
        self._api = api
        self._replies = replies
        self._groups = groups
        self._errands = errands
        self._arrivals = arrivals
        self._command = command
        self._lately = Lately()

    def open(self, asked: Asked) -> None:
        """Open the form, after Slack has its answer; a trigger is good for one."""
        if self._lately.is_new(asked.trigger):
            self._errands.begin(self._open(asked))

    async def _open(self, asked: Asked) -> None:
        about = asked.about
        found = asyncio.create_task(self._view(asked))
        try:
            done, _ = await asyncio.wait({found}, timeout=SOON_SECONDS)
            if done and isinstance(why := found.exception(), Refused):
                await self._replies.privately(asked.reply, str(why))
                return
            opened = await self._opened(asked)
            if opened is not None:
                view = await self._then(asked, found)
                await self._api.call(about.workspace, "views.update", view_id=opened, view=view)
        finally:
            found.cancel()

    async def _opened(self, asked: Asked) -> str | None:
        """The id of the skeleton; None when there is none, which the person is told."""
        about = asked.about
        skeleton = views.skeleton(about.form.capitalize(), about)
        try:
            opened = await self._api.call(
                about.workspace, "views.open", trigger_id=asked.trigger, view=skeleton
            )
        except LockstepError as exc:
            log.info("form not opened", extra={"form": about.form, "why": str(exc)})
            instead = _INSTEAD[about.form].format(command=self._command)
            await self._replies.privately(
                asked.reply, f"The form could not be opened. Try again, or {instead}."
            )
            return None
        return str(opened["view"]["id"])

    async def _then(self, asked: Asked, found: asyncio.Task[views.Json]) -> views.Json:
        """The form, or why there is none."""
        title = asked.about.form.capitalize()
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await found
        except Refused as exc:
            return views.notice(title, asked.about, str(exc))
        except (Busy, StoreUnusable, TimeoutError):
            return views.notice(title, asked.about, SLOW)

    async def _view(self, asked: Asked) -> views.Json:
        """The form as things are now. Raises Refused."""
        about = asked.about
        form = await self._filling.form(
            about.form, about.workspace, about.activity, asked.actor, channel=_here(about)
        )
        more = (_CHANNEL,) if about.form == START and not about.channel else ()
        return views.modal(form, about, more)

    async def submitted(self, payload: Payload) -> views.Json:
        """What Slack is answered to a form that was sent: nothing closes it."""
        view = payload["view"]
        about = views.about_of(view.get("private_metadata") or "")
        if about is None or about.form not in KINDS:
            return {}
        try:
            if about.workspace != workspace_of(payload):
                raise NothingHere("That activity is not here. Nothing was changed.")
            actor = actor_of(payload, self._groups.of(about.workspace, payload["user"]["id"]))
            key = f"{NAME}:{view.get('id')}:{view.get('hash')}"
            async with asyncio.timeout(WITHIN_SECONDS):
                await self._do(about, actor, view, key)
        except FormWrong as exc:
            return _told(view, about, exc.fields)
        except Refused as exc:
            return _told(view, about, {}, str(exc))
        except (Busy, StoreUnusable, TimeoutError):
            return _told(view, about, {}, SLOW)
        return {}

    async def _do(self, about: About, actor: Actor, view: Mapping[str, Any], key: str) -> None:
        put, had = views.sent(view), views.shown(view)
        place = str(put.pop("channel", "") or "")
        had.pop("channel", None)
        channel = channel_of(about.workspace, about.channel or place)
        if about.form == START and not channel.id:
            raise FormWrong({"channel": "In which channel? Nothing was started."})
        answer = await self._filling.fill(
            Filled(about.form, actor, channel, key, put, had, about.activity)
        )
        if about.form == START and not answer.again:
            reply = Reply(about.workspace, actor.id, channel.id)
            self._arrivals.began(channel, answer.activity.id, reply)


def _here(about: About) -> Channel | None:
    """The channel where the form was opened; None in the App Home."""
    return channel_of(about.workspace, about.channel) if about.channel else None


def _told(
    view: Mapping[str, Any], about: About, fields: Mapping[str, str], rest: str = ""
) -> views.Json:
    told = views.errors(view, fields, rest)
    if told["errors"]:
        return told
    why = rest or next(iter(fields.values()), "")
    title = about.form.capitalize()
    return {"response_action": "update", "view": views.notice(title, about, why)}
