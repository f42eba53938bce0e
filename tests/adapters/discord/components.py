"""Checks a message of components against what Discord documents, to the last part of it.

Written from the documentation, not from our own drawing: what passes here Discord takes, and
a few things more that we hold ourselves to (labels that a phone shows whole, no mentions).
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.text import units

Json = dict[str, Any]

COMPONENTS_MAX = 40
TEXT_MAX = 4_000
LABEL_MAX = 34
V2 = 1 << 15

ROW, BUTTON, SELECT, SECTION, TEXT, SEPARATOR, CONTAINER = 1, 2, 3, 9, 10, 14, 17
KEYS: dict[int, tuple[set[str], set[str]]] = {
    ROW: ({"components"}, set()),
    BUTTON: ({"style", "label"}, {"custom_id", "url", "disabled"}),
    SELECT: (
        {"custom_id", "options"},
        {"placeholder", "min_values", "max_values", "disabled"},
    ),
    TEXT: ({"content"}, set()),
    SEPARATOR: (set(), {"divider", "spacing"}),
    CONTAINER: ({"components"}, {"accent_color", "spoiler"}),
}
WITHIN: dict[int, set[int]] = {
    0: {ROW, TEXT, SEPARATOR, CONTAINER},
    CONTAINER: {ROW, TEXT, SEPARATOR},
    ROW: {BUTTON, SELECT},
}


def faults(said: Json) -> list[str]:
    """What Discord would have against the message *said*, or we."""
    found = []
    if not said.get("flags", 0) & V2:
        found.append("flags: not of components")
    if said.get("allowed_mentions") != {"parse": []}:
        found.append("allowed_mentions: somebody could be mentioned")
    if extra := {"content", "embeds", "poll", "sticker_ids"} & said.keys():
        found.append(f"{sorted(extra)}: not beside components")
    components = said.get("components") or []
    every = list(parts(components))
    found += [] if 1 <= len(every) <= COMPONENTS_MAX else [f"{len(every)} components"]
    found += _within(components, 0, "components")
    found += [f"{what} twice" for what, many in _unique(every) if many > 1]
    if (length := sum(units(part.get("content", "")) for part in every)) > TEXT_MAX:
        found.append(f"{length} units of text")
    return found


def parts(components: list[Json]) -> Iterator[Json]:
    """Every component, those within others too."""
    for component in components:
        yield component
        yield from parts(component.get("components", []))


def texts(said: Json) -> list[str]:
    """What the message says, block by block."""
    return [part["content"] for part in parts(said["components"]) if part["type"] == TEXT]


def labels(said: Json) -> list[str]:
    """Its buttons, then what the selects offer."""
    every = list(parts(said["components"]))
    buttons = [part["label"] for part in every if part["type"] == BUTTON]
    return buttons + [o["label"] for part in every for o in part.get("options", [])]


def custom_ids(said: Json) -> list[str]:
    """What is told of a press of its buttons and selects."""
    return [part["custom_id"] for part in parts(said["components"]) if "custom_id" in part]


def _unique(every: list[Json]) -> Iterator[tuple[str, int]]:
    for name in ("id", "custom_id"):
        counted = Counter(part[name] for part in every if name in part)
        yield from ((f"{name} {value}", many) for value, many in counted.items())


def _within(components: list[Json], parent: int, where: str) -> Iterator[str]:
    kinds = [part.get("type") for part in components]
    if parent == ROW and not (1 <= len(kinds) <= (1 if SELECT in kinds else 5)):
        yield f"{where}: a row of {kinds}"
    for place, part in enumerate(components):
        at = f"{where}[{place}]"
        kind = part.get("type")
        if kind not in WITHIN[parent]:
            yield f"{at}: a {kind} in a {parent}"
            continue
        must, may = KEYS[kind]
        yield from (f"{at}: without {key}" for key in sorted(must - part.keys()))
        yield from (f"{at}: {key}?" for key in sorted(part.keys() - must - may - {"type", "id"}))
        yield from (f"{at}: {fault}" for fault in _part(part))
        if kind in WITHIN:
            yield from _within(part["components"], kind, at)


def _part(part: Json) -> Iterator[str]:
    yield from _number(part, "id", 1, (1 << 31) - 1)
    yield from _length(part, "custom_id", 1, 100)
    yield from _length(part, "placeholder", 1, 150)
    yield from _number(part, "accent_color", 0, 0xFFFFFF)
    yield from _number(part, "spacing", 1, 2)
    match part["type"]:
        case 10:
            yield from _length(part, "content", 1, TEXT_MAX)
        case 2:
            yield from _button(part)
        case 3:
            yield from _options(part["options"])


def _button(button: Json) -> Iterator[str]:
    yield from _length(button, "label", 1, LABEL_MAX)
    yield from _length(button, "url", 1, 512)
    yield from _number(button, "style", 1, 5)
    is_link = button["style"] == 5
    if ("url" in button, "custom_id" in button) != (is_link, not is_link):
        yield "a button that both opens and tells, or neither"
    if is_link and not button.get("url", "").startswith("https://"):
        yield "opens what is no https address"


def _options(options: list[Json]) -> Iterator[str]:
    if not 1 <= len(options) <= 25:
        yield f"{len(options)} options"
    for option in options:
        yield from (f"option: {key}?" for key in option.keys() - {"label", "value", "description"})
        for key in ("label", "value", "description"):
            yield from _length(option, key, 1, 100)
    if len({option["value"] for option in options}) < len(options):
        yield "two options of one value"


def _length(part: Json, key: str, least: int, most: int) -> Iterator[str]:
    if key in part and not least <= units(part[key]) <= most:
        yield f"{key} of {units(part[key])}"


def _number(part: Json, key: str, least: int, most: int) -> Iterator[str]:
    value = part.get(key, least)
    if not isinstance(value, int) or not least <= value <= most:
        yield f"{key} {value}"
