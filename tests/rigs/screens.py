"""Surfaces that remember what they show, as a phone does while its server is down."""

from collections.abc import Callable

from bot.activity import LOCK_SCREEN
from bot.buttons import Press
from bot.surface import Delivery, Postponed, Shown
from tests.rigs.durability import Finding, Kept

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
    """Every channel of *kept* that does not show the latest revision of its activity."""
    found = []
    for activity in kept.activities:
        for surface, channel_id in sorted(activity.channels):
            shown = showing.get((surface, channel_id, activity.id), 0)
            if shown != activity.revision:
                what = f"{surface} shows {shown} of {activity.id}, which is {activity.revision}"
                found.append(Finding("wrong" if shown > activity.revision else "forgotten", what))
    return found
