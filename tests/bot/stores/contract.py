"""What every store promises. A store's own tests take these by `from ... import *`.

They need a fixture *store* that is open and empty.
"""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.activity import Activity, Line
from bot.errors import NothingHere, Refused
from bot.store import Change, Found, Rule, Store, Target
from bot.surface import Delivery, Postponed, Shown
from tests.bot.stores.made import (
    ANN,
    NOW,
    after,
    asked,
    begins,
    changes,
    counts_up,
    ends,
    keeps,
    made,
    named,
    phone,
    raises,
    revised,
    slack,
    starting,
)

LEASE = timedelta(seconds=15)


async def begun(store: Store, activity: Activity | None = None) -> Activity:
    activity = activity or made()
    await store.change(asked(verb="start"), starting(activity), begins(activity))
    return activity


async def claimed(
    store: Store, surface: str = "slack", at: float = 0, limit: int = 10
) -> list[Delivery]:
    now = after(at)
    return list(await store.claim_due(surface, now, now + LEASE, limit))


async def seen(store: Store, delivery: Delivery, state: str = "posted", at: float = 0) -> None:
    await store.shown(delivery, Shown({"ts": "1"}, {"state": state}), after(at))


async def settled(store: Store, at: float = 0) -> None:
    """Let every surface show everything, so that nothing is due."""
    for _ in range(3):
        for surface in ("slack", "discord", "lock_screen"):
            for delivery in await claimed(store, surface, at):
                await seen(store, delivery, at=at)


# Changes


async def test_what_a_rule_makes_is_kept(store: Store) -> None:
    """The answer has the new revision, and so has whoever looks for it later."""
    activity = await begun(store)

    answer = await store.change(asked(), named(activity), counts_up)

    assert (answer.activity.revision, answer.text, answer.again) == (2, "revision 2", False)
    assert await store.find(named(activity)) == answer.activity


async def test_every_field_comes_back_as_it_was(store: Store) -> None:
    """Nothing of an activity is lost or bent on its way through the store."""
    activity = made(
        tags=("a", "b"),
        metadata={"n": 2**70, "f": 1.5, "t": "é🚀\0", "b": True},
        may={"end": ("U1",)},
        acknowledged_by=ANN.model_copy(update={"groups": frozenset({"x", "y"})}),
        acknowledged_at=NOW + timedelta(microseconds=1),
    )

    await begun(store, activity)

    assert await store.find(named(activity)) == activity


async def test_a_request_told_again_has_the_first_answer(store: Store) -> None:
    """Nothing changes, the rule is not asked, and the activity is as it is by now."""
    activity = await begun(store)
    request = asked()
    first = await store.change(request, named(activity), counts_up)
    await store.change(asked(), named(activity), counts_up)

    again = await store.change(request, named(activity), raises(AssertionError("asked again")))

    assert (again.text, again.again, again.activity.revision) == (first.text, True, 3)
    assert len(await store.timeline(activity.id)) == 3


async def test_a_thousand_duplicates_are_one_change(store: Store) -> None:
    """Fifty at a time, a thousand times told: one revision, and equal answers."""
    activity = await begun(store)
    request, answers = asked(), []

    for _ in range(20):
        told = [store.change(request, named(activity), counts_up) for _ in range(50)]
        answers += await asyncio.gather(*told)

    assert {(a.text, a.activity.revision) for a in answers} == {("revision 2", 2)}
    assert [a.again for a in answers].count(False) == 1


async def test_a_start_told_again_starts_nothing_more(store: Store) -> None:
    """The second telling of a start finds what the first one started."""
    activity, request = made(), asked()
    first = await store.change(request, starting(activity), begins(activity))

    again = await store.change(request, starting(activity), begins(made()))

    assert (again.activity, again.again) == (first.activity, True)
    assert len(await store.live("T1")) == 1


async def test_what_was_answered_can_be_asked(store: Store) -> None:
    """By scope and key; what was never done has no answer."""
    activity, request = await begun(store), replace(asked(), scope="")
    first = await store.change(request, named(activity), counts_up)

    again = await store.answered("", request.key)

    assert again is not None
    assert (again.text, again.again) == (first.text, True)
    assert await store.answered("T1", request.key) is None
    assert await store.answered("", "never") is None


async def test_changes_of_one_activity_have_one_gapless_order(store: Store) -> None:
    """A hundred at once become the revisions 1 to 101, each built on the one before."""
    activity = await begun(store)

    told = [store.change(asked(), named(activity), counts_up) for _ in range(100)]
    answers = await asyncio.gather(*told)

    assert sorted(a.activity.revision for a in answers) == list(range(2, 102))
    assert all(a.text == f"revision {a.activity.revision}" for a in answers)
    assert [e.revision for e in await store.timeline(activity.id)] == list(range(1, 102))


