"""The nouns: an activity, the actor who changes it, the channels that show it."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from bot.content import Content

LOCK_SCREEN = "lock_screen"
OURSELVES = "lockstep"
"""The platform of Lockstep's own doings, such as ending what an archived channel began."""
PRIORITY_LOWEST = 9


class _Noun(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Channel(_Noun):
    """An address on a surface: a Slack, Discord or console channel, or an ActivitySmith account.

    *workspace* is the Slack team or Discord guild; what one says never touches another's.
    """

    surface: str
    id: str
    workspace: str
    name: str = ""


class Actor(_Noun):
    """Who asks: a person on a platform, the holder of a button, or Lockstep itself."""

    platform: str
    id: str
    name: str = ""
    groups: frozenset[str] = frozenset()

    def named_on(self, surface: str) -> str:
        """How they are called on *surface*; empty where nobody knows."""
        return name_on(surface, self.platform, self.name)


class Link(_Noun):
    """A button that opens an address on the phone."""

    kind: Literal["link"] = "link"
    label: str
    url: str


class Webhook(_Noun):
    """A button that calls somebody else's address; ActivitySmith does the calling."""

    kind: Literal["webhook"] = "webhook"
    label: str
    url: str
    method: Literal["GET", "POST"] = "POST"
    body: dict[str, JsonValue] | None = None


class Phrase(_Noun):
    """A button that says *words* to Lockstep, as if they were typed."""

    kind: Literal["phrase"] = "phrase"
    label: str
    words: str


CustomButton = Annotated[Link | Webhook | Phrase, Field(discriminator="kind")]


class Adopted(_Noun):
    """What something else had started, by ActivitySmith's own name for it."""

    by: Literal["activity_id", "stream_key"]
    id: str


class Line(_Noun):
    """What was done last, by whom and when, as a card tells it."""

    text: str
    actor: Actor
    at: datetime


class Armed(_Noun):
    """A button that was pressed once and asks to be pressed again before *until*."""

    verb: str
    until: datetime


class Terms(_Noun):
    """What an activity is begun with, and keeps unless somebody changes it."""

    content: Content
    channels: tuple[Channel, ...]
    template: str = ""
    of_channel: bool = False
    """Whether a channel's birth began it; then it takes the channel's name, and ends with it."""
    priority: int = 5
    step_names: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    """The wishes of its template, by verb; empty for what is usual."""
    may: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    shortcuts_allowed: bool = False
    action: CustomButton | None = None
    secondary_action: CustomButton | None = None
    audience: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    metadata: dict[str, str | int | float | bool] = Field(default_factory=dict)
    dismiss_minutes: int | None = None
    lifecycle: Literal["managed", "manual"] = "managed"
    adopted: Adopted | None = None


class Activity(Terms):
    """Something that is going on, as of one revision.

    An activity is a value: a change makes a new one, whose revision is one higher.
    *transition* and *progressed* are the last revisions that changed something people
    wait for, or only a number; *turn* the last that changed what its buttons mean, so that
    two buttons with the same words, offered at different times, are different buttons.
    """

    id: str
    workspace: str
    name: str
    revision: int
    owner: Actor
    started_at: datetime
    changed_at: datetime
    line: Line
    transition: int = 1
    progressed: int = 0
    turn: int = 1
    starts: int = 1
    touched: bool = True
    acknowledged_by: Actor | None = None
    acknowledged_at: datetime | None = None
    armed: Armed | None = None
    ended_at: datetime | None = None

    @property
    def home(self) -> Channel | None:
        """The chat channel that it began in; in the others it is mirrored."""
        return next(iter(self.chats), None)

    @property
    def chats(self) -> tuple[Channel, ...]:
        """The chat channels that show it, the first of them where it began."""
        return tuple(channel for channel in self.channels if channel.surface != LOCK_SCREEN)

    def is_shown_in(self, channel: Channel) -> bool:
        """Whether *channel* is one that shows it."""
        at = (channel.surface, channel.workspace, channel.id)
        return any((each.surface, each.workspace, each.id) == at for each in self.channels)

    @property
    def acknowledgement(self) -> str:
        """Who has acknowledged, in words; empty while nobody has."""
        return self.acknowledgement_on(self.home.surface if self.home else "")

    def acknowledgement_on(self, surface: str) -> str:
        """The same, as it is told on *surface*."""
        if self.acknowledged_by is None:
            return ""
        if self.acknowledged_by.platform == LOCK_SCREEN:
            return "Acknowledged from the Lock Screen"
        return f"Acknowledged by {self.acknowledged_by.named_on(surface) or 'somebody'}"


def name_on(surface: str, platform: str, name: str) -> str:
    """How somebody called *name* is called on *surface*: with *platform*, if that is another."""
    if not (name and surface) or platform in (surface, LOCK_SCREEN, OURSELVES):
        return name
    return f"{name} ({platform.capitalize()})"
