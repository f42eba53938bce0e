"""Incident channels, threads and posts: born, renamed, given a topic, put away, deleted.

What a channel started takes its name and ends with it. Discord tells such a thing once and
waits for no answer, so it is done again here while the store is slow, in the order in which
it was told.
"""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from weakref import WeakValueDictionary

import discord

from adapters.discord.people import NAME
from adapters.discord.trouble import UNKNOWN_CHANNEL, DiscordSaid
from adapters.discord.wire import DiscordApi
from bot.activity import Actor, Channel
from bot.activitysmith.accounts import KEPT_AS
from bot.errors import Busy, LockstepError, Refused, SurfaceError
from bot.lockstep import Lockstep
from bot.store import Answer

BORN_WITHIN = timedelta(hours=1)
"""How old a channel may be that was born while nobody listened."""

TOLD_AGAIN_WITHIN_SECONDS = 300
"""What is told again within it, perhaps by another process, is the same; later it is new.

Discord lets a channel be renamed twice in ten minutes.
"""

WAITS_SECONDS = (0.5, 2.0, 5.0, 10.0)
QUIET_SLACK = timedelta(minutes=5)

BACK = (
    "This thread is back. What had ended stays ended, and nothing starts again by itself; say "
    "`/live start` and a title when something goes on."
)

SOMEBODY = Actor(platform=NAME, id="topic")
"""Whoever wrote a topic: Discord does not say."""

Room = discord.abc.GuildChannel | discord.Thread
Did = Callable[[], Awaitable[Answer | None]]

