"""What a story needs of a platform."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Protocol

from adapters.adapter import Platform
from adapters.sandbox import Sandbox
from tests.adapters.edge import Edge, edge
from tests.scenario.story import TEMPLATES, Step

PUBLIC_URL = "https://lockstep.example.com"


class Clock(Protocol):
    """A platform's clock, which stands until it is moved, and is everybody's."""

    def utc(self) -> datetime: ...

    def advance(self, seconds: float) -> None: ...


class Front(Protocol):
    """A platform: each does what the step says, and returns what the person alone was told."""

    surface: str
    edge: Edge
    clock: Clock

    @property
    def workspace(self) -> str: ...

    async def says(self, step: Step) -> str: ...

    async def presses(self, step: Step) -> str: ...

    async def fills(self, step: Step) -> str: ...

    async def creates(self, step: Step) -> str: ...

    async def renames(self, step: Step) -> str: ...

    async def archives(self, step: Step) -> str: ...


@dataclass
class Opened:
    """How a platform is opened: *folder* is where its store is, *at* the time that it is."""

    folder: Path
    at: float


Opens = Callable[[Opened], AbstractAsyncContextManager[Front]]


@asynccontextmanager
async def behind(
    opened: Opened, clock: Clock, platforms: Sequence[Platform]
) -> AsyncIterator[Edge]:
    """Lockstep and the phones. By that clock; nothing is shown but when the story says so."""
    # The same names for the same activities, whatever the platform.
    sandbox = Sandbox(clock=clock.utc, randomness=Random(1))
    async with edge(
        opened.folder,
        clock=clock.utc,
        working=False,
        named={"LOCKSTEP_TEMPLATES": str(TEMPLATES)},
        platforms=platforms,
        sandbox=sandbox,
    ) as parts:
        yield parts
