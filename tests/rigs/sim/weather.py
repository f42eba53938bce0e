"""What becomes of a call on its way, by the roll of a die."""

import random
from dataclasses import dataclass, replace
from typing import Literal

Fate = Literal["done", "doubled", "refused", "unreached", "reset", "unheard", "late"]


@dataclass(frozen=True)
class Weather:
    """How a network treats calls, in hundredths; what is left of a hundred is simply done.

    *refused*: 429, without effect. *unreached*: nobody was connected to. *reset*: the
    connection broke before any effect. *unheard*: the effect, then a broken connection or
    a 503 for an answer. *late*: no answer, and the effect lands *late_seconds* after the
    call. *doubled*: somebody between repeats the call at once (never a start, which nobody
    could mend). *stopped*: the process stands still for *stopped_seconds* right before it
    sends.
    """

    refused: int = 0
    unreached: int = 0
    reset: int = 0
    unheard: int = 0
    late: int = 0
    doubled: int = 0
    late_seconds: tuple[float, float] = (10.0, 30.0)
    stopped: int = 0
    stopped_seconds: tuple[float, float] = (1.0, 40.0)

    def fate(self, dice: random.Random) -> Fate:
        """What becomes of the next call."""
        roll = dice.randrange(100)
        for name in ("refused", "unreached", "reset", "unheard", "late", "doubled"):
            share: int = getattr(self, name)
            if roll < share:
                return name
            roll -= share
        return "done"

    def stands_still(self, dice: random.Random) -> float:
        """How long the process is stopped now; mostly not at all."""
        if dice.randrange(100) >= self.stopped:
            return 0.0
        return dice.uniform(*self.stopped_seconds)


FAIR = Weather()
HARSH = Weather(refused=10, unreached=5, reset=5, unheard=10, late=10, doubled=5, stopped=2)
MILD = Weather(refused=2, unreached=1, reset=1, unheard=2, late=1, doubled=1)
TARDY = Weather(unheard=5, late=15, late_seconds=(10.0, 300.0))

FROZEN = replace(HARSH, late=40, stopped=8)
"""A process that often stands still sends long after it looked at the clock; and late it lands."""

PROFILES = {"harsh": HARSH, "frozen": FROZEN, "mild": MILD, "tardy": TARDY, "fair": FAIR}
