"""Whatever goes wrong on the way, in whichever order: one card in the end, and each line once."""

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord.surface import DiscordCard
from bot.errors import SurfaceError
from tests.adapters.discord.cards import Cards, carded
from tests.discord import DiscordStandIn

SEEDS = (0, 1, 2, 3, 54)
STEPS = 30


async def died(cards: Cards, dice: random.Random) -> None:
    """Another process shows what is due, and never says what came of it."""
    until = cards.now() + timedelta(seconds=30)
    other = DiscordCard(cards.api, cards.store.timeline, cards.discord.clock.utc)
    for delivery in await cards.store.claim_due("discord", cards.now(), until, 10):
        with suppress(SurfaceError):
            await other.show(delivery, ())
    await cards.later(31)


async def lost(cards: Cards, dice: random.Random) -> None:
    """An answer does not come; what was asked was done, or was not."""
    how = dice.choice([{"lost_answer": True}, {"dropped": True}])
    cards.discord.fail(dice.choice(["POST", "PATCH", "GET"]), "/channels/", **how)


async def failed(cards: Cards, dice: random.Random) -> None:
    """Discord is not well."""
    cards.discord.fail("*", "/channels/", status=dice.choice([500, 502, 503]))


async def hurried(cards: Cards, dice: random.Random) -> None:
    """Discord asks to wait."""
    wait = dice.choice([0.5, 3.0, 20.0])
    everywhere = dice.random() < 0.3
    cards.discord.fail("*", "/channels/", status=429, retry_after=wait, everywhere=everywhere)


async def aged(cards: Cards, dice: random.Random) -> None:
    """Nonces are forgotten, cards grow old."""
    cards.discord.clock.advance(dice.choice([100, 600, 4_000]))


async def moved(cards: Cards, dice: random.Random) -> None:
    """Something is done."""
    await cards.say(f"say Attempt {dice.randrange(10**9)}")


DOINGS: tuple[tuple[Callable[[Cards, random.Random], Awaitable[None]], int], ...] = (
    (moved, 8), (lost, 4), (failed, 2), (hurried, 2), (aged, 1), (died, 1),
)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
async def test_in_the_end_there_is_one_card_and_each_line_once(
    tmp_path: Path, discord: DiscordStandIn, seed: int
) -> None:
    """And the card shows how it is."""
    dice = random.Random(seed)
    doings = [doing for doing, weight in DOINGS for _ in range(weight)]
    async with carded(tmp_path, discord) as cards:
        begun = await cards.say("start Checkout is down")
        for _ in range(STEPS):
            await dice.choice(doings)(cards, dice)
            await cards.show()
            await cards.later(dice.choice([0, 1, 4]))
        discord.faults.clear()
        await cards.say("end All clear")
        await cards.later(200)

        assert cards.card.text.startswith("## 🏁")
        told = [e for e in await cards.store.timeline(begun.id) if e.transition]
        said = "\n".join(cards.thread).split("\n")
        attempts = [e.line for e in told if "Attempt" in e.line]
        times = [sum(line in each for each in said) for line in attempts]
        left_out = [int(each.split()[1]) for each in said if "more before" in each]
        assert max(times, default=1) == 1
        assert len(said) - len(left_out) + sum(left_out) == len(told)
        assert "ended" in said[-1]
        discord.violations.forgive("rate")
