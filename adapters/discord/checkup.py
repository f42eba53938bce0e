"""What the doctor looks at in Discord. It changes nothing, unless a channel is named for it.

It is let in at the gateway as Lockstep is, for a moment: only there Discord tells whether it
grants the intents, and what the bot may do in a channel. Whoever is connected already is not
disturbed; each such look is one of a thousand a day.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from urllib.parse import urlsplit

import discord

from adapters.adapter import Finding
from adapters.discord import scopes, trouble
from adapters.discord.card import MENTIONS_NOBODY
from adapters.discord.client import Client
from adapters.discord.gateway import DiscordUnusable
from adapters.discord.introduction import introduced
from adapters.discord.people import NAME
from adapters.discord.registry import NotRegistered, Registry
from adapters.discord.settings import DiscordSettings
from adapters.discord.tree import Tree
from adapters.discord.trouble import DiscordSaid
from adapters.discord.visit import post
from adapters.discord.wire import DiscordApi
from bot.errors import LockstepError

LET_IN_SECONDS = 15.0
SESSIONS_LEFT_MIN = 10
AGAIN = "open the link of `lockstep manifest discord` again"

QUIETLY = 1 << 12
"""The flag of a message that rings in nobody's pocket."""

_FORUMS = (discord.ForumChannel, discord.CategoryChannel)


@dataclass
class Examination:
    """One examination: what it has to work with. Phones hear of the guilds that are *served*."""

    own: DiscordSettings
    channel: str
    ready: Mapping[str, str]
    served: frozenset[str]
    has_key: bool
    client: Client
    api: DiscordApi

    @property
    def app(self) -> discord.AppInfo:
        """The application, as Discord told of it when it let us in."""
        assert self.client.application is not None, "whoever was let in knows it"
        return self.client.application


Look = Callable[[Examination], AsyncIterator[Finding]]


async def findings(
    own: DiscordSettings,
    channel: str,
    ready: Mapping[str, str],
    served: frozenset[str],
    *,
    has_key: bool,
) -> AsyncIterator[Finding]:
    """What there is to find, one after the other.

    Phones hear of the guilds that are *served*; *has_key* says that ACTIVITYSMITH_API_KEY is
    set, and could serve others.
    """
    try:
        async with introduced(own) as client:
            api = DiscordApi(client, lambda: datetime.now(UTC))
            at = Examination(own, channel, ready, served, has_key, client, api)
            try:
                async for finding in _looks(at):
                    yield finding
            finally:
                await api.close()
    except LockstepError as exc:
        yield Finding("fix", f"discord token: {_lower(exc)}")


async def _looks(at: Examination) -> AsyncIterator[Finding]:
    user = at.client.user
    yield Finding("ok", f"discord token: that of {user}, of the application {at.app.name}")
    async for finding in _each(at, _application, _commands):
        yield finding
    async with _let_in(at) as (finding, is_in):
        yield finding
        if is_in:
            async for finding in _each(at, _servers, _channel, _round_trip):
                yield finding


async def _each(at: Examination, *looks: Look) -> AsyncIterator[Finding]:
    for look in looks:
        async for finding in look(at):
            yield finding


async def _application(at: Examination) -> AsyncIterator[Finding]:
    """What is set for the application in Discord's developer portal."""
    wrong = list(_set_wrongly(at.app))
    for told in wrong:
        yield Finding("fix", f"discord application: {told}")
    if not wrong:
        yield Finding("ok", "discord application: servers can add it, and it is heard here")


def _set_wrongly(app: discord.AppInfo) -> Iterator[str]:
    if app.interactions_endpoint_url:
        yield (
            "Discord sends commands to an Interactions Endpoint URL, and Lockstep hears none; "
            "empty that field on the page General Information in Discord's developer portal"
        )
    if app.bot_require_code_grant:
        yield (
            "the link cannot add the bot; switch Requires OAuth2 Code Grant off, on the page Bot "
            "in Discord's developer portal"
        )
    if app.guild_integration_config is None:
        yield (
            "servers cannot add it; tick Guild Install, on the page Installation in Discord's "
            "developer portal"
        )


async def _commands(at: Examination) -> AsyncIterator[Finding]:
    """Whether Discord has the commands as this Lockstep has them."""
    registry = Registry(at.client, Tree(at.client))
    try:
        await registry.look()
    except NotRegistered as exc:
        yield Finding("fix", f"discord commands: {_lower(exc)}")
        return
    if registry.is_current:
        yield Finding("ok", "discord commands: registered as this Lockstep has them")
        return
    yield Finding(
        "fix",
        "discord commands: Discord has others, or none; `lockstep discord --sync` registers "
        "those of this Lockstep",
    )


# At the gateway ------------------------------------------------------------------------


@asynccontextmanager
async def _let_in(at: Examination) -> AsyncIterator[tuple[Finding, bool]]:
    """What came of being let in, and whether we are; until the block ends."""
    if sentence := await _sessions_spent(at):
        yield Finding("fix", f"discord gateway: {sentence}"), False
        return
    holding = asyncio.create_task(at.client.connect())
    ready = asyncio.create_task(at.client.wait_until_ready())
    try:
        await asyncio.wait({holding, ready}, timeout=LET_IN_SECONDS,
                           return_when=asyncio.FIRST_COMPLETED)  # fmt: skip
        yield _gateway(at, holding, ready), ready.done()
    finally:
        for task in (holding, ready):
            task.cancel()
        await asyncio.gather(holding, ready, return_exceptions=True)


