"""All that is due, shown to many accounts, against the arithmetic of what bounds it.

As a program it shows what a filled store says is due, and prints how long that took.
"""

import asyncio
import json
import math
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx

from adapters.metrics import Metrics
from bot.activity import LOCK_SCREEN
from bot.activitysmith.account import Account
from bot.activitysmith.client import CONNECTIONS_MAX, Client, open_http
from bot.activitysmith.surface import LockScreen
from bot.buttons import Buttons
from bot.reconciler import Reconciler
from tests.bench import inside
from tests.bench.filling import Fill, fill
from tests.bench.programs import Program, sandbox
from tests.bench.size import Size
from tests.bench.table import Row, Target

EACH = 4
API_SECONDS = 0.15
TIME, MEMORY = Target(1.3, 1.05), Target(None, 150, unit=" MB")


def rows(size: Size) -> Iterator[Row]:
    """Four activities of each account, every one a first call of 150 ms."""
    accounts = size.drained_accounts
    due = accounts * EACH
    folder = size.fresh("drain")
    fill(folder, Fill(due, workspaces=accounts, due=True))
    with sandbox(size.fresh("drain-api"), slow_seconds=API_SECONDS) as api:
        draining = Program(("-m", "tests.bench.drain", str(folder), api, str(due)), folder, {})
        try:
            told = json.loads(draining.line(within_seconds=due))
        finally:
            draining.stop()
    bound = math.ceil(due / CONNECTIONS_MAX) * API_SECONDS
    yield Row(
        f"drain of {due:,} due, {accounts:,} accounts, API 150 ms",
        f"{told['seconds']:.1f} s", f"{bound:.1f} s", told["seconds"] / bound, TIME, 0.05,
    )  # fmt: skip
    memory = told["peak_mb"]
    yield Row("… peak memory", f"{memory:.0f} MB", "", memory, MEMORY, unit=" MB")
    yield Row("… CPU a delivery", f"{told['cpu_seconds'] / due * 1e6:,.0f} µs")


async def drain(folder: Path, api: str, due: int) -> dict[str, float]:
    """Show all that is due in *folder*, each workspace on an account of its own."""

    def clock() -> datetime:
        return datetime.now(UTC)

    accounts: dict[str, Account] = {}
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(inside.opened(folder))
        # One pool for all accounts: httpx grows dear with connections.
        limits = httpx.Limits(max_connections=CONNECTIONS_MAX, keepalive_expiry=30)
        pool = await stack.enter_async_context(httpx.AsyncHTTPTransport(limits=limits))

        def account_of(workspace: str) -> Account:
            if workspace not in accounts:
                http = open_http(api, f"ask_{workspace}", transport=pool)
                accounts[workspace] = Account(Client(http))
            return accounts[workspace]

        phones = LockScreen(account_of, public_url=None, clock=clock)
        phones.remember(await store.held(LOCK_SCREEN))
        metrics = Metrics()
        buttons, surfaces = Buttons(secrets.token_bytes(32)), metrics.counting([phones])
        reconciler = Reconciler(store, surfaces, buttons, clock)
        begun, cpu = time.perf_counter(), time.process_time()
        work = asyncio.create_task(reconciler.run())
        labels = {"surface": LOCK_SCREEN, "outcome": "shown"}
        while (metrics.registry.get_sample_value("lockstep_shown_total", labels) or 0) < due:
            assert not work.done(), work
            await asyncio.sleep(0.02)
        told = {"seconds": time.perf_counter() - begun, "cpu_seconds": time.process_time() - cpu}
        reconciler.stop()
        await work
    return {**told, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    """The most memory that this process had; getrusage would tell of whoever started it too."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    print(json.dumps(asyncio.run(drain(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))))
