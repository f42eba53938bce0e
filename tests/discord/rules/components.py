"""Components of messages: what may stand in what, and how large it may be."""

from typing import Any

from tests.discord.kept import parts
from tests.discord.message import SELECTS, STRING_SELECT
from tests.discord.rules.sizes import Wrong, count, number, optional, text, unique

Json = dict[str, Any]
ROW, BUTTON, SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER = (
    1, 2, 9, 10, 11, 12, 13, 14, 17,
)  # fmt: skip
IN_CONTAINER = {ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR}
AT_TOP = IN_CONTAINER | {CONTAINER}
MOST_COMPONENTS = 40
MOST_TEXT = 4000
MOST_ROWS = 5
PREMIUM_STYLE = 6


def layout(components: list[Json]) -> Wrong:
    """What is wrong with those of a message that consists of nothing else."""
    yield from _inside(components, AT_TOP, "components")
    every = list(parts(components))
    if len(every) > MOST_COMPONENTS:
        yield f"components: {len(every)} in total, counted with those inside others, not 40"
    read = sum(len(str(part.get("content"))) for part in every if part.get("type") == TEXT)
    if read > MOST_TEXT:
        yield f"components: {read} characters to read in total, not {MOST_TEXT}"
    yield from _names(every)


def rows(components: list[Json]) -> Wrong:
    """The same where they hang below a text: rows, and nothing else."""
    if len(components) > MOST_ROWS:
        yield f"components: {len(components)} rows, not {MOST_ROWS}"
    yield from _inside(components, {ROW}, "components")
    yield from _names(list(parts(components)))


def _names(every: list[Json]) -> Wrong:
    yield from unique([p["custom_id"] for p in every if p.get("custom_id")], "custom_id", "it")
    yield from unique([p["id"] for p in every if p.get("id")], "id", "it")
    for part in every:
        yield from number(part, "id", 0, 2**31 - 1, f"a component of type {part.get('type')}")


def _inside(components: list[Json], allowed: set[int], where: str) -> Wrong:
    for number_, component in enumerate(components):
        here = f"{where}[{number_}]"
        if component.get("type") not in allowed:
            yield f"{here}: type {component.get('type')} does not belong here"
        else:
            yield from _RULES[component["type"]](component, here)


def _row(row: Json, where: str) -> Wrong:
    yield from count(row, "components", 1, 5, where)
    inside = row.get("components") or []
    kinds = [part.get("type") for part in inside]
    if any(kind in SELECTS for kind in kinds):
        if len(kinds) > 1:
            yield f"{where}: a select shares its row"
        yield from select(inside[0], f"{where}.components[0]")
    else:
        yield from _inside(inside, {BUTTON}, f"{where}.components")


def _button(button: Json, where: str) -> Wrong:
    style = button.get("style")
    yield from optional(button, "label", 80, where)
    yield from optional(button, "custom_id", 100, where, least=1)
    yield from optional(button, "url", 512, where, least=1)
    if style not in range(1, PREMIUM_STYLE + 1):
        yield f"{where}.style: {style!r} is none"
    has_url, has_id = bool(button.get("url")), bool(button.get("custom_id"))
    if (style == 5) != has_url or (style in range(1, 5)) != has_id:
        yield f"{where}: a link has a url and no custom_id, all others the other way round"
    if style != PREMIUM_STYLE and not button.get("label") and not button.get("emoji"):
        yield f"{where}: has neither label nor emoji"
    if has_url and not str(button["url"]).startswith(("http://", "https://", "discord://")):
        yield f"{where}.url: {button['url']!r} is no address"


def select(menu: Json, where: str) -> Wrong:
    """A select, in a message or in a form."""
    yield from text(menu, "custom_id", 100, where)
    yield from optional(menu, "placeholder", 150, where)
    yield from number(menu, "min_values", 0, 25, where)
    yield from number(menu, "max_values", 1, 25, where)
    least, most = menu.get("min_values"), menu.get("max_values")
    if (1 if least is None else least) > (1 if most is None else most):
        yield f"{where}: min_values is more than max_values"
    if menu.get("type") == STRING_SELECT:
        yield from options(menu, 1, 25, where)


def options(menu: Json, low: int, high: int, where: str) -> Wrong:
    """What is offered: of a select, or of a group of boxes."""
    yield from count(menu, "options", low, high, where)
    offered = menu.get("options") or []
    for n, option in enumerate(offered):
        here = f"{where}.options[{n}]"
        yield from text(option, "label", 100, here)
        yield from text(option, "value", 100, here)
        yield from optional(option, "description", 100, here)
    yield from unique([o.get("value") for o in offered], "value", f"{where}.options")
    chosen = sum(bool(option.get("default")) for option in offered)
    if chosen > (menu.get("max_values") or (1 if menu.get("type") != 22 else high)):
        yield f"{where}.options: {chosen} are chosen from the start"
    if (menu.get("max_values") or 1) > max(1, len(offered)):
        yield f"{where}.max_values: is more than there is to choose"


def _section(section: Json, where: str) -> Wrong:
    yield from count(section, "components", 1, 3, where)
    yield from _inside(section.get("components") or [], {TEXT}, f"{where}.components")
    beside = section.get("accessory")
    if beside is None:
        yield f"{where}: has no accessory"
    else:
        yield from _inside([beside], {BUTTON, THUMBNAIL}, f"{where}.accessory")


def _text(display: Json, where: str) -> Wrong:
    yield from text(display, "content", MOST_TEXT, where)
    if isinstance(display.get("content"), str) and not display["content"].strip():
        yield f"{where}.content: there is nothing to read"


def _gallery(gallery: Json, where: str) -> Wrong:
    yield from count(gallery, "items", 1, 10, where)
    for n, item in enumerate(gallery.get("items") or []):
        yield from _pictured(item, f"{where}.items[{n}]")


def _pictured(item: Json, where: str) -> Wrong:
    yield from optional(item, "description", 1024, where, least=1)
    if not (item.get("media") or {}).get("url"):
        yield f"{where}: has no media"


def _file(file: Json, where: str) -> Wrong:
    if not str((file.get("file") or {}).get("url")).startswith("attachment://"):
        yield f"{where}: shows no attachment"


def _separator(separator: Json, where: str) -> Wrong:
    yield from number(separator, "spacing", 1, 2, where)


def _container(container: Json, where: str) -> Wrong:
    yield from count(container, "components", 1, MOST_COMPONENTS, where)
    yield from number(container, "accent_color", 0, 0xFFFFFF, where)
    yield from _inside(container.get("components") or [], IN_CONTAINER, f"{where}.components")


_RULES = {
    ROW: _row,
    BUTTON: _button,
    SECTION: _section,
    TEXT: _text,
    THUMBNAIL: _pictured,
    GALLERY: _gallery,
    FILE: _file,
    SEPARATOR: _separator,
    CONTAINER: _container,
}
