"""What went to ActivitySmith and came back, numbered in one order; no token in full."""

import re
from collections import deque
from typing import Any

from adapters.sandbox import Entry, Sandbox

Json = dict[str, Any]

ENTRIES_MAX = 300
SHOWN = 6

_TOKEN = re.compile(r"\bA[A-Za-z0-9_-]{54,99}\b")


class Wire:
    """The latest requests and presses of one account, as they came."""

    def __init__(self, sandbox: Sandbox, key: str) -> None:
        self._sandbox = sandbox
        self._key = key
        self._read = 0
        self._pressed: Json | None = None
        self.seq = 0
        self.entries: deque[Json] = deque(maxlen=ENTRIES_MAX)

    def read(self) -> int:
        """Take in what is new; the number of the newest.

        Not while somebody presses: what follows from a press comes after it.
        """
        if self._sandbox.account(self._key).pressing:
            return self.seq
        fresh = [_request(entry) for entry in self._sandbox.log.of(self._key, self._read)]
        self._read = self._sandbox.log.written
        fresh += [_press(outcome) for outcome in self._presses()]
        for entry in sorted(fresh, key=lambda entry: str(entry["at"])):
            self.seq += 1
            self.entries.append({"seq": self.seq, **entry})
        return self.seq

    def after(self, seq: int) -> list[Json]:
        """The entries after that number."""
        return [entry for entry in self.entries if entry["seq"] > seq]

    def _presses(self) -> list[Json]:
        """The presses since the last look, oldest first."""
        fresh: list[Json] = []
        for outcome in reversed(self._sandbox.account(self._key).presses):
            if outcome is self._pressed:
                break
            fresh.insert(0, outcome)
        if fresh:
            self._pressed = fresh[-1]
        return fresh


def cut(value: Any) -> Any:
    """*value* with every token in it cut short, wherever it stands."""
    if isinstance(value, dict):
        return {
            name: _short(inner) if name == "token" and isinstance(inner, str) else cut(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [cut(inner) for inner in value]
    return _TOKEN.sub(lambda token: _short(token[0]), value) if isinstance(value, str) else value


def _short(token: str) -> str:
    return token if len(token) <= SHOWN else f"{token[:SHOWN]}…"


def _request(entry: Entry) -> Json:
    return {
        "kind": "request",
        "at": entry.at.isoformat(),
        "method": entry.method,
        "path": entry.path,
        "body": cut(entry.body),
        "status": entry.status,
        "answer": cut(entry.answer),
        "effect": entry.effect,
        "fault": entry.fault,
    }


def _press(outcome: Json) -> Json:
    return {"kind": "press", **cut(outcome)}
