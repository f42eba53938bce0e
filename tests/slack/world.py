"""Workspaces as the stand-in keeps them: people, groups, channels, messages, views."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

SCOPES = (
    "commands,chat:write,channels:read,groups:read,channels:history,groups:history,channels:join,"
    "users:read,usergroups:read,team:read,pins:write,bookmarks:write"
)


@dataclass
class Person:
    id: str
    name: str
    team: str
    """Where the account is; another team than the channel's for an outsider (Slack Connect)."""
    is_bot: bool = False
    is_guest: bool = False
    is_admin: bool = False

    def shown(self, team: str) -> Json:
        """As users.info answers in *team*."""
        profile = {"real_name": self.name.title(), "display_name": self.name}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": False,
            "real_name": self.name.title(),
            "tz": "Europe/Berlin",
            "tz_label": "Central European Time",
            "tz_offset": 3600,
            "profile": {**profile, "team": self.team},
            "is_admin": self.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": False,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_stranger": self.team != team,
            "updated": 1_700_000_000,
        }


@dataclass
class Message:
    ts: str
    channel: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    user: str = ""
    bot_id: str = ""
    team: str = ""
    app_id: str = ""
    thread_ts: str = ""
    metadata: Json | None = None
    subtype: str = ""
    edits: int = 0
    """How often it was changed, whether or not people are shown "(edited)"."""
    edited: Json | None = None
    deleted: bool = False
    replies: list["Message"] = field(default_factory=list)

    def shown(self, *, with_metadata: bool = False) -> Json:
        """As history answers."""
        told: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        for name in ("subtype", "bot_id", "app_id", "team", "blocks", "thread_ts", "edited"):
            if getattr(self, name):
                told[name] = getattr(self, name)
        if self.replies:
            told |= {
                "thread_ts": self.ts,
                "reply_count": len(self.replies),
                "latest_reply": self.replies[-1].ts,
            }
        if with_metadata and self.metadata:
            told["metadata"] = self.metadata
        return told


@dataclass
class Room:
    """A channel."""

    id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_shared: bool = False
    topic: str = ""
    creator: str = ""
    created: int = 1_700_000_000
    members: set[str] = field(default_factory=set)
    posted: list[Message] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """What a person sees when they scroll: no replies, nothing deleted."""
        return [m for m in self.posted if not m.deleted and not m.thread_ts]

    @property
    def cards(self) -> list[Message]:
        """Messages of the app."""
        return [m for m in self.messages if m.bot_id]

    def find(self, ts: str) -> Message | None:
        return next((m for m in self.posted if m.ts == ts and not m.deleted), None)

    def shown(self, bot: str) -> Json:
        """As conversations.info answers."""
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": self.is_private,
            "is_archived": self.is_archived,
            "is_general": False,
            "is_shared": self.is_shared,
            "is_ext_shared": self.is_shared,
            "is_org_shared": False,
            "is_member": bot in self.members,
            "creator": self.creator,
            "created": self.created,
            "updated": self.created * 1000,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }


@dataclass
class Ephemeral:
    """What one person alone was shown; gone at the next reload."""

    user: str
    channel: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    ts: str = ""


@dataclass
class View:
    """A modal on somebody's screen, or their Home tab."""

    id: str
    user: str
    sent: Json
    hash: str
    root: str = ""
    previous: str = ""
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        return list(self.sent.get("blocks", []))

    @property
    def title(self) -> str:
        return str(self.sent.get("title", {}).get("text", ""))

    def shown(self, team: "Team") -> Json:
        """As payloads and the answers of views.* tell it."""
        told: Json = {
            "id": self.id,
            "team_id": team.id,
            "type": self.sent["type"],
            "blocks": self.blocks,
            "private_metadata": self.sent.get("private_metadata", ""),
            "callback_id": self.sent.get("callback_id", ""),
            "external_id": self.sent.get("external_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.sent.get("title", {"type": "plain_text", "text": "View Title"}),
            "clear_on_close": self.sent.get("clear_on_close", False),
            "notify_on_close": self.sent.get("notify_on_close", False),
            "close": self.sent.get("close"),
            "submit": self.sent.get("submit"),
            "previous_view_id": self.previous or None,
            "root_view_id": self.root or self.id,
            "app_id": team.app_id,
            "app_installed_team_id": team.id,
            "bot_id": team.bot_id,
        }
        return told


@dataclass
class Group:
    id: str
    handle: str
    users: list[str]


@dataclass
class Team:
    """A workspace, with the app installed unless `installed` says otherwise."""

    id: str
    domain: str
    app_id: str = "A1"
    scopes: str = SCOPES
    installed: bool = True
    people: dict[str, Person] = field(default_factory=dict)
    rooms: dict[str, Room] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    ephemerals: list[Ephemeral] = field(default_factory=list)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    """Open modals of each person, the one on top last."""
    homes: dict[str, View] = field(default_factory=dict)

    @property
    def token(self) -> str:
        return f"xoxb-{self.domain}"

    @property
    def bot(self) -> str:
        """The bot's user."""
        return f"UBOT{self.id}"

    @property
    def bot_id(self) -> str:
        return f"B{self.id}"


def acme(team_id: str = "T1", domain: str = "acme") -> Team:
    """A small workspace: four people, three channels, one of them without the bot."""
    team = Team(team_id, domain)
    home = team.id
    for person in (
        Person("U1", "ana", home, is_admin=True),
        Person("U2", "ben", home),
        Person("U3", "gus", home, is_guest=True),
        Person("U9", "xenia", "T9"),
        Person(team.bot, "lockstep", home, is_bot=True),
    ):
        team.people[person.id] = person
    team.groups["oncall"] = Group("S1", "oncall", ["U1"])
    everybody = {"U1", "U2", "U3", "U9", team.bot}
    for room in (
        Room("C1", "inc-2042-checkout", creator="U1", members=set(everybody), is_shared=True),
        Room("C2", "random", creator="U1", members={"U1", "U2"}),
        Room("C3", "inc-secret", is_private=True, creator="U1", members={"U1", team.bot}),
    ):
        team.rooms[room.id] = room
    return team
