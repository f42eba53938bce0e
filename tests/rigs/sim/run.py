"""One run: a seed, and what came of it."""

import asyncio
import logging
import os
import random
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

from bot.activity import LOCK_SCREEN, Activity
from bot.activitysmith import payload
from bot.activitysmith.caution import Caution
from bot.activitysmith.scene import is_manual
from bot.surface import Delivery
from tests.rigs.history import Card, History, Kept, Row
from tests.rigs.sim.asking import People, first_of
from tests.rigs.sim.loop import VirtualLoop
from tests.rigs.sim.network import Network
from tests.rigs.sim.people import mirrors, wishes
from tests.rigs.sim.phones import Phones, picture_of
from tests.rigs.sim.process import BUTTONS, PUBLIC_URL, Ground, Life, belongs
from tests.rigs.sim.weather import HARSH, Weather
from tests.rigs.verdict import Passing, Wrong, judged, passing

HEALED_SECONDS = 1_200.0
LOOK_SECONDS = 20.0


@dataclass(frozen=True)
class Plan:
    """How a run goes, beside its seed."""

    weather: Weather = HARSH
    caution: Caution = field(default_factory=Caution)


def without(plan: Plan, names: Sequence[str]) -> Plan:
    """*plan* less some of the caution: "settle", "wait", or both."""
    caution = plan.caution
    if "settle" in names:
        caution = replace(caution, settle=(), settle_end=())
    if "wait" in names:
        caution = replace(caution, wait=timedelta())
    return replace(plan, caution=caution)


@dataclass(frozen=True)
class Outcome:
    """What came of a seed. *trace* is the same for the same run, letter by letter."""

    seed: int
    wrong: tuple[Wrong, ...]
    passing: Passing
    calls: int
    lives: int
    trace: str


def run(seed: int, plan: Plan, tell: Callable[[str], None] | None = None) -> Outcome:
    """What comes of *seed*. *tell* hears every step."""
    digest = sha256()

    def note(line: str) -> None:
        digest.update(f"{line}\n".encode())
        if tell is not None:
            tell(line)

    loop = VirtualLoop()
    loop.set_task_factory(belongs)  # type: ignore[arg-type]  # typeshed forgets the context
    try:
        with tempfile.TemporaryDirectory(dir=_quick_folder()) as folder, _overheard(loop):
            world = World(seed, plan, loop, Path(folder), note)
            history = loop.run_until_complete(world.run())
    finally:
        loop.close()
    seen = passing(history)
    calls = len(history.sent)
    return Outcome(seed, tuple(judged(history)), seen, calls, world.lives, digest.hexdigest())


