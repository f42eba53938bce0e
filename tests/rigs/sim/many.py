"""Many seeds, on two processes, and their sum."""

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial

from tests.rigs.sim.run import Outcome, Plan, run

PROCESSES = 2
SEEDS_AT_A_TIME = 10


@dataclass(frozen=True)
class Sum:
    """What came of many seeds."""

    outcomes: Sequence[Outcome]
    seconds: float

    @property
    def failed(self) -> list[Outcome]:
        """Those that broke a promise, the first seed first."""
        return [outcome for outcome in self.outcomes if outcome.wrong]

    @property
    def broken(self) -> Counter[str]:
        """In how many runs each promise was broken."""
        return Counter(
            promise for o in self.outcomes for promise in {wrong.promise for wrong in o.wrong}
        )

    @property
    def regressions(self) -> int:
        """How often a phone showed an older revision after a newer one, for a while."""
        return sum(outcome.passing.regressions for outcome in self.outcomes)

    @property
    def reopened(self) -> int:
        """How often an ended card came back, for a while."""
        return sum(outcome.passing.reopened for outcome in self.outcomes)

    def lines(self) -> list[str]:
        """The figures, for people."""
        runs = len(self.outcomes)
        calls = sum(outcome.calls for outcome in self.outcomes)
        lives = sum(outcome.lives for outcome in self.outcomes)
        longest = max(outcome.passing.reopened_seconds for outcome in self.outcomes)
        others = {p: n for p, n in self.broken.items() if p not in ("converged", "ended")}
        return [
            f"{runs} seeds in {self.seconds:.1f} s, {runs / self.seconds:.1f} a second",
            f"not converged       {self.broken['converged']}",
            f"ended left open     {self.broken['ended']}",
            f"other promises      {others or 0}",
            f"older after newer   {self.regressions} for a while",
            f"ended and reopened  {self.reopened} for a while, {longest:.0f} s at most",
            f"a run               {calls / runs:.1f} calls, {lives / runs:.1f} lives",
        ]


def run_all(seeds: Iterable[int], plan: Plan, processes: int = PROCESSES) -> Sum:
    """What comes of all *seeds*."""
    begun = time.monotonic()
    one = partial(run, plan=plan)
    if processes == 1:
        return Sum([one(seed) for seed in seeds], time.monotonic() - begun)
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        outcomes = list(pool.map(one, seeds, chunksize=SEEDS_AT_A_TIME))
    return Sum(outcomes, time.monotonic() - begun)
