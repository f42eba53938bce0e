"""status, list, history, help: questions, which change nothing."""

from typing import ClassVar

from bot.commands.base import Look


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


class Help(Look):
    """All of this, in one screen."""

    verb: ClassVar[str] = "help"
    usage: ClassVar[str] = "help"
