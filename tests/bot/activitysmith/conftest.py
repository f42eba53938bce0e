"""A stage for every test that wants one."""

from collections.abc import AsyncIterator

import pytest

from adapters.sandbox import Sandbox
from tests.bot.activitysmith.stage import Clock, Stage, opened, stage_at


@pytest.fixture
async def stage(request: pytest.FixtureRequest) -> AsyncIterator[Stage]:
    """How long it waits for an answer is up to the module: little only where none will come."""
    patience: float = getattr(request.module, "PATIENCE_SECONDS", 10.0)
    clock = Clock()
    sandbox = Sandbox(clock=clock)
    async with sandbox.serve() as url, opened(url, patience) as http:
        yield stage_at(url, sandbox, clock, http, patience)
