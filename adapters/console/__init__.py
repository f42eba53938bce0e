"""The console: chat channels without an account, as text."""

from adapters.adapter import Adapter, Connected
from adapters.console.card import card
from adapters.console.surface import NAME, WORKSPACE, ConsoleCard, channel
from bot.lockstep import Lockstep

__all__ = ["NAME", "WORKSPACE", "ConsoleCard", "card", "channel", "connect"]


def connect(lockstep: Lockstep) -> Adapter | None:
    """The console, which needs no settings and is always there."""
    return Connected(NAME, ConsoleCard(lockstep.clock), workspace=WORKSPACE)
