"""Every template by name, and the channels whose birth starts one. Pure."""

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any, Literal

from bot import words as typed
from bot.activity import LOCK_SCREEN, Actor, Channel
from bot.commands import Start, fields, shape
from bot.commands.start import title_and_options
from bot.errors import Refused
from bot.template import Template, look, set_button
from bot.text import clean, echo
from bot.words import Word

DEFAULT = "incident"
ACCOUNT = "default"
"""The ActivitySmith account of a workspace that has not been given one of its own."""


class Templates:
    """Every template of this Lockstep, by name, and what they start unless told otherwise."""

    def __init__(
        self,
        templates: Mapping[str, Template] | None = None,
        *,
        audience: tuple[str, ...] = (),
        lifecycle: Literal["managed", "manual"] = "managed",
    ) -> None:
        self._templates = {**BUILT_IN, **(templates or {})}
        self._audience = audience
        self._lifecycle: Literal["managed", "manual"] = lifecycle

    @property
    def names(self) -> tuple[str, ...]:
        """The names that `start` knows."""
        return tuple(self._templates)

    @property
    def audiences(self) -> tuple[str, ...]:
        """The ActivitySmith channels that are named anywhere."""
        looks = (template.looks.get("audience") or () for template in self._templates.values())
        return tuple(dict.fromkeys((*self._audience, *(name for each in looks for name in each))))

    def start(self, words: str, *, actor: Actor, channel: Channel, activity_id: str) -> Start:
        """The Start that `start` and *words* ask for in *channel*. Raises Refused."""
        name, said = self._named(words)
        title, options = title_and_options(words, said)
        return self.begin(name, title, fields.read(options), actor=actor, channel=channel,
                          activity_id=activity_id)  # fmt: skip

    def begin(
        self,
        name: str,
        title: str,
        said: Mapping[str, Any],
        *,
        actor: Actor,
        channel: Channel,
        activity_id: str,
    ) -> Start:
        """The Start of the template *name*, or of none if it is empty. Raises Refused.

        *said* are values as `fields.read` gives them: what a form has, and words become.
        """
        template = self._templates.get(name)
        if name and template is None:
            raise Refused(f"There is no template `{echo(name)}`. Nothing was changed.")
        said = dict(said)
        title = title or said.pop("title", "")
        if not title and template is None:
            raise Refused("Start what? Say `start Checkout is down`, or `help` to see more.")
        if template is None:
            template = PLAIN if shape.foreign("alert", said) else self._templates[DEFAULT]
        return self._start(template, title, said, actor, channel, activity_id)

    def for_new_channel(self, channel: Channel, actor: Actor, activity_id: str) -> Start | None:
        """The Start that *channel*'s birth calls for, if any template starts on its name."""
        for template in self._templates.values():
            if any(fnmatchcase(channel.name, pattern) for pattern in template.starts_on):
                start = self._start(template, channel.name, {}, actor, channel, activity_id)
                return start.model_copy(update={"of_channel": True})
        return None

    def _named(self, words: str) -> tuple[str, list[Word]]:
        """The template that the first word names, if it names one, and the words after it."""
        said = typed.split(words)
        if said and said[0].key is None and not said[0].quoted:
            name = said[0].text.casefold()
            if name in self._templates:
                return name, said[1:]
        return "", said

    def _start(
        self,
        template: Template,
        title: str,
        said: dict[str, Any],
        actor: Actor,
        channel: Channel,
        activity_id: str,
    ) -> Start:
        looks = look(template, clean(title), channel, said)
        return Start(
            actor=actor,
            workspace=channel.workspace,
            channel=channel,
            activity_id=activity_id,
            content=shape.begin(looks),
            channels=places(channel),
            slug_of=clean(title) or looks["title"],
            template=template.name,
            step_names=looks.get("step_names", ()),
            audience=looks.get("audience", self._audience),
            tags=looks.get("tags", ()),
            dismiss_minutes=looks.get("dismiss"),
            priority=template.priority,
            buttons=template.buttons,
            may=template.may,
            metadata=template.metadata,
            shortcuts_allowed=template.shortcuts,
            action=set_button(template, template.action),
            secondary_action=set_button(template, template.secondary_action),
            lifecycle=template.lifecycle or self._lifecycle,
        )


def places(channel: Channel) -> tuple[Channel, Channel]:
    """Where what begins in *channel* shows: on the phones of its workspace, and there."""
    return Channel(surface=LOCK_SCREEN, id=ACCOUNT, workspace=channel.workspace), channel


PLAIN = Template()
"""What starts when no template is named and the words themselves tell the type."""

BUILT_IN: Mapping[str, Template] = {
    "incident": Template(
        name="incident",
        title="Incident{in_channel}",
        looks={
            "type": "alert",
            "message": "{title}",
            "color": "red",
            "icon": "exclamationmark.triangle.fill",
        },
        priority=3,
    ),
    "deploy": Template(
        name="deploy",
        title="Deploy {title}",
        looks={
            "type": "segmented_progress",
            "steps": 4,
            "step_names": ("Build", "Test", "Roll out", "Verify"),
            "color": "blue",
            "icon": "shippingbox.fill",
        },
    ),
    "timer": Template(
        name="timer",
        looks={"type": "timer", "timer": fields.UP, "color": "orange", "icon": "timer"},
        priority=7,
    ),
}
