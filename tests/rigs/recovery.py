"""Starts Lockstep again on what a crash left, and lets every surface come to rest."""

import random
from pathlib import Path

from bot.buttons import Buttons
from bot.errors import StoreUnusable
from bot.reconciler import Reconciler
from bot.store import Store
from bot.stores.sqlite import SqliteStore
from tests.rigs.child import SECRET, now
from tests.rigs.durability import Finding, findings
from tests.rigs.kept import kept_in
from tests.rigs.screens import NAMES, Screen, behind
from tests.rigs.watched import Watched

ROUNDS_MAX = 50


async def recovered(path: Path, seen: Watched, *, settle: bool = True) -> list[Finding]:
    """Every promise that *path* breaks: as it is found, and once every surface has settled.

    The store opens it first: whoever else did would mend what the store has to.
    """
    try:
        store = await SqliteStore.open(path)
    except StoreUnusable as exc:
        return [Finding("refused", str(exc))]
    try:
        found = findings(seen.acknowledged, kept_in(path))
        if found or not settle:
            return found
        await _settle(store, seen)
        kept = kept_in(path)
        late = [f"{d.activity_id} on {d.surface}" for d in kept.deliveries if d.is_due]
        return [
            *findings(seen.acknowledged, kept),
            *(Finding("forgotten", f"{what} is due for ever") for what in late),
            *behind(seen.showing, kept),
            *seen.went_back,
        ]
    finally:
        await store.close()


async def _settle(store: Store, seen: Watched) -> None:
    """Show what is due until nothing is, or until it is plain that it never ends."""
    surfaces = {name: Screen(name, seen.show) for name in NAMES}
    reconciler = Reconciler(store, surfaces, Buttons(SECRET), now, random.Random(1))
    for _ in range(ROUNDS_MAX):
        if not sum([await reconciler.show_due(name) for name in NAMES]):
            return
