"""`python -m tests.bench`: every row beside its floor, in one table.

Figures are ratios taken in turns in the same run; absolute ones only say on which machine.
It exits 1 if a row misses what it must be by more than noise. `--quick` takes a minute.
"""

import argparse
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from tests.bench import (
    command_path,
    discord,
    drain,
    machine,
    naive,
    outages,
    page,
    press,
    say,
    slack,
    small,
    startup,
    steady,
    stored,
    ticks,
)
from tests.bench.size import Size, quick
from tests.bench.table import Report, Row, markdown, plain

ROWS: dict[str, Callable[[Size], Iterator[Row]]] = {
    "command-path": command_path.rows,
    "slack": slack.rows,
    "discord": discord.rows,
    "say": say.rows,
    "outages": outages.rows,
    "ticks": ticks.rows,
    "stored": stored.rows,
    "drain": drain.rows,
    "press": press.rows,
    "steady": steady.rows,
    "naive": naive.rows,
    "startup": startup.rows,
    "small": small.rows,
    "page": page.rows,
}
TO_COME = "PostgreSQL's rows come with it."


def main(argv: Sequence[str] | None = None) -> int:
    """0 if every row is what it must be, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute, and rougher figures")
    parser.add_argument("--full", action="store_true", help="drain 2,500 accounts: 2 minutes more")
    parser.add_argument("--row", choices=ROWS, action="append", help="only this one, or these")
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there too")
    asked = parser.parse_args(argv)

    with tempfile.TemporaryDirectory(prefix="lockstep-bench-") as name:
        size = quick(Path(name)) if asked.quick else Size(Path(name))
        if asked.full:
            size = replace(size, drained_accounts=2_500)
        report = measured(size, asked.row or list(ROWS))
        told = [TO_COME, *machine.facts(Path(name)), *report.notes]
    print(f"\n{plain(report.rows)}\n\n" + "\n".join(told))
    if asked.markdown:
        lines = "\n".join(f"- {line}" for line in told)
        asked.markdown.write_text(f"{markdown(report.rows)}\n\n{lines}\n")
    for row in report.failed:
        print(f"MISSED: {row.name}", file=sys.stderr)
    return 1 if report.failed else 0


def measured(size: Size, names: Sequence[str]) -> Report:
    """The rows of *names*. One that breaks off is a row that failed, and stops no other."""
    report = Report()
    for name in names:
        begun = time.monotonic()
        try:
            report.rows += ROWS[name](size)
        except Exception:  # noqa: BLE001 - whatever it was, the other rows tell their own
            traceback.print_exc()
            report.rows.append(Row(f"{name}: broke off", "", broke_off=True))
        print(f"{name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    if "startup" in names:
        report.notes += ["The dearest imports: own and with what they import", *startup.dearest()]
    return report


if __name__ == "__main__":
    sys.exit(main())
