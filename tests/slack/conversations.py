"""conversations.*, pins.* and bookmarks.*: what the app may learn of channels."""

from tests.slack.method import Args, joined, method, page, room_of
from tests.slack.state import Refusal, State
from tests.slack.world import Json, Message, Team

READ = ("channels:read", "groups:read")
HISTORY = ("channels:history", "groups:history")


@method("conversations.info", *READ, tier=3, forms_only=True)
def tell(state: State, team: Team, args: Args) -> Json:
    del state
    room = room_of(team, args.need("channel"))
    shown = room.shown(team.bot)
    if args.flag("include_num_members"):
        shown["num_members"] = len(room.members)
    return {"ok": True, "channel": shown}


@method("conversations.list", *READ, tier=2, forms_only=True)
def every(state: State, team: Team, args: Args) -> Json:
    del state
    kinds = (args.words("types") or "public_channel").split(",")
    rooms = [
        room.shown(team.bot)
        for room in team.rooms.values()
        if ("private_channel" if room.is_private else "public_channel") in kinds
        and (not room.is_private or team.bot in room.members)
        and not (args.flag("exclude_archived") and room.is_archived)
    ]
    shown, cursor = page(rooms, args, 100, 1000)
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


@method("users.conversations", *READ, tier=3, forms_only=True)
def own(state: State, team: Team, args: Args) -> Json:
    """Those that the bot is in."""
    del state
    kinds = (args.words("types") or "public_channel").split(",")
    rooms = [
        room.shown(team.bot)
        for room in team.rooms.values()
        if ("private_channel" if room.is_private else "public_channel") in kinds
        and team.bot in room.members
        and not (args.flag("exclude_archived") and room.is_archived)
    ]
    shown, cursor = page(rooms, args, 100, 1000)
    return {"ok": True, "channels": shown, "response_metadata": {"next_cursor": cursor}}


@method("conversations.members", *READ, tier=4, forms_only=True)
def members(state: State, team: Team, args: Args) -> Json:
    del state
    room = room_of(team, args.need("channel"))
    listed: list[Json] = [{"id": user} for user in sorted(room.members)]
    shown, cursor = page(listed, args, 100, 1000)
    told = [one["id"] for one in shown]
    return {"ok": True, "members": told, "response_metadata": {"next_cursor": cursor}}


@method("conversations.join", "channels:join", tier=3)
def join(state: State, team: Team, args: Args) -> Json:
    del state
    room = room_of(team, args.need("channel"))
    if room.is_private:
        raise Refusal("method_not_supported_for_channel_type")
    if room.is_archived:
        raise Refusal("is_archived")
    answer: Json = {"ok": True}
    if team.bot in room.members:
        answer |= {
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    room.members.add(team.bot)
    return answer | {"channel": room.shown(team.bot)}


def _within(message: Message, args: Args) -> bool:
    oldest, latest = args.words("oldest"), args.words("latest")
    inclusive = bool(args.flag("inclusive"))
    ts = float(message.ts)
    if oldest and not (ts > float(oldest) or (inclusive and message.ts == oldest)):
        return False
    return not latest or ts < float(latest) or (inclusive and message.ts == latest)


@method("conversations.history", *HISTORY, tier=3)
def history(state: State, team: Team, args: Args) -> Json:
    """Newest first."""
    del state
    room = joined(team, args.need("channel"))
    with_metadata = bool(args.flag("include_all_metadata"))
    told = [
        message.shown(with_metadata=with_metadata)
        for message in reversed(room.messages)
        if _within(message, args)
    ]
    shown, cursor = page(told, args, 100, 999)
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(cursor), "pin_count": 0}
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer


@method("conversations.replies", *HISTORY, tier=3)
def replies(state: State, team: Team, args: Args) -> Json:
    """The first message, then its replies, oldest first."""
    del state
    room = joined(team, args.need("channel"))
    parent = room.find(args.need("ts"))
    if parent is None:
        raise Refusal("thread_not_found")
    with_metadata = bool(args.flag("include_all_metadata"))
    thread = [m for m in parent.replies if _within(m, args)]
    told = [message.shown(with_metadata=with_metadata) for message in (parent, *thread)]
    shown, cursor = page(told, args, 1000, 1000)
    answer: Json = {"ok": True, "messages": shown, "has_more": bool(cursor)}
    return answer | {"response_metadata": {"next_cursor": cursor}} if cursor else answer
