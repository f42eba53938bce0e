"""How long, and how many."""

from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]
Wrong = Iterator[str]


def text(told: Json, name: str, most: int, where: str, *, least: int = 1) -> Wrong:
    """A member that must be there, as a text of *least* to *most* characters."""
    value = told.get(name)
    if not isinstance(value, str):
        yield f"{where}.{name}: is no text"
    elif not least <= len(value) <= most:
        yield f"{where}.{name}: has {len(value)} characters, not {least} to {most}"


def optional(told: Json, name: str, most: int, where: str, *, least: int = 0) -> Wrong:
    """The same for one that may be missing."""
    if told.get(name) is not None:
        yield from text(told, name, most, where, least=least)


def number(told: Json, name: str, low: int, high: int, where: str) -> Wrong:
    """A whole number, if it is there."""
    value = told.get(name)
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        yield f"{where}.{name}: is {value!r}, not {low} to {high}"


def count(told: Json, name: str, low: int, high: int, where: str) -> Wrong:
    """A list that must be there, of *low* to *high* members."""
    value = told.get(name)
    if not isinstance(value, list):
        yield f"{where}.{name}: is no list"
    elif not low <= len(value) <= high:
        yield f"{where}.{name}: has {len(value)} members, not {low} to {high}"


def unique(values: list[Any], what: str, where: str) -> Wrong:
    """Nothing twice."""
    for value in {value for value in values if values.count(value) > 1}:
        yield f"{where}: {what} {value!r} is there twice"
