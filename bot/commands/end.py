"""end: finish an activity."""

from datetime import datetime, timedelta
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import LOCK_SCREEN, Activity, Armed
from bot.commands.base import Command
from bot.commands.fields import Line, is_option, line, read
from bot.commands.say import unquoted, with_line
from bot.commands.shape import change
from bot.commands.step import move
from bot.content import Timer
from bot.errors import Refused
from bot.words import Number

CONFIRM_WITHIN = timedelta(seconds=60)
HOLDER = LOCK_SCREEN
"""The platform of an actor who pressed on a Lock Screen: nobody knows who."""

_OPTIONS = frozenset({"dismiss", "step", "steps", "percentage", "value", "limit"})


class End(Command):
    """Finish: every surface shows the last state, then the phones let go of it."""

    verb: ClassVar[str] = "end"
    usage: ClassVar[str] = "end [TEXT] [dismiss:10m]"
    takes_text: ClassVar[bool] = True

    text: Line = ""
    dismiss: int | None = None
    step: int | None = None
    steps: int | None = None
    percentage: Number | None = None
    value: Number | Line | None = None
    limit: Number | None = None

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`end`, `end All clear dismiss:10m`, `end step:5/5 Shipped`."""
        options = [w for w in typed.split(words) if is_option(w) and w.text]
        values = read(options)
        if not values.keys() <= _OPTIONS:
            raise Refused(
                "`end` takes `dismiss:10m` and a last line; put the line in quotes to keep it "
                "as it is. Nothing was changed."
            )
        return values | {"text": line(unquoted(_without(words, options)), "line")}

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """Always; after a first press on a Lock Screen it asks to be pressed again."""
        return ("Confirm end" if is_armed(activity, now) else "End"), ""

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Note the time and the last line. On a Lock Screen the first press only arms."""
        if self.actor.platform == HOLDER and not is_armed(activity, now):
            armed = Armed(verb=self.verb, until=now + CONFIRM_WITHIN)
            return activity.model_copy(update={"armed": armed})
        if self.step is not None or self.steps is not None:
            step = self.step if self.step is not None else self.steps
            assert step is not None, "one of the two was said"
            activity = move(activity, step, self.steps)
        last = {
            name: value
            for name in ("percentage", "value", "limit")
            if (value := getattr(self, name)) is not None
        }
        content = change(activity.content, last) if last else activity.content
        if isinstance(content, Timer) and content.is_running:
            content = content.set_running(False, now)
        if self.text:
            content = with_line(content, self.text)
        updates: dict[str, Any] = {"ended_at": now, "armed": None, "content": content}
        if self.dismiss is not None:
            updates["dismiss_minutes"] = self.dismiss
        return activity.model_copy(update=updates)

    def tell(self, after: Activity) -> str:
        """See Command."""
        if after.ended_at is None:
            return "asked to confirm the end"
        return f"ended: “{self.text}”" if self.text else "ended"


def is_armed(activity: Activity, now: datetime) -> bool:
    """Whether a second press within the minute will end *activity*."""
    return activity.armed is not None and now < activity.armed.until


def _without(words: str, options: list[typed.Word]) -> str:
    """*words* less the *options* in them."""
    kept, at = [], 0
    for option in options:
        kept.append(words[at : option.at].strip())
        at = option.end
    kept.append(words[at:].strip())
    return " ".join(part for part in kept if part)
