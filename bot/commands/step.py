"""step: move a bar of steps to a step."""

import re
from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands.base import Command
from bot.commands.fields import steps_count
from bot.content import SegmentedProgress, replace
from bot.errors import Refused

_HOW = "Which step? Say `step 3`, `step 3/5`, or `next`."
_SAID = re.compile(r"(.+?)(?:\s+from\s+([0-9]{1,3}))?", re.I)
_OF = re.compile(r"\s+of\s+", re.I)


class Step(Command):
    """Go to a step, and change how many there are on the way: `step 3`, `step 3/5`."""

    verb: ClassVar[str] = "step"
    usage: ClassVar[str] = "step [NUMBER[/STEPS]]"

    to: int | None = None
    steps: int | None = None
    came_from: int | None = None
    """Where a button was offered: pressed from elsewhere, it changes nothing."""

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`step`, `step 3`, `step 3/5` or `step 3 of 5`; `step 3 from 2` is a button's."""
        if not words:
            return {}
        found = _SAID.fullmatch(words)
        where = _OF.sub("/", found[1]) if found else ""
        to, steps = typed.fraction(where) or (typed.whole(where), None)
        if found is None or not isinstance(to, int) or not isinstance(steps, int | None):
            raise Refused(_HOW)
        came_from = {"came_from": int(found[2])} if found[2] else {}
        return {"to": to, "steps": None if steps is None else steps_count(steps), **came_from}

    @classmethod
    def button(cls, activity: Activity, now: datetime) -> tuple[str, str] | None:
        """The next step, by its name, while one is left."""
        content = activity.content
        if not isinstance(content, SegmentedProgress):
            return None
        to = content.current_step + 1
        if to > content.number_of_steps:
            return None
        return step_name(activity, to) or "Next step", f"{to} from {to - 1}"

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Move `current_step` within the steps that there are, and show the step's name."""
        content = steps_of(activity)
        to = content.current_step + 1 if self.to is None else self.to
        if self.came_from not in (None, content.current_step) and to != content.current_step:
            raise Refused(
                f"That button was from step {self.came_from}; it is at step "
                f"{content.current_step} of {content.number_of_steps} now. Nothing was changed."
            )
        return move(activity, to, self.steps)

    def tell(self, after: Activity) -> str:
        """See Command."""
        return where(after)


class Next(Command):
    """Go one step on."""

    verb: ClassVar[str] = "next"
    usage: ClassVar[str] = "next"
    permit: ClassVar[str] = "step"

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """The step after this one; the last step is the last."""
        content = steps_of(activity)
        if content.current_step == content.number_of_steps:
            one_more = f"{content.number_of_steps + 1}/{content.number_of_steps + 1}"
            raise Refused(f"That was the last step. Say `end`, or `step {one_more}` to add one.")
        return move(activity, content.current_step + 1)

    def tell(self, after: Activity) -> str:
        """See Command."""
        return where(after)


class Back(Command):
    """Go one step back."""

    verb: ClassVar[str] = "back"
    usage: ClassVar[str] = "back"
    permit: ClassVar[str] = "step"

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """The step before this one; before the first is none."""
        content = steps_of(activity)
        if content.current_step == 0:
            raise Refused("No step is done yet, so there is none to go back to.")
        return move(activity, content.current_step - 1)

    def tell(self, after: Activity) -> str:
        """See Command."""
        return where(after)


def steps_of(activity: Activity) -> SegmentedProgress:
    """The bar of steps that *activity* shows. Raises Refused when it shows none."""
    if not isinstance(activity.content, SegmentedProgress):
        raise Refused(f"`{activity.name}` has no steps. {_usual(activity)}")
    return activity.content


def move(
    activity: Activity, to: int, steps: int | None = None, *, renamed: bool = False
) -> Activity:
    """*activity* at step *to*, of *steps* if that changes. Raises Refused outside of them.

    The step's name shows when it is another step, or the steps were *renamed*.
    """
    content = steps_of(activity)
    count = content.number_of_steps if steps is None else steps_count(steps)
    if to < 0:
        raise Refused("The first step is 1; `step 0` is before it. Nothing was changed.")
    if to > count:
        steps_count(to)
        there_are = "There is 1 step" if count == 1 else f"There are {count} steps"
        raise Refused(
            f"{there_are}. Say `step {count}`, or `step {to}/{to}` if there are more now."
        )
    changes: dict[str, Any] = {"current_step": to, "number_of_steps": count}
    if content.step_colors is not None and len(content.step_colors) > to:
        changes["step_colors"] = content.step_colors[:to] or None
    if activity.step_names and (renamed or to != content.current_step):
        changes["subtitle"] = step_name(activity, to)
    return activity.model_copy(update={"content": replace(content, **changes)})


def step_name(activity: Activity, step: int) -> str | None:
    """What step number *step* is called; None if it has no name."""
    names = activity.step_names
    return names[step - 1] if 1 <= step <= len(names) else None


def where(activity: Activity) -> str:
    """The step that *activity* is at, in words."""
    content = steps_of(activity)
    name = step_name(activity, content.current_step)
    at = f"step {content.current_step} of {content.number_of_steps}"
    return f"{at}: {name}" if name else at


def _usual(activity: Activity) -> str:
    return {
        "progress": "Say `progress 60`.",
        "metrics": "Say `set CPU=91%`.",
        "stats": "Say `set STATUS=Healthy`.",
        "value": "Say `set value:42`.",
        "timer": "Say `pause`, `resume` or `timer 10m`.",
    }.get(activity.content.type, "Say what is new with `say …`.")
