"""A channel of a guild: for text, a forum, or a thread in one of them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.message import HAS_THREAD, Message
from tests.discord.permissions import Permission

if TYPE_CHECKING:
    from tests.discord.guild import Guild, Member

Json = dict[str, Any]
TEXT, THREAD, FORUM = 0, 11, 15


@dataclass(eq=False)
class Channel:
    """What is done to it with a method is done by a person, and told to the gateway."""

    guild: "Guild"
    id: str
    name: str
    type: int = TEXT
    parent: "Channel | None" = None
    owner: "Member | None" = None
    about: str | None = None
    archived: bool = False
    locked: bool = False
    joined: bool = False
    """Whether the app was added to this thread."""
    created_at: str = ""
    archived_at: str = ""
    """When it was last put away or brought back."""
    tags: list[Json] = field(default_factory=list)
    applied_tags: list[str] = field(default_factory=list)
    flags: int = 0
    overwrites: list[Json] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    """What everybody in it sees, oldest first."""
    deleted: bool = False

    @property
    def is_thread(self) -> bool:
        return self.type == THREAD

    @property
    def threads(self) -> "list[Channel]":
        """Its threads or posts, archived ones too."""
        return [c for c in self.guild.channels.values() if c.parent is self]

    def message(self, wanted: str) -> Message | None:
        """The one with this id, also where everybody but one does not see it."""
        return next((m for m in self.messages if m.id == wanted), None)

    # What people do ----------------------------------------------------------------

    def rename(self, name: str) -> None:
        self.name = name
        self.changed()

    def topic(self, text: str | None) -> None:
        self.about = text
        self.changed()

    def archive(self, *, locked: bool = False) -> None:
        """Put a thread away, as its menu or a quiet week does."""
        assert self.is_thread, "only threads can be archived"
        self.put_away(archived=True, locked=locked)
        self.changed()

    def unarchive(self) -> None:
        self.put_away(archived=False, locked=False)
        self.changed()

    def delete(self) -> None:
        """Away with it, and with all its threads."""
        for thread in self.threads:
            thread.deleted = True
            del self.guild.channels[thread.id]
        self.deleted = True
        del self.guild.channels[self.id]
        self.guild.tell(f"{self._noun}_DELETE", self._gone() if self.is_thread else self.shown())

    def thread(self, name: str, by: "Member | None" = None) -> "Channel":
        """A person begins a thread here; in a forum, a post."""
        made = self.guild.add(THREAD, name, parent=self, owner=by or self.guild.member("ana"))
        if self.type == FORUM:
            made.says(made.owner, name, id=made.id)
        return made

    def says(self, member: "Member | None", text: str, **more: Any) -> Message:
        """A message that a person writes, as a context menu may be used on."""
        author = member or self.guild.member("ana")
        if self.archived and not self.locked:
            self.unarchive()
        id_ = more.pop("id", "") or self.guild.snowflake()
        made = Message(id_, self, author, self.guild.clock.now(), content=text, **more)
        self.messages.append(made)
        return made

    def deny(self, *what: Permission, whom: str = "") -> None:
        """Take permissions from the bot here, or from the role or member with this id."""
        self._overwrite(whom or self.guild.bot.id, deny=what)

    def allow(self, *what: Permission, whom: str = "") -> None:
        """Give permissions to the bot here, or to the role or member with this id."""
        self._overwrite(whom or self.guild.bot.id, allow=what)

    def hide(self) -> None:
        """From the bot: it can no longer see the channel."""
        self.deny(Permission.VIEW_CHANNEL)

    def put_away(self, *, archived: bool, locked: bool) -> None:
        """Archive it, or bring it back; the gateway is not yet told."""
        if archived != self.archived:
            self.archived_at = self.guild.clock.iso()
        self.archived, self.locked = archived, locked

    # On the wire -------------------------------------------------------------------

    def changed(self) -> None:
        """Tell that it is no longer what it was."""
        self.guild.tell(f"{self._noun}_UPDATE", self.shown())

    def created(self) -> None:
        """Tell that it is there."""
        more = {"newly_created": True} if self.is_thread else {}
        self.guild.tell(f"{self._noun}_CREATE", self.shown() | more)

    def shown(self) -> Json:
        """As it goes over the wire."""
        last = self.messages[-1].id if self.messages else None
        told: Json = {
            "id": self.id,
            "type": self.type,
            "guild_id": self.guild.id,
            "name": self.name,
            "last_message_id": last,
            "rate_limit_per_user": 0,
            "flags": self.flags,
            "parent_id": self.parent.id if self.parent else None,
        }
        return told | (self._as_thread() if self.is_thread else self._as_room())

    def _as_room(self) -> Json:
        told: Json = {
            "position": 0,
            "permission_overwrites": self.overwrites,
            "topic": self.about,
            "nsfw": False,
        }
        if self.type == FORUM:
            told |= {
                "available_tags": self.tags,
                "default_reaction_emoji": None,
                "default_sort_order": None,
                "default_forum_layout": 0,
                "default_thread_rate_limit_per_user": 0,
            }
        return told

    def _as_thread(self) -> Json:
        assert self.owner is not None, "a thread has its owner"
        count = len(self.messages)
        told: Json = {
            "owner_id": self.owner.id,
            "message_count": count,
            "member_count": 1,
            "total_message_sent": count,
            "thread_metadata": {
                "archived": self.archived,
                "auto_archive_duration": 4320,
                "locked": self.locked,
                "archive_timestamp": self.archived_at or self.created_at,
                "create_timestamp": self.created_at,
            },
        }
        if self.parent is not None and self.parent.type == FORUM:
            told["applied_tags"] = self.applied_tags
        return told

    def _gone(self) -> Json:
        assert self.parent is not None
        told = {"id": self.id, "guild_id": self.guild.id, "parent_id": self.parent.id}
        return told | {"type": self.type}

    @property
    def _noun(self) -> str:
        return "THREAD" if self.is_thread else "CHANNEL"

    def _overwrite(
        self, whom: str, allow: tuple[Permission, ...] = (), deny: tuple[Permission, ...] = ()
    ) -> None:
        kind = 0 if whom in {role.id for role in self.guild.roles.values()} else 1
        before = next((o for o in self.overwrites if o["id"] == whom), {"allow": "0", "deny": "0"})
        allowed = (int(before["allow"]) | sum(allow)) & ~sum(deny)
        denied = (int(before["deny"]) | sum(deny)) & ~sum(allow)
        self.overwrites = [o for o in self.overwrites if o["id"] != whom]
        entry = {"id": whom, "type": kind, "allow": str(allowed), "deny": str(denied)}
        self.overwrites.append(entry)
        self.changed()


def hang(thread: Channel, message: Message) -> None:
    """Mark *message* as the one on which *thread* hangs."""
    assert thread.id == message.id
    message.flags |= HAS_THREAD
