"""A test that does not run turns `python -m tests` red."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.steps import ROOT

RUNS = "def test_runs():\n    assert True\n"
SKIPPED = RUNS + "@pytest.mark.skip(reason='one fine day')\ndef test_waits():\n    assert True\n"
SKIPS_ITSELF = RUNS + "def test_gives_up():\n    pytest.skip('no strace here')\n"
XFAILED = RUNS + "@pytest.mark.xfail(reason='known')\ndef test_fails():\n    assert False\n"
WHOLE_FILE = "pytest.skip('not on this machine', allow_module_level=True)\n" + RUNS
LEFT_OUT = RUNS + "@pytest.mark.slow\ndef test_slow():\n    assert False\n"
WITHOUT_SHARED = (
    RUNS + "def test_contract():\n    pytest.skip('shared/ is not beside this clone')\n"
)
WITHOUT_CHROMIUM = RUNS + "def test_page():\n    pytest.skip('chromium is not installed here')\n"


def ended(folder: Path, source: str, *options: str, ci: str = "true") -> tuple[int, str]:
    """The exit code and the words of a real pytest on a file with *source*."""
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    (folder / "test_sample.py").write_text(f"import pytest\n{source}")
    command = (sys.executable, "-m", "pytest", "-p", "tests.unskipped", *options, str(folder))
    done = subprocess.run(
        [*command, "-c", str(folder / "pytest.ini")],
        cwd=ROOT,
        env={**os.environ, "CI": ci, "PYTEST_ADDOPTS": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout


@pytest.mark.parametrize(
    ("source", "named"),
    [
        (SKIPPED, "test_waits: Skipped: one fine day"),
        (SKIPS_ITSELF, "test_gives_up: Skipped: no strace here"),
        (XFAILED, "test_fails: expected to fail known"),
        (WHOLE_FILE, "test_sample.py: Skipped: not on this machine"),
        (WITHOUT_SHARED, "test_contract: Skipped: shared/ is not beside this clone"),
    ],
    ids=["marked", "by itself", "expected to fail", "whole file", "without shared"],
)
def test_a_test_that_does_not_run_is_a_failure(tmp_path: Path, source: str, named: str) -> None:
    """Skipped by mark, by itself, with its whole file, or expected to fail: red, and named."""
    code, words = ended(tmp_path, source)

    assert code == 1
    assert "NOT RUN" in words
    assert named in words


def test_tests_that_all_run_pass(tmp_path: Path) -> None:
    """Nothing skipped, nothing said."""
    code, words = ended(tmp_path, RUNS)

    assert (code, "NOT RUN" in words) == (0, False)
    assert "1 passed" in words


def test_slow_tests_left_out_on_purpose_are_no_skips(tmp_path: Path) -> None:
    """`--fast` deselects; that is not a test which gave up."""
    code, words = ended(tmp_path, LEFT_OUT, "-m", "not slow")

    assert (code, "NOT RUN" in words) == (0, False)


@pytest.mark.parametrize(
    "source",
    [WITHOUT_SHARED, SKIPS_ITSELF, WITHOUT_CHROMIUM],
    ids=["shared", "strace", "chromium"],
)
def test_away_from_ci_a_clone_is_enough(tmp_path: Path, source: str) -> None:
    """A stranger passes without the contract, which is not part of a clone, and without tools."""
    code, words = ended(tmp_path, source, ci="")

    assert code == 0
    assert "1 skipped" in words


def test_away_from_ci_nothing_else_may_stay_away(tmp_path: Path) -> None:
    """A skip for any other reason is red everywhere."""
    code, _ = ended(tmp_path, SKIPPED, ci="")

    assert code == 1
