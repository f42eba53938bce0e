"""Whether Discord has our commands registered as they are now.

Discord itself is asked, so that nothing need be kept: what it has and what it should have
are brought into one form, and compared by their hash.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp
import discord
from discord.http import Route

from adapters.discord.tree import Tree
from bot.errors import LockstepError

TOO_MANY_CREATED = 30034
INVALID = 50035
PATH = "/applications/{application_id}/commands"

Json = dict[str, Any]

log = logging.getLogger(__name__)

_KEPT = (
    "type", "name", "description", "options", "choices", "value", "required", "autocomplete",
    "min_value", "max_value", "min_length", "max_length", "channel_types", "contexts",
    "integration_types", "default_member_permissions", "nsfw", "name_localizations",
    "description_localizations",
)  # fmt: skip
"""What makes a command what it is; Discord adds numbers of its own, and `dm_permission`, which
`contexts` has replaced."""
_UNORDERED = frozenset({"contexts", "integration_types", "channel_types"})


class NotRegistered(LockstepError):
    """Discord did not take the commands, or did not say which it has."""


class Registry:
    """The commands of *tree*, as they stand with Discord. Its client has logged in."""

    def __init__(self, client: discord.Client, tree: Tree) -> None:
        self._client = client
        self.tree = tree
        self.registered = ""
        self.wanted = ""

    @property
    def is_current(self) -> bool:
        """Whether Discord had, when it was last asked, what it should have."""
        return bool(self.wanted) and self.registered == self.wanted

    async def look(self) -> None:
        """Ask what Discord has. Raises NotRegistered."""
        wanted = await self.tree.payload()
        self.registered = _hash(await self._ask("GET", params={"with_localizations": "true"}))
        self.wanted = _hash(wanted)

    async def compare(self) -> None:
        """Look, and log what differs: to register is a step of a deploy."""
        try:
            await self.look()
        except NotRegistered as exc:
            log.warning("commands not compared", extra={"why": str(exc)})
            return
        if not self.is_current:
            why = "Discord has other commands than this Lockstep; say `lockstep discord --sync`."
            log.warning("commands differ", extra={"why": why})

    async def register(self) -> bool:
        """See that Discord has what it should; whether anything was sent. Raises NotRegistered."""
        await self.look()
        if self.is_current:
            return False
        self.registered = _hash(await self._ask("PUT", json=await self.tree.payload()))
        return True

    async def _ask(self, method: str, **how: Any) -> list[Json]:
        assert self._client.application_id is not None, "whoever asks has logged in"
        route = Route(method, PATH, application_id=self._client.application_id)
        try:
            told = await self._client.http.request(route, **how)
        except (discord.DiscordException, aiohttp.ClientError, OSError) as exc:
            raise NotRegistered(_why(exc)) from None
        if not isinstance(told, list):
            raise NotRegistered("Discord did not say which commands it has. Try again.")
        return told


def _why(exc: Exception) -> str:
    """What went wrong, and what to do about it."""
    if isinstance(exc, discord.RateLimited):
        return (
            f"Discord asks to wait {exc.retry_after / 60:.0f} minutes before commands are "
            "registered. Nothing was changed; try again then."
        )
    if not isinstance(exc, discord.HTTPException) or exc.status >= 500:
        return (
            f"Discord was not reached ({type(exc).__name__}). Try again: what is registered "
            "already is not registered twice."
        )
    if exc.code == TOO_MANY_CREATED:
        return (
            "Discord takes 200 new commands a day from one app, and has had them. Nothing was "
            "changed, and what was registered before works as before; try again tomorrow."
        )
    if exc.code == INVALID:
        return (
            "Discord does not take the commands as they are, which is Lockstep's own mistake. "
            f"Nothing was changed. It says: {' '.join(exc.text.split())}"
        )
    return f"Discord refuses to register commands. Nothing was changed. It says: {exc.text}"


def _hash(commands: Sequence[Json]) -> str:
    """What names exactly these commands, in whichever order they are told."""
    plain = sorted((_plain(command) for command in commands), key=lambda c: (c["type"], c["name"]))
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _plain(told: Any, key: str = "") -> Any:
    """*told* without what is left out as well as said, and without what Discord adds."""
    if isinstance(told, Mapping):
        if key.endswith("_localizations"):
            return dict(told)
        kept = {name: _plain(told[name], name) for name in _KEPT if name in told}
        return {name: value for name, value in kept.items() if not _is_usual(value)}
    if isinstance(told, list):
        each = [_plain(one) for one in told]
        return sorted(each) if key in _UNORDERED else each
    if key == "default_member_permissions" and told is not None:
        return str(told)
    return int(told) if isinstance(told, float) and told.is_integer() else told


def _is_usual(value: Any) -> bool:
    return value is None or value is False or value in ({}, [], "")
