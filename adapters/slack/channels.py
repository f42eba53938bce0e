"""Incident channels: born, renamed, given a topic, archived, brought back, and joined.

What a channel started takes its name and ends with it. Whatever Slack tells twice is done
once: in the store by the event's id, and what is only said by the ids heard lately.
"""

import asyncio
import logging
from typing import Any

from adapters.slack.answers import AnswerLost
from adapters.slack.api import SlackApi
from adapters.slack.arrivals import Arrivals
from adapters.slack.errands import Errands
from adapters.slack.groups import Groups
from adapters.slack.lately import Lately
from adapters.slack.listing import section, start_button
from adapters.slack.people import NAME, Payload, channel_of, refuse_outsiders
from adapters.slack.plain import plain
from bot.activity import Actor, Channel
from bot.errors import Refused, SurfaceUnavailable
from bot.lockstep import LOCKSTEP, Lockstep

TRIES = 3
RETRY_SECONDS = 2.0

HELLO = (
    "Hello. I keep the team's iPhone Lock Screens in step with this channel. Say "
    "`{command} start` and a title to begin, or `{command} help` to see more."
)
BACK = (
    "This channel is back. What had ended stays ended, and nothing starts again by itself; "
    "say `{command} start` and a title when something goes on."
)

log = logging.getLogger(__name__)


class Channels:
    """Hears what happens to channels."""

    def __init__(
        self,
        lockstep: Lockstep,
        api: SlackApi,
        *,
        groups: Groups,
        errands: Errands,
        arrivals: Arrivals,
        command: str,
    ) -> None:
        self._lockstep = lockstep
        self._api = api
        self._groups = groups
        self._errands = errands
        self._arrivals = arrivals
        self._command = command
        self._lately = Lately()

    async def created(self, workspace: str, event: Payload, key: str) -> None:
        """A channel was born; some templates start on its name."""
        channel = _channel(workspace, event)
        if channel.id:
            await self._started(channel)

    async def renamed(self, workspace: str, event: Payload, key: str) -> None:
        """A channel has another name, as its event or a message in it tells."""
        told = event.get("channel")
        if isinstance(told, dict):
            channel = _channel(workspace, event)
        else:
            channel = channel_of(workspace, str(told or ""), str(event.get("name") or ""))
        if channel.name:
            await self._lockstep.channel_renamed(channel, key=key)

    async def archived(self, workspace: str, event: Payload, key: str) -> None:
        """A channel is archived or gone."""
        await self._lockstep.channel_archived(_channel(workspace, event), key=key)

    async def unarchived(self, workspace: str, event: Payload, key: str) -> None:
        """A channel is back: what ended stays ended, which is said where we are a member."""
        if self._lately.is_new(key):
            self._errands.begin(self._say_back(_channel(workspace, event)))

    async def topic(self, workspace: str, event: Payload, key: str) -> None:
        """A channel's topic is the current line of what it started, if its template lets it."""
        user = str(event.get("user") or "")
        team = event.get("user_team") or event.get("team") or workspace
        try:
            refuse_outsiders({"team_id": team}, workspace)
            actor = LOCKSTEP
            if user:
                groups = self._groups.of(workspace, user)
                name = (event.get("user_profile") or {}).get("name") or ""
                actor = Actor(platform=NAME, id=user, name=str(name), groups=groups)
            await self._lockstep.channel_topic(
                _channel(workspace, event), plain(str(event.get("topic") or "")),
                actor=actor, key=key,
            )  # fmt: skip
        except Refused as exc:
            log.info("topic not said", extra={"why": str(exc)})

    async def joined(self, workspace: str, event: Payload, key: str) -> None:
        """We were invited, or joined: perhaps another tool made the channel, perhaps privately."""
        if self._lately.is_new(key):
            self._errands.begin(self._arrive(_channel(workspace, event), event))

    async def _started(self, channel: Channel) -> bool:
        """Whether *channel* started something, or had before."""
        answer = await self._lockstep.channel_created(channel)
        if answer is not None and not answer.again:
            self._arrivals.began(channel, answer.activity.id)
        return answer is not None

    async def _arrive(self, channel: Channel, event: Payload) -> None:
        live = await self._lockstep.store.live(channel.workspace, channel)
        if live:
            await self._lockstep.store.wake(
                NAME, [activity.id for activity in live], self._lockstep.clock()
            )
            return
        told = await self._told_of(channel)
        named = channel_of(channel.workspace, channel.id, str(told.get("name") or ""))
        if not await self._started(named) and event.get("inviter"):
            await self._post(channel, HELLO)

    async def _say_back(self, channel: Channel) -> None:
        if (await self._told_of(channel)).get("is_member"):
            await self._post(channel, BACK)

    async def _told_of(self, channel: Channel) -> dict[str, Any]:
        """What Slack tells of *channel*."""
        told = await self._call(channel, "conversations.info")
        return dict(told.get("channel") or {})

    async def _post(self, channel: Channel, text: str) -> None:
        said = text.format(command=self._command)
        await self._call(
            channel, "chat.postMessage", text=said,
            blocks=[section(said), start_button(channel.id)],
            unfurl_links=False, unfurl_media=False,
        )  # fmt: skip

    async def _call(self, channel: Channel, method: str, **params: Any) -> dict[str, Any]:
        """What Slack answers, asked again a few times when nothing can have come of it."""
        for left in reversed(range(TRIES)):
            try:
                return await self._api.call(channel.workspace, method, channel=channel.id, **params)
            except SurfaceUnavailable as exc:
                if not left or isinstance(exc, AnswerLost):
                    raise
                await asyncio.sleep(min(exc.retry_after_seconds or RETRY_SECONDS, RETRY_SECONDS))
        raise AssertionError("the last try returns or raises")


def _channel(workspace: str, event: Payload) -> Channel:
    """The channel that *event* is about, which tells its id alone or what it is."""
    told = event.get("channel")
    if isinstance(told, dict):
        name = told.get("name_normalized") or told.get("name") or ""
        return channel_of(workspace, str(told.get("id") or ""), str(name))
    return channel_of(workspace, str(told or ""))
