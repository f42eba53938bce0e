"""A message as Discord holds it."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.discord.clock import iso
from tests.discord.kept import kept, parts, with_defaults

if TYPE_CHECKING:
    from tests.discord.channel import Channel
    from tests.discord.guild import Member
    from tests.discord.told import Told

Json = dict[str, Any]
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
COMPONENTS_V2 = 1 << 15

BUTTON, STRING_SELECT, TEXT_DISPLAY = 2, 3, 10
SELECTS = (3, 5, 6, 7, 8)
LINK_STYLE = 5


@dataclass(eq=False)
class Message:
    """Its text, its components, and who may see it."""

    id: str
    channel: "Channel"
    author: "Member"
    posted_at: float
    content: str = ""
    components: list[Json] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    flags: int = 0
    nonce: str | int | None = None
    reference: Json | None = None
    by_webhook: bool = False
    only_for: "Member | None" = None
    """Who alone sees it."""
    asked_by: "Told | None" = None
    """The interaction that it answers."""
    edited_at: float | None = None
    edits: int = 0
    versions: deque[Json] = field(default_factory=lambda: deque(maxlen=100))
    """The last bodies that were sent for it, in order."""
    deleted: bool = False
    pinned: bool = False

    @property
    def text(self) -> str:
        """All that can be read on it."""
        shown = [
            self.content,
            *(c["content"] for c in parts(self.components) if c["type"] == TEXT_DISPLAY),
        ]
        return "\n".join(text for text in shown if text)

    @property
    def thread(self) -> "Channel | None":
        """The one that hangs on it, whose id is the same."""
        found = self.channel.guild.channels.get(self.id)
        return found if found is not None and found.parent is self.channel else None

    @property
    def loading(self) -> bool:
        """Whether it still says that the app is thinking."""
        return bool(self.flags & LOADING)

    @property
    def buttons(self) -> list[Json]:
        return [part for part in parts(self.components) if part["type"] == BUTTON]

    @property
    def labels(self) -> list[str]:
        return [button.get("label", "") for button in self.buttons]

    @property
    def selects(self) -> list[Json]:
        return [part for part in parts(self.components) if part["type"] in SELECTS]

    @property
    def url(self) -> str:
        """The jump link."""
        return f"https://discord.com/channels/{self.channel.guild.id}/{self.channel.id}/{self.id}"

    def delete(self) -> None:
        """A person takes it away; the app, which asked for no such events, is not told."""
        self.deleted = True
        if self in self.channel.messages:
            self.channel.messages.remove(self)

    def take(self, body: Json) -> None:
        """Become what *body* says: what it does not name stays."""
        self.versions.append(body)
        if "content" in body:
            self.content = body["content"] or ""
        if "embeds" in body:
            self.embeds = [with_defaults(embed) for embed in body["embeds"] or []]
        if "components" in body:
            self.components = kept(body["components"] or [])
        if body.get("flags") is not None:
            for_ever = self.flags & (EPHEMERAL | COMPONENTS_V2 | HAS_THREAD)
            self.flags = for_ever | int(body["flags"])

    def shown(self) -> Json:
        """As it goes over the wire."""
        told: Json = {
            "id": self.id,
            "channel_id": self.channel.id,
            "type": 0 if self.reference is None else 19,
            "content": self.content,
            "author": self.author.user(),
            "attachments": [],
            "embeds": self.embeds,
            "mentions": [],
            "mention_roles": [],
            "pinned": self.pinned,
            "mention_everyone": False,
            "tts": False,
            "timestamp": iso(self.posted_at),
            "edited_timestamp": None if self.edited_at is None else iso(self.edited_at),
            "flags": self.flags,
            "components": self.components,
        }
        if self.nonce is not None:
            told["nonce"] = self.nonce
        if self.by_webhook:
            told |= {"application_id": self.author.id, "webhook_id": self.author.id}
        if self.reference is not None:
            told["message_reference"] = self.reference
        if self.thread is not None:
            told["thread"] = self.thread.shown()
        return told
