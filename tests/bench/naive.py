"""The bot that most people would write first: it calls the API before it answers."""

from collections.abc import Iterator
from contextlib import ExitStack

from tests.bench.load import Order
from tests.bench.pairs import compared
from tests.bench.programs import SAY_KEY, begin, load, lockstep, program, sandbox, smith
from tests.bench.size import Size
from tests.bench.table import Row, Target

AT_A_TIME = 64
TARGETS = {"naive_sdk": Target(300, 600, least=True), "naive_httpx": None}
CALLED = {"naive_sdk": "vendor's SDK", "naive_httpx": "httpx"}


def rows(size: Size) -> Iterator[Row]:
    """Acks a second while an API call takes 150 ms, 64 at a time."""
    seconds = max(0.9, 2 * size.window_seconds)
    with ExitStack() as stack:
        press = stack.enter_context(load(size.fresh("naive-load")))
        api = stack.enter_context(
            sandbox(size.fresh("naive-api"), slow_seconds=0.15, places_max=100)
        )
        ours = stack.enter_context(lockstep(size.fresh("naive-ours"), **smith(api, per_minute=60)))
        begin(ours.port, AT_A_TIME)
        rates: dict[str, list[float]] = {"ours": [], **{kind: [] for kind in TARGETS}}
        for turn in range(size.pairs if size.pairs > 3 else 2):
            order = Order(ours.port, AT_A_TIME, size.window_seconds, "say", SAY_KEY)
            rates["ours"].append(press.press(order).rate)
            ours.rests(1.0)
            for kind in TARGETS:
                # A fresh one each time: the vendor's SDK is busy for long with what is left.
                arguments = ("-m", "tests.bench.floors", kind, api)
                with program(arguments, size.fresh(f"{kind}-{turn}")) as naive:
                    asking = Order(naive.port, AT_A_TIME, seconds, "say", SAY_KEY, grace_seconds=0)
                    rates[kind].append(press.press(asking).rate)
    for kind, target in TARGETS.items():
        found = compared(rates["ours"], rates[kind])
        yield Row(
            f"acks against a naive bot ({CALLED[kind]}), API 150 ms, 64 at a time",
            f"{found.ours:,.0f}/s", f"{found.floor:,.1f}/s", found.ratio, target, found.noise,
        )  # fmt: skip