async def test_nothing_changed_keeps_only_the_answer(store: Store) -> None:
    """A request that changes nothing makes no revision, no line and nothing due."""
    activity, request = await begun(store), asked()
    await settled(store)

    first = await store.change(request, named(activity), keeps("It is so already."))
    again = await store.change(request, named(activity), counts_up)

    assert (first.again, again.again, again.text) == (False, True, "It is so already.")
    assert again.activity == activity
    assert len(await store.timeline(activity.id)) == 1
    assert await store.next_due("slack") is None


async def test_what_a_rule_raises_comes_out_and_changes_nothing(store: Store) -> None:
    """A refusal is not remembered: told again, the rule is asked again."""
    activity, request = await begun(store), asked()

    with pytest.raises(Refused, match=r"There are 3 steps\."):
        await store.change(request, named(activity), raises(Refused("There are 3 steps.")))
    answer = await store.change(request, named(activity), counts_up)

    assert (answer.again, answer.activity.revision) == (False, 2)


async def test_one_bad_command_harms_no_other(store: Store) -> None:
    """Among forty at once, those that fail fail alone."""
    activity = await begun(store)
    bad = raises(ZeroDivisionError("a bug"))

    told = [
        store.change(asked(), named(activity), bad if n % 4 == 0 else counts_up) for n in range(40)
    ]
    outcomes = await asyncio.gather(*told, return_exceptions=True)

    assert sum(isinstance(o, ZeroDivisionError) for o in outcomes) == 10
    assert [e.revision for e in await store.timeline(activity.id)] == list(range(1, 32))


async def test_a_revision_out_of_order_is_our_own_mistake(store: Store) -> None:
    """A rule that skips a revision is refused, and nothing is kept."""
    activity = await begun(store)

    def skips(found: Found) -> Change:
        return Change(revised(revised(activity)), "skipped")

    with pytest.raises(AssertionError, match="numbered"):
        await store.change(asked(), named(activity), skips)

    assert await store.find(named(activity)) == activity


async def test_a_cancelled_caller_cancels_no_change(store: Store) -> None:
    """Whoever goes away before the answer has still done what they asked."""
    activity, request = await begun(store), asked()
    asking = asyncio.ensure_future(store.change(request, named(activity), counts_up))
    await asyncio.sleep(0)

    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking

    answer = await store.change(request, named(activity), counts_up)
    assert (answer.text, answer.again) == ("revision 2", True)


@pytest.mark.parametrize(
    "text", ["half a \ud83d character", "nul \0 byte", "'; DROP TABLE activities; --", "é" * 5000]
)
async def test_odd_text_is_kept(store: Store, text: str) -> None:
    """Whatever a person types can be kept, looked for and told again."""
    activity = made(name=text.encode("utf-8", "replace").decode())
    odd = activity.model_copy(update={"line": Line.model_construct(text=text, actor=ANN, at=NOW)})
    request = asked(text, command=text, actor_name=text, actor_id=text, verb="say")

    first = await store.change(request, starting(odd), begins(odd, text))
    again = await store.change(request, starting(odd), begins(made()))

    assert (again.text, again.again) == (first.text, True)
    assert await store.find(Target("T1", name=text)) == first.activity
    delivery = (await claimed(store))[0]
    await store.shown(delivery, Shown({"memo": text}, {"detail": text}), NOW)
    assert (await store.deliveries(activity.id))[1].memo == {"memo": text}


async def test_what_could_not_be_read_back_is_not_kept(store: Store) -> None:
    """An activity that JSON cannot tell fails alone; it does not poison its channel."""
    activity = await begun(store)

    with pytest.raises(ValueError, match="metadata"):
        await store.change(asked(), named(activity), changes(metadata={"x": float("inf")}))

    assert list(await store.live("T1", slack())) == [activity]


async def test_long_keys_are_told_apart(store: Store) -> None:
    """Two requests whose long keys differ only at the end are two."""
    activity = await begun(store)

    for ending in "ab":
        answer = await store.change(asked("k" * 5000 + ending), named(activity), counts_up)

    assert (answer.again, answer.activity.revision) == (False, 3)


async def test_forgotten_requests_leave_the_timeline(store: Store) -> None:
    """Old keys go, new ones stay, and what was done stays told."""
    activity = await begun(store)
    old, new = asked(at=after(1)), asked(at=after(100))
    for request in (old, new):
        await store.change(request, named(activity), counts_up)

    dropped = await store.forget(after(50))

    assert dropped == 2  # The start, and the old one.
    assert not (await store.change(old, named(activity), keeps())).again
    assert (await store.change(new, named(activity), keeps())).again
    assert len(await store.timeline(activity.id)) == 3


# Finding


async def test_a_name_means_the_live_one_else_the_latest(store: Store) -> None:
    """Of many of one name, the live one is meant; when none lives, the last that did."""
    first, second = await begun(store), made()
    await store.change(asked(), named(first), ends())
    await begun(store, second)
    target = Target("T1", name="deploy")

    live = await store.find(target)
    await store.change(asked(), named(second), ends())
    ended = await store.find(target)

    assert live == second
    assert ended is not None
    assert (ended.id, ended.ended_at) == (second.id, NOW)


