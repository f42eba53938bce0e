"""A stage for every test that wants one."""

from collections.abc import AsyncIterator

import pytest

from adapters.sandbox import Sandbox
from tests.bot.activitysmith.stage import Clock, Stage, opened, stage_at


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = Clock()
    sandbox = Sandbox(clock=clock)
    async with sandbox.serve() as url, opened(url) as http:
        yield stage_at(url, sandbox, clock, http)
