"""What a command costs, and what is due is found at, with few and with many activities stored."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from bot.lockstep import Lockstep
from bot.stores.sqlite import SqliteStore
from tests.bench import inside
from tests.bench.filling import Fill, fill, timed
from tests.bench.pairs import compared
from tests.bench.size import Size
from tests.bench.table import Row, Target

AT_A_TIME = 16
LOOKS = 64
COMMAND, FINDING = Target(1.6, 1.3), Target(2, 1.1)


@dataclass(frozen=True)
class Kept:
    """A store that holds so many activities."""

    count: int
    store: SqliteStore
    lockstep: Lockstep


def rows(size: Size) -> Iterator[Row]:
    """Each amount against the smallest."""
    filled = {count: timed(lambda count=count: fill(size.fresh(f"stored-{count}"), Fill(count)))  # type: ignore[misc]
              for count in size.stored}  # fmt: skip
    yield from asyncio.run(_measured(size))
    most = max(filled)
    yield Row(f"(filling it with {most:,})", f"{filled[most]:.1f} s")


async def _measured(size: Size) -> list[Row]:
    told: list[Row] = []
    async with AsyncExitStack() as stack:
        all_kept = []
        for count in size.stored:
            begun = time.perf_counter()
            opening = inside.opened(size.folder / f"stored-{count}")
            store = await stack.enter_async_context(opening)
            opened = time.perf_counter() - begun
            lockstep = inside.front_door(store)
            await inside.begin(lockstep, AT_A_TIME)
            all_kept.append(Kept(count, store, lockstep))
        told.append(Row(f"opening a store of {size.stored[-1]:,}", f"{opened:.2f} s"))
        measures: dict[str, tuple[Callable[[Kept, int], Awaitable[float]], int, Target]] = {
            f"a command, {AT_A_TIME} at a time": (_commands, size.commands, COMMAND),
            "claim_due": (_claims, size.commands // 4, FINDING),
            "next_due": (_looks, size.commands // 4, FINDING),
        }
        for name, (work, times, target) in measures.items():
            taken: list[list[float]] = [[] for _ in all_kept]
            for turn in range(size.pairs + 1):
                for place, kept in enumerate(all_kept):
                    micros = await work(kept, times) * 1e6
                    if turn:
                        taken[place].append(micros)
            for place, kept in list(enumerate(all_kept))[1:]:
                found = compared(taken[place], taken[0])
                told.append(
                    Row(
                        f"{name}: {kept.count:,} stored against {all_kept[0].count:,}",
                        f"{found.ours:,.0f} µs", f"{found.floor:,.0f} µs", found.ratio, target,
                        found.noise,
                    )
                )  # fmt: skip
    return told


async def _commands(kept: Kept, times: int) -> float:
    """The seconds that each takes, of many at once."""
    times -= times % AT_A_TIME
    begun = time.perf_counter()
    await inside.moved(kept.lockstep, AT_A_TIME, times)
    return (time.perf_counter() - begun) / times


async def _claims(kept: Kept, times: int) -> float:
    """The median seconds; what is claimed is held until now, so that it is due again at once."""
    taken = []
    for _ in range(times):
        now, begun = datetime.now(UTC), time.perf_counter()
        claimed = await kept.store.claim_due("bench", now, now, 8)
        taken.append(time.perf_counter() - begun)
        assert len(claimed) == 8, "what was moved is due"
    return median(taken)


async def _looks(kept: Kept, times: int) -> float:
    """The median seconds each of many at once: alone, it is the waking of a thread that is timed.

    One flush of the file's pages is dearer than a hundred looks, hence the median.
    """
    taken = []
    for _ in range(max(1, times // AT_A_TIME)):
        begun = time.perf_counter()
        found = await asyncio.gather(*(kept.store.next_due("bench") for _ in range(LOOKS)))
        taken.append((time.perf_counter() - begun) / LOOKS)
        assert None not in found, "what was moved is due"
    return median(taken)