async def test_a_live_one_goes_before_a_later_ended_one(store: Store) -> None:
    """Which was started last does not matter while one of the name is live."""
    first, second = await begun(store), await begun(store)

    await store.change(asked(), named(second), ends())

    assert await store.find(Target("T1", name="deploy")) == first


async def test_an_unknown_name_is_refused_kindly(store: Store) -> None:
    """The sentence says what was looked for, and what to say instead."""
    with pytest.raises(NothingHere, match="Nothing called `lunch` is live here"):
        await store.find(Target("T1", name="lunch"))
    with pytest.raises(NothingHere):
        await store.change(asked(), Target("T1", name="lunch"), counts_up)


async def test_a_channel_means_its_only_live_activity(store: Store) -> None:
    """Ended ones do not count, and neither do those of other channels."""
    ended, live = await begun(store), await begun(store)
    await begun(store, made(name="other", channels=(slack("C2"),)))
    await store.change(asked(), named(ended), ends())

    assert await store.find(Target("T1", channel=slack())) == live
    assert await store.find(Target("T1", channel=slack("C3"))) is None


async def test_several_in_a_channel_are_not_guessed_among(store: Store) -> None:
    """The refusal names them all."""
    for name in ("red", "blue"):
        await begun(store, made(name=name))

    with pytest.raises(Refused, match="`red`, `blue`"):
        await store.change(asked(), Target("T1", channel=slack()), counts_up)


async def test_a_start_hears_which_names_are_live_and_which_are_here(store: Store) -> None:
    """Live names of the workspace, and whether they are in the channel; ended ones are free."""
    await begun(store, made(name="here"))
    await begun(store, made(name="there", channels=(slack("C2"),)))
    ended = await begun(store, made(name="ended"))
    await begun(store, made(name="abroad", workspace="T2"))
    await store.change(asked(), named(ended), ends())
    activity, heard = made(name="new"), []

    def rule(found: Found) -> Change:
        heard.append(found)
        return Change(activity, "started")

    await store.change(asked(), starting(activity), rule)

    assert heard == [Found(None, {"here": True, "there": False})]


async def test_live_and_recent_are_in_order(store: Store) -> None:
    """Live ones oldest first, recent ones newest first, as many as asked for."""
    a, b, c = [await begun(store, made(name=name)) for name in "abc"]
    d = await begun(store, made(name="d", workspace="T2"))
    ended = (await store.change(asked(), named(b), ends())).activity

    assert list(await store.live("T1")) == [a, c]
    assert list(await store.live("T1", slack())) == [a, c]
    assert list(await store.recent("T1", 2)) == [c, ended]
    assert list(await store.recent(None, 2)) == [d, c]


async def test_the_timeline_tells_who_did_what(store: Store) -> None:
    """Each line has the revision, the time, the verb, the person and what was said."""
    activity = await begun(store)
    line = Line(text="40 %", actor=ANN, at=after(5))
    request = asked(at=after(5), verb="set", command='{"percentage":40}')

    await store.change(request, named(activity), changes(line=line))

    start, entry = await store.timeline(activity.id)
    assert (start.verb, start.line, start.transition) == ("start", "started", True)
    assert (entry.revision, entry.at, entry.verb, entry.line) == (2, after(5), "set", "40 %")
    assert (entry.platform, entry.actor_id, entry.actor_name) == ("slack", "U1", "Ann")
    assert (entry.transition, entry.command) == (False, '{"percentage":40}')


async def test_a_renamed_activity_is_found_by_its_new_name(store: Store) -> None:
    """The old name is free again."""
    activity = await begun(store)

    await store.change(asked(), named(activity), changes(name="release"))

    assert (await store.find(Target("T1", name="release"))) is not None
    with pytest.raises(NothingHere):
        await store.find(Target("T1", name="deploy"))


async def test_a_channel_that_was_left_is_told_no_more(store: Store) -> None:
    """It does not find the activity, and a new revision does not make it due."""
    activity = await begun(store, made(channels=(slack("C1"), slack("C2"))))
    await store.change(asked(), named(activity), changes(channels=(slack("C1"),)))
    await settled(store)

    await store.change(asked(), named(activity), counts_up)

    assert [d.channel.id for d in await claimed(store)] == ["C1"]
    assert await store.find(Target("T1", channel=slack("C2"))) is None


# Workspaces


async def test_workspaces_never_see_each_other(store: Store) -> None:
    """Equal names, channels and request keys are strangers across workspaces."""
    ours, theirs = await begun(store), await begun(store, made(workspace="T2"))
    request = asked("the same key")

    first = await store.change(request, Target("T1", name="deploy"), counts_up)
    second = await store.change(request, Target("T2", name="deploy"), counts_up)

    assert (first.activity.id, second.activity.id) == (ours.id, theirs.id)
    assert not second.again
    assert list(await store.live("T2")) == [second.activity]
    assert [a.id for a in await store.live("T2", slack())] == [theirs.id]
    assert await store.find(Target("T2", channel=slack())) == second.activity


