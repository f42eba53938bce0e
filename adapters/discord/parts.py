"""The parts that listen: who hears what."""

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

from adapters.discord.answers import Answers
from adapters.discord.channels import Channels
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply


class Hears(Protocol):
    """Hears an interaction. Raise Refused for what the person alone is told."""

    def __call__(self, interaction: Interaction, reply: Reply, /) -> Awaitable[None]:
        """Do what is wanted, and answer by *reply*."""
        ...


@dataclass
class Parts:
    """Everything that hears.

    Commands, autocomplete and the message menu are heard by the CommandTree of `tree.py`,
    which calls `answers.guard(answers.to(interaction), …)` itself; the rest comes by here.
    """

    answers: Answers
    channels: Channels
    pressed: Hears
    """A button or a select, `live:…`."""
    submitted: Hears
    """A form of `live:form:…`."""
    connecting: Hears
    """The form of `live:connect…`, for a guild's key."""
