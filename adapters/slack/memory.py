"""What a card keeps of itself between two shows: its memo, as a value. Pure."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any, Self


@dataclass(frozen=True)
class Memory:
    """The message, what it was drawn as last, and what nobody knows of it.

    *told* is the last revision whose line stands in the thread. *posted*, *replied* and
    *edited* are when a post, a line or an edit was sent whose answer never came. *lost*
    counts the cards that people deleted, *starts* as of when.
    """

    ts: str = ""
    told: int = 0
    url: str = ""
    drawn: str = ""
    posted: datetime | None = None
    replied: datetime | None = None
    edited: datetime | None = None
    lost: int = 0
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
            elif field.name in ("told", "lost", "starts"):
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
