"""The Workflow Builder step "Update Live Activity": a title and words in, a result out.

The words are those of the slash command, without the command: `60%`, `step 3`, `end`. They
are said of the live activity with that title; when there is none, and the step names a
channel, it begins there.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.arrivals import Arrivals
from adapters.slack.commands import SLOW, WITHIN_SECONDS
from adapters.slack.errands import Errands
from adapters.slack.lately import Lately
from adapters.slack.people import NAME, Payload, channel_of
from adapters.slack.plain import plain
from bot.activity import Activity, Actor, Channel
from bot.errors import Busy, Refused, StoreUnusable
from bot.lockstep import Lockstep
from bot.text import clean, slug
from bot.words import QUOTES

CALLBACK = "update_live_activity"

log = logging.getLogger(__name__)

Complete = Callable[[dict[str, str]], Awaitable[Any]]
Fail = Callable[[str], Awaitable[Any]]


class Step:
    """Does what a workflow asks."""

    def __init__(self, lockstep: Lockstep, *, errands: Errands, arrivals: Arrivals) -> None:
        self._lockstep = lockstep
        self._errands = errands
        self._arrivals = arrivals
        self._lately = Lately()

    async def run(self, workspace: str, event: Payload, complete: Complete, fail: Fail) -> None:
        """Do the step; its result, or why not, is told to the workflow afterwards."""
        inputs = event.get("inputs")
        if not self._lately.is_new(str(event.get("function_execution_id"))):
            return
        try:
            async with asyncio.timeout(WITHIN_SECONDS):
                result = await self._done(workspace, event, inputs or {})
        except Refused as exc:
            self._errands.begin(_say(fail(str(exc))))
        except (Busy, StoreUnusable, TimeoutError):
            self._errands.begin(_say(fail(SLOW)))
        else:
            self._errands.begin(_say(complete({"result": result})))

    async def _done(self, workspace: str, event: Payload, inputs: Mapping[str, Any]) -> str:
        title, words = (clean(plain(str(inputs.get(n) or ""))) for n in ("title", "words"))
        if not title:
            raise Refused("The step has no title. Nothing was changed.")
        actor = Actor(platform=NAME, id=str(event.get("user_id") or "workflow"), name="Workflow")
        channel = channel_of(workspace, str(inputs.get("channel") or ""))
        key = f"{NAME}:{event['function_execution_id']}"
        activity = await self._titled(workspace, title)
        if activity is None:
            return await self._begun(title, words, actor, channel, key)
        told = await self._lockstep.say(
            words, actor=actor, channel=channel, key=key, activity_id=activity.id
        )
        if told.answer is None:
            raise Refused("A step does something: give it words such as `60%` or `say Done`.")
        return told.answer.text

    async def _begun(self, title: str, words: str, actor: Actor, channel: Channel, key: str) -> str:
        if not channel.id:
            raise Refused(f"Nothing called “{title}” is live, and the step names no channel.")
        quoted = "".join("'" if char in QUOTES else char for char in title)
        options = words.removeprefix("start").strip()
        told = await self._lockstep.say(
            f'start "{quoted}" {options}', actor=actor, channel=channel, key=key
        )
        assert told.answer is not None, "to start is a command"
        self._arrivals.began(channel, told.answer.activity.id)
        return told.answer.text

    async def _titled(self, workspace: str, title: str) -> Activity | None:
        """The live activity of that title, or of that name."""
        named = slug(title)
        live = await self._lockstep.store.live(workspace)
        for activity in reversed(live):
            if activity.content.title.casefold() == title.casefold():
                return activity
        return next((a for a in live if a.name == named), None)


async def _say(told: Awaitable[Any]) -> None:
    try:
        await told
    except (SlackApiError, aiohttp.ClientError, OSError) as exc:
        # The workflow was told before, or has given up; what was done stays done.
        log.info("workflow not told", extra={"why": type(exc).__name__})
