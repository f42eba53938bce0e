"""A Discord of its own for each test, with a Lockstep between it and the sandbox."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.stage import Stage, staged
from tests.discord import DiscordStandIn


@pytest.fixture
async def discord() -> AsyncIterator[DiscordStandIn]:
    """At whose end nothing was done that Discord forbids, and nobody was left without answer."""
    async with DiscordStandIn() as discord:
        yield discord


@pytest.fixture
async def stage(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Stage]:
    """All of it, at work."""
    async with staged(tmp_path, discord) as stage:
        yield stage


@pytest.fixture
async def still(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Stage]:
    """By Discord's clock, which stands; nothing is shown but by `show` and `later`."""
    async with staged(tmp_path, discord, clock=discord.clock.utc, working=False) as stage:
        yield stage
