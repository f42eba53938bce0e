"""A hundred commands a second for a minute, while the reconciler delivers."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.load import Order
from tests.bench.programs import SAY_KEY, begin, load, lockstep, sandbox, smith
from tests.bench.size import Size
from tests.bench.table import Row, Target

RATE = 100.0
CONNECTIONS = 16
P99, LONGEST = Target(100, 50, unit=" ms"), Target(None, 500, unit=" ms")


def rows(size: Size) -> Iterator[Row]:
    """Its p50, p99 and longest answer."""
    with ExitStack() as stack:
        press = stack.enter_context(load(size.fresh("steady-load")))
        api = stack.enter_context(
            sandbox(size.fresh("steady-api"), slow_seconds=0.15, places_max=100)
        )
        server = stack.enter_context(lockstep(size.fresh("steady"), **smith(api)))
        begin(server.port, CONNECTIONS)
        order = Order(server.port, CONNECTIONS, size.steady_seconds, "say", SAY_KEY, RATE, 0.5)
        found = press.press(order)
        memory = server.resident_mb
    name = f"{RATE:.0f} commands a second for {size.steady_seconds:.0f} s"
    yield Row(f"{name}: p50", f"{found.p50:.2f} ms")
    yield Row("… p99", f"{found.p99:.2f} ms", "", found.p99, P99, unit=" ms")
    yield Row("… longest", f"{found.longest:.1f} ms", "", found.longest, LONGEST, unit=" ms")
    yield Row("… memory after it", f"{memory:.0f} MB")
