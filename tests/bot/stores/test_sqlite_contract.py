"""SQLite keeps every promise of a store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.stores.sqlite import SqliteStore
from tests.bot.stores.contract import *  # noqa: F403
from tests.bot.stores.made import after


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = await SqliteStore.open(tmp_path / "lockstep.db", clock=lambda: after(0))
    yield store
    await store.close()
