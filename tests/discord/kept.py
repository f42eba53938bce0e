"""Components and embeds as Discord keeps them: numbered, and with what was left out."""

import itertools
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
NESTED = ("accessory", "component")
EMBED = "rich"
_SELECT: Json = {"min_values": 1, "max_values": 1}
_DEFAULTS: dict[int, Json] = {
    **dict.fromkeys((3, 5, 6, 7, 8), _SELECT),
    11: {"description": None, "spoiler": False},
    13: {"name": "file", "size": 1, "spoiler": False},
    14: {"spacing": 1, "divider": True},
    17: {"accent_color": None, "spoiler": False},
}


def parts(components: list[Json]) -> Iterator[Json]:
    """Every component, depth first, also those inside others."""
    for component in components:
        yield component
        yield from parts(component.get("components") or [])
        for inner in NESTED:
            if component.get(inner):
                yield from parts([component[inner]])


def kept(components: list[Json]) -> list[Json]:
    """The same with an id for each that has none, assigned depth first, and with defaults."""
    given = {part["id"] for part in parts(components) if part.get("id")}
    free = (number for number in itertools.count(1) if number not in given)

    def with_id(component: Json) -> Json:
        said = {name: value for name, value in component.items() if value is not None}
        made = {**_DEFAULTS.get(component["type"], {}), **said}
        made["id"] = component.get("id") or next(free)
        if "components" in component:
            made["components"] = [with_id(inner) for inner in component["components"]]
        for inner in NESTED:
            if component.get(inner):
                made[inner] = with_id(component[inner])
        return _with_media(made)

    return [with_id(component) for component in components]


def with_defaults(embed: Json) -> Json:
    """An embed with what was left out."""
    fields = [{"inline": False, **field} for field in embed.get("fields") or []]
    return {"type": EMBED, **embed, **({"fields": fields} if fields else {})}


def _with_media(component: Json) -> Json:
    if "items" in component:
        plain = {"description": None, "spoiler": False}
        items = [{**plain, **item, "media": _media(item["media"])} for item in component["items"]]
        return {**component, "items": items}
    shown: Json = {n: _media(component[n]) for n in ("media", "file") if n in component}
    return {**component, **shown}


def _media(media: Json) -> Json:
    return {"id": "1", "proxy_url": media["url"], **media}
