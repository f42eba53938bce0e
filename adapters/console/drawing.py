"""An activity as the page's card: JSON, which the page draws and never interprets. Pure.

The same activity is the same card, whenever it is drawn: what moves with the clock is told
as where it stood, and the page lets it run.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.console.card import BUTTONS_MAX, NAME
from adapters.console.post import Json
from bot.activity import LOCK_SCREEN, Activity, Channel, name_on
from bot.buttons import Press
from bot.card import phones
from bot.commands import End
from bot.content import AnyContent, Timer
from bot.phrases import describe
from bot.surface import NO_MORE, Observed
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX, clean, cut

FORMS = ("update", "end")

_PLAIN_WORDS = re.compile(r"[a-z ]+")


def card(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    presses: Sequence[Press],
    *,
    left: bool = False,
) -> Json:
    """The card of *activity*; End is no button of it but a form, which asks first.

    Where it has *left* the channel it has ended there, whatever it does elsewhere.
    """
    content = activity.content
    ended, acknowledged = activity.ended_at, activity.acknowledged_at
    state, words = phones(others)
    text, who = told(activity.line.text, activity.line.actor.platform, activity.line.actor.name)
    return {
        "activity": activity.id,
        "name": activity.name,
        "revision": activity.revision,
        "title": cut(clean(content.title), TITLE_MAX),
        "subtitle": _line(content.subtitle or ""),
        "message": _line(getattr(content, "message", "")),
        "type": content.type,
        "color": content.color,
        "icon": _cleaned(content.icon.model_dump()) if content.icon else None,
        "badge": _cleaned(content.badge.model_dump()) if content.badge else None,
        "ended": ended is not None or left,
        "ended_at": ended.isoformat() if ended else None,
        "content": _cleaned(content.model_dump(mode="json", exclude={"clock"})),
        "steps": [cut(clean(name), LABEL_MAX) for name in activity.step_names],
        "timer": _timer(content, activity, left=left),
        "acknowledged": _line(activity.acknowledgement_on(NAME)),
        "acknowledged_at": acknowledged.isoformat() if acknowledged else None,
        "line": {"text": text, "who": who, "at": activity.line.at.isoformat()},
        "phones": None if left else {"state": state, "text": _line(words)},
        "left": NO_MORE if left else "",
        "buttons": [] if ended or left else _buttons(presses),
        "forms": [] if ended or left else list(FORMS),
        "priority": activity.priority,
        "template": activity.template,
    }


def text(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    now: datetime,
    *,
    left: bool = False,
) -> str:
    """All that the card says, for who does not see it."""
    if left:
        return clean(f"{describe(activity, activity.changed_at)}. {NO_MORE}")
    return clean(f"{describe(activity, now)}. Lock Screens: {phones(others)[1]}")


def told(line: str, platform: str, name: str) -> tuple[str, str]:
    """What was done, and who did it: nobody in particular where a Lock Screen was pressed."""
    done = _line(line)
    if platform != LOCK_SCREEN:
        return done, name_on(NAME, platform, cut(clean(name), LABEL_MAX))
    comma = "" if _PLAIN_WORDS.fullmatch(done) else ","
    return f"{done}{comma} from the Lock Screen", ""


def _buttons(presses: Sequence[Press]) -> list[Json]:
    wanted = [press for press in presses if press.verb != End.verb]
    return [
        {"label": cut(clean(press.label), LABEL_MAX), "verb": press.verb, "token": press.token}
        for press in wanted[:BUTTONS_MAX]
    ]


def _timer(content: AnyContent, activity: Activity, *, left: bool) -> Json | None:
    """Where the clock stood when it was set, frozen, let go or *left*: the page runs it on."""
    if not isinstance(content, Timer):
        return None
    at = content.clock.at if content.clock and not left else activity.changed_at
    return {
        "counts_down": content.counts_down,
        "is_running": content.is_running and activity.ended_at is None and not left,
        "at": at.isoformat(),
        "ran_seconds": content.ran_seconds(at),
        "left_seconds": content.left_seconds(at),
    }


def _line(words: str) -> str:
    return cut(clean(words), LINE_MAX)


def _cleaned(value: Any) -> Any:
    """*value* with every text in it cleaned."""
    if isinstance(value, str):
        return _line(value)
    if isinstance(value, dict):
        return {name: _cleaned(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(each) for each in value]
    return value
