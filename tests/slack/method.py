"""The methods of the Web API: a table, and what each needs of its caller."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.slack.rates import SPECIAL, TIERS
from tests.slack.state import Refusal, State
from tests.slack.world import Json, Room, Team

Act = Callable[[State, Team, "Args"], Json]


class Args(dict[str, Any]):
    """What was sent, with form's strings and JSON's values made equal."""

    def flag(self, name: str) -> bool | None:
        """None if it was not said."""
        value = self.get(name)
        return None if value is None else value in (True, "1", "true", "True", 1)

    def words(self, name: str) -> str:
        value = self.get(name)
        return "" if value is None else str(value)

    def need(self, name: str) -> str:
        if not self.words(name):
            raise Refusal(
                "invalid_arguments",
                response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
            )
        return self.words(name)


@dataclass(frozen=True)
class Method:
    act: Act
    a_minute: float
    scopes: tuple[str, ...] = ()
    """One of these is needed."""
    forms_only: bool = False
    """Whether a body of JSON is not read."""


METHODS: dict[str, Method] = {}


def method(
    name: str, *scopes: str, tier: int = 0, forms_only: bool = False
) -> Callable[[Act], Act]:
    """Enter a function in the table; tier 0 is Slack's "special"."""

    def enter(act: Act) -> Act:
        METHODS[name] = Method(act, TIERS.get(tier, SPECIAL), scopes, forms_only)
        return act

    return enter


def room_of(team: Team, channel: str) -> Room:
    """The channel, if the bot may know of it."""
    room = team.rooms.get(channel)
    if room is None or (room.is_private and team.bot not in room.members):
        raise Refusal("channel_not_found")
    return room


def joined(team: Team, channel: str) -> Room:
    """The channel, if the bot is in it."""
    room = room_of(team, channel)
    if team.bot not in room.members:
        raise Refusal("not_in_channel")
    return room


def page(items: list[Json], args: Args, usual: int, most: int) -> tuple[list[Json], str]:
    """The part of *items* that was asked for, and the cursor of the next."""
    limit = min(int(args.get("limit") or usual), most)
    cursor = args.words("cursor")
    if cursor and not cursor.startswith("next:"):
        raise Refusal("invalid_cursor")
    start = int(cursor.removeprefix("next:") or 0)
    end = start + limit
    return items[start:end], f"next:{end}" if end < len(items) else ""
