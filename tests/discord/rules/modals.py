"""Forms, as they are opened."""

from collections.abc import Callable
from typing import Any

from tests.discord.kept import parts
from tests.discord.message import SELECTS
from tests.discord.rules.components import options, select
from tests.discord.rules.sizes import Wrong, count, number, optional, text, unique

Json = dict[str, Any]
TEXT, LABEL, INPUT, UPLOAD, RADIO, BOXES, BOX = 10, 18, 4, 19, 21, 22, 23
MOST_TYPED = 4000


def modal(body: Json) -> Wrong:
    """What is wrong with it."""
    yield from text(body, "title", 45, "it")
    yield from text(body, "custom_id", 100, "it")
    yield from count(body, "components", 1, 5, "it")
    components = body.get("components") or []
    for n, top in enumerate(components):
        here = f"components[{n}]"
        if top.get("type") == TEXT:
            yield from text(top, "content", MOST_TYPED, here)
        elif top.get("type") == LABEL:
            yield from _label(top, here)
        else:
            yield f"{here}: type {top.get('type')} does not belong in a form"
    every = list(parts(components))
    yield from unique([p["custom_id"] for p in every if p.get("custom_id")], "custom_id", "it")
    yield from unique([p["id"] for p in every if p.get("id")], "id", "it")


def _label(label: Json, where: str) -> Wrong:
    yield from text(label, "label", 45, where)
    yield from optional(label, "description", 100, where, least=1)
    field = label.get("component") or {}
    here, kind = f"{where}.component", field.get("type")
    yield from text(field, "custom_id", 100, here)
    if "disabled" in field:
        yield f"{here}.disabled: nothing in a form can be"
    if kind in SELECTS:
        yield from select(field, here)
        if field.get("min_values") == 0 and field.get("required", True):
            yield f"{here}.required: nothing need be chosen, and yet something must"
    elif kind in _RULES:
        yield from _RULES[kind](field, here)
    else:
        yield f"{here}: type {kind} does not belong in a form"


def _input(field: Json, where: str) -> Wrong:
    yield from number({"style": field.get("style", 0)}, "style", 1, 2, where)
    yield from number(field, "min_length", 0, MOST_TYPED, where)
    yield from number(field, "max_length", 1, MOST_TYPED, where)
    yield from optional(field, "placeholder", 100, where)
    most = field.get("max_length") or MOST_TYPED
    yield from optional(field, "value", most, where)
    if (field.get("min_length") or 0) > most:
        yield f"{where}: min_length is more than max_length"
    if field.get("label"):
        yield f"{where}.label: stands on the label around it"


def _radio(field: Json, where: str) -> Wrong:
    yield from options(field, 2, 10, where)


def _boxes(field: Json, where: str) -> Wrong:
    yield from options(field, 1, 10, where)
    yield from number(field, "min_values", 0, 10, where)
    yield from number(field, "max_values", 1, 10, where)


def _nothing_more(field: Json, where: str) -> Wrong:
    yield from number(field, "max_values", 1, 10, where)


_RULES: dict[Any, Callable[[Json, str], Wrong]] = {
    INPUT: _input,
    RADIO: _radio,
    BOXES: _boxes,
    BOX: _nothing_more,
    UPLOAD: _nothing_more,
}
