"""Figures of a rig as one table, and the first few things that it found."""

import sys
from collections.abc import Mapping, Sequence

from tests.rigs.durability import Finding

FINDINGS_SHOWN = 10


def show(rows: Sequence[Mapping[str, object]], found: Sequence[Finding]) -> None:
    """Print *rows*, which all have the same names, and what was *found*."""
    cells = [list(rows[0]), *([str(value) for value in row.values()] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["  ".join(c.rjust(w) for c, w in zip(r, widths, strict=True)) for r in cells]
    lines += [f"{finding.kind}: {finding.what}" for finding in found[:FINDINGS_SHOWN]]
    sys.stdout.write("\n".join(lines) + "\n")