async def test_an_id_of_another_workspace_is_not_found(store: Store) -> None:
    """Only a token that was signed here may leave the workspace out."""
    activity = await begun(store)

    assert await store.find(Target("T2", id=activity.id)) is None
    assert await store.find(Target(None, id=activity.id)) == activity
    with pytest.raises(AssertionError):
        await store.change(asked(), Target("T2", id=activity.id), counts_up)


# Mirrors: channels of other workspaces


async def mirrored(store: Store, name: str = "deploy") -> Activity:
    """One of T1 that is shown in C2 of T2 as well, before anything is shown."""
    activity = await begun(store, made(name=name))
    channels = (*activity.channels, slack("C2", "T2"))
    answer = await store.change(asked(), named(activity), changes(channels=channels))
    return answer.activity


async def test_what_is_mirrored_is_found_from_there_and_from_nowhere_else(store: Store) -> None:
    """By channel, name and id, said in that very channel; not said beside it."""
    activity = await mirrored(store)
    there, beside = slack("C2", "T2"), slack("C3", "T2")

    for target in (
        Target("T2", channel=there),
        Target("T2", name="deploy", channel=there),
        Target("T2", id=activity.id, channel=there),
    ):
        assert await store.find(target) == activity
        answer = await store.change(asked(), target, keeps())
        assert answer.activity == activity
    assert list(await store.live("T2", there)) == [activity]

    assert await store.find(Target("T2", channel=beside)) is None
    assert await store.find(Target("T2", id=activity.id, channel=beside)) is None
    assert await store.find(Target("T2", id=activity.id)) is None
    assert await store.find(Target("T3", id=activity.id, channel=there)) is None
    assert await store.find(Target("T3", channel=there)) is None
    for channel in (beside, None):
        with pytest.raises(NothingHere):
            await store.find(Target("T2", name="deploy", channel=channel))
    assert list(await store.live("T2")) == []
    assert list(await store.recent("T2", 10)) == []


async def test_nothing_else_of_its_workspace_is_found_from_there(store: Store) -> None:
    """Neither what lives in the same channel as it at home, nor what lives anywhere else."""
    await mirrored(store)
    other = await begun(store, made(name="secret"))
    there = slack("C2", "T2")

    assert await store.find(Target("T2", id=other.id, channel=there)) is None
    with pytest.raises(NothingHere, match="Nothing called `secret` is live here"):
        await store.find(Target("T2", name="secret", channel=there))
    assert [a.name for a in await store.live("T2", there)] == ["deploy"]


async def test_what_is_done_from_there_stays_of_its_own_workspace(store: Store) -> None:
    """The revision, the timeline and the owner; the request is one of who asked."""
    activity, request = await mirrored(store), asked("told there")
    target = Target("T2", channel=slack("C2", "T2"))

    first = await store.change(request, target, counts_up)
    again = await store.change(request, target, raises(AssertionError("asked again")))
    at_home = await store.change(request, named(activity), counts_up)

    assert (first.activity.workspace, first.activity.revision) == ("T1", 3)
    assert (again.again, at_home.again, at_home.activity.revision) == (True, False, 4)
    assert [e.revision for e in await store.timeline(activity.id)] == [1, 2, 3, 4]


async def test_here_goes_before_elsewhere(store: Store) -> None:
    """Of two with one name the one in the channel is meant; two in it are not guessed among."""
    theirs, there = await mirrored(store), slack("C2", "T2")
    own = await begun(store, made(workspace="T2", channels=(slack("C3", "T2"),)))
    target = Target("T2", name="deploy", channel=there)

    assert await store.find(target) == theirs
    assert await store.find(Target("T2", name="deploy", channel=slack("C3", "T2"))) == own
    await store.change(asked(), named(own), changes(channels=(*own.channels, there)))

    with pytest.raises(Refused, match="Several here are called `deploy`"):
        await store.find(target)


async def test_a_start_hears_the_names_that_are_mirrored_here(store: Store) -> None:
    """So that two in one channel are told apart; elsewhere the name is free."""
    await mirrored(store)
    heard = []

    def rule(found: Found) -> Change:
        heard.append(found.live)
        raise Refused("heard")

    for id in ("C2", "C3"):
        with pytest.raises(Refused):
            await store.change(asked(), Target("T2", channel=slack(id, "T2"), starting=True), rule)

    assert heard == [{"deploy": True}, {}]


