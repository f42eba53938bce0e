"""An activity as the page's card: JSON, which the page draws and never interprets. Pure.

The same activity is the same card, whenever it is drawn: what moves with the clock is told
as where it stood, and the page lets it run.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from adapters.console.card import BUTTONS_MAX
from adapters.console.post import Json
from bot.activity import LOCK_SCREEN, Activity, Channel
from bot.buttons import Press
from bot.card import phones
from bot.commands import End
from bot.content import AnyContent, Timer
from bot.phrases import describe
from bot.surface import Observed
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX, clean, cut

FORMS = ("update", "end")

_PLAIN_WORDS = re.compile(r"[a-z ]+")


def card(
    activity: Activity, others: Sequence[tuple[Channel, Observed]], presses: Sequence[Press]
) -> Json:
    """The card of *activity*; End is no button of it but a form, which asks first."""
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
        "ended": ended is not None,
        "ended_at": ended.isoformat() if ended else None,
        "content": _cleaned(content.model_dump(mode="json", exclude={"clock"})),
        "steps": [cut(clean(name), LABEL_MAX) for name in activity.step_names],
        "timer": _timer(content, activity),
        "acknowledged": _line(activity.acknowledgement),
        "acknowledged_at": acknowledged.isoformat() if acknowledged else None,
        "line": {"text": text, "who": who, "at": activity.line.at.isoformat()},
        "phones": {"state": state, "text": _line(words)},
        "buttons": [] if ended else _buttons(presses),
        "forms": [] if ended else list(FORMS),
        "priority": activity.priority,
        "template": activity.template,
    }


def text(activity: Activity, others: Sequence[tuple[Channel, Observed]], now: datetime) -> str:
    """All that the card says, for who does not see it."""
    return clean(f"{describe(activity, now)}. Lock Screens: {phones(others)[1]}")


def told(line: str, platform: str, name: str) -> tuple[str, str]:
    """What was done, and who did it: nobody in particular where a Lock Screen was pressed."""
    done = _line(line)
    if platform != LOCK_SCREEN:
        return done, cut(clean(name), LABEL_MAX)
    comma = "" if _PLAIN_WORDS.fullmatch(done) else ","
    return f"{done}{comma} from the Lock Screen", ""


def _buttons(presses: Sequence[Press]) -> list[Json]:
    wanted = [press for press in presses if press.verb != End.verb]
    return [
        {"label": cut(clean(press.label), LABEL_MAX), "verb": press.verb, "token": press.token}
        for press in wanted[:BUTTONS_MAX]
    ]


def _timer(content: AnyContent, activity: Activity) -> Json | None:
    """Where the clock stood when it was set, frozen or let go: the page runs it from there."""
    if not isinstance(content, Timer):
        return None
    at = content.clock.at if content.clock else activity.changed_at
    return {
        "counts_down": content.counts_down,
        "is_running": content.is_running and activity.ended_at is None,
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
