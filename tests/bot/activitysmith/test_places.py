"""Four places over real HTTP: who waits, who makes room, and who comes back."""

import pytest

from bot.activity import Activity
from bot.activitysmith.memory import Memory
from bot.activitysmith.scene import stream_key
from bot.surface import Postponed, Shown
from tests.bot.activitysmith.samples import CONTENTS, activity, after, changed
from tests.bot.activitysmith.stage import Stage


def named(letter: str, priority: int = 5, life: str = "managed") -> Activity:
    shows = CONTENTS[0].model_copy(update={"title": letter})
    return activity(shows, id=letter * 26, name=letter, priority=priority, lifecycle=life)


async def filled(stage: Stage, life: str = "managed") -> list[Activity]:
    four = [named(letter, life=life) for letter in "abcd"]
    for one in four:
        assert isinstance(await stage.show(one), Shown)
    return four


async def test_the_fifth_waits_and_comes_when_a_place_is_free(stage: Stage) -> None:
    """It is not even asked for while we know that there is none."""
    four = await filled(stage)
    fifth = named("e")
    held = await stage.show(fifth)
    assert isinstance(held, Postponed)
    assert stage.told(fifth) == ("waiting", "waiting for a free place: 4 of 4 in use")
    assert len(stage.calls()) == 4

    over = await stage.show(changed(four[1], after(1), ended_at=after(1)))
    assert isinstance(over, Shown)
    assert over.wake == (fifth.id,)
    assert isinstance(await stage.show(fifth), Shown)
    assert stage.titles() == ["a", "c", "d", "e"]
    assert stage.broken_rules() == []


@pytest.mark.parametrize("life", ["managed", "manual"])
async def test_a_more_urgent_one_parks_another_that_comes_back_under_a_new_name(
    stage: Stage, life: str
) -> None:
    """The parked one is told so, and a name is never used again after its end."""
    four = await filled(stage, life)
    stage.clock.forward(121)
    hot = named("h", priority=1, life=life)
    held = await stage.show(hot)
    assert isinstance(held, Postponed)
    assert held.wake == (four[0].id,)

    leaving = await stage.show(four[0])
    assert isinstance(leaving, Postponed)
    assert leaving.until == stage.clock.now
    parked = await stage.show(four[0])
    assert isinstance(parked, Postponed)
    assert stage.told(four[0])[0] == "parked"
    assert parked.wake == (hot.id,)
    assert isinstance(await stage.show(hot), Shown)
    assert stage.titles() == ["b", "c", "d", "h"]
    assert isinstance(await stage.show(four[0]), Postponed)
    assert stage.told(four[0])[0] == "parked", "it is still told that it made room"

    stage.clock.forward(60)
    await stage.show(changed(hot, stage.clock.now, ended_at=stage.clock.now))
    assert isinstance(await stage.show(four[0]), Shown)
    assert sorted(stage.titles()) == ["a", "b", "c", "d"]
    assert stage.broken_rules() == []
    if life == "managed":
        assert stage.calls()[-1] == f"PUT ls-{four[0].id}-2"


async def test_what_vanished_before_it_made_room_has_made_room(stage: Stage) -> None:
    """404 when it is parked is what was wanted."""
    four = await filled(stage)
    stage.clock.forward(121)
    hot = named("h", priority=1)
    await stage.show(hot)
    await stage.show(four[0])
    await stage.account.client.end_stream(f"ls-{four[0].id}", {})

    assert isinstance(await stage.show(four[0]), Postponed)
    assert stage.told(four[0])[0] == "parked"
    assert isinstance(await stage.show(hot), Shown)


async def test_what_was_parked_and_ended_is_not_shown_again(stage: Stage) -> None:
    """It leaves the line."""
    four = await filled(stage)
    stage.clock.forward(121)
    hot = named("h", priority=1)
    await stage.show(hot)
    await stage.show(four[0])
    await stage.show(four[0])
    await stage.show(hot)
    calls = len(stage.calls())

    over = await stage.show(changed(four[0], stage.clock.now, ended_at=stage.clock.now))

    assert isinstance(over, Shown)
    assert len(stage.calls()) == calls
    assert stage.told(four[0])[0] == "gone"


async def test_a_restart_remembers_who_has_a_place_and_who_waits(stage: Stage) -> None:
    """Nobody is asked for twice, and the line keeps its order."""
    four = await filled(stage)
    fifth, sixth = named("e"), named("f")
    await stage.show(fifth)
    stage.clock.forward(1)
    await stage.show(sixth)

    stage.restart()

    assert isinstance(await stage.show(sixth), Postponed)
    await stage.show(changed(four[0], after(1), ended_at=after(1)))
    assert isinstance(await stage.show(sixth), Postponed)
    assert isinstance(await stage.show(fifth), Shown)
    assert len(stage.calls()) == 6


async def test_others_may_use_the_places_too(stage: Stage) -> None:
    """A 429 teaches how many there are; it is tried again in a minute."""
    stage.switch(places_max=2)
    one, two, three = named("a"), named("b"), named("c")
    await stage.show(one)
    await stage.show(two)

    held = await stage.show(three)

    assert isinstance(held, Postponed)
    assert stage.told(three) == ("waiting", "waiting for a free place: 2 of 2 in use")
    assert stage.account.places.limit == 2
    calls = len(stage.calls())
    await stage.show(three)
    assert len(stage.calls()) == calls


async def test_the_one_that_activitysmith_ended_hears_of_it(stage: Stage) -> None:
    """It waits for a place like everybody else, and there are fewer than we thought."""
    stage.switch(places="evict", places_max=2)
    one, two, three = (named(x, life="manual") for x in "abc")
    await stage.show(one)
    await stage.show(two)
    started = await stage.show(three)
    assert isinstance(started, Shown)
    assert started.wake == (one.id,)

    assert isinstance(await stage.show(one), Postponed)
    assert stage.told(one)[0] == "parked"
    assert isinstance(await stage.show(one), Postponed)
    assert stage.titles() == ["b", "c"]
    over = await stage.show(changed(two, after(1), ended_at=after(1)))
    assert isinstance(over, Shown)
    assert over.wake == (one.id,)
    assert isinstance(await stage.show(one), Shown)
    assert sorted(stage.titles()) == ["a", "c"]


def test_each_run_has_a_name_of_its_own() -> None:
    """The first is the activity's own."""
    one = named("a")
    first = Memory()
    assert stream_key(one, first) == f"ls-{one.id}"
    assert stream_key(one, first.off()) == f"ls-{one.id}-2"
    assert stream_key(one, first.off().off()) == f"ls-{one.id}-3"
