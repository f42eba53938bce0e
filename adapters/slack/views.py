"""The forms as Slack's modals, and what Slack sends of them. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.listing import section
from adapters.slack.text import escape, literal, plain_text
from bot.form import Field, Form, Value, as_text
from bot.text import cut

Json = dict[str, Any]

TITLE_MAX = 24
LABEL_MAX = 2_000
HINT_MAX = 2_000
CHOICE_MAX = 75
INPUT_MAX = 3_000
ERROR_MAX = 1_900
QUESTION_MAX = 1_000

FORM = "live:form"
"""Under which name each form comes back."""

_ACTION = "value"
_LINES = {"text"}


@dataclass(frozen=True)
class About:
    """What a form is about: ids only, which is all that a modal carries."""

    form: str
    workspace: str
    channel: str = ""
    activity: str = ""

    def written(self) -> str:
        """As the modal's private_metadata."""
        return json.dumps([self.form, self.workspace, self.channel, self.activity])


def about_of(metadata: str) -> About | None:
    """What a modal that comes back is about; None if it is none of ours."""
    try:
        said = json.loads(metadata)
    except (ValueError, RecursionError):
        return None
    if not (isinstance(said, list) and len(said) == 4 and all(isinstance(s, str) for s in said)):
        return None
    return About(*said)


def skeleton(title: str, about: About) -> Json:
    """What opens at once, while the trigger lives; the form follows."""
    return _modal(title, about, [section("One moment…")])


def notice(title: str, about: About, text: str) -> Json:
    """A form that cannot be: why, and nothing to send."""
    return _modal(title, about, [section(escape(text))])


def modal(form: Form, about: About, more: Iterable[Json] = ()) -> Json:
    """*form* as a modal, prefilled."""
    blocks = [*more]
    if form.question:
        blocks.append(section(f":warning: *{literal(form.question, QUESTION_MAX)}*"))
    blocks += [_input(field) for field in form.fields]
    view = _modal(form.form.capitalize(), about, blocks)
    return view | {"submit": plain_text(form.submit, TITLE_MAX)}


def sent(view: Mapping[str, Any]) -> dict[str, Value]:
    """What the person put in the fields of *view*, by the field's name."""
    state = view.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    found: dict[str, Value] = {}
    for name, by_action in values.items() if isinstance(values, dict) else ():
        if isinstance(by_action, dict) and isinstance(by_action.get(_ACTION), dict):
            found[_name(name)] = _value(by_action[_ACTION])
    return found


def shown(view: Mapping[str, Any]) -> dict[str, Value]:
    """What the form had when it was shown: Slack sends its blocks back with it."""
    found: dict[str, Value] = {}
    for block in _inputs(view):
        element = block.get("element") or {}
        option = element.get("initial_option") or {}
        options = element.get("initial_options")
        if element.get("type") == "checkboxes":
            found[_name(block["block_id"])] = bool(options)
        else:
            prefilled = element.get("initial_value") or option.get("value") or ""
            found[_name(block["block_id"])] = "" if prefilled == _NONE else prefilled
    return found


def errors(view: Mapping[str, Any], fields: Mapping[str, str], rest: str = "") -> Json:
    """The sentences beside their fields; *rest*, or one without a field, beside the first."""
    inputs = {_name(block["block_id"]): block["block_id"] for block in _inputs(view)}
    placed = {inputs[name]: cut(why, ERROR_MAX) for name, why in fields.items() if name in inputs}
    left = [why for name, why in fields.items() if name not in inputs] + ([rest] if rest else [])
    if left and inputs:
        placed.setdefault(next(iter(inputs.values())), cut(left[0], ERROR_MAX))
    return {"response_action": "errors", "errors": placed}


_NONE = "-"
"""The value of the choice that is none: Slack wants one of at least a character."""


def _inputs(view: Mapping[str, Any]) -> list[Json]:
    blocks = view.get("blocks")
    return [
        block
        for block in (blocks if isinstance(blocks, list) else ())
        if isinstance(block, dict)
        and block.get("type") == "input"
        and isinstance(block.get("block_id"), str)
    ]


def _modal(title: str, about: About, blocks: list[Json]) -> Json:
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain_text(title, TITLE_MAX),
        "close": plain_text("Cancel", TITLE_MAX),
        "private_metadata": about.written(),
        "blocks": blocks,
    }


def _input(field: Field) -> Json:
    block: Json = {
        "type": "input",
        "block_id": f"field:{field.name}",
        "label": plain_text(field.label, LABEL_MAX),
        "optional": True,
        "element": _element(field),
    }
    if field.hint:
        block["hint"] = plain_text(field.hint, HINT_MAX)
    return block


def _element(field: Field) -> Json:
    if field.kind == "switch":
        option = {"text": plain_text(field.label, CHOICE_MAX), "value": "yes"}
        boxes: Json = {"type": "checkboxes", "action_id": _ACTION, "options": [option]}
        return boxes | {"initial_options": [option]} if field.value else boxes
    if field.choices:
        options = [
            {"text": plain_text(label, CHOICE_MAX), "value": value or _NONE}
            for value, label in field.choices
        ]
        chosen = as_text(field.value) or _NONE
        initial = next((o for o in options if o["value"] == chosen), options[0])
        return {"type": "static_select", "action_id": _ACTION, "options": options,
                "initial_option": initial}  # fmt: skip
    element: Json = {"type": "plain_text_input", "action_id": _ACTION, "max_length": INPUT_MAX,
                     "multiline": field.kind in _LINES}  # fmt: skip
    prefilled = as_text(field.value)
    return element | {"initial_value": prefilled} if prefilled else element


def _value(told: Mapping[str, Any]) -> Value:
    if "selected_options" in told:
        return bool(told["selected_options"])
    option = told.get("selected_option")
    text = option.get("value") if isinstance(option, dict) else told.get("value")
    return "" if text in (None, _NONE) else str(text)


def _name(block_id: str) -> str:
    return block_id.removeprefix("field:")
