"""An ack while ActivitySmith is well, slow, very slow, or refuses everything."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.load import Order
from tests.bench.pairs import compared
from tests.bench.programs import SAY_KEY, begin, load, lockstep, sandbox, smith
from tests.bench.size import Size
from tests.bench.table import Row, Target

HOW: dict[str, dict[str, object]] = {
    "fast": {},
    "150 ms": {"slow_seconds": 0.15},
    "5 s": {"slow_seconds": 5.0},
    "refusing": {"status": 503},
}
ACTIVITIES = 8
RATE = 150.0
PER_MINUTE = 600  # Ten times an account's usual; more, and the fast one is the slowest.
TARGET = Target(1.25, 1.05)


def rows(size: Size) -> Iterator[Row]:
    """The median ack under the same load, one Lockstep for each way that the API is."""
    with ExitStack() as stack:
        press = stack.enter_context(load(size.fresh("outages-load")))
        ports = {}
        for place, (how, switches) in enumerate(HOW.items()):
            folder = size.fresh(f"outages-{place}")
            api = stack.enter_context(
                sandbox(size.fresh(f"outages-api-{place}"), places_max=100, **switches)
            )
            ports[how] = stack.enter_context(lockstep(folder, **smith(api, PER_MINUTE)))
            begin(ports[how].port, ACTIVITIES)
        medians: dict[str, list[float]] = {how: [] for how in HOW}
        for turn in range(size.pairs + 1):
            for how in HOW if turn % 2 else reversed(HOW):
                order = Order(
                    ports[how].port, ACTIVITIES, size.window_seconds, "say", SAY_KEY, RATE
                )
                median = press.press(order).p50
                if turn:  # The first only warms.
                    medians[how].append(median)
                ports[how].rests(0.5)
    for how in list(HOW)[1:]:
        found = compared(medians[how], medians["fast"])
        yield Row(
            f"ack p50 while the API is {how}, against fast",
            f"{found.ours:.2f} ms", f"{found.floor:.2f} ms", found.ratio, TARGET, found.noise,
        )  # fmt: skip
