"""What stands in a channel of the page: somebody's words, or a card with its thread."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Author:
    """Whose post it is."""

    id: str
    name: str
    bot: bool = False


LOCKSTEP = Author("lockstep", "Lockstep", bot=True)


@dataclass(frozen=True)
class ThreadLine:
    """One line in the thread of a post. *who* is empty where nobody knows."""

    id: str
    at: datetime
    text: str
    who: str = ""


@dataclass(frozen=True)
class Post:
    """What stands in a channel. *changed* is the room's count when it last changed."""

    number: int
    channel: str
    at: datetime
    author: Author
    text: str
    card: Json | None = None
    thread: tuple[ThreadLine, ...] = ()
    told: int = 0
    """The last revision whose line is in the thread, or was."""
    changed: int = 0

    @property
    def id(self) -> str:
        """As the page names it."""
        return f"p{self.number}"

    @property
    def is_live(self) -> bool:
        """Whether it is the card of something that goes on."""
        return self.card is not None and not self.card["ended"]

    def described(self) -> Json:
        """The post as the page shows it."""
        lines = [{"id": t.id, "at": t.at.isoformat(), "text": t.text, "who": t.who}
                 for t in self.thread]  # fmt: skip
        author = {"id": self.author.id, "name": self.author.name, "bot": self.author.bot}
        return {
            "id": self.id,
            "channel": self.channel,
            "at": self.at.isoformat(),
            "author": author,
            "text": self.text,
            "card": self.card,
            "thread": lines,
        }
