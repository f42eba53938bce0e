"""The buttons of a card: at most three that fit the state, the rest behind a select. Pure.

A press carries its token in its custom id, what opens a form carries the activity's id;
End always asks first. In the select a value is the word of what is wanted; that of a press
is followed by a colon and its token.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from adapters.discord.text import plain
from bot.activity import Activity, CustomButton, Link, Phrase
from bot.buttons import Press

Json = dict[str, Any]

PRESS, ASK, UPDATE, END, MORE = "live:press", "live:ask", "live:update", "live:end", "live:more"
"""What custom ids begin with; a colon follows, and a token or an activity's id.

Behind ASK is a token whose press ends the activity, so that `sure` has to be asked first.
"""

BUTTONS_MAX = 3
LABEL_MAX = 34
OPTION_MAX = 100
CUSTOM_ID_MAX = 100
URL_MAX = 512

ROW, BUTTON, SELECT = 1, 2, 3
PRIMARY, SECONDARY, DANGER, LINK = 1, 2, 4, 5

SURE = "End it? It is taken off every Lock Screen."

_VERBS_OF_FORMS = frozenset({"end"})
"""Presses that the card does not show: the form asks first."""


def controls(activity: Activity, presses: Sequence[Press]) -> Iterator[Json]:
    """The rows of the card; none once the activity has ended."""
    if activity.ended_at is not None:
        return
    wanted = list(_wanted(activity, presses))
    forms = [
        _button("Update…", f"{UPDATE}:{activity.id}", SECONDARY),
        _button("End…", f"{END}:{activity.id}", DANGER),
    ]
    shown = [*wanted, *forms][:BUTTONS_MAX]
    yield {"type": ROW, "components": shown}
    options = [_option(button) for button in wanted[BUTTONS_MAX:]]
    options += [] if forms[0] in shown else [_choice("Update…", "update", "Change what it shows")]
    if activity.content.type != "alert":  # The Update form of an alert has room for them.
        options.append(_choice("Looks…", "looks", "Colour, badge and icon"))
    options += [
        _choice("Buttons…", "buttons", "Set what a Lock Screen offers to press"),
        _choice("History", "history", "Who did what, and when"),
    ]
    options += [] if forms[1] in shown else [_choice("End…", "end", "Asks first")]
    yield {
        "type": ROW,
        "components": [
            {
                "type": SELECT,
                "custom_id": f"{MORE}:{activity.id}",
                "placeholder": "More…",
                "options": options,
            }
        ],
    }


def sure(token: str) -> list[Json]:
    """What is shown, to the person alone, with SURE: the button that really ends it."""
    return [{"type": ROW, "components": [_button("End it", f"{PRESS}:{token}", DANGER)]}]


def _wanted(activity: Activity, presses: Sequence[Press]) -> Iterator[Json]:
    """What people set, then the most wanted; the first acknowledgement stands out."""
    by_slot = {press.slot: press for press in presses if press.slot is not None}
    for slot, custom in enumerate((activity.action, activity.secondary_action), start=1):
        if isinstance(custom, Link) and _opens(custom.url):
            yield {
                "type": BUTTON,
                "style": LINK,
                "label": plain(custom.label, LABEL_MAX),
                "url": custom.url,
            }
        elif slot in by_slot:
            how = ASK if _ends(custom) else PRESS
            yield _button(custom.label if custom else "", f"{how}:{by_slot[slot].token}", SECONDARY)
    for press in presses:
        if press.slot is None and press.verb not in _VERBS_OF_FORMS:
            style = PRIMARY if press.verb == "ack" else SECONDARY
            yield _button(press.label, f"{PRESS}:{press.token}", style)


def _opens(url: str) -> bool:
    """Whether Discord opens *url*; what is a shortcut, or too long, stays on the phones."""
    return url.startswith("https://") and len(url) <= URL_MAX


def _ends(custom: CustomButton | None) -> bool:
    """Whether the words that people set would end it."""
    return isinstance(custom, Phrase) and custom.words.split()[:1] in (["end"], ["finish"])


def _button(label: str, custom_id: str, style: int) -> Json:
    assert len(custom_id) <= CUSTOM_ID_MAX, "a command's button has few words"
    return {
        "type": BUTTON,
        "style": style,
        "label": plain(label, LABEL_MAX),
        "custom_id": custom_id,
    }


def _option(button: Json) -> Json:
    """*button* as one of the rest. What people set always has a button, so it is a press."""
    return {"label": button["label"], "value": button["custom_id"].removeprefix("live:")}


def _choice(label: str, value: str, description: str) -> Json:
    return {"label": label, "value": value, "description": description}
