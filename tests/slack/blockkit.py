"""What Slack refuses of blocks, by surface: our own checker, down to the last leaf. Pure.

Slack's own models look only one level deep and let much pass; this one does not. Where a
number is not published, the stricter reading stands: a card that passes here passes there.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from tests.slack.elements import (
    ID,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    OVERFLOW_ONLY,
    plain,
    written,
)
from tests.slack.elements import button as _button
from tests.slack.elements import image as _image
from tests.slack.limits import (
    Check,
    anything,
    chars,
    either,
    fault,
    flag,
    kinds,
    link,
    many,
    one_of,
    shape,
    units,
    whole,
)
from tests.slack.richtext import rich_text

Place = Literal["message", "modal", "home"]

BLOCKS_MAX: dict[Place, int] = {"message": 50, "modal": 100, "home": 100}
TEXT_TOTAL_MAX = 13_200
MARKDOWN_TOTAL_MAX = 12_000

_ID = {"block_id": ID}


def _section(value: Any, where: str) -> Iterator[str]:
    optional = {
        **_ID,
        "text": written(3000),
        "fields": many(written(2000), 10),
        "accessory": IN_SECTION,
        "expand": flag,
    }
    yield from shape({}, optional)(value, where)
    if not value.get("text") and not value.get("fields"):
        yield fault("needs text or fields", where)


def _alert(value: Any, where: str) -> Iterator[str]:
    levels = one_of("default", "info", "warning", "error", "success")
    yield from shape({"text": written(200)}, {**_ID, "level": levels})(value, where)


_title = written(150)
_task_card = shape(
    {"task_id": chars(255), "title": chars(255)},
    {
        **_ID,
        "status": one_of("pending", "in_progress", "complete", "error"),
        "details": kinds({"rich_text": rich_text}),
        "output": kinds({"rich_text": rich_text}),
        "sources": many(anything, 100),
    },
)
_card = shape(
    {},
    {
        **_ID,
        "hero_image": kinds({"image": _image}),
        "icon": kinds({"image": _image}),
        "title": _title,
        "subtitle": _title,
        "body": written(200),
        "actions": many(kinds({"button": _button}), 3),
    },
)
_table = {
    "rows": many(many(anything, 20), 100),
    "column_settings": many(anything, 20, 0),
}
_image_block = either(
    "image_url",
    "slack_file",
    shape(
        {"alt_text": chars(2000)},
        {**_ID, "title": plain(2000), "image_url": link(), "slack_file": anything},
    ),
)
_everywhere: dict[str, Check] = {
    "section": _section,
    "divider": shape({}, _ID),
    "header": shape({"text": plain(150)}, _ID),
    "context": shape({"elements": many(IN_CONTEXT, 10)}, _ID),
    "actions": shape({"elements": many(IN_ACTIONS, 25)}, _ID),
    "image": _image_block,
    "input": shape(
        {"label": plain(2000), "element": IN_INPUT},
        {**_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": rich_text,
    "video": shape(
        {
            "alt_text": chars(2000),
            "title": plain(200),
            "thumbnail_url": link(),
            "video_url": link(),
        },
        {
            **_ID,
            "author_name": chars(50),
            "description": plain(200),
            "provider_icon_url": link(),
            "provider_name": chars(50),
            "title_url": link(),
        },
    ),
}
_in_container = kinds({**_everywhere})
_on_message_or_home: dict[str, Check] = {
    "table": shape({"rows": _table["rows"]}, {**_ID, **_table}),
    "data_table": shape(
        {"rows": _table["rows"]},
        {
            **_ID,
            "caption": chars(2000),
            "page_size": whole(1, 100),
            "row_header_column_index": whole(0, 19),
        },
    ),
    "card": _card,
    "carousel": shape({"elements": many(kinds({"card": _card}), 10)}, _ID),
}
_on_message: dict[str, Check] = {
    "markdown": shape({"text": chars(MARKDOWN_TOTAL_MAX)}, _ID),
    "task_card": _task_card,
    "plan": shape(
        {"title": chars(255)}, {**_ID, "tasks": many(kinds({"task_card": _task_card}), 50)}
    ),
    "container": shape(
        {"child_blocks": many(_in_container, 10)},
        {
            **_ID,
            "title": plain(150),
            "rich_text_title": anything,
            "subtitle": written(150),
            "icon": anything,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
    ),
    "context_actions": shape({"elements": many(IN_CONTEXT_ACTIONS, 5)}, _ID),
    "file": shape({"external_id": chars(255), "source": one_of("remote")}, _ID),
    "data_visualization": anything,
    "auth_provider": shape(
        {"value": chars(150), "name": chars(75), "is_connected": flag},
        {
            **_ID,
            "description": chars(150),
            "connected_identity": chars(75),
            "connected_context": chars(75),
            "icon_url": link(),
            "auth_url": link(),
            "disconnect_url": link(),
            "accessory": OVERFLOW_ONLY,
        },
    ),
}
_BLOCKS: dict[Place, Check] = {
    "message": kinds({**_everywhere, **_on_message_or_home, **_on_message}),
    "modal": kinds({**_everywhere, "alert": _alert}),
    "home": kinds({**_everywhere, **_on_message_or_home}),
}


def block_faults(blocks: Any, place: Place, where: str = "/blocks") -> list[str]:
    """Each reason why Slack would refuse *blocks* there; none if it takes them."""
    least = 0 if place == "message" else 1
    found = list(many(_BLOCKS[place], BLOCKS_MAX[place], least)(blocks, where))
    if not isinstance(blocks, list):
        return found
    found += _twice((b.get("block_id") for b in blocks if isinstance(b, dict)), "block_id", where)
    for at, block in enumerate(blocks):
        ids = (part.get("action_id") for part in parts(block))
        found += _twice(ids, "action_id", f"{where}/{at}")
        found += _loads(block, f"{where}/{at}")
    if markdown_length(blocks) > MARKDOWN_TOTAL_MAX:
        found.append(fault(f"markdown must be less than {MARKDOWN_TOTAL_MAX + 1} in all", where))
    return found


def parts(node: Any) -> Iterator[dict[str, Any]]:
    """Each object inside *node*, itself first."""
    if isinstance(node, dict):
        yield node
        for inner in node.values():
            yield from parts(inner)
    elif isinstance(node, list):
        for inner in node:
            yield from parts(inner)


def text_length(blocks: Any) -> int:
    """How much text the blocks show in all, in UTF-16 units."""
    texts = (part.get("text") for part in parts(blocks))
    return sum(units(text) for text in texts if isinstance(text, str))


def markdown_length(blocks: Any) -> int:
    markdown = (part for part in parts(blocks) if part.get("type") == "markdown")
    return sum(units(part["text"]) for part in markdown if isinstance(part.get("text"), str))


def _twice(ids: Iterator[Any], name: str, where: str) -> Iterator[str]:
    for given, times in Counter(i for i in ids if isinstance(i, str)).items():
        if times > 1:
            yield fault(f"{name} {given!r} already exists", where)


def _loads(block: Any, where: str) -> Iterator[str]:
    """What only shows when options and their initial choice are looked at together."""
    for part in parts(block):
        options = [o for o in part.get("options", []) if isinstance(o, dict)]
        yield from _twice((o.get("value") for o in options), "option value", where)
        groups = [g for g in part.get("option_groups", []) if isinstance(g, dict)]
        offered = options + [o for g in groups for o in g.get("options", [])]
        chosen = part.get("initial_option")
        if chosen is not None and offered and chosen not in offered:
            yield fault("initial_option must be one of the options", where)
