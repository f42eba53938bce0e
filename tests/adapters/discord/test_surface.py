"""The Discord card, before a Discord that keeps its limits: once, in place, and up to date."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.discord.cards import Cards, carded
from tests.discord import DiscordStandIn


@pytest.fixture
async def cards(tmp_path: Path, discord: DiscordStandIn) -> AsyncIterator[Cards]:
    """At whose end nothing was done that Discord forbids."""
    async with carded(tmp_path, discord) as cards:
        yield cards


async def test_an_activity_is_one_message(cards: Cards) -> None:
    """Posted once, then edited; the thread has a line for each transition."""
    await cards.say('start "Nightly backup" steps:snapshot,upload,verify,prune')
    await cards.show()
    await cards.later(5)
    await cards.say("next")
    await cards.later(5)
    await cards.say("end All clear")
    await cards.later(5)

    assert cards.posts() == 1
    assert "▸ **snapshot**" in cards.card.text
    assert cards.card.text.startswith("## 🏁 Nightly backup")
    assert cards.card.buttons == cards.card.selects == []
    assert cards.thread == [
        "**Ana**: started",
        r"**Ana**: step 1 of 4\: snapshot",
        "**Ana**: ended: “All clear”".replace("d:", r"d\:"),
    ]
