"""`python -m tests.rigs.sim`: run the real Lockstep through many bad nights, seed by seed."""

import argparse
import sys
from collections.abc import Sequence

from tests.rigs.sim.many import PROCESSES, run_all
from tests.rigs.sim.run import Plan, run, without
from tests.rigs.sim.weather import PROFILES

SHOWN_MAX = 5


def main(argv: Sequence[str] | None = None) -> int:
    """0 if every promise was kept, 1 if any was broken."""
    asked = _parser().parse_args(argv)
    plan = without(Plan(PROFILES[asked.profile]), asked.without)
    if asked.seed is not None:
        outcome = run(asked.seed, plan, print)
        for wrong in outcome.wrong:
            print(f"WRONG {wrong.promise}: {wrong.how}")
        print(f"trace {outcome.trace}")
        return int(bool(outcome.wrong))

    total = run_all(range(asked.first, asked.first + asked.seeds), plan, asked.processes)
    print("\n".join(total.lines()))
    options = "".join(f" --without {name}" for name in asked.without)
    for outcome in total.failed[:SHOWN_MAX]:
        print(
            f"\nseed {outcome.seed} broke {', '.join(sorted({w.promise for w in outcome.wrong}))}"
        )
        print(f"python -m tests.rigs.sim --profile {asked.profile}{options} --seed {outcome.seed}")
    return int(bool(total.failed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.rigs.sim", description=__doc__)
    parser.add_argument("--seeds", type=int, default=2_000, help="how many (2000)")
    parser.add_argument("--first", type=int, default=0, help="the first of them (0)")
    parser.add_argument("--seed", type=int, help="only this one, step by step")
    parser.add_argument("--profile", choices=PROFILES, default="harsh", help="the weather (harsh)")
    parser.add_argument(
        "--without", action="append", default=[], choices=("settle", "wait"),
        help="leave out what makes good again, or the wait that prevents: it should go red",
    )  # fmt: skip
    parser.add_argument("--processes", type=int, default=PROCESSES, help=f"how many ({PROCESSES})")
    return parser


if __name__ == "__main__":
    sys.exit(main())
