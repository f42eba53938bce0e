"""say: the current line."""

from datetime import datetime
from typing import Any, ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands.base import Command
from bot.commands.fields import Line, line
from bot.content import Alert, AnyContent, replace
from bot.errors import Refused


class Say(Command):
    """Put a line on every surface: the message of an alert, the subtitle of the others."""

    verb: ClassVar[str] = "say"
    usage: ClassVar[str] = "say TEXT"
    takes_text: ClassVar[bool] = True

    text: Line

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """`say Rolled back, watching`."""
        return {"text": line(unquoted(words), "line")}

    def apply(self, activity: Activity, now: datetime) -> Activity:
        """Replace the line."""
        if not self.text:
            raise Refused("Say what? For example `say Rolled back, watching`.")
        return activity.model_copy(update={"content": with_line(activity.content, self.text)})

    def tell(self, after: Activity) -> str:
        """See Command."""
        return f"“{self.text}”"


def with_line(content: AnyContent, text: str) -> AnyContent:
    """*content* with *text* as its current line."""
    field = "message" if isinstance(content, Alert) else "subtitle"
    return replace(content, **{field: text})


def unquoted(words: str) -> str:
    """*words* without the quotes around the whole of it."""
    inside = words[1:-1]
    wrapped = len(words) > 1 and words[0] in typed.QUOTES and words[-1] in typed.QUOTES
    return inside if wrapped and not set(inside) & set(typed.QUOTES) else words
