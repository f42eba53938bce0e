"""What was asked, answered and done, in one order; and what a polite client would not have done.

Entries are numbered in the order in which their effects happened, across all accounts.
A request whose effect lands late has two: one when it came, one when it landed.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

ENTRIES_MAX = 10_000


@dataclass(frozen=True)
class Entry:
    """One request; `status` and `answer` are None when nothing was ever sent back."""

    seq: int
    at: datetime
    account: str
    method: str
    path: str
    body: Any
    status: int | None
    answer: Any
    effect: str | None
    fault: str | None = None
    late_of: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The entry with its time as text."""
        return asdict(self) | {"at": self.at.isoformat()}


@dataclass(frozen=True)
class Violation:
    """A limit that a client broke, and the request with which it did."""

    at: datetime
    account: str
    rule: str
    detail: str

    def to_json(self) -> dict[str, Any]:
        """The violation with its time as text."""
        return asdict(self) | {"at": self.at.isoformat()}


@dataclass
class EffectLog:
    """The last entries, oldest first."""

    size: int = ENTRIES_MAX
    entries: deque[Entry] = field(init=False)
    written: int = 0
    ring: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.entries = deque(maxlen=self.size)

    def write(self, at: datetime, account: str, method: str, path: str, **rest: Any) -> Entry:
        """The entry as it was kept, with the next number."""
        self.written += 1
        entry = Entry(self.written, at, account, method, path, **rest)
        self.entries.append(entry)
        self.ring()
        return entry

    def of(self, account: str, after: int = 0) -> list[Entry]:
        """What one account asked since entry number *after*."""
        return [e for e in self.entries if e.account == account and e.seq > after]
