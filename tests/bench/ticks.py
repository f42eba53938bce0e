"""A thousand changes to one activity in a second: what is sent, and when the last one shows."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

from adapters import console
from adapters.app import App, build
from bot.activity import LOCK_SCREEN, Activity, Actor
from bot.settings import Settings
from tests.bench.programs import SMITH_KEY, asked, sandbox, smith
from tests.bench.size import Size
from tests.bench.table import Row, Target

CHANGES = 1_000
WAIT_SECONDS = 3.0
CALLS, CARDS = Target(6, 3, unit=""), Target(4, 3, unit="")
SHOWN = Target(2, 1, unit=" s")
ACTOR = Actor(platform="console", id="bench", name="bench")


def rows(size: Size) -> Iterator[Row]:
    """Once with an API that answers in 150 ms, as over the internet; once with a fast one."""
    for slow_seconds in (0.15, 0.0)[: size.pairs - 2]:
        with sandbox(size.fresh(f"ticks-api-{slow_seconds}"), slow_seconds=slow_seconds) as api:
            told = asyncio.run(_ticked(size.fresh(f"ticks-{slow_seconds}"), api))
        yield from _told(told, "150 ms" if slow_seconds else "fast")


def _told(told: dict[str, float], how: str) -> Iterator[Row]:
    name = f"{CHANGES:,} changes to one activity in {told['took']:.2f} s, API {how}"
    yield Row(f"{name}: API calls", f"{told['calls']:.0f}", "", told["calls"], CALLS, 0, unit="")
    yield Row("… card shows", f"{told['cards']:.0f}", "", told["cards"], CARDS, 0, unit="")
    for where in (LOCK_SCREEN, console.NAME):
        seconds = told[where]
        shown = f"{seconds:.2f} s" if seconds < WAIT_SECONDS else f"not in {WAIT_SECONDS:.0f} s"
        yield Row(f"… last state shown, {where}", shown, "", seconds, SHOWN, unit=" s")


async def _ticked(folder: Path, api: str) -> dict[str, float]:
    settings = Settings.model_validate(
        {
            "LOCKSTEP_DATABASE_URL": f"sqlite:///{folder}/lockstep.db",
            "LOCKSTEP_SECRET": "a-secret-for-benchmarks-only",
            **smith(api),
        }
    )
    async with build(settings) as app:
        work = asyncio.create_task(app.work())
        activity = await _said(app, 'start "Import" percentage:0')
        await _shown_within(app, activity, LOCK_SCREEN)
        calls, cards = await _calls(api), _shows(app, console.NAME)
        begun = time.perf_counter()
        for number in range(CHANGES):
            activity = await _said(app, f"progress {(number % 1_000 + 1) / 10}%")
            ahead = begun + number / CHANGES - time.perf_counter()
            if ahead > 0.001:
                await asyncio.sleep(ahead)
        took = time.perf_counter() - begun
        waits = [_shown_within(app, activity, where) for where in (console.NAME, LOCK_SCREEN)]
        on_console, on_phones = await asyncio.gather(*waits)
        told = {
            "took": took,
            "calls": await _calls(api) - calls,
            "cards": _shows(app, console.NAME) - cards,
            console.NAME: on_console,
            LOCK_SCREEN: on_phones,
        }
        app.rest()
        await work
    return told


async def _said(app: App, words: str) -> Activity:
    told = await app.lockstep.say(words, actor=ACTOR, channel=console.channel("ticks"))
    assert told.answer is not None, "it is a command"
    return told.answer.activity


async def _shown_within(app: App, activity: Activity, surface: str) -> float:
    """How long until *surface* shows the revision; WAIT_SECONDS if it takes as long."""
    begun = time.perf_counter()
    while (waited := time.perf_counter() - begun) < WAIT_SECONDS:
        for delivery in await app.store.deliveries(activity.id):
            if delivery.channel.surface == surface and (
                delivery.shown_revision >= activity.revision
            ):
                return waited
        await asyncio.sleep(0.01)
    return WAIT_SECONDS


async def _calls(api: str) -> float:
    url = api.removesuffix("/api") + f"/__sandbox/accounts/{SMITH_KEY}/log"
    answer = await asyncio.to_thread(asked, url, None, "GET")
    return float(len(answer["log"]))


def _shows(app: App, surface: str) -> float:
    labels = {"surface": surface, "outcome": "shown"}
    return app.metrics.registry.get_sample_value("lockstep_shown_total", labels) or 0.0