async def test_every_channel_of_a_mirrored_one_is_due(store: Store) -> None:
    """Each is told its own address, whoever's it is, and what was observed in the others."""
    activity = await mirrored(store)

    cards = await claimed(store)

    assert [d.channel for d in cards] == [slack("C1", "T1"), slack("C2", "T2")]
    assert {d.activity.id for d in cards} == {activity.id}
    assert dict(cards[1].others) == {slack("C1", "T1"): {}, phone(): {}}
    for card in cards:
        await seen(store, card)
    await store.change(asked(), named(activity), counts_up)
    assert len(await claimed(store)) == 2


async def left(store: Store) -> Activity:
    """The same, shown everywhere and then no longer mirrored; its farewell is due."""
    activity = await mirrored(store)
    await settled(store)
    kept = tuple(c for c in activity.channels if c.id != "C2")
    answer = await store.change(asked(), named(activity), changes(channels=kept))
    return answer.activity


async def test_a_channel_that_was_left_is_shown_once_more_how_things_stood(store: Store) -> None:
    """As of the revision that left it, whatever came since, and then never again."""
    activity = await left(store)
    await store.change(asked(), named(activity), counts_up)

    card, there = await claimed(store)

    assert (card.left, card.activity.revision) == (False, 4)
    assert (there.left, there.activity, there.others) == (True, activity, ())
    assert there.channel == slack("C2", "T2")
    assert there.memo == {"ts": "1"}
    for each in (card, there):
        await seen(store, each)
    await store.change(asked(), named(activity), counts_up)
    await store.wake("slack", [activity.id], NOW)
    assert [d.channel.id for d in await claimed(store)] == ["C1"]


async def test_news_of_the_phones_does_not_reach_a_channel_that_was_left(store: Store) -> None:
    """What it shows is how things stood."""
    await left(store)
    for card in await claimed(store):
        await seen(store, card)
    (screen,) = await claimed(store, "lock_screen")

    await store.shown(screen, Shown({}, {"state": "accepted"}), after(1))

    assert [d.channel.id for d in await claimed(store, at=1)] == ["C1"]


async def test_a_channel_that_was_left_finds_nothing_any_more(store: Store) -> None:
    """By no way by which it found it before; neither when it has ended."""
    activity = await left(store)
    there = slack("C2", "T2")

    for _ in range(2):
        assert await store.find(Target("T2", channel=there)) is None
        assert await store.find(Target("T2", id=activity.id, channel=there)) is None
        with pytest.raises(NothingHere):
            await store.find(Target("T2", name="deploy", channel=there))
        await store.change(asked(), Target(None, id=activity.id), ends())


async def test_a_channel_that_is_held_when_it_is_left_is_due_again_at_once(store: Store) -> None:
    """Whoever shows it then shows what was; the next show says that it is over."""
    activity = await mirrored(store)
    cards = await claimed(store)
    kept = tuple(c for c in activity.channels if c.id != "C2")
    await store.change(asked(at=after(1)), named(activity), changes(channels=kept))

    for card in cards:
        await seen(store, card, at=2)

    again = await claimed(store, at=2)
    assert [(d.channel.id, d.left) for d in again] == [("C1", False), ("C2", True)]


async def test_a_channel_may_be_joined_again(store: Store) -> None:
    """It goes on with the message that it had, and may be left again."""
    activity = await left(store)
    again = (*activity.channels, slack("C2", "T2"))

    for channels, is_left in ((again, False), (activity.channels, True), (again, False)):
        await settled(store)
        await store.change(asked(), named(activity), changes(channels=channels))
        (there,) = [d for d in await claimed(store) if d.channel.id == "C2"]
        assert (there.left, there.memo) == (is_left, {"ts": "1"})
        await seen(store, there)
    assert await store.find(Target("T2", channel=slack("C2", "T2"))) is not None


async def test_an_address_that_is_anothers_by_now_begins_anew(store: Store) -> None:
    """A channel that two workspaces share: what one knew of it is nothing to the other."""
    activity = await left(store)
    await settled(store)

    shared = slack("C2", "T3")
    channels = (*activity.channels, shared)
    await store.change(asked(), named(activity), changes(channels=channels))

    (there,) = [d for d in await claimed(store) if d.channel.id == "C2"]
    assert (there.channel, there.memo, there.observed) == (shared, {}, {})
    assert await store.find(Target("T3", channel=shared)) is not None
    assert await store.find(Target("T2", channel=slack("C2", "T2"))) is None


# Deliveries


async def test_a_new_revision_makes_every_channel_due(store: Store) -> None:
    """A claim has the latest revision, the channel, and nothing known of it yet."""
    activity = await begun(store)
    latest = (await store.change(asked(), named(activity), counts_up)).activity

    (card,) = await claimed(store)
    (screen,) = await claimed(store, "lock_screen")

    assert (card.activity, card.channel, card.memo, card.attempts) == (latest, slack(), {}, 1)
    assert (card.shown_revision, card.interrupted) == (0, False)
    assert card.others == ((phone(), {}),)
    assert screen.channel == phone()


