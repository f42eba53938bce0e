"""Figures taken side by side: ratios pair by pair, so that a busy machine hurts both alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

NOISE_MIN, NOISE_MAX = 0.05, 0.25  # What is further off is missed, however wild the machine.


@dataclass(frozen=True)
class Compared:
    """The medians of both sides, the median of their ratios, and how unsure that is."""

    ours: float
    floor: float
    ratio: float
    noise: float


def compared(ours: Sequence[float], floor: Sequence[float]) -> Compared:
    """What *ours* are beside *floor*, which were taken in turns."""
    ratios = [mine / theirs for mine, theirs in zip(ours, floor, strict=True)]
    ratio = median(ratios)
    low, _, high = quantiles(ratios, n=4) if len(ratios) > 1 else (ratio, ratio, ratio)
    return Compared(
        median(ours), median(floor), ratio, min(NOISE_MAX, max(NOISE_MIN, (high - low) / 2 / ratio))
    )


def in_turns(
    pairs: int, ours: Callable[[], float], floor: Callable[[], float]
) -> tuple[list[float], list[float]]:
    """So many figures of each, in turns, each first every other time."""
    mine: list[float] = []
    theirs: list[float] = []
    for pair in range(pairs):
        for is_ours in (True, False) if pair % 2 else (False, True):
            if is_ours:
                mine.append(ours())
            else:
                theirs.append(floor())
    return mine, theirs
