"""What was typed into forms that could not be done, for a short while.

Discord closes a form before it is known whether it can be done. So that nobody types a
thing twice, the form opens again with it. It is a kindness, not a promise: there is room
for a few, they are gone after a restart, and then the form opens with what is.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.discord.modals import Given

DRAFTS_MAX = 200
LIFETIME = timedelta(minutes=15)


@dataclass(frozen=True)
class Draft:
    """What one person typed."""

    of: tuple[str, str]
    """The guild, and the person."""
    given: Mapping[str, Given]
    until: datetime


class Drafts:
    """The latest drafts, by the id of the interaction that sent them."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._drafts: OrderedDict[str, Draft] = OrderedDict()

    def keep(self, name: str, of: tuple[str, str], given: Mapping[str, Given]) -> None:
        """Keep what a person typed, under *name*; the oldest goes when there are too many."""
        self._drafts[name] = Draft(of, given, self._clock() + LIFETIME)
        while len(self._drafts) > DRAFTS_MAX:
            self._drafts.popitem(last=False)

    def take(self, name: str, of: tuple[str, str]) -> Mapping[str, Given]:
        """What that person typed; nothing if it is no longer known."""
        draft = self._drafts.get(name)
        if draft is None or draft.of != of or draft.until < self._clock():
            return {}
        return draft.given

    def drop(self, name: str) -> None:
        """It was done after all."""
        self._drafts.pop(name, None)

    def __len__(self) -> int:
        return len(self._drafts)
