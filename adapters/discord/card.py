"""The card of an activity, as a Components V2 container. Pure.

Whatever people typed goes through `text.py`; nothing here may be longer than Discord
allows, whatever they typed.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.discord.controls import Json, controls
from adapters.discord.drawing import drawing
from adapters.discord.spelling import respelled
from adapters.discord.text import MARKDOWN, literal
from bot.activity import Activity, Channel
from bot.buttons import Press
from bot.card import badge_of, color_of, footer, mark_of, told
from bot.content import Color
from bot.surface import Observed
from bot.text import units

TITLE_MAX = 200
BADGE_MAX = 60

CONTAINER, TEXT, SEPARATOR = 17, 10, 14
COMPONENTS_V2 = 1 << 15
MENTIONS_NOBODY: Json = {"parse": []}

_ACCENTS: dict[Color, int] = {
    "red": 0xE5484D, "magenta": 0xE93D82, "orange": 0xF76B15, "yellow": 0xF5D90A,
    "lime": 0x99D52A, "green": 0x30A46C, "cyan": 0x05A2C2, "blue": 0x3E63DD,
    "purple": 0x8E4EC6, "gray": 0x8D8D8D,
}  # fmt: skip
_OVER = 0x6F6F6F
_ID_MIN = 1 << 16
"""Above whatever Discord numbers the other components with."""


def card(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    presses: Sequence[Press],
    now: datetime,
    *,
    left: bool = False,
) -> Json:
    """The card of *activity*: title, drawing, who did what last, the phones, the buttons.

    If it has *left* the channel, the card says so instead of the phones, without buttons.
    """
    body = drawing(activity, now)
    is_over = left or activity.ended_at is not None
    said = footer(_respelled(others), MARKDOWN, left=left)
    below = [*told(activity, MARKDOWN), f"-# {said}"]
    return {
        "type": CONTAINER,
        "id": id_of(activity.id),
        "accent_color": _OVER if is_over else _ACCENTS[color_of(activity)],
        "components": [
            _text(f"## {_headline(activity, left=left)}"),
            *([_text(body)] if body else []),
            {"type": SEPARATOR, "divider": True, "spacing": 1},
            _text("\n".join(below)),
            *([] if left else controls(activity, presses)),
        ],
    }


def message(*components: Json) -> Json:
    """A message of *components*, which mentions nobody."""
    return {
        "flags": COMPONENTS_V2,
        "components": list(components),
        "allowed_mentions": MENTIONS_NOBODY,
    }


def id_of(activity_id: str) -> int:
    """The number of the container that is the activity's card, by which it is found again."""
    digest = hashlib.blake2b(activity_id.encode(), digest_size=4).digest()
    return _ID_MIN + int.from_bytes(digest, "big") % ((1 << 31) - _ID_MIN)


def is_card_of(activity_id: str, said: Mapping[str, Any]) -> bool:
    """Whether the message *said* is the card of that activity, whoever posted it."""
    components = said.get("components")
    ours = {"type": CONTAINER, "id": id_of(activity_id)}.items()
    return isinstance(components, list) and any(
        isinstance(each, dict) and ours <= each.items() for each in components
    )


def _respelled(
    others: Sequence[tuple[Channel, Observed]],
) -> list[tuple[Channel, Observed]]:
    """The same, with what it says to type as it is typed in Discord."""
    return [
        (channel, {name: respelled(said) for name, said in observed.items()})
        for channel, observed in others
    ]


def _headline(activity: Activity, *, left: bool) -> str:
    """Mark, title and badge; a long title gives way to the badge."""
    badge = badge_of(activity)
    badge = f" · {literal(badge, BADGE_MAX)}" if badge else ""
    mark = f"{mark_of(activity, left=left)} "
    return f"{mark}{literal(activity.content.title, TITLE_MAX - units(mark + badge))}{badge}"


def _text(markdown: str) -> Json:
    return {"type": TEXT, "content": markdown}
