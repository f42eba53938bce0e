"""status, list, history, connect, help: what changes no activity."""

from typing import Any, ClassVar

from bot.commands.base import Look
from bot.errors import Refused


class Status(Look):
    """What is live here, and what the phones show of it."""

    verb: ClassVar[str] = "status"
    usage: ClassVar[str] = "status"


class List(Look):
    """What is live in the whole workspace."""

    verb: ClassVar[str] = "list"
    usage: ClassVar[str] = "list"


class History(Look):
    """Who did what, and when."""

    verb: ClassVar[str] = "history"
    usage: ClassVar[str] = "history"


class Connect(Look):
    """Tie this workspace to its ActivitySmith account (administrators)."""

    verb: ClassVar[str] = "connect"
    usage: ClassVar[str] = "connect"
    takes_text: ClassVar[bool] = True

    @classmethod
    def read(cls, words: str) -> dict[str, Any]:
        """See Ask. A key belongs into the form, where no one else reads it."""
        if words:
            raise Refused(
                "`connect` stands alone, and a form asks for the key. Nothing was kept of what "
                "you typed."
            )
        return {}


class Help(Look):
    """All of this, in one screen."""

    verb: ClassVar[str] = "help"
    usage: ClassVar[str] = "help"
