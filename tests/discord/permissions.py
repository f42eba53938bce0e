"""Who may do what where: Discord's bits, and how roles and overwrites add up."""

from enum import IntFlag
from typing import Any

Json = dict[str, Any]


class Permission(IntFlag):
    """Those that matter here."""

    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38
    PIN_MESSAGES = 1 << 51


ALL = (1 << 52) - 1
EVERYBODY = (
    Permission.VIEW_CHANNEL
    | Permission.SEND_MESSAGES
    | Permission.READ_MESSAGE_HISTORY
    | Permission.USE_APPLICATION_COMMANDS
    | Permission.ADD_REACTIONS
    | Permission.EMBED_LINKS
    | Permission.ATTACH_FILES
    | Permission.CREATE_PUBLIC_THREADS
    | Permission.SEND_MESSAGES_IN_THREADS
)
"""What @everyone may in a fresh guild."""


def overwritten(base: int, overwrites: list[Json], guild: str, roles: list[str], who: str) -> int:
    """*base* after a channel's overwrites: @everyone's, then the roles', then the person's own."""
    if base & Permission.ADMINISTRATOR:
        return ALL
    by_id = {overwrite["id"]: overwrite for overwrite in overwrites}
    everyone = [by_id[guild]] if guild in by_id else []
    of_roles = [by_id[role] for role in roles if role in by_id and role != guild]
    own = [by_id[who]] if who in by_id else []
    for layer in (everyone, of_roles, own):
        deny = allow = 0
        for overwrite in layer:
            deny |= int(overwrite["deny"])
            allow |= int(overwrite["allow"])
        base = base & ~deny | allow
    return base if base & Permission.VIEW_CHANNEL else 0
