"""Steps of a check: each named, timed, and told of at the end.

All steps are run, whatever fails, so that one run tells everything there is to mend.
"""

import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Step:
    """A program of this Python's environment, and what it is run for."""

    name: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How a step ended; what it said, if that was not shown at once."""

    step: Step
    passed: bool
    seconds: float
    said: str = ""


def run(looks: Sequence[Step], tests: Step) -> bool:
    """Whether all passed: *looks* side by side, told in their order, then *tests* by itself.

    The tests come last and alone, so that nothing slows them, and print as they go.
    """
    with ThreadPoolExecutor() as side_by_side:
        outcomes = []
        for outcome in side_by_side.map(_captured, looks):
            _headline(outcome.step)
            print(outcome.said.rstrip(), flush=True)
            outcomes.append(outcome)

    _headline(tests)
    outcomes.append(_watched(tests))

    _summary(outcomes)
    return all(outcome.passed for outcome in outcomes)


def _captured(step: Step) -> Outcome:
    begun = time.monotonic()
    ended = subprocess.run(
        _program(step), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    return Outcome(step, ended.returncode == 0, time.monotonic() - begun, ended.stdout)


def _watched(step: Step) -> Outcome:
    begun = time.monotonic()
    ended = subprocess.run(_program(step), cwd=ROOT)
    return Outcome(step, ended.returncode == 0, time.monotonic() - begun)


def _program(step: Step) -> list[str]:
    name, *arguments = step.command
    return [sys.executable if name == "python" else str(PROGRAMS / name), *arguments]


def _headline(step: Step) -> None:
    print(f"\n--- {step.name}: {' '.join(step.command)}", flush=True)


def _summary(outcomes: Sequence[Outcome]) -> None:
    print("\n--- summary")
    for outcome in outcomes:
        verdict = "passed" if outcome.passed else "FAILED"
        print(f"{verdict}  {outcome.seconds:6.1f} s  {outcome.step.name}", flush=True)
