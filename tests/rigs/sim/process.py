"""One life of Lockstep, from a start to a stop or a death; all of it real but loop and wire."""

import asyncio
import contextvars
import random
from collections.abc import Coroutine
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from adapters.console.surface import ConsoleCard
from bot.activity import LOCK_SCREEN
from bot.activitysmith.account import Account
from bot.activitysmith.caution import Caution
from bot.activitysmith.client import Client, open_http
from bot.activitysmith.surface import LockScreen
from bot.buttons import Buttons, Press, activity_id_of
from bot.lockstep import Lockstep
from bot.reconciler import Reconciler
from bot.surface import Delivery, Postponed, Shown, Surface
from bot.templates import BUILT_IN, Template, Templates
from tests.rigs.sim.loop import VirtualLoop
from tests.rigs.sim.network import BASE_URL, SPEAKING, Line, Network
from tests.rigs.sim.store import opened

T = TypeVar("T")

PUBLIC_URL = "https://lockstep.test"
POLL_SECONDS = 3_600.0
"""So rarely that a bell which does not ring is not made up for by looking."""

BUTTONS = Buttons(b"made up for the simulator")
LIFE: ContextVar["Life | None"] = ContextVar("LIFE", default=None)


def _templates() -> Templates:
    load = Template(name="load", looks={"type": "progress", "percentage": 1.0})
    kinds = {**BUILT_IN, "load": load}
    by_hand = {
        f"manual-{name}": kind.model_copy(update={"name": f"manual-{name}", "lifecycle": "manual"})
        for name, kind in kinds.items()
    }
    return Templates({**kinds, **by_hand})


TEMPLATES = _templates()


@dataclass
class Ground:
    """What outlives a process: its file, the network, and the dice of the run."""

    loop: VirtualLoop
    path: Path
    network: Network
    dice: random.Random
    caution: Caution
    is_safe: bool = False
    """Whether nobody dies any more."""


class Speaking:
    """The Lock Screen, telling the network of which revision it speaks."""

    name = LOCK_SCREEN
    lanes = LockScreen.lanes

    def __init__(self, phones: LockScreen) -> None:
        self._phones = phones

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        SPEAKING.set((delivery.activity.id, delivery.activity.revision))
        return await self._phones.show(delivery, presses)


class Life:
    """A process. *death* is done when it dies; nothing of it has any effect from then on."""

    lockstep: Lockstep

    def __init__(self, ground: Ground, number: int, steps: int | None) -> None:
        self.number = number
        self.death: asyncio.Future[None] = ground.loop.create_future()
        self._ground = ground
        self._steps = steps
        self._tasks: list[asyncio.Task[Any]] = []
        self._context = contextvars.copy_context()
        self._context.run(LIFE.set, self)

    async def begin(self) -> None:
        """Start up, as `adapters.app.build` does it."""
        ground, clock = self._ground, self._ground.loop.clock
        self.store, self._writer = await opened(ground.path, clock, ground.dice, self.strikes)
        line = Line(ground.network, self.number, self.strikes)
        self._http = open_http(BASE_URL, "ask_sim", transport=line)
        account = Account(Client(self._http, clock=clock))
        phones = LockScreen(
            lambda _: account, public_url=PUBLIC_URL, clock=self._glance, caution=ground.caution
        )
        phones.remember(await self.store.held(phones.name))
        ids = lambda: activity_id_of(ground.dice.randbytes(16))  # noqa: E731
        self.lockstep = Lockstep(
            self.store, templates=TEMPLATES, buttons=BUTTONS, clock=clock, new_id=ids
        )
        surfaces: dict[str, Surface] = {
            LOCK_SCREEN: Speaking(phones),
            "console": ConsoleCard(clock),
        }
        dice = random.Random(ground.dice.random())
        self._reconciler = Reconciler(
            self.store, surfaces, BUTTONS, clock, dice, poll_seconds=POLL_SECONDS
        )
        self._running = self.task(self._reconciler.run())

    def task(self, coroutine: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """Run *coroutine* as part of this process."""
        return asyncio.create_task(coroutine, context=self._context.copy())

    def strikes(self) -> bool:
        """Whether the process is dead. It dies at one of its steps, if that is its fate."""
        if self.death.done():
            return True
        if self._ground.is_safe or self._steps is None:
            return False
        self._steps -= 1
        if self._steps <= 0:
            self.die()
        return self.death.done()

    def die(self) -> None:
        """Have no effect from now on."""
        if not self.death.done():
            self._ground.network.note("dies")
            self.death.set_result(None)

    async def bury(self) -> None:
        """Leave of it what a killed process leaves: its file."""
        await self._drop_tasks()
        held = self._writer.kill()
        self._ground.network.forget(self.number, held)
        await self._http.aclose()

    async def stop(self) -> None:
        """Stop as it is asked to: finish what was begun, and close the file."""
        self._reconciler.stop()
        await self._running
        await self.store.close()
        await self._drop_tasks()
        await self._http.aclose()

    def adopt(self, task: asyncio.Task[Any]) -> None:
        """Take *task* along when the process dies."""
        self._tasks.append(task)
        if len(self._tasks) > 200:
            self._tasks = [task for task in self._tasks if not task.done()]

    def _glance(self) -> datetime:
        """The time; and then, now and then, nothing for a while, as the process is stopped."""
        now = self._ground.loop.clock()
        network = self._ground.network
        if seconds := network.weather.stands_still(network.dice):
            network.stand_still(seconds)
        return now

    async def _drop_tasks(self) -> None:
        left = [task for task in self._tasks if not task.done()]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def belongs(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Any], **options: Any
) -> asyncio.Task[Any]:
    """A task that dies with the process that made it."""
    task = asyncio.Task(coroutine, loop=loop, **options)
    context: contextvars.Context | None = options.get("context")
    life = LIFE.get() if context is None else context.get(LIFE)
    if life is not None:
        life.adopt(task)
    return task
