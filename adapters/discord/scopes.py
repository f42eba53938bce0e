"""What Lockstep asks of a server, and why: for the invite link and the doctor. Pure.

Administrators see the same list when they open the link, by the same names.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "bot": "be a member of the server, who posts cards",
        "applications.commands": "`/live`, and `Pin to Lock Screen` in the menu of a message",
    }
)
"""Each scope of the link, with what it is for."""


@dataclass(frozen=True)
class Permission:
    """One of Discord's permissions: its bit, its name in Discord's settings, what it is for."""

    bit: int
    name: str
    why: str


PERMISSIONS: tuple[Permission, ...] = (
    Permission(10, "View Channels", "see the channels where cards stand, and hear of new ones"),
    Permission(11, "Send Messages", "post a card, and edit it"),
    Permission(16, "Read Message History", "find a card and its thread again"),
    Permission(35, "Create Public Threads", "begin a card's thread, which tells what happened"),
    Permission(38, "Send Messages in Threads", "tell the thread, and show cards in threads"),
)
"""All that the link asks for, in the order of Discord's settings."""

ASKED = sum(1 << permission.bit for permission in PERMISSIONS)
"""The same as Discord adds them up."""

ADMINISTRATOR, MANAGE_SERVER = 1 << 3, 1 << 5


def lacking(granted: int) -> tuple[Permission, ...]:
    """What is missing of PERMISSIONS where *granted* is what the bot may do."""
    if granted & ADMINISTRATOR:
        return ()
    return tuple(each for each in PERMISSIONS if not granted >> each.bit & 1)


def spelled(permissions: Iterable[Permission]) -> str:
    """Their names, each with what it is for."""
    return ", ".join(f"{each.name} ({each.why})" for each in permissions)
