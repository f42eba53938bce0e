"""What people can type, press and fill in: as Discord's own clients let them. Pure."""

from typing import Any

from tests.discord.channel import Channel
from tests.discord.guild import Member, Role
from tests.discord.kept import parts
from tests.discord.message import BUTTON, LINK_STYLE, STRING_SELECT, Message
from tests.discord.told import Choice, Modal

Json = dict[str, Any]
SUB_COMMAND, SUB_GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 1, 2, 3, 4, 5, 6, 7, 8
MENTIONABLE, NUMBER = 9, 10
TEXT_INPUT, RADIO, CHECKBOXES, CHECKBOX = 4, 21, 22, 23
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8


class CannotDo(AssertionError):
    """No person could do that: the thing is not there, or Discord itself would not let them."""


# Commands --------------------------------------------------------------------------


def command_named(commands: list[Json], words: str) -> tuple[Json, list[Json]]:
    """The registered command, and the sub-groups and sub-command that *words* lead to."""
    typed = words.removeprefix("/").split()
    slash = [command for command in commands if command["type"] == 1]
    for command in slash:
        if command["name"] == typed[0] and (way := _way(command, typed[1:])) is not None:
            return command, way
    for command in slash:
        if (way := _way(command, typed)) is not None and way:
            return command, way
    known = [f"{command['name']} {' '.join(_subs(command))}".strip() for command in slash]
    raise CannotDo(f"there is no command /{words}, but {known}")


def _subs(command: Json) -> list[str]:
    return [o["name"] for o in command.get("options", []) if o["type"] in (1, 2)]


def _way(at: Json, words: list[str]) -> list[Json] | None:
    """The options to go through; None if *words* lead nowhere, or not far enough."""
    subs = [o for o in at.get("options", []) if o["type"] in (SUB_COMMAND, SUB_GROUP)]
    if not words:
        return None if subs else []
    for sub in subs:
        if sub["name"] == words[0]:
            rest = _way(sub, words[1:])
            return None if rest is None else [sub, *rest]
    return None


def options_for(
    offered: list[Json], given: dict[str, Any], focused: str = ""
) -> tuple[list[Json], Json]:
    """What is sent for *given*, and what of it is resolved; *focused* is still being typed."""
    by_name = {option["name"]: option for option in offered}
    if unknown := set(given) - set(by_name):
        raise CannotDo(f"there is no option {unknown}, but {list(by_name)}")
    missing = [n for n, o in by_name.items() if o.get("required") and n not in given]
    if missing and not focused:
        raise CannotDo(f"Discord asks for {missing}")
    sent, resolved = [], Json()
    for name, value in given.items():
        option = by_name[name]
        if name == focused:
            if not option.get("autocomplete"):
                raise CannotDo(f"{name} is not completed")
            sent.append({"name": name, "type": option["type"], "value": value, "focused": True})
        else:
            told = _value(option, value, resolved)
            sent.append({"name": name, "type": option["type"], "value": told})
    return sent, resolved


def _value(option: Json, value: Any, resolved: Json) -> Any:
    if isinstance(value, Choice):
        value = value.value
    kind = option["type"]
    if kind in (USER, CHANNEL, ROLE, MENTIONABLE):
        return resolve(value, resolved)
    if option.get("choices"):
        return _choice(option, value)
    wanted: Any = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float)}[kind]
    if not isinstance(value, wanted) or (kind != BOOLEAN and isinstance(value, bool)):
        raise CannotDo(f"Discord takes no {value!r} for {option['name']}")
    size = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if not option.get(low, size) <= size <= option.get(high, size):
        raise CannotDo(f"Discord takes no {value!r} for {option['name']}: too small or too large")
    return value


def _choice(option: Json, wanted: Any) -> Any:
    for choice in option["choices"]:
        if wanted in (choice["name"], choice["value"]):
            return choice["value"]
    raise CannotDo(f"{option['name']} offers {[c['name'] for c in option['choices']]}")


def resolve(value: Any, resolved: Json) -> str:
    """The id of a member, channel or role, which stands in *resolved* from now on."""
    if isinstance(value, Member):
        resolved.setdefault("users", {})[value.id] = value.user()
        member = {k: v for k, v in value.shown().items() if k not in ("user", "deaf", "mute")}
        resolved.setdefault("members", {})[value.id] = member | {"permissions": str(value.may())}
    elif isinstance(value, Channel):
        names = ("id", "type", "name", "parent_id", "thread_metadata", "flags", "guild_id")
        told = {name: said for name, said in value.shown().items() if name in names}
        told |= {"app_permissions": str(value.guild.bot.may(value)), "permissions": "0"}
        resolved.setdefault("channels", {})[value.id] = told
    elif isinstance(value, Role):
        resolved.setdefault("roles", {})[value.id] = value.shown()
    else:
        raise CannotDo(f"choose a member, channel or role, not {value!r}")
    return str(value.id)


