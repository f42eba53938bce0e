"""The page's chat over a real Lockstep, store and sandbox, for whoever tests it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.console.room import Room
from tests.adapters.console.chat import TEMPLATES, Chat
from tests.adapters.edge import edge


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    """All of it: the reconciler brings cards and Lock Screens up to date."""
    async for parts in _chat(tmp_path, working=True):
        yield parts


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Chat]:
    """The same without the reconciler: cards are shown when a test says so."""
    async for parts in _chat(tmp_path, working=False):
        yield parts


async def _chat(folder: Path, *, working: bool) -> AsyncIterator[Chat]:
    templates = folder / "lockstep.toml"
    templates.write_text(TEMPLATES)
    room = Room()
    named = {"LOCKSTEP_TEMPLATES": str(templates)}
    async with edge(folder, working=working, named=named, room=room) as parts:
        yield Chat(parts, room)
