"""A pytest plugin: a test that should run and does not is a failure.

`python -m tests` loads it (`-p tests.unskipped`), pytest by itself does not. Tests that
`-m "not slow"` leaves out were not asked for; they are no skips.
"""

import os
from collections.abc import Iterator

import pytest

# The id of a test, and why it may stay away. Nothing may, now.
ALLOWED: dict[str, str] = {}
# Away from CI a clone and Python are enough: then the tests against the contract may stay
# away, and those that need strace or a browser. What was left out is told all the same.
FORGIVEN = ("shared", "strace", "chromium")


class Unskipped:
    """Notes who did not run, and turns the session red for it."""

    def __init__(self, *, in_ci: bool) -> None:
        self._in_ci = in_ci
        self._missing: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a test that was skipped, or was expected to fail."""
        if report.skipped:
            self._note(report.nodeid, _reason(report))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a whole file that was skipped."""
        if report.skipped:
            self._note(report.nodeid, _reason(report))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail what would have passed, or found nothing to run."""
        if self._missing and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Name each, above pytest's own closing line."""
        for line in self._lines():
            terminalreporter.write_line(line, red=True)

    def _note(self, test: str, reason: str) -> None:
        forgiven = not self._in_ci and any(word in reason for word in FORGIVEN)
        if test not in ALLOWED and not forgiven:
            self._missing[test] = reason

    def _lines(self) -> Iterator[str]:
        for test, reason in self._missing.items():
            yield f"NOT RUN {test}: {reason}"


def _reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    if hasattr(report, "wasxfail"):
        return f"expected to fail {report.wasxfail}".rstrip()
    return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else str(report.longrepr)


def pytest_configure(config: pytest.Config) -> None:
    """Join the session."""
    config.pluginmanager.register(Unskipped(in_ci=os.environ.get("CI") == "true"))