async def _sessions_spent(at: Examination) -> str:
    """Why no session should be begun; empty if one may."""
    try:
        told = await at.api.call("GET", "/gateway/bot")
        at.client.shard_count = int(told["shards"])
        left = int(told["session_start_limit"]["remaining"])
    except LockstepError as exc:
        return _lower(exc)
    except (KeyError, TypeError, ValueError):
        return f"{at.own.api_url} does not answer as Discord does; see DISCORD_API_URL"
    if left < SESSIONS_LEFT_MIN:
        return (
            f"the bot may begin only {left} sessions more today; see in the logs why it begins "
            "so many"
        )
    return ""


def _gateway(
    at: Examination, holding: "asyncio.Task[None]", ready: "asyncio.Task[None]"
) -> Finding:
    """How the gateway is, for us and for the Lockstep that runs."""
    there = urlsplit(at.own.gateway_url).netloc
    if holding.done():
        exc = holding.exception()
        why = str(exc) if isinstance(exc, DiscordUnusable) else type(exc).__name__
        return Finding("fix", f"discord gateway: {_lowered(why)}")
    if not ready.done():
        return Finding("fix", f"discord gateway: {there} did not let us in; is it reached at all?")
    how: Literal["ok", "fix"] = "ok"
    running = at.ready.get(NAME, "")
    told = "Discord lets us in, and grants the one intent, Guilds"
    if running not in ("", "ok"):
        how, told = "fix", f"{told}; yet the Lockstep that runs says: {running}"
    elif running:
        told += "; the Lockstep that runs is connected"
    return Finding(how, f"discord gateway: {told}")


async def _servers(at: Examination) -> AsyncIterator[Finding]:
    """Where the bot is, what it may do there, and whose phones it reaches."""
    guilds = sorted(at.client.guilds, key=lambda guild: guild.id)
    if not guilds:
        yield Finding(
            "fix",
            "discord servers: the bot is in none yet; open the link of `lockstep manifest discord`",
        )
    for guild in guilds:
        yield _granted(guild)
        if str(guild.id) not in at.served:
            yield _unserved(at, guild)
    known = {str(guild.id) for guild in guilds}
    if strangers := sorted(at.own.served - known):
        yield Finding(
            "fix", f"discord servers: the bot is not in {', '.join(strangers)}, which "
            "DISCORD_GUILDS names",
        )  # fmt: skip


def _granted(guild: discord.Guild) -> Finding:
    lacks = scopes.lacking(guild.me.guild_permissions.value)
    if not lacks:
        return Finding("ok", f"discord servers: in {_named(guild)} with all that it needs")
    return Finding(
        "fix", f"discord servers: in {_named(guild)} the bot lacks {scopes.spelled(lacks)}; {AGAIN}"
    )


def _unserved(at: Examination, guild: discord.Guild) -> Finding:
    setting = f", or set DISCORD_GUILDS={guild.id} for ACTIVITYSMITH_API_KEY" if at.has_key else ""
    return Finding(
        "fix",
        f"discord servers: {_named(guild)} has no ActivitySmith account, so no phone hears of it; "
        f"an administrator says `/live connect` there{setting}",
    )


def _named(guild: discord.Guild) -> str:
    return f"{guild.name} ({guild.id})"


# Where cards go --------------------------------------------------------------------------


async def _channel(at: Examination) -> AsyncIterator[Finding]:
    """What the bot may do in the channel that was named."""
    if not at.channel:
        return
    found = _found(at)
    if found is None:
        yield Finding(
            "fix",
            f"discord channel: the bot sees no channel {at.channel}; give it View Channels there, "
            "or see that the id is one of a server that it is in",
        )
        return
    lacks = scopes.lacking(found.permissions_for(found.guild.me).value)
    if lacks:
        yield Finding(
            "fix",
            f"discord channel: in #{found.name} the bot lacks {scopes.spelled(lacks)}; see the "
            "channel's permissions",
        )
    else:
        yield Finding("ok", f"discord channel: the bot may do all that it needs in #{found.name}")


async def _round_trip(at: Examination) -> AsyncIterator[Finding]:
    """Posts a message into the channel that was named, and deletes it again."""
    found = _found(at) if at.channel else None
    if found is None:
        return
    if isinstance(found, _FORUMS):
        yield Finding(
            "note",
            f"discord round trip: #{found.name} takes no messages itself; name a post or a channel "
            "in it to try one",
        )
        return
    said = {
        "content": "Lockstep's doctor was here; this message is deleted at once.",
        "flags": QUIETLY,
        "allowed_mentions": MENTIONS_NOBODY,
    }
    try:
        posted = await post(at.api, at.channel, f"doctor-{secrets.token_hex(6)}", said)
    except DiscordSaid as exc:
        yield Finding("fix", f"discord round trip: {trouble.sentence(exc)}")
        return
    except LockstepError as exc:
        yield Finding("fix", f"discord round trip: {_lower(exc)}")
        return
    try:
        await at.api.call(
            "DELETE", "/channels/{channel_id}/messages/{message_id}", channel_id=at.channel,
            message_id=posted,
        )  # fmt: skip
    except LockstepError as exc:
        yield Finding(
            "fix", f"discord round trip: a message was posted and could not be deleted ({exc})"
        )
        return
    yield Finding("ok", f"discord round trip: a message came and went in #{found.name}")


def _found(at: Examination) -> Any:
    """The channel or thread that was named, as the gateway told of it; None if it did not."""
    for guild in at.client.guilds:
        if found := guild.get_channel_or_thread(int(at.channel)):
            return found
    return None


def _lower(exc: Exception) -> str:
    return _lowered(str(exc))


def _lowered(text: str) -> str:
    """A sentence as the second half of one."""
    text = text.rstrip(".")
    return text if text.startswith("Discord") else text[:1].lower() + text[1:]