async def test_claims_never_overlap(store: Store) -> None:
    """Eight claimers at once have each delivery once, the most overdue first."""
    for n in range(40):
        activity = made(name=f"n{n}", channels=(slack(f"C{n}"),))
        await store.change(asked(at=after(-n)), starting(activity), begins(activity))

    claims = await asyncio.gather(*(claimed(store, limit=5) for _ in range(8)))

    ids = [d.channel.id for each in claims for d in each]
    assert sorted(ids) == sorted({f"C{n}" for n in range(40)})
    assert ids[0] == "C39"
    assert await claimed(store) == []


async def test_a_channel_is_held_while_it_is_shown(store: Store) -> None:
    """Nobody else has it, even when a new revision comes; then it is due again at once."""
    activity = await begun(store)
    (first,) = await claimed(store)
    latest = (await store.change(asked(at=after(1)), named(activity), counts_up)).activity

    assert await claimed(store, at=2) == []
    await seen(store, first, at=3)
    (second,) = await claimed(store, at=3)

    assert (second.activity, second.shown_revision, second.attempts) == (latest, 1, 1)
    assert (second.memo, second.observed) == ({"ts": "1"}, {"state": "posted"})
    await seen(store, second, at=4)
    assert await store.next_due("slack") is None


async def test_a_hold_ends_by_itself(store: Store) -> None:
    """The next claimer hears that the one before never told; that one is too late then."""
    await begun(store)
    (first,) = await claimed(store)

    assert await store.next_due("slack") == NOW + LEASE
    (second,) = await claimed(store, at=16)
    await store.shown(first, Shown({"ts": "stale"}, {"state": "stale"}), after(17))
    await store.postpone(first, Postponed(None, {"ts": "stale"}, {}), after(17), failed=True)

    assert (second.interrupted, second.attempts) == (True, 2)
    assert await store.next_due("slack") == after(16) + LEASE
    (kept,) = [d for d in await store.deliveries(first.activity.id) if d.channel == slack()]
    assert (kept.memo, kept.observed, kept.shown_revision) == ({}, {}, 0)


async def test_what_was_told_is_told_once(store: Store) -> None:
    """A holder who is through has no second say."""
    await begun(store)
    (card,) = await claimed(store)
    await seen(store, card)

    await store.shown(card, Shown({"ts": "2"}, {"state": "gone"}), after(1))

    (kept,) = [d for d in await store.deliveries(card.activity.id) if d.channel == slack()]
    assert kept.memo == {"ts": "1"}


async def test_shown_again_at_a_time(store: Store) -> None:
    """A surface that wants to be called again is, at that time and not before."""
    await begun(store)
    (card,) = await claimed(store)

    await store.shown(card, Shown({}, {}, again_at=after(30)), NOW)

    assert await store.next_due("slack") == after(30)
    assert await claimed(store, at=29) == []
    assert [d.interrupted for d in await claimed(store, at=30)] == [False]


async def test_a_failed_delivery_counts_its_attempts(store: Store) -> None:
    """The count grows with each failure, and begins anew when it was shown."""
    await begun(store)
    for attempt in (1, 2, 3):
        (card,) = await claimed(store, at=attempt)
        assert card.attempts == attempt
        told = Postponed(after(attempt + 1), {}, {})
        await store.postpone(card, told, after(attempt), failed=True)

    (card,) = await claimed(store, at=4)
    await store.shown(card, Shown({}, {}, again_at=after(5)), after(4))

    assert [d.attempts for d in await claimed(store, at=5)] == [1]


async def test_waiting_is_no_failure(store: Store) -> None:
    """Postponed without a failure, the count begins anew."""
    await begun(store)
    (card,) = await claimed(store)

    await store.postpone(card, Postponed(after(1), {"a": "b"}, {}), NOW, failed=False)

    (card,) = await claimed(store, at=1)
    assert (card.attempts, card.memo, card.interrupted) == (1, {"a": "b"}, False)


async def test_a_new_revision_ends_a_wait(store: Store) -> None:
    """A delivery that waits to be tried again is due with the new revision, counted anew."""
    activity = await begun(store)
    (card,) = await claimed(store)
    await store.postpone(card, Postponed(after(300), {}, {}), NOW, failed=True)

    await store.change(asked(at=after(1)), named(activity), counts_up)

    assert [d.attempts for d in await claimed(store, at=1)] == [1]


async def test_a_failure_with_a_new_revision_is_not_hammered(store: Store) -> None:
    """Who failed and asks for time has it, whatever came meanwhile; attempts count on."""
    activity = await begun(store)
    (card,) = await claimed(store)
    await store.change(asked(at=after(1)), named(activity), counts_up)

    await store.postpone(card, Postponed(after(60), {}, {}), after(2), failed=True)

    assert await store.next_due("slack") == after(60)
    assert [d.attempts for d in await claimed(store, at=60)] == [2]


