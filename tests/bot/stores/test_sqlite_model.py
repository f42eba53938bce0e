"""The store against a plain model: any order of commands, claims and answers, told twice or not."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.activity import Activity
from bot.store import Request
from bot.stores.sqlite import SqliteStore
from bot.surface import Delivery, Postponed, Shown
from tests.bot.stores.made import (
    after,
    asked,
    begins,
    changes,
    counts_up,
    ends,
    made,
    named,
    slack,
    starting,
)

LEASE = 15
SURFACES = ("slack", "lock_screen")
THERE = slack("C2", "T2")
"""A channel of another workspace, to which any activity may be mirrored."""
HOME = (("slack", "C1"), ("lock_screen", "account"))


@dataclass
class Card:
    """A delivery as the model has it."""

    due: float | None
    wanted: int = 1
    epoch: int = 0
    attempts: int = 0
    shown: int = 0
    holder: bool = False
    observed: str = ""
    left: int = 0
    """The revision that left the channel, if one did."""

    def wake(self, now: float) -> None:
        self.wanted += 1
        if not self.holder:
            self.due = now if self.due is None else min(self.due, now)

    def revise(self, now: float) -> None:
        self.wake(now)
        self.attempts = self.attempts if self.holder else 0


@dataclass
class Model:
    """What should be there, in as few words as will do."""

    revisions: dict[str, int] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)
    cards: dict[tuple[str, str, str], Card] = field(default_factory=dict)

    def revise(self, activity_id: str, now: float, *, mirrored: bool | None = None) -> None:
        """One more, after which it is *mirrored* or not; None leaves that as it was."""
        self.revisions[activity_id] = self.revisions.get(activity_id, 0) + 1
        there = self.cards.get((activity_id, THERE.surface, THERE.id))
        if mirrored and there is not None:
            there.left = 0
        if mirrored is False and there is not None and not there.left:
            there.left = self.revisions[activity_id]
            there.revise(now)
        shows = mirrored or (there is not None and not there.left)
        for at in (*HOME, (THERE.surface, THERE.id)) if shows else HOME:
            if (card := self.cards.get((activity_id, *at))) is None:
                self.cards[activity_id, *at] = Card(now)
            else:
                card.revise(now)

    def latest(self, delivery: Delivery) -> int:
        """The revision that the channel of *delivery* is to show."""
        activity_id, channel = delivery.activity.id, delivery.channel
        card = self.cards[activity_id, channel.surface, channel.id]
        return card.left or self.revisions[activity_id]

    def claim(self, surface: str, now: float) -> set[tuple[str, str, int, int, int, bool]]:
        claimed = set()
        for (id, of, channel), card in self.cards.items():
            if of == surface and card.due is not None and card.due <= now:
                interrupted, card.holder = card.holder, True
                card.due, card.epoch, card.attempts = now + LEASE, card.epoch + 1, card.attempts + 1
                claimed.add((id, channel, card.epoch, card.attempts, card.shown, interrupted))
        return claimed

    def let_go(
        self, delivery: Delivery, at: float | None, now: float, observed: str, failed: bool | None
    ) -> None:
        """*failed* is None for shown."""
        activity_id, surface = delivery.activity.id, delivery.channel.surface
        card = self.cards[activity_id, surface, delivery.channel.id]
        if not (card.holder and card.epoch == delivery.epoch):
            return
        grown = card.wanted > delivery.wanted
        patient = bool(failed) and at is not None
        card.holder = False
        card.due = now if grown and not patient else at
        if not failed or (grown and not patient):
            card.attempts = 0
        if failed is None:
            card.shown = max(card.shown, delivery.activity.revision)
        if observed != card.observed:
            card.observed = observed
            if surface == "lock_screen":
                self.wake(activity_id, "slack", now)

    def wake(self, activity_id: str, surface: str, now: float) -> None:
        for (id, of, _), card in self.cards.items():
            if (id, of) == (activity_id, surface) and not card.left:
                card.wake(now)


class Run:
    """One run: everything is done to both, and they are compared."""

    def __init__(self, store: SqliteStore) -> None:
        self.store, self.model, self.now = store, Model(), 0.0
        self.activities: list[Activity] = []
        self.requests: list[tuple[Request, Activity]] = []
        self.claims: list[Delivery] = []

    async def start(self, _: int) -> None:
        activity = made(name=f"n{len(self.activities)}")
        request = asked(at=after(self.now))
        answer = await self.store.change(request, starting(activity), begins(activity))
        self.activities.append(activity)
        self.requests.append((request, activity))
        self.model.revise(activity.id, self.now)
        self.model.told[request.key] = answer.text

    async def change(self, pick: int) -> None:
        if not self.activities:
            return
        activity = self.activities[pick % len(self.activities)]
        request = asked(at=after(self.now))
        rule = counts_up if pick % 5 else ends()
        answer = await self.store.change(request, named(activity), rule)
        self.requests.append((request, activity))
        self.model.revise(activity.id, self.now)
        self.model.told[request.key] = answer.text
        assert answer.activity.revision == self.model.revisions[activity.id]

    async def mirror(self, pick: int) -> None:
        """Show one in another workspace too, or no longer; told so again, one revision more."""
        if not self.activities:
            return
        activity = self.activities[pick % len(self.activities)]
        latest = await self.store.find(named(activity))
        assert latest is not None
        if latest.ended_at is not None:
            return
        mirrored = bool(pick % 2)
        channels = (*activity.channels, THERE) if mirrored else activity.channels
        request = asked(at=after(self.now))
        answer = await self.store.change(request, named(activity), changes(channels=channels))
        self.requests.append((request, activity))
        self.model.revise(activity.id, self.now, mirrored=mirrored)
        self.model.told[request.key] = answer.text

    async def tell_again(self, pick: int) -> None:
        if self.requests:
            request, activity = self.requests[pick % len(self.requests)]
            answer = await self.store.change(request, named(activity), counts_up)
            assert (answer.again, answer.text) == (True, self.model.told[request.key])

    async def claim(self, pick: int) -> None:
        surface, now = SURFACES[pick % 2], after(self.now)
        until = now + timedelta(seconds=LEASE)
        claimed = await self.store.claim_due(surface, now, until, 1000)
        self.claims += claimed
        real = {
            (d.activity.id, d.channel.id, d.epoch, d.attempts, d.shown_revision, d.interrupted)
            for d in claimed
        }
        assert real == self.model.claim(surface, self.now)
        assert all(d.activity.revision == self.model.latest(d) for d in claimed)

    async def show(self, pick: int) -> None:
        if self.claims:
            delivery = self.claims[pick % len(self.claims)]
            at = None if pick % 3 else self.now + pick % 7
            told = Shown({}, {"state": str(pick % 2)}, None if at is None else after(at))
            await self.store.shown(delivery, told, after(self.now))
            self.model.let_go(delivery, at, self.now, str(pick % 2), None)

    async def postpone(self, pick: int) -> None:
        if self.claims:
            delivery = self.claims[pick % len(self.claims)]
            at, failed = None if pick % 3 else self.now + pick % 7, pick % 4 > 1
            told = Postponed(None if at is None else after(at), {}, {"state": str(pick % 2)})
            await self.store.postpone(delivery, told, after(self.now), failed=failed)
            self.model.let_go(delivery, at, self.now, str(pick % 2), failed)

    async def wake(self, pick: int) -> None:
        if self.activities:
            activity = self.activities[pick % len(self.activities)]
            await self.store.wake("lock_screen", [activity.id], after(self.now))
            self.model.wake(activity.id, "lock_screen", self.now)

    async def wait(self, pick: int) -> None:
        self.now += pick % 20

    async def compare(self) -> None:
        """Every revision, timeline, request and due time is as the model says."""
        for activity in self.activities:
            latest = await self.store.find(named(activity))
            assert latest is not None
            entries = await self.store.timeline(activity.id)
            assert [e.revision for e in entries] == list(range(1, latest.revision + 1))
            assert latest.revision == self.model.revisions[activity.id]
            found = [a.id for a in await self.store.live(THERE.workspace, THERE)]
            there = self.model.cards.get((activity.id, THERE.surface, THERE.id))
            is_there = there is not None and not there.left and latest.ended_at is None
            assert (activity.id in found) == is_there
        for surface in SURFACES:
            due = [
                c.due
                for (_, s, _), c in self.model.cards.items()
                if s == surface and c.due is not None
            ]
            assert await self.store.next_due(surface) == (after(min(due)) if due else None)


STEPS = ("start", "change", "mirror", "tell_again", "claim", "show", "postpone", "wake", "wait")


@settings(
    max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 99)), min_size=5, max_size=40))
def test_the_store_does_what_a_plain_model_does(steps: list[tuple[str, int]]) -> None:
    """A hundred runs of up to forty steps: store and model agree at each, and at the end."""

    async def run() -> None:
        with tempfile.TemporaryDirectory() as folder:
            store = await SqliteStore.open(Path(folder) / "lockstep.db", synchronous="OFF")
            try:
                both = Run(store)
                await both.start(0)
                for step, pick in steps:
                    await getattr(both, step)(pick)
                await both.compare()
            finally:
                await store.close()

    asyncio.run(run())
