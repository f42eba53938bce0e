"""What a command costs, and what is due is found at, with few and with many activities stored."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.lockstep import Lockstep
from bot.stores.sqlite import SqliteStore
from tests.bench import inside
from tests.bench.filling import Fill, fill, timed
from tests.bench.pairs import compared
from tests.bench.size import Size
from tests.bench.table import Row, Target

AT_A_TIME = 16
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
        measures: dict[str, tuple[Callable[[Kept, int], Awaitable[None]], int, Target]] = {
            f"a command, {AT_A_TIME} at a time": (_commands, size.commands, COMMAND),
            "claim_due": (_claims, size.commands // 4, FINDING),
            "next_due": (_looks, size.commands // 4, FINDING),
        }
        for name, (work, times, target) in measures.items():
            taken: list[list[float]] = [[] for _ in all_kept]
            for turn in range(size.pairs + 1):
                for place, kept in enumerate(all_kept):
                    begun = time.perf_counter()
                    await work(kept, times)
                    if turn:
                        taken[place].append((time.perf_counter() - begun) / times * 1e6)
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


async def _commands(kept: Kept, times: int) -> None:
    await inside.moved(kept.lockstep, AT_A_TIME, times - times % AT_A_TIME)


async def _claims(kept: Kept, times: int) -> None:
    """What is claimed is held until now, so that it is due again at once."""
    for _ in range(times):
        now = datetime.now(UTC)
        claimed = await kept.store.claim_due("bench", now, now, 8)
        assert len(claimed) == 8, "what was moved is due"


async def _looks(kept: Kept, times: int) -> None:
    for _ in range(times):
        assert await kept.store.next_due("bench") is not None, "what was moved is due"
