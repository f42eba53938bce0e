"""What start and adopt have in common: there is no activity yet, and there will be one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from bot.activity import Activity, Adopted, Channel, CustomButton, Line
from bot.commands.base import Command
from bot.content import Content, Timer
from bot.errors import Refused
from bot.text import slug


class Begin(Command):
    """A command that makes an activity. Whoever makes the command names the id."""

    content: Content
    channels: tuple[Channel, ...]
    slug_of: str = ""
    """What the activity's name is made of; its title if empty."""
    template: str = ""
    of_channel: bool = False
    """Whether a channel's birth began it; then it takes the channel's name, and ends with it."""
    priority: int = 5
    step_names: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
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

    def begin(self, now: datetime, live: Mapping[str, bool]) -> Activity:
        """The first revision. *live* maps the names that are taken to whether they are here.

        Raises Refused when the same is live in this channel already.
        """
        assert self.activity_id is not None, "whoever begins an activity names its id"
        assert self.workspace is not None, "an activity belongs to a workspace"
        content = self.content
        if isinstance(content, Timer):
            content = content.set_going(now)
        own: dict[str, Any] = {
            name: getattr(self, name)
            for name in self.model_fields_set & Activity.model_fields.keys() - {"content"}
            if name != "workspace"
        }
        activity = Activity(
            id=self.activity_id,
            workspace=self.workspace,
            name=self._name(live),
            revision=1,
            content=content,
            owner=self.actor,
            started_at=now,
            changed_at=now,
            line=Line(text="", actor=self.actor, at=now),
            touched=self.adopted is None,
            **own,
        )
        line = Line(text=self.tell(activity), actor=self.actor, at=now)
        return activity.model_copy(update={"line": line})

    def _name(self, live: Mapping[str, bool]) -> str:
        said = self.slug_of or self.content.title
        wanted = slug(said) or slug(self.template) or "activity"
        if live.get(wanted) and _spells(said):
            raise Refused(
                f"`{wanted}` is live here already. Change it with `set`, or start another title."
            )
        name, count = wanted, 1
        while name in live:
            count += 1
            name = f"{wanted}-{count}"
        return name


def _spells(title: str) -> bool:
    """Whether a name tells all of *title*: other titles may share what is left of it."""
    return bool(slug(title)) and all(slug(char) for char in title if char.isalnum())
