"""A Lockstep between Slack and the sandbox, and a stage for the cards, for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.bench import Bench, bench
from tests.adapters.slack.stage import Stage, staged


@pytest.fixture
async def at_work(tmp_path: Path) -> AsyncIterator[Bench]:
    """All of it."""
    async with bench(tmp_path) as parts:
        yield parts
        parts.slack.assert_polite()


@pytest.fixture
async def still(tmp_path: Path) -> AsyncIterator[Bench]:
    """Without the reconciler, and whatever Slack is asked meanwhile: nothing changes by itself."""
    async with bench(tmp_path, working=False) as parts:
        yield parts
        parts.slack.assert_polite()


@pytest.fixture
async def besieged(tmp_path: Path) -> AsyncIterator[Bench]:
    """The same, for whoever forges so much that Slack's own clock, which stands, has no room."""
    async with bench(tmp_path, working=False) as parts:
        yield parts


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """At whose end nothing was done that Slack forbids."""
    async with staged(tmp_path) as stage:
        yield stage
        stage.slack.assert_polite()
