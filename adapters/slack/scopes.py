"""What Lockstep asks of a workspace, and why: for installing, the manifest and the doctor."""

from collections.abc import Mapping
from types import MappingProxyType

SCOPES: Mapping[str, str] = MappingProxyType(
    {
        "channels:history": "find a card again after a lost answer, and hear topics change",
        "channels:join": "show a card in a public channel where something begins",
        "channels:read": "hear of channels that are created, renamed and archived",
        "chat:write": "post cards and lines, and edit them",
        "commands": "the slash command and the shortcut",
        "groups:history": "the same in private channels that the app was invited to",
        "groups:read": "the same of private channels that the app was invited to",
        "usergroups:read": "know who is in a group that a template's `may` names",
        "users:read": "know who is an administrator, for `connect`",
    }
)
"""Each scope of the bot's token, with what it is for."""

OPTIONAL = frozenset({"usergroups:read", "users:read"})
"""Those without which all the rest works."""
