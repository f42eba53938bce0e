"""The rows of the table, what they must be, and how the table is printed."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

HEADS = ("row", "ours", "floor", "figure", "must", "goal", "verdict")

Verdict = Literal["goal", "met", "noise", "MISSED", "-"]


@dataclass(frozen=True)
class Target:
    """What a figure must be, and should be: *least*, or else most. *unit* follows it."""

    must: float | None
    goal: float | None = None
    least: bool = False
    unit: str = " ×"

    def meets(self, figure: float, bound: float, slack: float = 0.0) -> bool:
        """Whether *figure* keeps to *bound*, or misses it by no more than the part *slack*."""
        return figure >= bound * (1 - slack) if self.least else figure <= bound * (1 + slack)

    def said(self, bound: float | None) -> str:
        """A bound as the table says it."""
        if bound is None:
            return ""
        return f"{'≥' if self.least else '≤'} {bound:,.4g}{self.unit}"


@dataclass(frozen=True)
class Row:
    """One line: *figure* is what is held against *target*; *noise* a part of it.

    A *preview* stands beside targets that were set for something else, and fails nothing.
    """

    name: str
    ours: str
    floor: str = ""
    figure: float | None = None
    target: Target | None = None
    noise: float = 0.05
    preview: bool = False
    unit: str = " ×"
    broke_off: bool = False

    @property
    def verdict(self) -> Verdict:
        """How the figure stands to its target."""
        if self.broke_off:
            return "MISSED"
        if self.target is None or self.figure is None:
            return "-"
        target = self.target
        if target.goal is not None and target.meets(self.figure, target.goal):
            return "goal"
        if target.must is None or target.meets(self.figure, target.must):
            return "met"
        return "noise" if target.meets(self.figure, target.must, self.noise) else "MISSED"

    @property
    def failed(self) -> bool:
        """Whether a must is missed by more than noise."""
        return self.verdict == "MISSED" and not self.preview

    def cells(self) -> tuple[str, ...]:
        """The row as the table prints it."""
        figure = "" if self.figure is None else f"{self.figure:,.3g}{self.unit}"
        if self.figure is not None and self.figure >= 1000:
            figure = f"{self.figure:,.0f}{self.unit}"
        must = self.target.said(self.target.must) if self.target else ""
        goal = self.target.said(self.target.goal) if self.target else ""
        verdict = f"preview: {self.verdict}" if self.preview else self.verdict
        return self.name, self.ours, self.floor, figure, must, goal, verdict


@dataclass
class Report:
    """The rows so far, and notes that belong to them."""

    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def failed(self) -> list[Row]:
        """The rows that miss what they must be."""
        return [row for row in self.rows if row.failed]


def plain(rows: Sequence[Row]) -> str:
    """The table, its columns aligned."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    told = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]
    return "\n".join([told[0], "-" * max(map(len, told)), *told[1:]])


def markdown(rows: Sequence[Row]) -> str:
    """The table for a page."""
    lines = [HEADS, tuple("---" for _ in HEADS), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
