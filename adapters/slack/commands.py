"""The slash command, and what it is answered: for the asker's eyes, unless all should see."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from adapters.slack.groups import Groups
from adapters.slack.listing import entries, section
from adapters.slack.people import NAME, Payload, channel_of, person
from adapters.slack.plain import channels, plain
from adapters.slack.text import escape
from bot.activity import Actor, Channel
from bot.commands import Connect, Help, History, List, Look, MirrorCode, Status
from bot.errors import Busy, NotAllowed, Refused, StoreUnusable
from bot.lockstep import Lockstep
from bot.phrases import Named

WITHIN_SECONDS = 2.5
"""Slack waits three seconds for an answer, the way there and back included."""

LISTED_MAX = 20
TEXT_MAX = 3_900

SLOW = "Lockstep is slow just now; nothing is known to have changed. Try again."
WHICH = (
    "Which channel is that? Begin with `#` and take it from what Slack offers then, so that I "
    "know. For one of another workspace say `mirror` there. Nothing was changed."
)
LEARNING = "Lockstep is still learning who is in which group. Nothing was changed; try again."

log = logging.getLogger(__name__)

Answer = dict[str, Any]


class Commands:
    """Answers the slash command.

    *opened* opens the Start form, *began* sees to its card, *mirrored* to that in a channel
    which shows it too or agrees to; *connecting* opens the form for the workspace's key, and
    says so.
    """

    def __init__(
        self,
        lockstep: Lockstep,
        groups: Groups,
        *,
        opened: Callable[[Payload], None],
        began: Callable[[Payload, str], None],
        mirrored: Callable[[Payload, Channel, str], None],
        connecting: Callable[[Payload], str],
    ) -> None:
        self._lockstep = lockstep
        self._groups = groups
        self._opened = opened
        self._began = began
        self._mirrored = mirrored
        self._connecting = connecting

    async def answer(self, form: Payload) -> Answer:
        """What the person is answered, once it is on disk."""
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                return await self._answer(form)
        except NotAllowed as exc:
            known = self._groups.are_known(form["team_id"])
            return privately(escape(str(exc)) if known else LEARNING)
        except Refused as exc:
            return privately(escape(str(exc)))
        except (TimeoutError, Busy, StoreUnusable) as exc:
            log.warning("command not stored in time", extra={"why": type(exc).__name__})
            return privately(SLOW)

    async def _answer(self, form: Payload) -> Answer:
        workspace, user = form["team_id"], form["user_id"]
        channel = channel_of(workspace, form["channel_id"], form.get("channel_name", ""))
        text = plain(form.get("text", "")).strip()
        if not text:
            return await self._bare(form, channel)
        actor = person(user, form.get("user_name", ""), self._groups.of(workspace, user))
        key = f"{NAME}:{form['trigger_id']}"
        named = named_in(workspace, form.get("text", ""))
        told = await self._lockstep.say(text, actor=actor, channel=channel, key=key, named=named)
        if isinstance(told.look, Connect):
            return privately(self._connecting(form))
        if isinstance(told.look, MirrorCode):
            self._mirrored(form, channel, "")
        if told.look is not None:
            return privately(await self._look(told.look, form["command"]))
        assert told.answer is not None, "what is said is a command or a look"
        activity = told.answer.activity
        if activity.revision == 1 and not told.answer.again:
            self._began(form, activity.id)
        if told.mirrored is not None and not told.answer.again:
            self._mirrored(form, told.mirrored, activity.id)
        return privately(escape(told.answer.text))

    async def _bare(self, form: Payload, channel: Channel) -> Answer:
        """What is live here, with its buttons; else the Start form."""
        live = await self._lockstep.store.live(channel.workspace, channel)
        if not live:
            self._opened(form)
            command = form["command"]
            return privately(
                f"Nothing is live here. A form opens now; or say `{command} start` and a title, "
                f"as in `{command} start Checkout is down`. `{command} help` tells the rest."
            )
        now = self._lockstep.clock()
        text = await self._lockstep.look(
            Status(actor=Actor(platform=NAME, id=form["user_id"]), workspace=channel.workspace,
                   channel=channel)
        )  # fmt: skip
        blocks = [
            section("*Live here*"),
            *entries(live, self._lockstep.presses, now, at_most=LISTED_MAX),
        ]
        return privately(escape(text), blocks=blocks)

    async def _look(self, look: Look, command: str) -> str:
        text = await self._lockstep.look(look, command)
        return code(text) if isinstance(look, List | History | Help) else escape(text)


def named_in(workspace: str, text: str) -> Named:
    """Finds a channel of *workspace* that Slack itself named in *text*."""
    ids = channels(text)

    def named(name: str) -> Channel:
        if name not in ids:
            raise Refused(WHICH)
        return channel_of(workspace, ids[name], "" if ids[name] == name else name)

    return named


def privately(text: str, **more: Any) -> Answer:
    """An answer that only the person who asked can see."""
    return {"response_type": "ephemeral", "text": text, **more}


def code(text: str) -> str:
    """*text* as it stands, in columns, as much as one message holds."""
    kept = escape(text.replace("```", "'''"))
    if len(kept) > TEXT_MAX:
        kept = kept[:TEXT_MAX].rpartition("\n")[0] + "\n…"
    return f"```\n{kept}\n```"
