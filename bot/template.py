"""A named way to start an activity: what it shows first, and what may be done to it. Pure."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from bot.activity import Channel, CustomButton, Link, Phrase, Webhook
from bot.commands import COMMANDS, Command, shape
from bot.commands.button import LABEL_MAX, checked
from bot.errors import Refused
from bot.text import LINE_MAX, TITLE_MAX, clean, cut, echo

OPEN_CHAT = "open chat"
"""The wish of a template for the button that opens the chat."""

VERBS: Mapping[str, type[Command]] = {kind.verb: kind for kind in COMMANDS}
PLACE = re.compile(r"\{(\w+)\}")
"""A place in a template's text, which is filled when it starts."""


def _as_tuple(value: object) -> object:
    return (
        (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    )


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class CustomAction(BaseModel):
    """A button in a template: a label, and an address, a line to say or a command to do."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    label: str = Field(min_length=1, max_length=LABEL_MAX)
    url: str = ""
    method: Literal["", "GET", "POST"] = ""
    body: dict[str, JsonValue] | None = None
    say: str = ""
    do: str = ""

    def button(self, *, shortcuts: bool) -> CustomButton:
        """The button as an activity carries it. Raises Refused when it cannot be one."""
        if [bool(self.url), bool(self.say), bool(self.do)].count(True) != 1:
            raise Refused("A button has one of url, say and do.")
        if not self.url and (self.method or self.body is not None):
            raise Refused("A button's method and body go with its url.")
        return checked(self._raw(), shortcuts=shortcuts)

    def _raw(self) -> CustomButton:
        if self.say:
            return Phrase(label=self.label, words=f"say {clean(self.say)}")
        if self.do:
            return Phrase(label=self.label, words=_doable(self.do))
        if self.method or self.body is not None:
            method = self.method or "POST"
            return Webhook(label=self.label, url=self.url, method=method, body=self.body)
        return Link(label=self.label, url=self.url)


def _doable(words: str) -> str:
    """*words*, if they are a command that a button may do. Raises Refused."""
    verb, _, rest = clean(words).partition(" ")
    kind = VERBS.get(verb.casefold())
    if kind is None or not kind.on_buttons:
        raise Refused(f"A button cannot do `{echo(verb)}`; give it a command such as `next`.")
    kind.read(rest)
    return f"{verb.casefold()} {rest}".strip()


class Template(BaseModel):
    """What a new activity shows first, and what may be done to it. See product.md section 5."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    name: str = ""
    title: str = "{title}"
    looks: dict[str, Any] = Field(default_factory=dict)
    """The options that `start` also takes, read: colours, steps and the like."""
    priority: int = Field(default=5, ge=1, le=9)
    starts_on: Texts = ()
    buttons: Texts = ()
    may: dict[str, Texts] = Field(default_factory=dict)
    metadata: dict[str, str | int | float | bool] = Field(default_factory=dict)
    lifecycle: Literal["managed", "manual"] | None = None
    shortcuts: bool = False
    action: CustomAction | None = None
    secondary_action: CustomAction | None = None


def set_button(template: Template, action: CustomAction | None) -> CustomButton | None:
    """The button that *template* sets by *action*, if it sets one. Raises Refused."""
    return action.button(shortcuts=template.shortcuts) if action else None


def look(
    template: Template, title: str, channel: Channel, said: Mapping[str, Any]
) -> dict[str, Any]:
    """What *template* shows, with what was *said* in its place where that differs."""
    named = title or channel.name or template.name
    looks = {
        key: _filled(form, named, channel, LINE_MAX) if key in _FILLED and form else form
        for key, form in template.looks.items()
    }
    own_type = shape.type_of(looks)
    wanted = shape.type_of(said) if shape.foreign(own_type, said) else own_type
    if wanted != own_type:
        looks = {key: value for key, value in looks.items() if not shape.foreign(wanted, {key})}
    own_title = not title or "{title}" in template.title or _carries_title(template)
    form = template.title if own_title else "{title}"
    filled = said.get("title") or _filled(form, named, channel, TITLE_MAX) or named
    return {**looks, **said, "type": wanted, "title": filled}


_FILLED = ("subtitle", "message")


def _carries_title(template: Template) -> bool:
    return any("{title}" in str(template.looks.get(key)) for key in _FILLED)


def _filled(form: str, title: str, channel: Channel, characters_max: int) -> str:
    """*form* with its places filled, once: what fills them is text, whatever it looks like."""
    fill = {
        "title": title,
        "channel": channel.name,
        "in_channel": f" in #{channel.name}" if channel.name else "",
    }
    text = PLACE.sub(lambda place: fill.get(place[1], place[0]), form)
    return cut(clean(text), characters_max)
