"""A disk that fails: at a sync, at a write, or because it is full, once, for a while, for good."""

import asyncio
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.rigs import child as program
from tests.rigs.children import child, traced
from tests.rigs.durability import Finding
from tests.rigs.kills import NAME
from tests.rigs.recovery import recovered
from tests.rigs.watched import watched

NOT_OPENED, BROKEN = 2, 3


@dataclass(frozen=True)
class Endured:
    """How a program ended on a failing disk, what it said in order, and what the file broke."""

    code: int
    said: list[str]
    findings: list[Finding]

    @property
    def acknowledged(self) -> int:
        """How many were told that it was done."""
        return len([line for line in self.said if line.startswith("ACK")])

    @property
    def acknowledged_when_broken(self) -> int:
        """How many were told so after somebody had heard that the disk failed."""
        first = self.said.index("BROKEN") if "BROKEN" in self.said else len(self.said)
        return len([line for line in self.said[first:] if line.startswith("ACK")])


def endured(call: str, error: str, when: str, file: str | None = None) -> Endured:
    """Every *call* (on *file*) that *when* says fails with *error*; then the disk is well again."""
    fault = f"inject={call}:error={error}:when={when}"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, NAME)
        only = () if file is None else ("-P", os.path.join(os.path.realpath(folder), file))
        with (
            child(program.enduring, str(path)) as living,
            traced(living.pid, "-o", "/dev/null", "-e", f"trace={call}", "-e", fault, *only),
        ):
            living.begin()
            said = living.all_said().splitlines()
            code = living.ended()
        found = asyncio.run(recovered(path, watched(said)))
    return Endured(code, said, found)
