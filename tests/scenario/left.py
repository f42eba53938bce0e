"""What a story leaves, and how two of them differ."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tests.scenario.story import Step

_NOTHING = "(nothing more)"
_BEFORE, _BEHIND = 60, 100


@dataclass(frozen=True)
class Moment:
    """What there is after a step: what was done so far, and what the phones show. JSON, whole."""

    step: Step
    done: tuple[str, ...]
    phones: str


@dataclass(frozen=True)
class Left:
    """Every moment of a story; and each activity as it is at the end."""

    moments: tuple[Moment, ...]
    activities: tuple[str, ...]

    @property
    def done(self) -> list[dict[str, Any]]:
        """The whole timeline, a line each."""
        return [json.loads(line) for moment in self.moments for line in moment.done]


def differences(one: Left, other: Left) -> list[str]:
    """Where two stories differ, each with the step after which they did; none if nowhere."""
    found = []
    for mine, theirs in zip_longest(one.moments, other.moments):
        step = (mine or theirs).step
        found += _unlike(str(step), mine.done if mine else (), theirs.done if theirs else ())
        shown = [[moment.phones] if moment else [] for moment in (mine, theirs)]
        found += _unlike(f"{step}, on the phones", *shown)
    return found + _unlike("at the end", one.activities, other.activities)


def _unlike(where: str, ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    pairs = zip_longest(ours, theirs, fillvalue=_NOTHING)
    return [f"after {where}:\n  {_around(one, other)}" for one, other in pairs if one != other]


def _around(one: str, other: str) -> str:
    """The first place where they part, and what is there in each."""
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    since = slice(max(0, at - _BEFORE), at + _BEHIND)
    return f"{one[since]}\n  {other[since]}"
