"""chat.*: messages as Slack takes, refuses, keeps and shows them."""

import copy
import json
from typing import Any

from tests.slack.blockkit import TEXT_TOTAL_MAX, block_faults, parts, text_length
from tests.slack.limits import units
from tests.slack.method import Args, joined, method, room_of
from tests.slack.mrkdwn import block_pings, text_pings
from tests.slack.state import Refusal, State
from tests.slack.world import Ephemeral, Json, Message, Room, Team

TEXT_MAX = 4_000
TEXT_CUT = 40_000
METADATA_BYTES_MAX = 16_384


def as_json(value: Any, error: str) -> Any:
    """*value* as it was meant: forms carry JSON as a string."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Refusal(error) from None


def filled(state: State, blocks: list[Json]) -> list[Json]:
    """A copy of *blocks*, with the ids that Slack gives to what has none."""
    blocks = copy.deepcopy(blocks)
    for block in blocks:
        block.setdefault("block_id", f"b{state.number():x}")
        for part in parts(block):
            if "action_id" not in part and part.get("type") in ("button", "overflow"):
                part["action_id"] = f"a{state.number():x}"
    return blocks


def checked_blocks(state: State, given: Any, where: str) -> list[Json]:
    """The blocks of a message, if Slack takes them."""
    blocks = as_json(given, "invalid_blocks_format") or []
    faults = block_faults(blocks, "message")
    if faults:
        state.violations.add("blocks", f"{where}: {'; '.join(faults)}")
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise Refusal("invalid_blocks", errors=faults, response_metadata={"messages": messages})
    if text_length(blocks) > TEXT_TOTAL_MAX:
        state.violations.add("blocks", f"{where}: over {TEXT_TOTAL_MAX} characters in all")
        raise Refusal("msg_blocks_too_long")
    if pings := block_pings(blocks):
        state.violations.add("ping", f"{where}: {', '.join(pings)}")
    return filled(state, blocks)


def checked_text(state: State, text: str, blocks: list[Json], where: str) -> str:
    """The top-level text, if Slack takes it."""
    if not text and not blocks:
        raise Refusal("no_text")
    if not text:
        state.violations.add(
            "text", f"{where}: no top-level text, and screen readers read no other"
        )
    if units(text) > TEXT_MAX:
        state.violations.add("text", f"{where}: text over {TEXT_MAX} characters")
    if pings := text_pings(text):
        state.violations.add("ping", f"{where}: {', '.join(pings)}")
    return text


def _checked_metadata(state: State, given: Any) -> Json | None:
    metadata = as_json(given, "invalid_metadata_format")
    if metadata is None:
        return None
    fits = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not fits or not isinstance(metadata.get("event_payload"), dict):
        state.violations.add("metadata", "metadata is not an event_type and an event_payload")
        raise Refusal("invalid_metadata_format")
    if len(json.dumps(metadata)) > METADATA_BYTES_MAX:
        raise Refusal("metadata_too_large")
    return dict(metadata)


_KNOWN = frozenset(
    {
        "channel",
        "text",
        "blocks",
        "attachments",
        "metadata",
        "thread_ts",
        "reply_broadcast",
        "unfurl_links",
        "unfurl_media",
        "link_names",
        "parse",
        "mrkdwn",
        "markdown_text",
        "ts",
        "user",
        "as_user",
        "username",
        "icon_emoji",
        "icon_url",
    }
)


def _mind_manners(state: State, args: Args, where: str) -> None:
    """What Slack does as it is told, and people are annoyed by."""
    if unknown := set(args) - _KNOWN:
        state.violations.add("argument", f"{where}: nobody knows {', '.join(sorted(unknown))}")
    if args.flag("link_names") or args.words("parse") == "full":
        state.violations.add("ping", f"{where}: names would become mentions")
    if args.flag("reply_broadcast"):
        state.violations.add("broadcast", f"{where}: a reply was shown to the whole channel")
    if args.words("as_user") or args.words("username") or args.words("icon_emoji"):
        state.violations.add("argument", f"{where}: needs chat:write.customize")


@method("chat.postMessage", "chat:write")
def post(state: State, team: Team, args: Args) -> Json:
    room = joined(team, args.need("channel"))
    if room.is_archived:
        raise Refusal("is_archived")
    blocks = checked_blocks(state, args.get("blocks"), "chat.postMessage")
    text = checked_text(state, args.words("text"), blocks, "chat.postMessage")
    if len(text) > TEXT_CUT:
        raise Refusal("msg_too_long")
    metadata = _checked_metadata(state, args.get("metadata"))
    _mind_manners(state, args, "chat.postMessage")
    for name in ("unfurl_links", "unfurl_media"):
        if args.flag(name) is not False:
            state.violations.add("unfurl", f"chat.postMessage: {name} is not false")
    message = said(state, team, room, text, blocks, thread_ts=args.words("thread_ts"))
    message.metadata = metadata
    _mind_twins(state, room, message)
    shown = message.shown(with_metadata=True)
    return {"ok": True, "channel": room.id, "ts": message.ts, "message": shown}


def said(
    state: State, team: Team, room: Room, text: str, blocks: list[Json], thread_ts: str = ""
) -> Message:
    """A new message of the app."""
    parent = room.find(thread_ts) if thread_ts else None
    if thread_ts and parent is None:
        raise Refusal("thread_not_found")
    if parent is not None and parent.thread_ts:
        state.violations.add("thread", "a reply was given to a reply")
    message = Message(
        ts=state.ts(),
        channel=room.id,
        text=text,
        blocks=blocks,
        user=team.bot,
        bot_id=team.bot_id,
        team=team.id,
        app_id=team.app_id,
        thread_ts=thread_ts,
    )
    room.posted.append(message)
    if parent is not None:
        parent.replies.append(message)
    return message


def _mind_twins(state: State, room: Room, message: Message) -> None:
    """The same card is never posted twice while it stands."""
    if message.thread_ts or not message.metadata:
        return
    payload = message.metadata["event_payload"]
    for other in room.cards:
        if other is message or not other.metadata:
            continue
        same = other.metadata["event_payload"].get("activity") == payload.get("activity")
        if same and other.metadata["event_type"] == message.metadata["event_type"]:
            state.violations.add("twice", f"{room.id}: the card of {payload} was posted again")


def _own(team: Team, room: Room, ts: str, error: str) -> Message:
    message = room.find(ts)
    if message is None:
        raise Refusal("message_not_found")
    if message.bot_id != team.bot_id:
        raise Refusal(error)
    return message


@method("chat.update", "chat:write", tier=3)
def update(state: State, team: Team, args: Args) -> Json:
    room = joined(team, args.need("channel"))
    if room.is_archived:
        raise Refusal("is_archived")
    message = _own(team, room, args.need("ts"), "cant_update_message")
    if state.edit_window_closed:
        raise Refusal("edit_window_closed")
    blocks = checked_blocks(state, args.get("blocks"), "chat.update")
    if units(args.words("text")) > TEXT_MAX:
        state.violations.add("text", f"chat.update: text over {TEXT_MAX} characters")
        raise Refusal("msg_too_long")
    text = checked_text(state, args.words("text"), blocks, "chat.update")
    _mind_manners(state, args, "chat.update")
    message.metadata = _checked_metadata(state, args.get("metadata")) or message.metadata
    replace_content(state, message, text, blocks)
    shown = message.shown(with_metadata=True)
    return {"ok": True, "channel": room.id, "ts": message.ts, "text": text, "message": shown}


def replace_content(state: State, message: Message, text: str, blocks: list[Json]) -> None:
    """Text without blocks takes the blocks away; people see "(edited)" only without blocks."""
    message.text, message.blocks = text, blocks
    message.edits += 1
    if not blocks:
        message.edited = {"user": message.user, "ts": state.ts()}


@method("chat.delete", "chat:write", tier=3)
def delete(state: State, team: Team, args: Args) -> Json:
    del state
    room = joined(team, args.need("channel"))
    message = _own(team, room, args.need("ts"), "cant_delete_message")
    remove(room, message)
    return {"ok": True, "channel": room.id, "ts": message.ts}


def remove(room: Room, message: Message) -> None:
    """Take *message* out of the channel and its thread."""
    message.deleted = True
    for other in room.posted:
        other.replies[:] = [reply for reply in other.replies if reply is not message]


@method("chat.postEphemeral", "chat:write", tier=4)
def post_ephemeral(state: State, team: Team, args: Args) -> Json:
    room = joined(team, args.need("channel"))
    if room.is_archived:
        raise Refusal("is_archived")
    user = args.need("user")
    if user not in room.members:
        raise Refusal("user_not_in_channel")
    blocks = checked_blocks(state, args.get("blocks"), "chat.postEphemeral")
    text = checked_text(state, args.words("text"), blocks, "chat.postEphemeral")
    _mind_manners(state, args, "chat.postEphemeral")
    shown = Ephemeral(user, room.id, text, blocks, state.ts())
    team.ephemerals.append(shown)
    return {"ok": True, "message_ts": shown.ts}


@method("chat.getPermalink", forms_only=True)
def permalink(state: State, team: Team, args: Args) -> Json:
    del state
    room = room_of(team, args.need("channel"))
    message = room.find(args.need("message_ts"))
    if message is None:
        raise Refusal("message_not_found")
    url = f"https://{team.domain}.slack.com/archives/{room.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts:
        url += f"?thread_ts={message.thread_ts}&cid={room.id}"
    return {"ok": True, "channel": room.id, "permalink": url}
