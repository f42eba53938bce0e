"""Named ways to start an activity, and the channels whose birth starts one. Pure."""

import re
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, ValidationError

from bot import words as typed
from bot.activity import LOCK_SCREEN, Actor, Channel, CustomButton, Link, Phrase, Webhook
from bot.commands import COMMANDS, Begin, Command, SetButton, Start, fields, shape
from bot.commands.button import LABEL_MAX, checked
from bot.commands.start import title_and_options
from bot.content import TAKES_TWO_BUTTONS, Metric
from bot.errors import Refused, SettingsInvalid
from bot.text import LINE_MAX, TITLE_MAX, clean, cut, echo
from bot.words import Word

DEFAULT = "incident"
ACCOUNT = "default"
"""The ActivitySmith account of a workspace that has not been given one of its own."""

OPEN_CHAT = "open chat"
"""The wish of a template for the button that opens the chat."""

_VERBS: Mapping[str, type[Command]] = {kind.verb: kind for kind in COMMANDS}
_PLACE = re.compile(r"\{(\w+)\}")
_PLACES = ("title", "channel")
_NAME = re.compile(r"[\w-]+")


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
    kind = _VERBS.get(verb.casefold())
    if kind is None or issubclass(kind, Begin | SetButton):
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


_KEYS = Template.model_fields.keys() - {"name", "looks"}


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

    def start(self, words: str, *, actor: Actor, channel: Channel, activity_id: str) -> Start:
        """The Start that `start` and *words* ask for in *channel*. Raises Refused."""
        template, said = self._named(words)
        title, options = title_and_options(words, said)
        look = fields.read(options)
        title = title or look.pop("title", "")
        if not title and template is None:
            raise Refused("Start what? Say `start Checkout is down`, or `help` to see more.")
        if template is None:
            template = PLAIN if shape.foreign("alert", look) else self._templates[DEFAULT]
        return self._start(template, title, look, actor, channel, activity_id)

    def for_new_channel(self, channel: Channel, actor: Actor, activity_id: str) -> Start | None:
        """The Start that *channel*'s birth calls for, if any template starts on its name."""
        for template in self._templates.values():
            if any(fnmatchcase(channel.name, pattern) for pattern in template.starts_on):
                start = self._start(template, channel.name, {}, actor, channel, activity_id)
                return start.model_copy(update={"of_channel": True})
        return None

    def _named(self, words: str) -> tuple[Template | None, list[Word]]:
        """The template that the first word names, if it names one, and the words after it."""
        said = typed.split(words)
        if said and said[0].key is None and not said[0].quoted:
            template = self._templates.get(said[0].text.casefold())
            if template is not None:
                return template, said[1:]
        return None, said

    def _start(
        self,
        template: Template,
        title: str,
        said: dict[str, Any],
        actor: Actor,
        channel: Channel,
        activity_id: str,
    ) -> Start:
        look = _look(template, clean(title), channel, said)
        return Start(
            actor=actor,
            workspace=channel.workspace,
            channel=channel,
            activity_id=activity_id,
            content=shape.begin(look),
            channels=places(channel),
            slug_of=clean(title) or look["title"],
            template=template.name,
            step_names=look.get("step_names", ()),
            audience=look.get("audience", self._audience),
            tags=look.get("tags", ()),
            dismiss_minutes=look.get("dismiss"),
            priority=template.priority,
            buttons=template.buttons,
            may=template.may,
            metadata=template.metadata,
            shortcuts_allowed=template.shortcuts,
            action=_button(template, template.action),
            secondary_action=_button(template, template.secondary_action),
            lifecycle=template.lifecycle or self._lifecycle,
        )


def places(channel: Channel) -> tuple[Channel, Channel]:
    """Where what begins in *channel* shows: on the phones of its workspace, and there."""
    return Channel(surface=LOCK_SCREEN, id=ACCOUNT, workspace=channel.workspace), channel


def load(text: str, source: str) -> dict[str, Template]:
    """The templates in the TOML *text* of *source*. Raises SettingsInvalid, naming the mistake."""
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as exc:
        raise SettingsInvalid(f"{source} is not TOML: {exc}.") from exc
    tables = document.pop("templates", {})
    if document or not isinstance(tables, dict):
        wrong = next(iter(document), "templates")
        raise SettingsInvalid(f"{source}: `{wrong}` means nothing here; write [templates.NAME].")
    return {name.casefold(): _template(name, table, source) for name, table in tables.items()}


