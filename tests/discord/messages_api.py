"""Messages in channels and threads: posted, edited, deleted by the app."""

from typing import Any

from tests.discord.channel import FORUM, Channel
from tests.discord.endpoint import Refusal, Request, endpoint
from tests.discord.message import Message
from tests.discord.permissions import Permission
from tests.discord.rates import OLD_SECONDS, Limit
from tests.discord.rules import house, messages
from tests.discord.state import State

Json = dict[str, Any]
NONCE_SECONDS = 300.0
"""Discord says "the past few minutes"."""

REFERRED = ("message_id", "guild_id")
UNKNOWN_MESSAGE = (404, 10008, "Unknown Message")


@endpoint("POST", "/channels/{channel}/messages", limit=Limit(5, 5.0))
def _create(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    sending = Permission.SEND_MESSAGES
    need(channel, Permission.SEND_MESSAGES_IN_THREADS if channel.is_thread else sending)
    if channel.type == FORUM:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    body = request.json
    state.frown(house.nonce(body))
    _mind_nonce(state, channel, body)
    mind_new(state, body)
    earlier = _with_nonce(state, channel, body)
    if earlier is not None:
        return earlier.shown()
    mind_locked(channel)
    if channel.archived:
        channel.unarchive()  # A message brings a thread back.
    made = post(state, channel, body)
    if body.get("nonce") is not None:
        state.nonces[str(body["nonce"])] = (state.clock.now(), made)
    return made.shown()


@endpoint("GET", "/channels/{channel}/messages")
def _list(state: State, request: Request) -> list[Json]:
    """The newest first."""
    channel = seen(state, request.ids["channel"])
    need(channel, Permission.READ_MESSAGE_HISTORY)
    most = int(request.query.get("limit", 50))
    return [message.shown() for message in channel.messages[::-1][:most]]


@endpoint("GET", "/channels/{channel}/messages/{message}")
def _get(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    need(channel, Permission.READ_MESSAGE_HISTORY)
    return found(channel, request.ids["message"]).shown()


@endpoint("PATCH", "/channels/{channel}/messages/{message}", limit=Limit(5, 5.0))
def _edit(state: State, request: Request) -> Json:
    channel = seen(state, request.ids["channel"])
    message = found(channel, request.ids["message"])
    if message.author is not channel.guild.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    mind_archived(channel)
    mind_locked(channel)
    mind_edit(state, message, request.json)
    if state.clock.now() - message.posted_at >= OLD_SECONDS:
        _mind_old(state, channel)
    change(state, message, request.json)
    return message.shown()


@endpoint("DELETE", "/channels/{channel}/messages/{message}")
def _delete(state: State, request: Request) -> None:
    channel = seen(state, request.ids["channel"])
    message = found(channel, request.ids["message"])
    if message.author is not channel.guild.bot:
        need(channel, Permission.MANAGE_MESSAGES)
    remove(state, message)


@endpoint("PUT", "/channels/{channel}/messages/pins/{message}")
def _pin(state: State, request: Request) -> None:
    channel = seen(state, request.ids["channel"])
    need(channel, Permission.PIN_MESSAGES)
    found(channel, request.ids["message"]).pinned = True


def seen(state: State, channel: str) -> Channel:
    """The channel, if it is there and the app may see it."""
    known = state.channel(channel)
    if known is None:
        raise Refusal(404, 10003, "Unknown Channel")
    if not known.guild.has_app or not known.guild.bot.may(known) & Permission.VIEW_CHANNEL:
        raise Refusal(403, 50001, "Missing Access")
    return known


def need(channel: Channel, permission: Permission) -> None:
    if not channel.guild.bot.may(channel) & permission:
        raise Refusal(403, 50013, "Missing Permissions")


def found(channel: Channel, message: str) -> Message:
    known = channel.message(message)
    if known is None:
        raise Refusal(*UNKNOWN_MESSAGE)
    return known


def mind_archived(channel: Channel) -> None:
    if channel.archived:
        raise Refusal(400, 50083, "Thread is archived")


def mind_locked(channel: Channel) -> None:
    """In a thread that a moderator has closed, only moderators speak."""
    if channel.locked and not channel.guild.bot.may(channel) & Permission.MANAGE_THREADS:
        raise Refusal(400, 160005, "Thread is locked")


def mind_new(state: State, body: Json) -> None:
    """Refusal, if *body* can be no message."""
    state.frown(house.mentions(body))
    state.refuse(messages.message(body))
    if messages.empty(body):
        state.violations.add("rule", "a message was posted that shows nothing")
        raise Refusal(400, 50006, "Cannot send an empty message")


def mind_edit(state: State, message: Message, body: Json) -> None:
    """Refusal, if *message* cannot become what *body* says."""
    state.frown(house.mentions(body))
    state.refuse(messages.message(body, message))
    left = [n for n in ("content", "components", "embeds") if body.get(n, getattr(message, n))]
    if not left:
        state.violations.add("rule", "an edit leaves nothing to see")
        raise Refusal(400, 50006, "Cannot send an empty message")


def post(state: State, channel: Channel, body: Json, id_: str = "") -> Message:
    """A new message of the app's own, seen by all in *channel*."""
    at = state.clock.now()
    made = Message(id_ or state.snowflake(), channel, channel.guild.bot, at)
    made.nonce = body.get("nonce")
    if reference := body.get("message_reference"):
        named = {name: str(reference[name]) for name in REFERRED if name in reference}
        made.reference = {"type": 0, "channel_id": channel.id, **named}
    made.take(body)
    channel.messages.append(made)
    state.tell()
    return made


def change(state: State, message: Message, body: Json) -> None:
    message.take(body)
    message.edits += 1
    message.edited_at = state.clock.now()
    state.tell()


def remove(state: State, message: Message) -> None:
    message.delete()
    state.tell()


def _with_nonce(state: State, channel: Channel, body: Json) -> Message | None:
    """What was posted here with the same nonce just now."""
    before = _posted_with(state, body)
    if before is None or not body.get("enforce_nonce"):
        return None
    return before if before.channel is channel else None


def _mind_nonce(state: State, channel: Channel, body: Json) -> None:
    """Discord does not say that a nonce counts for one channel: none is used in two."""
    before = _posted_with(state, body)
    if before is not None and before.channel is not channel:
        where = f"#{before.channel.name} and #{channel.name}"
        state.violations.add("house", f"nonce: {body['nonce']!r} was used in {where}")


def _posted_with(state: State, body: Json) -> Message | None:
    at, made = state.nonces.get(str(body.get("nonce")), (0.0, None))
    return made if state.clock.now() - at < NONCE_SECONDS else None


def _mind_old(state: State, channel: Channel) -> None:
    if wait := state.rates.wait_to_edit_old(channel.id):
        text = "Maximum number of edits to messages older than 1 hour reached. Try again later"
        raise Refusal(429, 30046, text, retry_after=wait)