@pytest.mark.parametrize("failed", [True, False])
async def test_put_off_for_good_until_the_next_revision(store: Store, failed: bool) -> None:
    """A rejected revision is left alone; one that came meanwhile is due at once."""
    activity = await begun(store)
    (card,) = await claimed(store)
    await store.postpone(card, Postponed(None, {}, {}), NOW, failed=failed)
    assert await store.next_due("slack") is None

    await store.change(asked(at=after(1)), named(activity), counts_up)
    (card,) = await claimed(store, at=1)
    await store.change(asked(at=after(2)), named(activity), counts_up)
    await store.postpone(card, Postponed(None, {}, {}), after(3), failed=failed)

    assert [d.attempts for d in await claimed(store, at=3)] == [1]


async def test_observations_wake_the_other_cards_only(store: Store) -> None:
    """What the phone learned makes both cards due; what a card learned, the other card alone."""
    discord = slack("D1").model_copy(update={"surface": "discord"})
    activity = await begun(store, made(channels=(slack(), discord, phone())))
    await settled(store)
    await store.wake("lock_screen", [activity.id], after(1))
    (screen,) = await claimed(store, "lock_screen", at=1)

    await seen(store, screen, "accepted", at=2)

    (card,) = await claimed(store, at=2)
    assert dict(card.others)[phone()] == {"state": "accepted"}
    assert len(await claimed(store, "discord", at=2)) == 1
    await seen(store, card, "gone", at=3)
    assert await store.next_due("lock_screen") is None
    assert await store.next_due("slack") is None


async def test_the_same_observation_wakes_nobody(store: Store) -> None:
    """Only what is new is news."""
    activity = await begun(store)
    await settled(store)
    await store.wake("lock_screen", [activity.id], after(1))
    (screen,) = await claimed(store, "lock_screen", at=1)

    await seen(store, screen, "posted", at=2)

    assert await store.next_due("slack") is None


async def test_a_card_that_rests_waits_for_a_transition_or_for_its_rest_to_end(
    store: Store,
) -> None:
    """A thousand ticks in a second are a few shows, and the last of them is shown."""
    activity = await begun(store)
    await settled(store)
    await store.wake("slack", [activity.id], NOW)
    (card,) = await claimed(store)
    await store.shown(card, Shown({}, {}, rest_until=after(10)), after(1))

    await store.change(asked(at=after(2)), named(activity), changes())
    ticked = await store.next_due("slack")
    await store.change(asked(at=after(3)), named(activity), counts_up)

    assert ticked == after(10)
    assert await store.next_due("slack") == after(3)


@pytest.mark.parametrize(("rule", "due"), [(changes(), 10), (counts_up, 4)])
async def test_what_came_while_it_was_shown_minds_the_rest_too(
    store: Store, rule: Rule, due: float
) -> None:
    """A tick waits for the end of the rest, a transition does not."""
    activity = await begun(store)
    (card,) = await claimed(store)
    await store.change(asked(at=after(3)), named(activity), rule)

    await store.shown(card, Shown({}, {}, rest_until=after(10)), after(4))

    assert await store.next_due("slack") == after(due)


async def test_news_of_the_phones_waits_for_a_card_that_rests(store: Store) -> None:
    """What a card says of the phones is no transition."""
    await begun(store)
    (card,) = await claimed(store)
    await store.shown(card, Shown({}, {}, rest_until=after(10)), after(1))
    (screen,) = await claimed(store, "lock_screen", at=2)

    await store.shown(screen, Shown({}, {"state": "accepted"}), after(3))

    assert await store.next_due("slack") == after(10)


async def test_a_phone_hears_where_the_chat_is_and_no_other_news(store: Store) -> None:
    """The button that opens the chat needs the card's address, once it has one."""
    await begun(store)
    (screen,) = await claimed(store, "lock_screen")
    await store.shown(screen, Shown({}, {"state": "accepted"}), NOW)
    posted = {"state": "posted", "url": "https://chat.example.com/p1"}

    due = []
    for seconds, observed in ((1, posted), (2, {**posted, "detail": "edited"})):
        (card,) = await claimed(store, at=seconds)
        await store.shown(card, Shown({}, observed), after(seconds))
        due.append(await store.next_due("lock_screen"))
        for again in await claimed(store, "lock_screen", at=seconds):
            await store.shown(again, Shown({}, {"state": "accepted"}), after(seconds))
        await store.wake("slack", [card.activity.id], after(seconds + 1))

    assert due == [after(1), None]


async def test_news_for_a_held_card_waits_for_its_holder(store: Store) -> None:
    """A card that is being shown is due again when it is through."""
    await begun(store)
    (card,) = await claimed(store)
    (screen,) = await claimed(store, "lock_screen")

    await store.postpone(screen, Postponed(None, {}, {"state": "parked"}), after(1), failed=False)

    assert await claimed(store, at=1) == []
    await seen(store, card, at=2)
    assert len(await claimed(store, at=2)) == 1


