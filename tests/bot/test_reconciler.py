"""The reconciler: how long it waits, and what it asks of a surface that takes nothing now."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.buttons import Buttons, Press
from bot.reconciler import BREATH_SECONDS, Reconciler, backoff_seconds
from bot.stores.sqlite import SqliteStore
from bot.surface import Delivery, Postponed, Shown
from tests.adapters.edge import until
from tests.bench import inside

COMMANDS = 200
FAR = timedelta(hours=1)


class Paced:
    """A surface that puts everything off, until it `takes`."""

    name = "bench"
    lanes = 1

    def __init__(self) -> None:
        self.takes = False
        self.asked = 0
        self.revision = 0

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        self.asked += 1
        if not self.takes:
            return Postponed(datetime.now(UTC) + FAR, {}, {})
        self.revision = delivery.activity.revision
        return Shown({}, {})


def test_what_fails_is_tried_again_ever_later() -> None:
    """Twice as late each time, up to a minute, or to what was asked for."""
    assert [backoff_seconds(attempts) for attempts in (1, 2, 3, 7, 8, 100)] == [
        1.0, 2.0, 4.0, 60.0, 60.0, 60.0,
    ]  # fmt: skip
    assert [backoff_seconds(attempts, 5.0) for attempts in (1, 2, 3, 4, 100)] == [
        1.0, 2.0, 4.0, 5.0, 5.0,
    ]  # fmt: skip


async def test_a_surface_that_takes_nothing_is_asked_in_breaths(tmp_path: Path) -> None:
    """However often the activity changes; and once it takes something, it has the latest."""
    surface = Paced()
    async with inside.opened(tmp_path) as store:
        lockstep = inside.front_door(store)
        await inside.begin(lockstep, 1)
        reconciler = _reconciler(store, surface)
        work = asyncio.create_task(reconciler.run())
        began = time.monotonic()

        await inside.moved(lockstep, 1, COMMANDS)
        asked, took = surface.asked, time.monotonic() - began

        surface.takes = True
        await inside.said(lockstep, 0, "step 9")
        latest = (await store.live("bench"))[0].revision
        await until(lambda: surface.revision >= latest)
        reconciler.stop()
        await work

    assert asked <= took / BREATH_SECONDS + 3
    assert latest > COMMANDS


def _reconciler(store: SqliteStore, surface: Paced) -> Reconciler:
    clock = lambda: datetime.now(UTC)  # noqa: E731
    return Reconciler(store, {surface.name: surface}, Buttons(b"a secret of the tests"), clock)
