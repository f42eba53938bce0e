"""The demo as a real program, and windows of a real Chromium that look at it."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.adapters.programs import environment, program
from tests.page import chromium
from tests.page.watch import Watch
from tests.page.window import Window

PATIENCE_MS = 20_000
WIDE = (1280, 860)

Open = Callable[..., Window]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for all tests of this folder that a worker runs in a row.

    Not for the whole session: Playwright keeps an event loop, and the asynchronous tests
    that a worker may run afterwards want their own.
    """
    expect.set_options(timeout=PATIENCE_MS)
    with chromium.started(chromium.needed()) as started:
        yield started


@pytest.fixture(scope="module")
def lasting_demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a `lockstep demo` for a whole file, whose tests leave nothing live."""
    yield from _demo(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[str]:
    """The address of a `lockstep demo` in which nothing has happened yet."""
    yield from _demo(tmp_path)


def _demo(folder: Path) -> Iterator[str]:
    with program(folder, "demo", environ=environment(), name="demo") as running:
        yield running.url().rstrip("/")
        running.signal(signal.SIGTERM)  # So that it takes its files along.
        assert running.ended() == 0


@pytest.fixture
def opened(browser: Browser, demo: str) -> Iterator[Open]:
    """Opens windows, each with a context of its own. What they did amiss fails the test."""
    watches: list[Watch] = []
    contexts = []

    def open_window(
        size: tuple[int, int] = WIDE, *, path: str = "/", theme: str = "light"
    ) -> Window:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        watches.append(Watch(context, demo))
        page = context.new_page()
        page.goto(demo + path)
        return Window(page)

    yield open_window
    for context in contexts:
        context.close()
    for watch in watches:
        watch.check()


@pytest.fixture
def window(opened: Open) -> Window:
    """A wide window that knows all there is to know."""
    return opened().ready()