class World:
    """All that there is in a run."""

    def __init__(
        self, seed: int, plan: Plan, loop: VirtualLoop, folder: Path, note: Callable[[str], None]
    ) -> None:
        def dice(name: str) -> random.Random:
            return random.Random(f"{seed} {name}")

        self.lives = 0
        self._loop = loop
        self._phones = Phones(f"{seed} phones")
        self._network = Network(loop, self._phones, plan.weather, dice("network"), note)
        self._people = People(self._phones, dice("people"), note)
        wished = wishes(dice("wishes"))
        self._wishes = [*wished, *mirrors(dice("mirrors"), wished)]
        self._fates = dice("fates")
        path = folder / "lockstep.db"
        self._ground = Ground(loop, path, self._network, dice("process"), plan.caution)
        self._safe = asyncio.Event()

    async def run(self) -> History:
        """From the first wish until nothing is left to do."""
        keeper = asyncio.create_task(self._keep_alive())
        await asyncio.gather(*(self._people.live_on(wish) for wish in self._wishes))
        self._network.heal()
        self._ground.is_safe = True
        self._safe.set()
        life = await keeper
        await self._rest(life)
        history = await self._history(life)
        await life.stop()
        return replace(history, unexpected=tuple(self._loop.unexpected))

    async def _keep_alive(self) -> Life:
        """Start a process whenever there is none, until nobody dies any more; the last one."""
        while True:
            life = await self._born()
            if not life.death.done():
                self._people.life = life
                await self._lived(life)
                self._people.life = None
            if not life.death.done():
                if self._safe.is_set():
                    return life
                stopping = asyncio.create_task(life.stop())
                await first_of(stopping, life.death)
                if stopping.done():
                    await stopping
                    continue
                stopping.cancel()
                await asyncio.gather(stopping, return_exceptions=True)
            await life.bury()
            await asyncio.sleep(self._fates.uniform(0.1, 20))

    async def _born(self) -> Life:
        self.lives += 1
        steps = self._fates.randint(1, 120) if self._fates.random() < 0.6 else None
        life = Life(self._ground, self.lives, steps)
        beginning = life.task(life.begin())
        await first_of(beginning, life.death)
        if beginning.done():
            await beginning
        return life

    async def _lived(self, life: Life) -> None:
        """Until it dies, is to stop, or nobody dies any more."""
        safe = asyncio.create_task(self._safe.wait())
        seconds = self._fates.expovariate(1 / 60)
        await first_of(safe, life.death, timeout_seconds=seconds)
        if not self._safe.is_set() and self._fates.random() < 0.7:
            life.die()
        safe.cancel()

    async def _rest(self, life: Life) -> None:
        """Until the time is up, or nothing will happen before it is."""
        end = self._loop.time() + HEALED_SECONDS
        while self._loop.time() < end:
            await asyncio.sleep(LOOK_SECONDS)
            dues = [await life.store.next_due(name) for name in (LOCK_SCREEN, "console")]
            left = self._loop.clock() + timedelta(seconds=end - self._loop.time())
            if self._network.is_still and all(due is None or due > left for due in dues):
                return

    async def _history(self, life: Life) -> History:
        rows: list[Row] = []
        kept: list[Kept] = []
        cards: list[Card] = []
        wanted: dict[str, str] = {}
        for activity in await life.store.recent(None, 100):
            entries = await life.store.timeline(activity.id)
            rows += [Row(activity.id, e.revision, e.verb, e.actor_id) for e in entries]
            deliveries = await life.store.deliveries(activity.id)
            (phone,) = (d for d in deliveries if d.channel.surface == LOCK_SCREEN)
            kept.append(_kept(activity, phone))
            cards += [_card(d) for d in deliveries if d is not phone]
            if activity.ended_at is None:
                wanted[activity.id] = self._wanted(activity)
        return History(
            asked=self._people.asked(),
            journal=tuple(rows),
            kept=tuple(kept),
            sent=tuple(self._network.sent),
            landed=tuple(self._phones.landed),
            phone=tuple(self._phones.standing()),
            cards=tuple(cards),
            wanted=wanted,
        )

    def _wanted(self, activity: Activity) -> str:
        now = self._loop.clock()
        presses = BUTTONS.of(activity, now)
        showing = payload.Showing(activity, now, presses, public_url=PUBLIC_URL)
        return picture_of("put", payload.put_stream(showing), self._loop.time())


def _kept(activity: Activity, delivery: Delivery) -> Kept:
    return Kept(
        activity=activity.id,
        revision=activity.revision,
        ended=activity.ended_at is not None,
        manual=is_manual(activity),
        starts=activity.starts,
        state=delivery.observed.get("state", ""),
    )


def _card(delivery: Delivery) -> Card:
    last = delivery.memo.get("card", "").rpartition("\n")[2]
    return Card(
        activity=delivery.activity.id,
        channel=delivery.channel.id,
        shown=delivery.shown_revision,
        wanted=delivery.activity.revision,
        pressable=last.startswith("└ ["),
        live=delivery.activity.ended_at is None and not delivery.left,
    )


def _quick_folder() -> str | None:
    """Where files are quick; the usual place for temporary ones if there is no such."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class _Ear(logging.Handler):
    """Hears what was logged as an error."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__(logging.ERROR)
        self._loop = loop

    def emit(self, record: logging.LogRecord) -> None:
        why = record.exc_info[1] if record.exc_info else None
        self._loop.unexpected.append(f"{record.getMessage()}: {why!r}")


@contextmanager
def _overheard(loop: VirtualLoop) -> Iterator[None]:
    log, ear = logging.getLogger("bot"), _Ear(loop)
    log.addHandler(ear)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(ear)
        log.propagate = True
