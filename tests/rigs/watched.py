"""What was seen of a child before it was killed: answers that people got, and screens."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.rigs.durability import Acknowledged, Finding
from tests.rigs.screens import Place


@dataclass
class Watched:
    """Acknowledged commands, what each screen shows, and what it should never have shown."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    showing: dict[Place, int] = field(default_factory=dict)
    went_back: list[Finding] = field(default_factory=list)

    def show(self, place: Place, revision: int) -> None:
        """*place* shows *revision* from now on."""
        before = self.showing.get(place, 0)
        if revision < before:
            what = f"{place[0]} went from {before} back to {revision} of {place[2]}"
            self.went_back.append(Finding("wrong", what))
        self.showing[place] = revision


def watched(lines: Iterable[str]) -> Watched:
    """What the *lines* that a child said mean."""
    seen = Watched()
    for line in lines:
        kind, *rest = line.split()
        if kind == "ACK":
            key, by, activity_id, revision = rest
            told = Acknowledged(key, None if by == "-" else by, activity_id, int(revision))
            seen.acknowledged.append(told)
        elif kind == "SHOW":
            surface, channel_id, activity_id, revision = rest
            seen.show((surface, channel_id, activity_id), int(revision))
    return seen
