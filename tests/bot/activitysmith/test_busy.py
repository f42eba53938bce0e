"""A busy account: many activities, few places, changes all the time, and no rule broken."""

from datetime import datetime, timedelta
from random import Random

import pytest

from bot.activity import Activity
from bot.errors import SurfaceError
from bot.surface import Shown
from tests.bot.activitysmith.samples import CONTENTS, activity, changed, ended
from tests.bot.activitysmith.stage import Stage

MINUTES = 12


class Desk:
    """Shows what is due as the reconciler does, one after the other."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.latest: dict[str, Activity] = {}
        self.due: dict[str, datetime] = {}

    def save(self, one: Activity) -> None:
        self.latest[one.id] = one
        self.due[one.id] = self.stage.clock.now

    async def catch_up(self) -> None:
        while ready := [i for i, at in self.due.items() if at <= self.stage.clock.now]:
            await self.show(min(ready, key=lambda i: self.due[i]))

    async def show(self, name: str) -> None:
        del self.due[name]
        outcome = await self.stage.show(self.latest[name])
        if isinstance(outcome, SurfaceError):
            self.due[name] = self.stage.clock.now + timedelta(seconds=2)
            return
        again = outcome.again_at if isinstance(outcome, Shown) else outcome.until
        if again is not None:
            self.due[name] = again
        for other in outcome.wake:
            self.due[other] = self.stage.clock.now


def an_activity(number: int, dice: Random, life: str) -> Activity:
    shows = dice.choice(CONTENTS).model_copy(update={"title": f"{number}"})
    name = chr(ord("a") + number) * 26
    return activity(shows, id=name, name=name, priority=dice.randint(1, 9), lifecycle=life)


def a_change(one: Activity, now: datetime, dice: Random) -> Activity:
    title = f"{one.name[0]}{one.revision}"
    progressed = {"progressed": one.revision + 1} if dice.random() < 0.5 else {}
    shows = one.content.model_copy(update={"title": title})
    return changed(one, now, content=shows, **progressed)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("life", ["managed", "manual"])
async def test_a_busy_account_breaks_no_rule_and_shows_the_latest(
    stage: Stage, seed: int, life: str
) -> None:
    """Rate, places, names and pauses are kept, and when it is quiet all is as it should be."""
    dice, desk = Random(seed), Desk(stage)
    for number in range(8):
        desk.save(an_activity(number, dice, life))
    for _ in range(MINUTES * 12):
        live = [one for one in desk.latest.values() if one.ended_at is None]
        if live and dice.random() < 0.7:
            desk.save(a_change(dice.choice(live), stage.clock.now, dice))
        if len(live) > 3 and dice.random() < 0.02:
            desk.save(ended(dice.choice(live), stage.clock.now))
        await desk.catch_up()
        stage.clock.forward(5)
    for _ in range(60):
        await desk.catch_up()
        stage.clock.forward(20)

    wanted = sorted(
        (one for one in desk.latest.values() if one.ended_at is None), key=lambda a: a.priority
    )
    shown = stage.titles()
    assert stage.broken_rules() == []
    assert len(stage.calls()) > 50
    assert len(shown) == min(4, len(wanted))
    assert set(shown) <= {one.content.title for one in wanted}
    lowest_shown = max(one.priority for one in wanted if one.content.title in shown)
    assert all(one.priority >= lowest_shown for one in wanted if one.content.title not in shown)
