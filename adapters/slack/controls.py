"""The buttons of a card: at most three that fit the state, the rest behind an overflow. Pure.

A press carries its token. What opens a form carries the activity's id, and End always
asks first. In the overflow a value is the word of what is wanted, a space, and the same.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.slack.drawing import Block
from adapters.slack.text import plain_text
from bot.activity import Activity, CustomButton, Link, Phrase
from bot.buttons import Press

PRESS, UPDATE, END, MORE, LINK = "live:press", "live:update", "live:end", "live:more", "live:link"
"""The action ids; those of presses and links are followed by a colon and a number."""

BUTTONS_MAX = 3
OPTIONS_MAX = 5
LABEL_MAX = 75

_UPDATE, _END, _BUTTONS, _HISTORY = (
    {"type": "plain_text", "text": label, "emoji": False}
    for label in ("Update…", "End…", "Buttons…", "History")
)
_VERBS_OF_FORMS = frozenset({"end"})
"""Presses that the card does not show: the form asks first."""


def controls(activity: Activity, presses: Sequence[Press]) -> Iterator[Block]:
    """The actions of the card; none once the activity has ended."""
    if activity.ended_at is not None:
        return
    wanted = list(_wanted(activity, presses))
    forms = [
        _form(_UPDATE, UPDATE, activity),
        _form(_END, END, activity) | {"style": "danger"},
    ]
    shown = [*wanted, *forms][:BUTTONS_MAX]
    options = [_option(button) for button in wanted[BUTTONS_MAX:]]
    left = [form for form in forms if form not in shown]
    options += [_choice(_UPDATE, "update", activity)] if forms[0] in left else []
    options += [_choice(_BUTTONS, "buttons", activity), _choice(_HISTORY, "history", activity)]
    options += [_choice(_END, "end", activity)] if forms[1] in left else []
    more = {"type": "overflow", "action_id": MORE, "options": options[-OPTIONS_MAX:]}
    yield {
        "type": "actions",
        "block_id": f"live:{activity.id}:{activity.revision}",
        "elements": [*shown, more],
    }


def _wanted(activity: Activity, presses: Sequence[Press]) -> Iterator[Block]:
    """What people set, then the most wanted; the first acknowledgement stands out."""
    by_slot = {press.slot: press for press in presses if press.slot is not None}
    place = 0
    for slot, custom in enumerate((activity.action, activity.secondary_action), start=1):
        if isinstance(custom, Link) and custom.url.startswith("https://"):
            yield _button(custom.label, f"{LINK}:{slot}", "", url=custom.url)
        elif slot in by_slot:
            yield _press(by_slot[slot], place, **_asking(custom))
            place += 1
    for press in presses:
        if press.slot is None and press.verb not in _VERBS_OF_FORMS:
            style = {"style": "primary"} if press.verb == "ack" else {}
            yield _press(press, place, **style)
            place += 1


def _asking(custom: CustomButton | None) -> dict[str, Any]:
    """What asks first, where the words that people set would end it."""
    if not isinstance(custom, Phrase) or custom.words.split()[:1] not in (["end"], ["finish"]):
        return {}
    return {
        "confirm": {
            "title": plain_text("End it?", LABEL_MAX),
            "text": plain_text("It is taken off every Lock Screen.", LABEL_MAX),
            "confirm": plain_text("End it", 30),
            "deny": plain_text("Not yet", 30),
        }
    }


def _press(press: Press, place: int, **more: Any) -> Block:
    return _button(press.label, f"{PRESS}:{place}" if place else PRESS, press.token, **more)


def _button(label: str, action_id: str, value: str, **more: Any) -> Block:
    text = plain_text(label, LABEL_MAX)
    own = {"value": value} if value else {}
    return {"type": "button", "text": text, "action_id": action_id, **own, **more}


def _option(button: Block) -> Block:
    """*button* as one of the rest; a link keeps its address."""
    if "url" in button:
        return {"text": button["text"], "value": "link", "url": button["url"]}
    return {"text": button["text"], "value": f"press {button['value']}"}


def _form(label: Block, action_id: str, activity: Activity) -> Block:
    return {"type": "button", "text": label, "action_id": action_id, "value": activity.id}


def _choice(label: Block, what: str, activity: Activity) -> Block:
    return {"text": label, "value": f"{what} {activity.id}"}
