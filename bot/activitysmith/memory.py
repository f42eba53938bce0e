"""What the Lock Screen keeps of one activity between two shows: its memo, as a value. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.activitysmith.pacing import Spread

UNSURE = "unsure"
GONE = "gone"


class Memory(BaseModel):
    """What was sent, what is known to have been accepted, and what may still be under way.

    *on* holds from the start to the end of a run; *maybe* is a start nobody knows of.
    *digest* names what was accepted last, *sent* what is in doubt until *doubt*. *shaky*
    lasts from a doubt until it was said once more (at the times in *settle*) with an
    answer. *barred* is why no start is made unless people ask for it again. *account* marks
    who was told all this.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    on: bool = False
    maybe: bool = False
    run: int = 1
    id: str = ""
    digest: str = ""
    revision: int = 0
    window: str = ""
    starts: int = 0
    begun: datetime | None = None
    since: datetime | None = None
    sent: str = ""
    doubt: datetime | None = None
    shaky: bool = False
    settle: tuple[datetime, ...] = ()
    ended: bool = False
    leaving: bool = False
    barred: str = ""
    line: datetime | None = None
    cosmetic: datetime | None = None
    spread: str = ""
    account: str = ""

    @field_validator("settle", mode="before")
    @classmethod
    def _times(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @classmethod
    def read(cls, memo: Mapping[str, str]) -> Self:
        """What was kept; nothing, if it cannot be read."""
        try:
            return cls.model_validate(dict(memo))
        except ValidationError:
            return cls()

    def kept(self) -> dict[str, str]:
        """The same as text, for `read`; what is as it was at first is left out."""
        said = self.model_dump(exclude_defaults=True)
        return {name: _text(value) for name, value in said.items()}

    def but(self, **changes: Any) -> Self:
        """The same, changed and checked."""
        return type(self).model_validate({**self.model_dump(), **changes})

    def for_account(self, mark: str) -> Self:
        """The same for the account of that *mark*: what another accepted, it has not heard.

        The names stay: a new key of the same account finds what is there, and changes nothing.
        """
        if mark == self.account:
            return self
        return self.but(account=mark, digest="" if self.account else self.digest)

    def is_settling(self, now: datetime) -> bool:
        """Whether what was in doubt is to be said once more."""
        return bool(self.settle) and self.settle[0] <= now

    def pace(self) -> Spread:
        """How often it has changed lately."""
        return Spread.read(self.spread)

    def off(self) -> Self:
        """The same when its run is over, ready for a fresh one under a fresh name."""
        return type(self)(
            run=self.run + 1, revision=self.revision, starts=self.starts, spread=self.spread
        )


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(_text(part) for part in value)
    return str(value)