_STARTING = frozenset(
    {
        discord.ChannelType.text,
        discord.ChannelType.news,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)

log = logging.getLogger(__name__)


class Channels:
    """Hears what happens to channels.

    *is_opened* tells of a thread that a card opened just now, *is_left* of one that it archived.
    """

    def __init__(
        self,
        lockstep: Lockstep,
        client: discord.Client,
        api: DiscordApi,
        *,
        is_opened: Callable[[str], bool],
        is_left: Callable[[str], bool],
    ) -> None:
        self._lockstep = lockstep
        self._client = client
        self._api = api
        self.is_opened = is_opened
        self.is_left = is_left
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._stirred: dict[int, datetime] = {}

    async def created(self, room: Room) -> None:
        """A channel, thread or post was born; some templates start on its name."""
        if room.type not in _STARTING or self._is_ours(room):
            return
        await self._kept(room.id, lambda: self._lockstep.channel_created(channel_of(room)))

    async def joined(self, thread: discord.Thread) -> None:
        """A thread can be seen (again): perhaps we were just added, perhaps it was put away."""
        if thread.archived:
            return
        self._stirred[thread.id] = self._lockstep.clock()
        if self.is_opened(str(thread.id)):
            return
        if self._is_young(thread):
            await self.created(thread)
        await self.shown_again(thread)
        await self._say_back(thread)

    async def renamed(self, room: Room) -> None:
        """A channel has another name."""
        channel = channel_of(room)
        key = self._key("renamed", room.id, channel.name)
        await self._kept(room.id, lambda: self._lockstep.channel_renamed(channel, key=key))

    async def topic(self, room: Room, topic: str) -> None:
        """A channel's topic is the current line of what it started, if its template lets it."""
        channel = channel_of(room)
        key = self._key("topic", room.id, topic)
        await self._kept(
            room.id,
            lambda: self._lockstep.channel_topic(channel, topic, actor=SOMEBODY, key=key),
        )

    async def put_away(self, guild_id: int, told: dict[str, Any]) -> None:
        """A thread is archived, as *told*: by somebody, else by Discord because it was quiet.

        What is quiet goes on; its card brings the thread back when there is something to show.
        """
        thread_id = int(told["id"])
        since = self._stirred.pop(thread_id, None)
        if is_put_away(told, since) and not self.is_left(str(thread_id)):
            await self.gone(guild_id, thread_id)

    async def gone(self, guild_id: int, channel_id: int) -> None:
        """A channel was put away or deleted; what it started ends."""
        channel = Channel(surface=NAME, id=str(channel_id), workspace=str(guild_id))
        key = self._key("gone", channel_id, "")
        await self._kept(channel_id, lambda: self._lockstep.channel_archived(channel, key=key))

    async def shown_again(self, room: Room) -> None:
        """A channel lets us in, perhaps for the first time: show what is live there."""
        channel = channel_of(room)
        live = await self._lockstep.store.live(channel.workspace, channel)
        await self._wake([activity.id for activity in live])

    async def shown_everywhere(self, guild: discord.Guild) -> None:
        """A guild lets us in: show what is live there."""
        live = await self._lockstep.store.live(str(guild.id))
        await self._wake([activity.id for activity in live])

    async def left(self, guild: discord.Guild) -> None:
        """A guild has removed us: what it entrusted to us is dropped."""
        if self._client.get_guild(guild.id) is None:  # Else it has invited us again by now.
            await self._kept(guild.id, lambda: self._forget(str(guild.id)))

    async def _forget(self, workspace: str) -> None:
        keyring = self._lockstep.keyring
        if keyring is not None and keyring.of(workspace, KEPT_AS) is not None:
            await keyring.keep(workspace, KEPT_AS, None)
            log.info("key of a guild dropped, which has removed us", extra={"guild": workspace})

    async def caught_up(self, guild: discord.Guild) -> None:
        """What happened while nobody listened: channels that were born, renamed or deleted."""
        for room in (*guild.channels, *guild.threads):
            if self._is_young(room):
                await self.created(room)
        await self.looked_for(guild)

    async def looked_for(self, guild: discord.Guild) -> None:
        """What is live in the guild is held against the channels that there are."""
        for activity in await self._lockstep.store.live(str(guild.id)):
            home = activity.home
            if activity.of_channel and home is not None and home.surface == NAME:
                await self._missed(guild, home, activity.content.title)

    async def _missed(self, guild: discord.Guild, channel: Channel, title: str) -> None:
        room = guild.get_channel_or_thread(int(channel.id))
        if room is None:
            if await self._is_deleted(channel):
                await self.gone(guild.id, int(channel.id))
            return
        like = self._lockstep.templates.for_new_channel(channel, SOMEBODY, "")
        # Only where nobody gave it another title than its birth did.
        if room.name != channel.name and like is not None and like.content.title == title:
            await self.renamed(room)

    async def _is_deleted(self, channel: Channel) -> bool:
        """Whether Discord says so itself; what we may not see is not deleted."""
        try:
            await self._api.call("GET", "/channels/{channel_id}", channel_id=channel.id)
        except DiscordSaid as exc:
            return exc.code == UNKNOWN_CHANNEL
        except SurfaceError:
            pass
        return False

    async def _say_back(self, thread: discord.Thread) -> None:
        """Say that what the thread had begun stays ended, if it had."""
        channel = channel_of(thread)
        key = f"channel:{channel.workspace}:{NAME}:{channel.id}"  # As channel_created has it.
        begun = await self._lockstep.store.answered(channel.workspace, key)
        if begun is None or begun.activity.ended_at is None:
            return
        if await self._lockstep.store.live(channel.workspace, channel):
            return
        nonce = hashlib.blake2b(self._key("back", thread.id, "").encode(), digest_size=12)
        said = {"content": BACK, "allowed_mentions": {"parse": []}, "enforce_nonce": True}
        try:
            await self._api.call(
                "POST", "/channels/{channel_id}/messages", channel_id=channel.id,
                json={**said, "nonce": nonce.hexdigest()},
            )  # fmt: skip
        except LockstepError as exc:
            log.info("not said that a thread is back", extra={"why": str(exc)})

    async def _kept(self, channel_id: int, did: Did) -> None:
        """Do it, in its turn; again while the store is slow."""
        turn = self._turns.setdefault(channel_id, asyncio.Lock())
        async with turn:
            for wait in (*WAITS_SECONDS, None):
                try:
                    await did()
                except Refused as exc:
                    log.info("channel's doing refused", extra={"why": str(exc)})
                except (Busy, TimeoutError):
                    if wait is None:
                        raise
                    log.warning("channel's doing not stored in time")
                    await asyncio.sleep(wait)
                    continue
                return

    async def _wake(self, activity_ids: list[str]) -> None:
        if activity_ids:
            await self._lockstep.store.wake(NAME, activity_ids, self._lockstep.clock())

    def _key(self, what: str, channel_id: int, how: str) -> str:
        at = int(self._lockstep.clock().timestamp()) // TOLD_AGAIN_WITHIN_SECONDS
        digest = hashlib.blake2b(how.encode(), digest_size=9).hexdigest()
        return f"{NAME}:{what}:{channel_id}:{digest}:{at}"

    def _is_young(self, room: Room) -> bool:
        born = room.created_at
        return born is not None and self._lockstep.clock() - born < BORN_WITHIN

    def _is_ours(self, room: Room) -> bool:
        """Whether we made it: the thread of a card starts nothing."""
        own = self._client.user
        return isinstance(room, discord.Thread) and own is not None and room.owner_id == own.id


def channel_of(room: Room) -> Channel:
    """The channel, thread or post as the core knows it."""
    return Channel(surface=NAME, id=str(room.id), workspace=str(room.guild.id), name=room.name)


def is_put_away(told: dict[str, Any], since: datetime | None) -> bool:
    """Whether somebody archived the thread; else Discord did, because nothing was said in it.

    *since* is when it was last seen to come back, if it was.
    """
    how = told["thread_metadata"]
    if how.get("locked"):
        return True
    archived_at = datetime.fromisoformat(how["archive_timestamp"])
    last = int(told.get("last_message_id") or told["id"])
    stirred = max(filter(None, (discord.utils.snowflake_time(last), since)))
    quiet = timedelta(minutes=int(how["auto_archive_duration"]))
    return archived_at - stirred < quiet - QUIET_SLACK
