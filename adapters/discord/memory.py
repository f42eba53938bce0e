"""What a card keeps of itself between two shows: its memo, as a value. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Self

NO_THREAD = "-"


@dataclass(frozen=True)
class Memory:
    """The message and its thread, what was drawn last, and what nobody knows of it.

    *thread* is NO_THREAD where none can be. *told* is the last revision whose line stands
    there. *posted*, *replied* and *edited* are when a post, a line or an edit was sent whose
    answer never came, *telling* the last revision of that line. *generation* counts the cards
    that there were, *lost* those that people deleted; *over* says that no more come, and why,
    as of *starts*.
    """

    message: str = ""
    thread: str = ""
    told: int = 0
    telling: int = 0
    drawn: str = ""
    posted: datetime | None = None
    replied: datetime | None = None
    edited: datetime | None = None
    generation: int = 0
    lost: int = 0
    over: str = ""
    starts: int = 0

    def but(self, **changes: Any) -> Self:
        """The same with *changes*."""
        return replace(self, **changes)

    def kept(self) -> dict[str, str]:
        """The same as a memo."""
        return {name: _text(value) for name, value in asdict(self).items() if value}

    @classmethod
    def read(cls, memo: Mapping[str, str]) -> Self:
        """What was kept; what cannot be read is left out."""
        read: dict[str, Any] = {}
        for field in fields(cls):
            text = memo.get(field.name, "")
            if not text:
                continue
            if field.name in ("posted", "replied", "edited"):
                read[field.name] = _moment(text)
            elif field.type is int:
                read[field.name] = int(text) if text.isdecimal() else 0
            else:
                read[field.name] = text
        return cls(**read)


def _text(value: object) -> str:
    return f"{value.timestamp():.3f}" if isinstance(value, datetime) else str(value)


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None
