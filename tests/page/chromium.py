"""Debian's Chromium, driven by Playwright. In CI it must be there; elsewhere it may be missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

MISSING = "chromium is not installed here, so the demo's page was not tried in a browser"
# It asks nobody for anything that the page does not ask for.
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
)


def program() -> str | None:
    """Where it is, if it is here."""
    return shutil.which("chromium")


def needed() -> str:
    """Where it is. Away from CI the test is skipped without it; in CI that is a failure."""
    found = program()
    if found is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


@contextmanager
def started(executable: str) -> Iterator[Browser]:
    """A browser, until the block ends."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=list(QUIET))
        yield browser
        browser.close()
