"""What start and adopt have in common: there is no activity yet, and there will be one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from bot.activity import Activity, Line, Terms
from bot.commands.base import Command
from bot.content import Timer
from bot.errors import Refused
from bot.text import slug


class Begin(Terms, Command):
    """A command that makes an activity. Whoever makes the command names the id."""

    on_buttons: ClassVar[bool] = False

    slug_of: str = ""
    """What the activity's name is made of; its title if empty."""

    def begin(self, now: datetime, live: Mapping[str, bool]) -> Activity:
        """The first revision. *live* maps the names that are taken to whether they are here.

        Raises Refused when the same is live in this channel already.
        """
        assert self.activity_id is not None, "whoever begins an activity names its id"
        assert self.workspace is not None, "an activity belongs to a workspace"
        content = self.content
        if isinstance(content, Timer):
            content = content.set_going(now)
        terms: dict[str, Any] = {
            name: getattr(self, name) for name in self.model_fields_set & Terms.model_fields.keys()
        }
        activity = Activity(
            id=self.activity_id,
            workspace=self.workspace,
            name=self._name(live),
            revision=1,
            owner=self.actor,
            started_at=now,
            changed_at=now,
            line=Line(text="", actor=self.actor, at=now),
            touched=self.adopted is None,
            **terms | {"content": content},
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
