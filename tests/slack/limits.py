"""What Block Kit's rules are made of: small checks that tell each fault and where it is. Pure.

A fault reads as Slack writes it: what must be, then the place as a JSON pointer.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def units(text: str) -> int:
    """The length of *text* in UTF-16 units, which is never less than any way Slack may count."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fault(what: str, where: str) -> str:
    return f"{what} [json-pointer:{where}]"


def chars(most: int, least: int = 1) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield fault("must be a string", where)
        elif len(value) < least:
            yield fault(f"must be more than {least - 1} characters", where)
        elif units(value) > most:
            yield fault(f"must be less than {most + 1} characters", where)

    return check


def link(most: int = 3000) -> Check:
    lengths = chars(most)

    def check(value: Any, where: str) -> Iterator[str]:
        yield from lengths(value, where)
        if isinstance(value, str) and not value.startswith(("https://", "http://", "slack://")):
            yield fault("must be a valid URL", where)

    return check


def flag(value: Any, where: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield fault("must be a boolean", where)


def whole(low: int, high: int) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            yield fault(f"must be a whole number from {low} to {high}", where)

    return check


def one_of(*values: str) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if value not in values:
            yield fault(f"must be one of {', '.join(values)}", where)

    return check


def many(each: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield fault("must be an array", where)
            return
        if len(value) < least:
            yield fault(f"must have at least {least} items", where)
        if len(value) > most:
            yield fault(f"no more than {most} items allowed", where)
        for at, item in enumerate(value):
            yield from each(item, f"{where}/{at}")

    return check


def shape(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """An object of just these fields; `type` is for whoever chose this shape by it."""
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield fault("must be an object", where)
            return
        for name in required:
            if name not in value:
                yield fault(f"missing required field: {name}", where)
        for name, inner in value.items():
            if name in known:
                yield from known[name](inner, f"{where}/{name}")
            elif name != "type":
                yield fault(f"invalid additional property: {name}", where)

    return check


def kinds(by_type: Mapping[str, Check]) -> Check:
    def check(value: Any, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in by_type:
            yield fault(f"unsupported type: {kind}", where + "/type")
        else:
            yield from by_type[kind](value, where)

    return check


def either(first: str, second: str, inner: Check) -> Check:
    """*inner*, and one of two fields, not both."""

    def check(value: Any, where: str) -> Iterator[str]:
        yield from inner(value, where)
        if isinstance(value, dict) and (first in value) == (second in value):
            yield fault(f"needs either {first} or {second}", where)

    return check


def anything(value: Any, where: str) -> Iterator[str]:
    del value, where
    yield from ()
