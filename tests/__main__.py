"""`python -m tests`: what CI does, in the same order; `--fast` leaves the slow tests out."""

import argparse
import os
import sys
from collections.abc import Sequence

from tests.steps import Step, run

LOOKS = (
    Step("format", ("ruff", "format", "--check", ".")),
    Step("lint", ("ruff", "check", ".")),
    Step("spelling", ("codespell",)),
    Step("types", ("mypy",)),
    Step("floors", ("lint-imports", "--no-logo")),
)
# A test that did not run is a test that failed: tests/unskipped.py.
# One worker more than there are cores: some tests wait for clocks, and not for a core.
WORKERS = str((os.cpu_count() or 1) + 1)
SIDE_BY_SIDE = ("-n", WORKERS, "--dist", "worksteal")
PYTEST = ("python", "-m", "pytest", "-p", "tests.unskipped", *SIDE_BY_SIDE)
TESTS = Step("tests", PYTEST)
FAST_TESTS = Step("fast tests", (*PYTEST, "-m", "not slow"))


def main(argv: Sequence[str] | None = None) -> int:
    """0 if every step passed, 1 if any failed."""
    parser = argparse.ArgumentParser(prog="python -m tests", description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out the tests marked slow")
    asked = parser.parse_args(argv)

    return 0 if run(LOOKS, FAST_TESTS if asked.fast else TESTS) else 1


if __name__ == "__main__":
    sys.exit(main())
