"""Kills Lockstep at every write, and at random under load, and looks at what is left.

    python -m tests.rigs.crash [--cycles 200] [--seed 1]

Every way is tried with its control beside it: a store that answers before it keeps.
What the control loses must be found, or the rig itself is broken.
"""

import argparse
import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.rigs.durability import Finding
from tests.rigs.kills import COMMANDS, HASTY, Killed, Way, starting_again, sweep
from tests.rigs.load import Storm, storm
from tests.rigs.table import show

CONTROL_CYCLES_MAX = 200


@dataclass(frozen=True)
class Row:
    """One way to crash: how often, what people had been told, and what was found."""

    way: str
    kills: int
    acknowledged: int
    findings: list[Finding]
    seconds: float
    is_control: bool = False

    @property
    def is_right(self) -> bool:
        """Nothing was found, or, of a control, what it lost."""
        return self.is_control == has_lost(self)


def has_lost(run: Killed | Storm | Row) -> bool:
    """Whether something acknowledged was lost, or any other promise broken."""
    if isinstance(run, Row) and not run.is_control:
        return bool(run.findings)
    return any(finding.kind == "lost" for finding in run.findings)


def swept(name: str, way: Callable[[], Way]) -> Row:
    """A kill at every call of *way*."""
    begun = time.monotonic()
    killed = sweep(way())
    seconds = time.monotonic() - begun
    return Row(name, killed.points.total(), killed.acknowledged, killed.findings, seconds)


def swept_hasty() -> Row:
    """The control of `swept`, until it loses something."""
    begun = time.monotonic()
    killed = sweep(HASTY, enough=has_lost)
    figures = killed.points.total(), killed.acknowledged, killed.findings
    return Row("control: the same", *figures, time.monotonic() - begun, is_control=True)


def stormed(cycles: int, seed: int) -> Row:
    """Kills at random under load."""
    begun = time.monotonic()
    run = storm(cycles, seed=seed)
    return Row("under load", run.cycles, run.acknowledged, run.findings, time.monotonic() - begun)


def stormed_hasty(seed: int) -> Row:
    """The control of `stormed`, until it loses something."""
    begun = time.monotonic()
    run = storm(CONTROL_CYCLES_MAX, seed=seed, hasty=True, enough=has_lost)
    figures = run.cycles, run.acknowledged, run.findings
    return Row("control: under load", *figures, time.monotonic() - begun, is_control=True)


def main(argv: Sequence[str] | None = None) -> int:
    """0 when Lockstep kept every promise and each control was caught, 1 when not."""
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.crash", description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(argv)
    logging.disable(logging.CRITICAL)  # The sandbox tells of every connection that is killed.
    rows = [
        swept("every write and sync", lambda: COMMANDS),
        swept("starting again after a kill", starting_again),
        swept_hasty(),
        stormed(asked.cycles, asked.seed),
        stormed_hasty(asked.seed),
    ]
    show([_figures(row) for row in rows], [f for row in rows if not row.is_control
                                           for f in row.findings])  # fmt: skip
    return 0 if all(row.is_right for row in rows) else 1


def _figures(row: Row) -> dict[str, object]:
    kinds = Counter(finding.kind for finding in row.findings)
    verdict = "caught" if row.is_control else "kept"
    return {
        "way": row.way,
        "kills": row.kills,
        "acknowledged": row.acknowledged,
        "lost": kinds["lost"],
        "other": kinds.total() - kinds["lost"],
        "verdict": verdict if row.is_right else "BROKEN",
        "seconds": f"{row.seconds:.1f}",
    }


if __name__ == "__main__":
    sys.exit(main())
