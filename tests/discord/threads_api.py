"""Channels and threads: looked at, begun, changed by the app."""

from typing import Any

from tests.discord.channel import FORUM, TEXT, THREAD, Channel, hang
from tests.discord.endpoint import Refusal, Request, endpoint
from tests.discord.messages_api import found, mind_new, need, post, seen
from tests.discord.permissions import Permission
from tests.discord.rates import Limit
from tests.discord.rules import channels
from tests.discord.state import State

Json = dict[str, Any]
REQUIRE_TAG = 1 << 4


@endpoint("GET", "/channels/{channel}")
def _get(state: State, request: Request) -> Json:
    return seen(state, request.ids["channel"]).shown()


@endpoint("PATCH", "/channels/{channel}", limit=Limit(5, 5.0))
def _change(state: State, request: Request) -> Json:
    channel, body = seen(state, request.ids["channel"]), request.json
    state.refuse(channels.change(body, channel))
    if channel.is_thread:
        _mind_thread(channel, body)
        _mind_names(state, channel, body)
        archived, locked = (body.get(n, getattr(channel, n)) for n in ("archived", "locked"))
        channel.put_away(archived=archived, locked=locked)
        channel.applied_tags = [str(tag) for tag in body.get("applied_tags", channel.applied_tags)]
    else:
        need(channel, Permission.MANAGE_CHANNELS)
        _mind_names(state, channel, body)
        channel.about = body.get("topic", channel.about)
    channel.name = body.get("name", channel.name)
    channel.changed()
    state.tell()
    return channel.shown()


@endpoint("DELETE", "/channels/{channel}")
def _delete(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    threads = Permission.MANAGE_THREADS
    need(channel, threads if channel.is_thread else Permission.MANAGE_CHANNELS)
    channel.delete()
    state.tell()
    return channel.shown()


@endpoint("PUT", "/channels/{channel}/thread-members/@me", status=204)
def _join(state: State, request: Request) -> None:
    channel = seen(state, request.ids["channel"])
    if channel.archived:
        raise Refusal(400, 50083, "Thread is archived")
    channel.joined = True


@endpoint("POST", "/channels/{channel}/messages/{message}/threads", status=201)
def _from_message(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    need(channel, Permission.CREATE_PUBLIC_THREADS)
    state.refuse(channels.thread(request.json, channel))
    if channel.type != TEXT:
        raise Refusal(400, 50024, "Cannot execute action on this channel type")
    message = found(channel, request.ids["message"])
    if message.thread is not None:
        raise Refusal(400, 160004, "A thread has already been created for this message")
    made = _begun(channel, request.json, message.id)
    hang(made, message)
    state.tell()
    return made.shown()


@endpoint("POST", "/channels/{channel}/threads", status=201)
def _begin(state: State, request: Request) -> Json:
    channel, body = seen(state, request.ids["channel"]), request.json
    state.refuse(channels.thread(body, channel))
    if channel.type != FORUM:
        need(channel, Permission.CREATE_PUBLIC_THREADS)
        made = _begun(channel, body)
        state.tell()
        return made.shown()
    need(channel, Permission.SEND_MESSAGES)
    mind_new(state, body.get("message") or {})
    if channel.flags & REQUIRE_TAG and not body.get("applied_tags"):
        raise Refusal(400, 40067, "A tag is required to create a forum post in this channel")
    made = _begun(channel, body, state.snowflake())
    made.applied_tags = [str(tag) for tag in body.get("applied_tags") or []]
    first = post(state, made, body["message"], made.id)
    return made.shown() | {"message": first.shown()}


@endpoint("GET", "/guilds/{guild}/threads/active")
def _active(state: State, request: Request) -> Json:
    guild = state.guilds.get(request.ids["guild"])
    if guild is None:
        raise Refusal(404, 10004, "Unknown Guild")
    active = [c for c in guild.channels.values() if c.is_thread and not c.archived]
    visible = [c for c in active if guild.bot.may(c) & Permission.VIEW_CHANNEL]
    return {"threads": [c.shown() for c in visible], "members": [], "has_more": False}


@endpoint("GET", "/channels/{channel}/threads/archived/public")
def _archived(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    need(channel, Permission.READ_MESSAGE_HISTORY)
    gone = [c for c in channel.threads if c.archived]
    return {"threads": [c.shown() for c in gone], "members": [], "has_more": False}


def _mind_names(state: State, channel: Channel, body: Json) -> None:
    if body.keys() & {"name", "topic"} and (wait := state.rates.wait_to_rename(channel.id)):
        more = {"retry_after": wait, "global": False}
        raise Refusal(429, 0, "You are being rate limited.", **more)


def _mind_thread(channel: Channel, body: Json) -> None:
    """Who began it may put it away and name it; who is in it may bring it back."""
    if channel.archived and body.get("archived") is not False:
        raise Refusal(400, 50083, "Thread is archived")
    mine = channel.owner is channel.guild.bot
    inside = mine or channel.joined or any(m.author is channel.guild.bot for m in channel.messages)
    only_back = set(body) <= {"archived"} and body.get("archived") is False
    if not (mine or (inside and only_back)) or channel.locked or "locked" in body:
        need(channel, Permission.MANAGE_THREADS)


def _begun(channel: Channel, body: Json, id_: str = "") -> Channel:
    guild = channel.guild
    return guild.add(THREAD, body["name"], id_, parent=channel, owner=guild.bot)
