"""What fields hold: as a form opens, as people type, as Slack tells it. Pure."""

import re
from typing import Any

from tests.slack.blockkit import parts
from tests.slack.world import Json


class CannotDo(AssertionError):
    """No person could do that: the thing is not there, or Slack itself would not let them."""


def fields(blocks: list[Json]) -> list[tuple[Json, Json]]:
    """Each block with each of its elements that hold a value."""
    found = []
    for block in blocks:
        if block["type"] == "input":
            found.append((block, block["element"]))
        elif block["type"] in ("actions", "section"):
            inside = [*block.get("elements", []), block.get("accessory") or {}]
            found += [(block, e) for e in inside if _holds(e.get("type", ""))]
    return found


def _holds(kind: str) -> bool:
    return kind.endswith(("select", "picker")) or kind in ("checkboxes", "radio_buttons")


def _member(kind: str) -> tuple[str, str]:
    """Under which name the value is told, and under which it is prefilled."""
    if kind in ("plain_text_input", "number_input", "email_text_input", "url_text_input"):
        return "value", "initial_value"
    named = {
        "checkboxes": ("selected_options", "initial_options"),
        "radio_buttons": ("selected_option", "initial_option"),
        "datepicker": ("selected_date", "initial_date"),
        "timepicker": ("selected_time", "initial_time"),
        "datetimepicker": ("selected_date_time", "initial_date_time"),
    }
    if kind in named:
        return named[kind]
    what = re.sub(r"^multi_|_select$", "", kind)
    what = "option" if what in ("static", "external") else what.removesuffix("s")
    plural = "s" if kind.startswith("multi_") else ""
    return f"selected_{what}{plural}", f"initial_{what}{plural}"


def begun(blocks: list[Json], before: Json) -> Json:
    """The values of a form as it is shown: what was typed before, else what is prefilled."""
    values: Json = {}
    for block, element in fields(blocks):
        kind, action = element["type"], element.get("action_id", "")
        told, prefilled = _member(kind)
        empty: Any = [] if told.endswith("s") else None
        kept = before.get(block["block_id"], {}).get(action)
        fresh = {"type": kind, told: element.get(prefilled, empty)}
        same = kept is not None and kept["type"] == kind
        values.setdefault(block["block_id"], {})[action] = kept if same else fresh
    return values


def typed(blocks: list[Json], values: Json, given: Json) -> Json:
    """*values* after a person filled in *given*: by block_id, action_id or label."""
    after = {block: dict(actions) for block, actions in values.items()}
    for name, wanted in given.items():
        block, element = _field(blocks, name)
        told, _ = _member(element["type"])
        value = _value(element, wanted)
        after[block["block_id"]][element["action_id"]] = {"type": element["type"], told: value}
    return after


def _field(blocks: list[Json], name: str) -> tuple[Json, Json]:
    for block, element in fields(blocks):
        label = (block.get("label") or {}).get("text")
        if name in (block["block_id"], element.get("action_id"), label):
            return block, element
    raise CannotDo(f"there is no field {name!r} on this form")


def _value(element: Json, wanted: Any) -> Any:
    kind = element["type"]
    if kind in ("static_select", "radio_buttons"):
        return None if wanted is None else option_named(element, wanted)
    if kind in ("multi_static_select", "checkboxes"):
        return [option_named(element, one) for one in wanted]
    if kind == "plain_text_input" and wanted is not None:
        if not element.get("multiline") and "\n" in wanted:
            raise CannotDo("a line holds no line break")
        if len(wanted) > element.get("max_length", 3000):
            raise CannotDo("Slack takes no more characters in this field")
        if wanted and len(wanted) < element.get("min_length", 0):
            raise CannotDo("Slack asks for more characters in this field")
    if kind == "number_input" and wanted is not None:
        _mind_number(element, str(wanted))
        return str(wanted)
    return wanted or None


def _mind_number(element: Json, wanted: str) -> None:
    number = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
    if not re.fullmatch(number, wanted):
        raise CannotDo("Slack takes only a number here")
    low, high = element.get("min_value"), element.get("max_value")
    if (low and float(wanted) < float(low)) or (high and float(wanted) > float(high)):
        raise CannotDo("Slack takes no such number here")


def option_named(element: Json, wanted: str) -> Json:
    """The option with this text or value."""
    groups = [o for g in element.get("option_groups", []) for o in g["options"]]
    for option in [*element.get("options", []), *groups]:
        if wanted in (option["text"]["text"], option.get("value")):
            return dict(option)
    raise CannotDo(f"there is no option {wanted!r}")


def missing(blocks: list[Json], values: Json) -> list[str]:
    """The block_ids of inputs that must be filled in and are not."""
    return [
        block["block_id"]
        for block, element in fields(blocks)
        if block["type"] == "input"
        and not block.get("optional")
        and values[block["block_id"]][element["action_id"]].get(_member(element["type"])[0])
        in (None, "", [])
    ]


def element_named(blocks: list[Json], name: str, user: str) -> tuple[Json, Json]:
    """The block and the button or menu with this action_id or label, as *user* sees them."""
    for block in blocks:
        for part in parts(block):
            if part is block or "type" not in part:
                continue
            label = part.get("text", {}).get("text") if isinstance(part.get("text"), dict) else None
            only_for = part.get("visible_to_user_ids")
            if only_for is not None and user not in only_for:
                continue
            if part["type"] != "plain_text" and name in (part.get("action_id"), label):
                return block, part
    raise CannotDo(f"there is nothing called {name!r} to press")
