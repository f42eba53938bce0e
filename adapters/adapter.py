"""What a platform's folder must offer: `connect(lockstep) -> Adapter | None`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

from aiohttp import web

from bot.lockstep import Lockstep
from bot.surface import Surface


class Adapter(Protocol):
    """A platform, connected: where it shows activities, and how it hears people."""

    name: str
    surface: Surface
    routes: Sequence[web.RouteDef]

    def serves(self, workspace: str) -> bool:
        """Whether *workspace* is one of its own that ACTIVITYSMITH_API_KEY is meant for.

        Not one that anybody may have brought: the key is one account's, and reaches the
        phones of whoever runs Lockstep.
        """
        ...

    async def run(self) -> None:
        """Hold whatever connection the platform needs, until cancelled."""
        ...

    async def ready(self) -> str:
        """How the platform is: empty when well, else a sentence that says what to do."""
        ...

    async def close(self) -> None:
        """Let go of whatever was opened; once, when all else is over, whether or not it ran."""
        ...


class Platform(Protocol):
    """What can be connected: a platform's folder, or a value of the same shape."""

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        """The platform, connected; None when it is not configured."""
        ...


@dataclass
class Connected:
    """The plain adapter, of one *workspace*: a surface, and the routes that the platform calls."""

    name: str
    surface: Surface
    routes: Sequence[web.RouteDef] = field(default=())
    workspace: str = ""

    def serves(self, workspace: str) -> bool:
        """See Adapter."""
        return workspace == self.workspace

    async def run(self) -> None:
        """See Adapter. There is nothing to hold."""

    async def ready(self) -> str:
        """See Adapter. Nothing to hold is always well."""
        return ""

    async def close(self) -> None:
        """See Adapter. There is nothing to let go of."""


@dataclass(frozen=True)
class Finding:
    """One thing that the doctor looked at: well, worth knowing, or to be mended."""

    how: Literal["ok", "note", "fix"]
    text: str
