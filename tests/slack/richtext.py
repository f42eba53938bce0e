"""Rich text as Block Kit nests it. Pure."""

from collections.abc import Iterator
from typing import Any

from tests.slack.limits import Check, anything, chars, flag, kinds, link, many, one_of, shape, whole

_style = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
_styled = {"style": _style}
_leaves: dict[str, Check] = {
    "text": shape({"text": chars(12_000)}, _styled),
    "link": shape({"url": link()}, {**_styled, "text": chars(3000), "unsafe": flag}),
    "emoji": shape({"name": chars(100)}, {**_styled, "unicode": anything, "skin_tone": anything}),
    "user": shape({"user_id": chars(20)}, _styled),
    "channel": shape({"channel_id": chars(20)}, _styled),
    "usergroup": shape({"usergroup_id": chars(20)}, _styled),
    "team": shape({"team_id": chars(20)}, _styled),
    "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _styled),
    "color": shape({"value": chars(7)}, _styled),
    "date": shape(
        {"timestamp": whole(0, 10**11), "format": chars(200)},
        {**_styled, "url": link(), "fallback": chars(200)},
    ),
}
_line = many(kinds(_leaves), 500, 0)
_section = shape({"elements": _line})
_bordered = {"border": whole(0, 1)}
_parts: dict[str, Check] = {
    "rich_text_section": _section,
    "rich_text_quote": shape({"elements": _line}, _bordered),
    "rich_text_preformatted": shape({"elements": _line}, {**_bordered, "language": chars(50)}),
    "rich_text_list": shape(
        {
            "elements": many(kinds({"rich_text_section": _section}), 500),
            "style": one_of("bullet", "ordered"),
        },
        {**_bordered, "indent": whole(0, 8), "offset": whole(0, 10_000)},
    ),
}


def rich_text(value: Any, where: str) -> Iterator[str]:
    yield from shape({"elements": many(kinds(_parts), 500)}, {"block_id": chars(255)})(value, where)
