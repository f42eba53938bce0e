"""How a platform writes: what a drawing that several share must know of its markup."""

from datetime import datetime
from typing import Literal, Protocol

Moment = Literal["when", "clock", "ticking"]
"""When something was done; a time of day; such a one to which, or since which, a clock runs."""


class Markup(Protocol):
    """The markup of a platform. Lengths are in the platform's own units."""

    surface: str
    """Where it is read, so that people from elsewhere are told apart."""

    def typed(self, text: str, length_max: int) -> str:
        """What people typed: it looks as it was typed, does nothing, and fits."""
        ...

    def bold(self, markup: str) -> str:
        """*markup*, so that it stands out."""
        ...

    def moment(self, at: datetime, form: Moment) -> str:
        """*at*, as each reader sees it in their own time zone."""
        ...