def _template(name: str, table: object, source: str) -> Template:
    place = f"{source}: [templates.{name}]"
    if not isinstance(table, dict):
        raise SettingsInvalid(f"{place} is not a table.")
    if not _NAME.fullmatch(name):
        raise SettingsInvalid(f"{place}: a name is one word, as it is typed after `start`.")
    own = {key: value for key, value in table.items() if key in _KEYS}
    looks: dict[str, Any] = {}
    for key, value in table.items():
        if key not in own:
            looks |= _look_from_toml(place, key, value)
    try:
        template = Template.model_validate({**own, "name": name.casefold(), "looks": looks})
        template = template.model_copy(update={
            "may": _may(template.may),
            "buttons": tuple(_wish(wish) for wish in template.buttons),
        })  # fmt: skip
        _try(template)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(f"{place} {key}: {first['msg']}.") from exc
    except Refused as exc:
        raise SettingsInvalid(f"{place}: {_reason(exc)}") from exc
    return template


def _look_from_toml(place: str, key: str, value: object) -> dict[str, Any]:
    if not fields.is_option(Word("", key=key)):
        raise SettingsInvalid(f"{place} {key}: there is no such key.")
    parts = value if isinstance(value, list) else [value]
    if any(isinstance(part, bool) or not isinstance(part, str | int | float) for part in parts):
        raise SettingsInvalid(f"{place} {key}: write it as text, a number, or a list of them.")
    texts = [str(part) for part in parts]
    try:
        if key == "steps" and isinstance(value, list):
            return fields.named_steps(texts)
        return fields.read([Word(",".join(texts), key=key, quoted=True)])
    except Refused as exc:
        raise SettingsInvalid(f"{place} {key}: {_reason(exc)}") from exc


def _reason(exc: Refused) -> str:
    return str(exc).removesuffix(" Nothing was changed.")


def _may(said: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Who may do what, by the verb that `check` asks for. Raises Refused."""
    may: dict[str, tuple[str, ...]] = {}
    for name, people in said.items():
        kind = _VERBS.get(name.casefold())
        if kind is None or issubclass(kind, Begin):
            known = ", ".join(v for v, known in _VERBS.items() if not issubclass(known, Begin))
            raise Refused(f"may: there is no `{echo(name)}`; it may be {known}.")
        verb = kind.permit or kind.verb
        if may.get(verb, people) != people:
            raise Refused(f"may: `{echo(name)}` is `{verb}`, which has other people already.")
        may[verb] = people
    return may


def _wish(said: str) -> str:
    """The button that *said* wishes for, by the verb that a press of it has. Raises Refused."""
    if said.casefold() == OPEN_CHAT:
        return OPEN_CHAT
    kind = _VERBS.get(said.casefold())
    verb = "step" if kind is not None and kind.verb == "next" else said.casefold()
    if verb not in _PRESSED:
        known = ", ".join([*_PRESSED, OPEN_CHAT])
        raise Refused(f"buttons: there is no `{echo(said)}`; it may be {known}.")
    return verb


_PRESSED = tuple(verb for verb, kind in _VERBS.items() if "button" in vars(kind))


def _try(template: Template) -> None:
    """Start *template* once, so that a mistake shows when Lockstep starts. Raises Refused."""
    looks = template.looks
    for key, form in (("title", template.title), *looks.items()):
        unknown = set(_PLACE.findall(form)) - set(_PLACES) if isinstance(form, str) else None
        if unknown:
            places_known = " and ".join(f"{{{place}}}" for place in _PLACES)
            raise Refused(f"{key}: {{{min(unknown)}}} is no place; there are {places_known}.")
    for key, action in (("action", template.action),
                        ("secondary_action", template.secondary_action)):  # fmt: skip
        try:
            _button(template, action)
        except Refused as exc:
            raise Refused(f"{key}: {exc}") from exc
    kind = shape.type_of(looks)
    if template.secondary_action and kind not in TAKES_TWO_BUTTONS:
        raise Refused(f"secondary_action: {kind} shows one button only.")
    if kind in _ASKS and not looks.keys() & {"value", "metrics"}:
        # What it shows is said when it is started, which a channel's birth cannot.
        if template.starts_on:
            raise Refused(
                f"starts_on: {kind} starts with what it shows, which a channel cannot say."
            )
        looks = looks | _ASKS[kind]
    channel = Channel(surface="", id="", workspace="", name="channel")
    shape.begin(_look(template.model_copy(update={"looks": looks}), "title", channel, {}))


_ASKS: Mapping[str, dict[str, Any]] = {
    "value": {"value": 0},
    "metrics": {"metrics": (Metric(label="x", value=0),)},
    "stats": {"metrics": (Metric(label="x", value=0),)},
}


def _button(template: Template, action: CustomAction | None) -> CustomButton | None:
    return action.button(shortcuts=template.shortcuts) if action else None


def _look(
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
    text = _PLACE.sub(lambda place: fill.get(place[1], place[0]), form)
    return cut(clean(text), characters_max)


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
