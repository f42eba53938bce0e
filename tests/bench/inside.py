"""Lockstep's parts within the bench's own process, on a real file."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from adapters.app import new_id
from bot.activity import Actor, Channel
from bot.buttons import Buttons
from bot.lockstep import Lockstep
from bot.store import Store
from bot.stores.sqlite import SqliteStore
from bot.templates import Templates

WORKSPACE = "bench"
ACTOR = Actor(platform="bench", id="u1", name="Bench")
STEPS = 9

_keys = count(1)


def channel(number: int) -> Channel:
    """One of the channels that are moved."""
    return Channel(surface="bench", id=f"c{number}", workspace=WORKSPACE, name=f"load-{number}")


def front_door(store: Store) -> Lockstep:
    """Lockstep before *store*, as the app puts it together."""
    return Lockstep(
        store,
        templates=Templates({}),
        buttons=Buttons(secrets.token_bytes(32)),
        clock=lambda: datetime.now(UTC),
        new_id=new_id,
    )


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[SqliteStore]:
    """The store in *folder*, until the block ends."""
    store = await SqliteStore.open(folder / "lockstep.db", answer_seconds=30)
    try:
        yield store
    finally:
        await store.close()


async def begin(lockstep: Lockstep, activities: int) -> None:
    """Start a bar of steps in each of so many channels."""
    for number in range(activities):
        await said(lockstep, number, f'start "Load {number}" steps:{STEPS}')


async def said(lockstep: Lockstep, place: int, words: str) -> None:
    """Say *words* in the channel of that number, under a key of its own."""
    await lockstep.say(words, actor=ACTOR, channel=channel(place), key=f"k{next(_keys)}")


async def moved(lockstep: Lockstep, activities: int, commands: int) -> None:
    """So many steps in all, one at a time in each activity."""

    async def mover(place: int) -> None:
        for number in range(commands // activities):
            await said(lockstep, place, f"step {number % STEPS + 1}")

    await asyncio.gather(*(mover(place) for place in range(activities)))
