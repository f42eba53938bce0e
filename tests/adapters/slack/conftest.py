"""A stage of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.slack.stage import Stage, staged


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """At whose end nothing was done that Slack forbids."""
    async with staged(tmp_path) as stage:
        yield stage
        stage.slack.assert_polite()
