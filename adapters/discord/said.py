"""What somebody said by `/live`, as it is handed from part to part. Pure."""

from dataclasses import dataclass
from typing import Any

from adapters.discord.people import Interaction, actor_of, channel_of, key_of
from adapters.discord.subcommands import Subcommand


@dataclass(frozen=True)
class Said:
    """The subcommand, and what was given to it, as values.

    *which* is what was picked, or typed, to say which activity is meant.
    """

    interaction: Interaction
    asked: Subcommand
    values: dict[str, Any]
    which: str = ""

    @property
    def command_id(self) -> str:
        """Discord's number of `/live`, by which it is mentioned."""
        told: Any = self.interaction.data
        return str(told["id"])

    @property
    def who(self) -> dict[str, Any]:
        """Who asks, from where, and what names the asking. Raises Refused, NotAllowed."""
        return {
            "actor": actor_of(self.interaction),
            "channel": channel_of(self.interaction),
            "key": key_of(self.interaction),
        }