async def test_waking_makes_due_on_that_surface_alone(store: Store) -> None:
    """A place that became free calls those who wait for it, and nobody else."""
    a, b, c = [await begun(store, made(name=name)) for name in "abc"]
    await settled(store)

    await store.wake("lock_screen", [a.id, b.id, "unknown"], after(1))

    woken = await claimed(store, "lock_screen", at=1)
    assert {d.activity.id for d in woken} == {a.id, b.id}
    assert await store.next_due("slack") is None
    assert c.id not in {d.activity.id for d in woken}


async def test_held_is_what_a_surface_shows(store: Store) -> None:
    """Deliveries with a memo whose activity is live, or that are due; nothing else."""
    live, quiet, ended = [await begun(store, made(name=name)) for name in ("l", "q", "e")]
    for card in await claimed(store):
        if card.activity.id != quiet.id:
            await store.shown(card, Shown({"ts": card.activity.id}, {}), NOW)
    await store.change(asked(), named(ended), ends())

    assert {d.activity.id for d in await store.held("slack")} == {live.id, ended.id}
    (card,) = [d for d in await claimed(store) if d.activity.id == ended.id]
    await seen(store, card)
    assert [d.memo for d in await store.held("slack")] == [{"ts": live.id}]


async def test_health_counts_what_is_due(store: Store) -> None:
    """How many live, how many are overdue, and since when."""
    assert (await store.health()).overdue_since is None
    activity = await begun(store)
    await begun(store, made(name="b", channels=()))

    health = await store.health()
    await settled(store)
    well = await store.health()

    assert (health.activities_live, health.deliveries_due) == (2, 2)
    assert health.overdue_since == NOW
    assert (well.deliveries_due, well.overdue_since) == (0, None)
    await store.change(asked(), named(activity), ends())
    assert (await store.health()).activities_live == 1


# Waiting


async def test_everybody_who_waits_is_woken(store: Store) -> None:
    """One waiter a surface: a change wakes them all."""
    since = await store.changed(-1, 5)
    waiting = [asyncio.ensure_future(store.changed(since, 30)) for _ in range(3)]
    await asyncio.sleep(0.01)

    await begun(store)

    assert all(count > since for count in await asyncio.gather(*waiting))


async def test_nothing_is_missed_between_two_waits(store: Store) -> None:
    """What became due before the wait began ends the wait at once."""
    since = await store.changed(-1, 5)
    await begun(store)

    now = await asyncio.wait_for(store.changed(since, 60), 10)

    assert now > since
    assert await store.changed(now, 0.01) == now


async def test_what_makes_nothing_due_wakes_nobody(store: Store) -> None:
    """A refusal and a request told again are no reason to look."""
    activity, request = await begun(store), asked()
    await store.change(request, named(activity), counts_up)
    since = await store.changed(-1, 5)

    await store.change(request, named(activity), counts_up)
    with pytest.raises(Refused):
        await store.change(asked(), named(activity), raises(Refused("No.")))

    assert await store.changed(since, 0.01) == since


async def test_news_and_waking_ring(store: Store) -> None:
    """A card that became due by what the phone learned is looked for at once."""
    activity = await begun(store)
    await settled(store)
    since = await store.changed(-1, 5)

    await store.wake("lock_screen", [activity.id], after(1))
    woken = await store.changed(since, 30)
    (screen,) = await claimed(store, "lock_screen", at=1)
    await seen(store, screen, "accepted", at=1)

    assert since < woken < await store.changed(woken, 30)


# Secrets


async def test_a_secret_is_kept_and_replaced(store: Store) -> None:
    """The latest one is there; another name or workspace has its own."""
    await store.keep_secret("T1", "phones", "sealed 1")
    await store.keep_secret("T2", "phones", "sealed 2")
    await store.keep_secret("T1", "slack", "sealed 3")
    await store.keep_secret("T1", "phones", "sealed 4")

    assert await store.secrets() == {
        ("T1", "phones"): "sealed 4", ("T2", "phones"): "sealed 2", ("T1", "slack"): "sealed 3",
    }  # fmt: skip


async def test_a_secret_that_is_dropped_is_gone(store: Store) -> None:
    """That of one workspace under one name, and no other; dropping it again is nothing."""
    for workspace, name in (("T1", "phones"), ("T1", "slack"), ("T2", "phones")):
        await store.keep_secret(workspace, name, f"{workspace} {name}")

    await store.keep_secret("T1", "phones", None)
    await store.keep_secret("T1", "phones", None)

    kept = {("T1", "slack"): "T1 slack", ("T2", "phones"): "T2 phones"}
    assert await store.secrets() == kept


async def test_a_secret_makes_nothing_due(store: Store) -> None:
    """Who keeps one says itself whom to wake."""
    await begun(store)
    await settled(store)
    since = await store.changed(-1, 5)

    await store.keep_secret("T1", "phones", "sealed")

    assert await store.changed(since, 0.01) == since
