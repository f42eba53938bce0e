"""The demo as `lockstep demo` opens it, and a page that looks at it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.demo.demo import Demo, opened
from tests.adapters.demo.window import Window, window


@pytest.fixture
async def demo() -> AsyncIterator[Demo]:
    """A demo of its own."""
    async with opened({"PORT": "0"}, asyncio.Event()) as running:
        yield running


@pytest.fixture
async def page(demo: Demo) -> AsyncIterator[Window]:
    """A page of it."""
    async with window(demo.address) as opened_page:
        yield opened_page
