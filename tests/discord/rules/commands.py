"""Commands, as they are registered: all of one scope at once."""

import re
from itertools import pairwise
from typing import Any

import regex

from tests.discord.rules.sizes import Wrong, count, number, optional, text, unique

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
MOST_CHARACTERS = 8000
SUB_COMMAND, SUB_GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
OPTION_TYPES = range(1, 12)
NAME = regex.compile(r"[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}")
EUROPEAN = "da de en-GB en-US es-ES fr hr it lt hu nl no pl ro fi sv-SE cs el bg ru uk tr"
FURTHER = "id es-419 pt-BR vi hi th zh-CN ja zh-TW ko"
LOCALES = {*EUROPEAN.split(), *FURTHER.split()}


def commands(sent: list[Json]) -> Wrong:
    """What is wrong with them."""
    for kind, most in MOST.items():
        of_kind = [c for c in sent if (c.get("type") or SLASH) == kind]
        if len(of_kind) > most:
            yield f"commands: {len(of_kind)} of type {kind}, not {most}"
        yield from unique([c.get("name") for c in of_kind], "name", "commands")
    for command in sent:
        yield from _command(command, f"command {str(command.get('name'))[:40]!r}")


def choices(offered: list[Json], kind: int, where: str) -> Wrong:
    """What an option offers, or autocomplete answers, for an option of this type."""
    if len(offered) > 25:
        yield f"{where}: {len(offered)} choices, not 25"
    for choice in offered:
        yield from text(choice, "name", 100, where)
        value = choice.get("value")
        if kind == STRING:
            yield from text(choice, "value", 100, where)
        elif not isinstance(value, int | float) or isinstance(value, bool):
            yield f"{where}.value: {value!r} is no number"
    yield from unique([choice.get("name") for choice in offered], "name", where)


def _command(command: Json, where: str) -> Wrong:
    kind = command.get("type") or SLASH
    if kind == SLASH:
        yield from _named(command, where)
        yield from text(command, "description", 100, where)
        yield from _options(command.get("options") or [], where, within=0)
    else:
        yield from text(command, "name", 32, where)
        if command.get("description") or command.get("options"):
            yield f"{where}: a menu has neither description nor options"
    if _characters(command) > MOST_CHARACTERS:
        yield f"{where}: {_characters(command)} characters in total, not {MOST_CHARACTERS}"
    permissions = command.get("default_member_permissions")
    if permissions is not None and not re.fullmatch(r"\d+", str(permissions)):
        yield f"{where}.default_member_permissions: {permissions!r} is no set of bits"
    for name in ("contexts", "integration_types"):
        if command.get(name) is not None:
            yield from count(command, name, 1, 3, where)


def _named(told: Json, where: str) -> Wrong:
    names = {"": told.get("name"), **(told.get("name_localizations") or {})}
    for locale, name in names.items():
        if not isinstance(name, str) or not NAME.fullmatch(name) or name != name.lower():
            yield f"{where}.name: {name!r} {locale} is none: small letters, digits, - and _"
    described = told.get("description_localizations") or {}
    for locale in described:
        yield from text(described, locale, 100, f"{where}.description_localizations")
    for locale in {*names, *described} - {""} - LOCALES:
        yield f"{where}: {locale!r} is no language of Discord's"


def _options(options: list[Json], where: str, within: int) -> Wrong:
    if len(options) > 25:
        yield f"{where}: {len(options)} options, not 25"
    yield from unique([option.get("name") for option in options], "option", where)
    nested = [option.get("type") in (SUB_COMMAND, SUB_GROUP) for option in options]
    if any(nested) and not all(nested):
        yield f"{where}: sub-commands and options do not mix"
    for before, after in pairwise(options):
        if after.get("required") and not before.get("required"):
            yield f"{where}: {after.get('name')!r} is required and stands after one that is not"
    for option in options:
        here = f"{where} {option.get('name')!r}"
        yield from _named(option, here)
        yield from text(option, "description", 100, here)
        yield from _option(option, here, within)


def _option(option: Json, where: str, within: int) -> Wrong:
    kind = option.get("type")
    if kind not in OPTION_TYPES:
        yield f"{where}.type: {kind!r} is none"
    if kind in (SUB_COMMAND, SUB_GROUP):
        if within == SUB_COMMAND or (within == SUB_GROUP and kind == SUB_GROUP):
            yield f"{where}: is nested too deep"
        yield from _options(option.get("options") or [], where, kind)
        return
    yield from number(option, "min_length", 0, 6000, where)
    yield from number(option, "max_length", 1, 6000, where)
    offered = option.get("choices") or []
    if offered and option.get("autocomplete"):
        yield f"{where}: is completed, and has choices"
    if (offered or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        yield f"{where}: an option of type {kind} offers nothing"
    yield from choices(offered, int(kind or 0), f"{where}.choices")
    for choice in offered:
        yield from optional(choice.get("name_localizations") or {}, "de", 100, where)


def _characters(told: Json) -> int:
    """Of name, description and values, each in its longest translation."""
    names = [told.get("name"), *(told.get("name_localizations") or {}).values()]
    texts = [told.get("description"), *(told.get("description_localizations") or {}).values()]
    value = told.get("value")
    total = sum(max((len(str(one or "")) for one in some), default=0) for some in (names, texts))
    total += len(value) if isinstance(value, str) else 0
    inner = [*(told.get("options") or []), *(told.get("choices") or [])]
    return total + sum(_characters(one) for one in inner)
