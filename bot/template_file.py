"""`lockstep.toml`: templates as people write them, read and tried; a mistake is named. Pure."""

import re
import tomllib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from bot.activity import Channel
from bot.commands import Begin, fields, shape
from bot.content import TAKES_TWO_BUTTONS, Metric
from bot.errors import Refused, SettingsInvalid
from bot.template import OPEN_CHAT, PLACE, VERBS, Template, look, set_button
from bot.text import echo
from bot.words import Word

_KEYS = Template.model_fields.keys() - {"name", "looks"}
_PLACES = ("title", "channel")
_NAME = re.compile(r"[\w-]+")


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
        kind = VERBS.get(name.casefold())
        if kind is None or issubclass(kind, Begin):
            known = ", ".join(v for v, known in VERBS.items() if not issubclass(known, Begin))
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
    kind = VERBS.get(said.casefold())
    verb = "step" if kind is not None and kind.verb == "next" else said.casefold()
    if verb not in _PRESSED:
        known = ", ".join([*_PRESSED, OPEN_CHAT])
        raise Refused(f"buttons: there is no `{echo(said)}`; it may be {known}.")
    return verb


_PRESSED = tuple(verb for verb, kind in VERBS.items() if "button" in vars(kind))


def _try(template: Template) -> None:
    """Start *template* once, so that a mistake shows when Lockstep starts. Raises Refused."""
    looks = template.looks
    for key, form in (("title", template.title), *looks.items()):
        unknown = set(PLACE.findall(form)) - set(_PLACES) if isinstance(form, str) else None
        if unknown:
            places_known = " and ".join(f"{{{place}}}" for place in _PLACES)
            raise Refused(f"{key}: {{{min(unknown)}}} is no place; there are {places_known}.")
    for key, action in (("action", template.action),
                        ("secondary_action", template.secondary_action)):  # fmt: skip
        try:
            set_button(template, action)
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
    shape.begin(look(template.model_copy(update={"looks": looks}), "title", channel, {}))


_ASKS: Mapping[str, dict[str, Any]] = {
    "value": {"value": 0},
    "metrics": {"metrics": (Metric(label="x", value=0),)},
    "stats": {"metrics": (Metric(label="x", value=0),)},
}
