"""Surfaces that remember what they show, as a phone does while its server is down."""

from collections.abc import Callable

from bot.activity import LOCK_SCREEN
from bot.buttons import Press
from bot.surface import Delivery, Postponed, Shown
from tests.rigs.durability import Finding, Kept, wanted

NAMES = ("console", LOCK_SCREEN)

Place = tuple[str, str, str]
"""A surface, a channel of it, and an activity."""


class Screen:
    """A surface. *tell* hears of each show, once it can be seen and nothing is kept of it."""

    lanes = 8

    def __init__(self, name: str, tell: Callable[[Place, int], None]) -> None:
        self.name = name
        self._tell = tell

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        activity = delivery.activity
        self._tell((self.name, delivery.channel.id, activity.id), activity.revision)
        return Shown(memo={"shown": str(activity.revision)}, observed={"state": "posted"})


def behind(showing: dict[Place, int], kept: Kept) -> list[Finding]:
    """Every channel of *kept* that does not show the revision that it has to."""
    found = []
    for (activity_id, surface, channel_id), revision in wanted(kept).items():
        shown = showing.get((surface, channel_id, activity_id), 0)
        if shown != revision:
            what = f"{surface} shows {shown} of {activity_id}, which is {revision}"
            found.append(Finding("wrong" if shown > revision else "forgotten", what))
    return found
