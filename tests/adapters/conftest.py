"""A Lockstep on loopback for whoever tests the edge."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.edge import Edge, edge


@pytest.fixture
async def running(tmp_path: Path) -> AsyncIterator[Edge]:
    """All of it: site, reconciler, sandbox."""
    async with edge(tmp_path) as parts:
        yield parts


@pytest.fixture
async def still(tmp_path: Path) -> AsyncIterator[Edge]:
    """The site without the reconciler: nothing changes that nobody asked for."""
    async with edge(tmp_path, working=False) as parts:
        yield parts
