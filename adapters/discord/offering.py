"""Offers to whoever is typing what fits: from memory, in no time."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.discord.completing import Known, choices
from adapters.discord.live import Live
from adapters.discord.options import ACTIVITY, Option
from adapters.discord.people import Interaction, workspace_of
from adapters.discord.sight import places, seen
from adapters.discord.subcommands import Subcommand
from bot.activity import Activity
from bot.commands import History
from bot.lockstep import Lockstep


class Offering:
    """Knows what there is to choose from."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._templates = lockstep.templates
        self._clock = lockstep.clock
        self._live = Live(lockstep.store)

    async def offers(
        self, interaction: Interaction, asked: Subcommand, option: Option, typed: Mapping[str, Any]
    ) -> Sequence[dict[str, Any]]:
        """The choices for *option* of a command that is being *typed*."""
        rooms, ended = places(interaction), asked.kind is History
        known = await self._live.of(workspace_of(interaction), rooms, ended=ended)
        activities = _nearest_first(seen(interaction, known), rooms)
        offered = Known(
            now=self._clock(),
            templates=self._templates.names,
            audiences=self._templates.audiences,
            activities=activities,
            meant=_meant(typed.get(ACTIVITY), activities, rooms),
        )
        return choices(option, str(typed.get(option.name) or ""), offered)


def _nearest_first(activities: Sequence[Activity], rooms: Sequence[str]) -> list[Activity]:
    """Those of the channel first, what is live before what has ended, the latest first."""

    def distance(activity: Activity) -> tuple[bool, bool]:
        return activity.ended_at is not None, not _is_in(activity, rooms)

    latest_first = sorted(activities, key=lambda activity: activity.started_at, reverse=True)
    return sorted(latest_first, key=distance)


def _meant(which: object, activities: Sequence[Activity], rooms: Sequence[str]) -> Activity | None:
    """The one that the command would be about; None if that is not plain yet."""
    if which:
        return next((a for a in activities if which in (a.id, a.name)), None)
    here = [a for a in activities if a.ended_at is None and _is_in(a, rooms)]
    return here[0] if len(here) == 1 else None


def _is_in(activity: Activity, rooms: Sequence[str]) -> bool:
    return any(channel.id in rooms for channel in activity.channels)
