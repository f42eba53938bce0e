"""What Slack refuses of a view: a modal or a Home tab. Pure."""

from collections.abc import Iterator
from typing import Any

from tests.slack.blockkit import block_faults, parts
from tests.slack.elements import ID, plain
from tests.slack.limits import anything, chars, fault, flag, shape

_METADATA = {"private_metadata": chars(3000, 0), "callback_id": ID, "external_id": ID}


def view_faults(view: Any) -> list[str]:
    """Each reason why Slack would refuse *view*; none if it takes it."""
    return list(_faults(view))


def _faults(view: Any) -> Iterator[str]:
    kind = view.get("type") if isinstance(view, dict) else None
    if kind == "modal":
        yield from _modal(view)
    elif kind == "home":
        yield from shape({"blocks": anything}, _METADATA)(view, "/view")
        yield from block_faults(view.get("blocks"), "home", "/view/blocks")
    else:
        yield fault(f"unsupported type: {kind}", "/view/type")


def _modal(view: dict[str, Any]) -> Iterator[str]:
    optional = {
        **_METADATA,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": flag,
        "notify_on_close": flag,
        "submit_disabled": flag,
    }
    yield from shape({"title": plain(24), "blocks": anything}, optional)(view, "/view")
    yield from block_faults(view.get("blocks"), "modal", "/view/blocks")
    asks = any(part.get("type") == "input" for part in parts(view.get("blocks")))
    if asks and "submit" not in view:
        yield fault("submit is required when an input is in blocks", "/view")
    focused = sum(bool(part.get("focus_on_load")) for part in parts(view))
    if focused > 1:
        yield fault("only one element may have focus_on_load", "/view")