# Messages --------------------------------------------------------------------------


def button_named(message: Message, label: str, custom_id: str) -> Json:
    """The button with this label or custom_id."""
    for part in parts(message.components):
        if part["type"] != BUTTON or part.get("style") == LINK_STYLE:
            continue
        if (custom_id and part["custom_id"] == custom_id) or (label and part["label"] == label):
            if part.get("disabled"):
                raise CannotDo(f"{label or custom_id!r} is disabled")
            return part
    raise CannotDo(f"there is no button {label or custom_id!r}, but {message.labels}")


def select_offering(message: Message, value: Any, custom_id: str) -> tuple[Json, Json, Json]:
    """The select, what is sent for *value*, and what of it is resolved."""
    for part in message.selects:
        if custom_id and part["custom_id"] != custom_id:
            continue
        if part["type"] != STRING_SELECT and not isinstance(value, str):
            resolved: Json = {}
            return part, {"values": [resolve(value, resolved)]}, resolved
        for option in part.get("options", []):
            if value in (option["value"], option["label"]):
                return part, {"values": [option["value"]]}, {}
    offered = [[o["label"] for o in p.get("options", [])] for p in message.selects]
    raise CannotDo(f"no menu offers {value!r}, but {offered}")


# Forms -----------------------------------------------------------------------------


def filled(modal: Modal, given: dict[str, Any]) -> tuple[list[Json], Json]:
    """The form as it is sent when *given* was filled in, by custom_id or label."""
    left, resolved = dict(given), Json()
    sent: list[Json] = []
    for number, top in enumerate(modal.body["components"], start=1):
        field = top.get("component") or (top.get("components") or [None])[0]
        if field is None:
            sent.append({"type": top["type"], "id": top.get("id", number)})
            continue
        label = top.get("label", field.get("label"))
        name = next((name for name in (field["custom_id"], label) if name in left), None)
        told = _field(field, left.pop(name) if name is not None else _prefilled(field), resolved)
        told |= {"id": field.get("id", 100 + number)}
        inner = {"component": told} if "component" in top else {"components": [told]}
        sent.append({"type": top["type"], "id": top.get("id", number), **inner})
    if left:
        raise CannotDo(f"there is no field {list(left)}, but {list(modal.fields)}")
    return sent, resolved


def _prefilled(field: Json) -> Any:
    kind = field["type"]
    if kind == TEXT_INPUT:
        return field.get("value", "")
    if kind == CHECKBOX:
        return bool(field.get("default"))
    chosen = [o["value"] for o in field.get("options", []) if o.get("default")]
    chosen += [default["id"] for default in field.get("default_values", [])]
    if kind == RADIO:
        return chosen[0] if chosen else None
    return chosen


def _field(field: Json, value: Any, resolved: Json) -> Json:
    kind, required = field["type"], field.get("required", True)
    told: Json = {"type": kind, "custom_id": field["custom_id"]}
    if kind == CHECKBOX:
        return told | {"value": bool(value)}
    if kind == TEXT_INPUT:
        return told | {"value": _typed(field, str(value or ""), required=required)}
    if kind == RADIO:
        if value is None and required:
            raise CannotDo(f"Discord asks to choose {field['custom_id']}")
        return told | {"value": None if value is None else _option(field, value)}
    chosen = value if isinstance(value, list) else [value] if value is not None else []
    if kind in (STRING_SELECT, CHECKBOXES):
        values = [_option(field, one) for one in chosen]
    else:
        values = [one if isinstance(one, str) else resolve(one, resolved) for one in chosen]
    if required and not values:
        raise CannotDo(f"Discord asks to choose {field['custom_id']}")
    if len(values) > field.get("max_values", 1 if kind != CHECKBOXES else 10):
        raise CannotDo(f"Discord takes no more choices for {field['custom_id']}")
    return told | {"values": values}


def _typed(field: Json, text: str, *, required: bool) -> str:
    if required and not text:
        raise CannotDo(f"Discord asks to fill in {field['custom_id']}")
    if len(text) > field.get("max_length", 4000):
        raise CannotDo(f"Discord takes no more characters in {field['custom_id']}")
    if text and len(text) < field.get("min_length", 0):
        raise CannotDo(f"Discord asks for more characters in {field['custom_id']}")
    if field.get("style") == 1 and "\n" in text:
        raise CannotDo("a line holds no line break")
    return text


def _option(field: Json, wanted: Any) -> str:
    for option in field["options"]:
        if wanted in (option["value"], option["label"]):
            return str(option["value"])
    raise CannotDo(f"{field['custom_id']} has no option {wanted!r}")
