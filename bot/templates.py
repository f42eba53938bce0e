"""Named ways to start an activity, and the channels whose birth starts one. Pure."""

import tomllib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot import words as typed
from bot.activity import LOCK_SCREEN, Actor, Channel, Link, Phrase, Webhook
from bot.commands import Start, fields, shape
from bot.content import TYPES
from bot.errors import Refused, SettingsInvalid
from bot.text import LINE_MAX, TITLE_MAX, clean, cut
from bot.words import Word

DEFAULT = "incident"
ACCOUNT = "default"
"""The ActivitySmith account of a workspace that has not been given one of its own."""

_TYPE_NAMES = frozenset(kind.model_fields["type"].default for kind in TYPES)


def _as_tuple(value: object) -> object:
    return (
        (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
    )


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class CustomAction(BaseModel):
    """A button in a template: a label with a url (and method, body), or with words to say."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str = Field(min_length=1, max_length=32)
    url: str = ""
    method: Literal["", "GET", "POST"] = ""
    body: dict[str, Any] | None = None
    say: str = ""

    def button(self) -> Link | Webhook | Phrase:
        """The button as an activity carries it."""
        if self.say:
            return Phrase(label=self.label, words=self.say)
        if self.method or self.body is not None:
            method = self.method or "POST"
            return Webhook(label=self.label, url=self.url, method=method, body=self.body)
        return Link(label=self.label, url=self.url)


class Template(BaseModel):
    """What a new activity shows first, and what may be done to it. See product.md section 5."""

    model_config = ConfigDict(frozen=True, extra="forbid")

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
        title, options = _said(words, said)
        if not title and template is None:
            raise Refused("Start what? Say `start Checkout is down`, or `help` to see more.")
        look = fields.read(options)
        if template is None:
            template = PLAIN if look.keys() & _TELLING else self._templates[DEFAULT]
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
        look = _look(template, clean(title) or channel.name or template.name, channel, said)
        phones = Channel(surface=LOCK_SCREEN, id=ACCOUNT, workspace=channel.workspace)
        return Start(
            actor=actor,
            workspace=channel.workspace,
            channel=channel,
            activity_id=activity_id,
            content=shape.begin(look),
            channels=(phones, channel),
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
            action=template.action and template.action.button(),
            secondary_action=template.secondary_action and template.secondary_action.button(),
            lifecycle=template.lifecycle or self._lifecycle,
        )


def load(text: str, source: str) -> dict[str, Template]:
    """The templates in the TOML *text* of *source*. Raises SettingsInvalid, naming the mistake."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
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
    own = {key: value for key, value in table.items() if key in Template.model_fields}
    looks: dict[str, Any] = {}
    for key in table.keys() - own.keys():
        looks |= _look_from_toml(place, key, table[key])
    try:
        template = Template.model_validate({**own, "name": name.casefold(), "looks": looks})
        _try(template)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        key = ".".join(str(part) for part in first["loc"])
        raise SettingsInvalid(f"{place} {key}: {first['msg']}.") from exc
    except Refused as exc:
        raise SettingsInvalid(f"{place}: {_reason(exc)}") from exc
    return template


def _look_from_toml(place: str, key: str, value: object) -> dict[str, Any]:
    if key == "steps" and isinstance(value, list):
        names = tuple(clean(str(step)) for step in value)
        return {"steps": len(names), "step_names": names}
    text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
    word = Word(text, key=key, quoted=True)
    if not fields.is_option(word):
        raise SettingsInvalid(f"{place} {key}: there is no such key.")
    try:
        return fields.read([word])
    except Refused as exc:
        raise SettingsInvalid(f"{place} {key}: {_reason(exc)}") from exc


def _reason(exc: Refused) -> str:
    return str(exc).removesuffix(" Nothing was changed.")


def _try(template: Template) -> None:
    """Start *template* once, so that a mistake shows when Lockstep starts. Raises Refused."""
    channel = Channel(surface="", id="", workspace="", name="channel")
    look = _look(template, "title", channel, {})
    if "value" not in look and "metrics" not in look and shape.type_of(look) in _ASKS:
        return  # What it shows is said when it is started.
    shape.begin(look)


_ASKS = frozenset({"value", "metrics", "stats"})


def _look(
    template: Template, title: str, channel: Channel, said: Mapping[str, Any]
) -> dict[str, Any]:
    """What *template* shows, with what was *said* in its place where that differs."""
    looks = dict(template.looks)
    own_type = shape.type_of(looks)
    wanted = shape.type_of(said) if said.keys() & _TELLING else own_type
    if wanted != own_type:
        looks = {key: value for key, value in looks.items() if not _is_of_type(key)}
    look = looks | {key: value for key, value in said.items() if key != "title"}
    look["type"] = wanted
    carried = "{title}" in str(looks.get("message", ""))
    form = template.title if "{title}" in template.title or carried else "{title}"
    look["title"] = said.get("title") or _filled(form, title, channel, TITLE_MAX) or title
    for key in ("subtitle", "message"):
        if isinstance(look.get(key), str):
            look[key] = _filled(look[key], title, channel, LINE_MAX)
    return look


_TELLING = frozenset(
    {"type", "steps", "step", "timer", "percentage", "limit", "value", "metrics"}
)  # fmt: skip


def _is_of_type(key: str) -> bool:
    return key in _TELLING or key in ("step_names", "message", "step_color", "step_colors")


def _filled(form: str, title: str, channel: Channel, characters_max: int) -> str:
    """*form* with its two places filled; nothing else in it means anything."""
    channel_name = f" in #{channel.name}" if channel.name else ""
    text = form.replace("{in_channel}", channel_name).replace("{channel}", channel.name)
    return cut(clean(text.replace("{title}", title)), characters_max)


def _said(text: str, said: Sequence[Word]) -> tuple[str, list[Word]]:
    """The title in the words of `start`, and the options around it."""
    quoted = bool(said) and said[0].quoted and said[0].key is None
    rest = list(said)
    options: list[Word] = []
    plain: list[Word] = []
    for place, word in enumerate(rest):
        bar = _bar(word)
        if fields.is_option(word) and (word.text or word.quoted):
            options.append(word)
        elif quoted and bar is not None:
            options.append(bar)
        elif word.key is not None and (quoted or _is_gauge(rest[place:])):
            options.append(word)
        else:
            plain.append(word)
    if quoted:
        return " ".join(word.text for word in plain), options
    return " ".join(text[word.at : word.end] for word in plain), options


def _bar(word: Word) -> Word | None:
    """The option that a bare `42%` or `120/300` stands for."""
    if word.key is not None or word.quoted:
        return None
    percent = word.text.endswith("%") and typed.number(word.text[:-1]) is not None
    if percent or typed.fraction(word.text):
        return Word(word.text, key="percentage")
    return None


def _is_gauge(tail: Sequence[Word]) -> bool:
    """Whether only `LABEL=VALUE` words and options are left, so that these are metrics."""
    return all(
        word.key is not None and word.text and (word.joint == "=" or fields.is_option(word))
        for word in tail
    )


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
