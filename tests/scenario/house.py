"""A story, told in one place: what is done, what is shown, and what it leaves."""

from tests.scenario.fronts import Front, Opened
from tests.scenario.fronts.front import Opens
from tests.scenario.left import Left, Moment
from tests.scenario.same import Same
from tests.scenario.story import Step

STEP_SECONDS = 20
TICK_SECONDS = 5
SHOWS_MAX = 30


async def told(steps: list[Step], opens: Opens, opened: Opened) -> Left:
    """What *steps* leave there."""
    async with opens(opened) as front:
        house = House(front)
        return Left(tuple([await house.step(step) for step in steps]), await house.activities())


class House:
    """Does a step, shows what is due, and looks."""

    def __init__(self, front: Front) -> None:
        self.front = front
        self.edge = front.edge
        self._done: dict[str, int] = {}

    async def step(self, step: Step) -> Moment:
        """What there is after *step*, and after the little time that it took."""
        await self._do(step)
        done = await self._since()
        if step.kind != "passes":
            assert bool(done) != bool(step.refused), f"{step}: it changed {done or 'nothing'}"
        await self._pass(step.what if step.kind == "passes" else STEP_SECONDS)
        same = await Same.of(self.front)
        phones = same.phones(self.edge.sandbox.picture(self.edge.key))
        return Moment(step, done + await self._since(), phones)

    async def activities(self) -> tuple[str, ...]:
        """Each as it is now, the first that began first."""
        same = await Same.of(self.front)
        return tuple(map(same.activity, same.activities))

    async def _do(self, step: Step) -> None:
        if step.kind == "passes":
            return
        if step.kind == "phone":
            await self._press(step)
            return
        heard = await getattr(self.front, step.kind)(step)
        expected = step.refused or step.told
        assert expected in heard.replace("\\", ""), f"{step}: told {heard!r}, not {expected!r}"

    async def _press(self, step: Step) -> None:
        """On the phone."""
        cards = [c for c in self.edge.cards() if step.of in c["content_state"]["title"]]
        live = [card["activity_id"] for card in cards if card["is_live"]]
        assert len(live) == 1, f"{step}: {self.edge.cards()}"
        pressed = await self.edge.sandbox.press(self.edge.key, live[0], step.what)
        assert [each["status"] for each in pressed["deliveries"]] == [200], f"{step}: {pressed}"

    async def _pass(self, seconds: float) -> None:
        await self._show()
        for _ in range(0, int(seconds), TICK_SECONDS if seconds <= 3_600 else 300):
            self.front.clock.advance(TICK_SECONDS if seconds <= 3_600 else 300)
            await self._show()

    async def _show(self) -> None:
        """Show what is due: in chat first, since the phones lead there."""
        reconciler = self.edge.app.reconciler
        for _ in range(SHOWS_MAX):
            shown = [await reconciler.show_due(n) for n in (self.front.surface, "lock_screen")]
            if not any(shown):
                return
        raise AssertionError("it never comes to rest")

    async def _since(self) -> tuple[str, ...]:
        """What was done since this was asked last."""
        same = await Same.of(self.front)
        done: list[str] = []
        for activity in same.activities:
            entries = await self.edge.app.store.timeline(activity.id)
            known = self._done.get(activity.id, 0)
            done += [same.entry(activity, entry) for entry in entries[known:]]
            self._done[activity.id] = len(entries)
        return tuple(done)
