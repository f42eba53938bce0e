"""The judge of histories finds what is wrong, and only that."""

from dataclasses import replace

import pytest

from tests.rigs.history import Asked, Card, History, Kept, Landed, OnPhone, Row, Sent
from tests.rigs.verdict import judged, passing

DEPLOY, PAGER = "deploy", "pager"

GOOD = History(
    asked=(
        Asked("ann", "done", DEPLOY, "start", 1),
        Asked("bob", "done", DEPLOY, "step", 2),
        Asked("cat", "done", DEPLOY, "end", 3),
        Asked("dan", "done", PAGER, "start", 1),
        Asked("eve", "nothing", PAGER, "ack"),
        Asked("fay", "refused"),
        Asked("gus", "silence"),
    ),
    journal=(
        Row(DEPLOY, 1, "start", "ann"),
        Row(DEPLOY, 2, "step", "bob"),
        Row(DEPLOY, 3, "end", "cat"),
        Row(PAGER, 1, "start", "dan"),
        Row(PAGER, 2, "say", "gus"),
    ),
    kept=(Kept(DEPLOY, 3, ended=True), Kept(PAGER, 2, manual=True)),
    sent=(
        Sent(1, 0.0, 1, DEPLOY, 1, "put", "ls-1"),
        Sent(2, 1.0, 1, PAGER, 1, "start", "", "refused"),
        Sent(3, 2.0, 1, PAGER, 1, "start", ""),
        Sent(4, 3.0, 1, DEPLOY, 2, "put", "ls-1", "unsure"),
        Sent(5, 4.0, 2, PAGER, 2, "update", "id-7"),
        Sent(6, 35.0, 2, DEPLOY, 3, "delete", "ls-1"),
        Sent(7, 65.0, 2, DEPLOY, 3, "delete", "ls-1"),
    ),
    landed=(
        Landed(1, 0.1, "started", 1),
        Landed(3, 2.1, "started", 2),
        Landed(4, 20.0, "updated", 2),
        Landed(5, 4.1, "updated", 2),
        Landed(6, 35.1, "ended", 1),
        Landed(7, 65.1, "none", 1),
    ),
    phone=(OnPhone(PAGER, 3, "page two"),),
    cards=(Card(PAGER, "ops", 2, 2, pressable=True, live=True), Card(DEPLOY, "hall", 2, 2)),
    wanted={PAGER: "page two"},
)


def sent(history: History, **changes: object) -> tuple[Sent, ...]:
    """The calls of *history*, the last of them changed."""
    return (*history.sent[:-1], replace(history.sent[-1], **changes))  # type: ignore[arg-type]


BROKEN = {
    "a card of an ended activity is left": (
        "ended",
        replace(GOOD, phone=(*GOOD.phone, OnPhone(DEPLOY, 4, "step two"))),
    ),
    "the phone shows an older revision": (
        "converged",
        replace(GOOD, phone=(OnPhone(PAGER, 3, "page one"),)),
    ),
    "a live activity is on no phone": ("converged", replace(GOOD, phone=())),
    "a live activity waits though there is a place": (
        "converged",
        replace(GOOD, phone=(), kept=(GOOD.kept[0], Kept(PAGER, 2, state="waiting"))),
    ),
    "a live activity is shown twice": (
        "converged",
        replace(GOOD, phone=(OnPhone(PAGER, 3, "page two"), OnPhone(PAGER, 5, "page two"))),
    ),
    "a revision is missing": (
        "dense",
        replace(
            GOOD, journal=(GOOD.journal[0], *GOOD.journal[2:]),
            asked=(GOOD.asked[0], Asked("bob", "silence"), *GOOD.asked[2:]),
        ),
    ),
    "two revisions have changed places": (
        "dense",
        replace(GOOD, journal=(GOOD.journal[1], GOOD.journal[0], *GOOD.journal[2:])),
    ),
    "what was acknowledged was lost": (
        "stored",
        replace(
            GOOD, journal=GOOD.journal[:-1], kept=(GOOD.kept[0], Kept(PAGER, 1, manual=True)),
            asked=(*GOOD.asked[:-1], Asked("gus", "done", PAGER, "say", 2)),
        ),
    ),
    "a press was done twice": (
        "stored",
        replace(
            GOOD, journal=(*GOOD.journal, Row(PAGER, 3, "say", "gus")),
            kept=(GOOD.kept[0], Kept(PAGER, 3, manual=True)),
        ),
    ),
    "what was refused was done": (
        "stored",
        replace(GOOD, asked=(*GOOD.asked[:-1], Asked("gus", "refused"))),
    ),
    "another revision was acknowledged than was made": (
        "stored",
        replace(GOOD, asked=(Asked("ann", "done", DEPLOY, "start", 2), *GOOD.asked[1:])),
    ),
    "something was done that nobody asked": (
        "stored",
        replace(GOOD, asked=GOOD.asked[:-1]),
    ),
    "a process sent an older revision after a newer": (
        "forward",
        replace(GOOD, sent=sent(GOOD, revision=2)),
    ),
    "a stream was put after its end": ("end", replace(GOOD, sent=sent(GOOD, verb="put"))),
    "an ended activity was started under another name": (
        "end",
        replace(GOOD, sent=sent(GOOD, verb="put", name="ls-1-2")),
    ),
    "a start that was in doubt was said again": (
        "starts",
        replace(GOOD, sent=(replace(GOOD.sent[2], number=8, heard="unsure"), *GOOD.sent)),
    ),
    "a fifth activity was live": (
        "limits",
        replace(GOOD, landed=(Landed(1, 0.1, "started", 5), *GOOD.landed[1:])),
    ),
    "sixty-one calls went in one minute": (
        "limits",
        replace(GOOD, sent=(*(replace(GOOD.sent[0], number=n, at=n / 2) for n in range(60)),
                            *GOOD.sent)),
    ),
    "a card in a channel is behind": ("cards", replace(GOOD, cards=(Card(PAGER, "ops", 1, 2),))),
    "a channel that was left is told more": (
        "cards",
        replace(GOOD, cards=(Card(DEPLOY, "hall", 3, 2),)),
    ),
    "a channel that was left can still be pressed": (
        "cards",
        replace(GOOD, cards=(Card(DEPLOY, "hall", 2, 2, pressable=True),)),
    ),
    "a surface failed": ("unexpected", replace(GOOD, unexpected=("KeyError",))),
}  # fmt: skip


def test_a_good_history_breaks_no_promise() -> None:
    """Refused, silent and repeated calls are no fault in themselves."""
    assert judged(GOOD) == []


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_history_is_found(name: str) -> None:
    """Each history that was broken by hand breaks the one promise that it was broken at."""
    promise, history = BROKEN[name]

    assert {wrong.promise for wrong in judged(history)} == {promise}


def test_a_start_that_nobody_heard_of_is_no_fault() -> None:
    """A card that came of an ambiguous start cannot be known, and so cannot be ended."""
    unheard = tuple(replace(call, heard="unsure") if call.number == 3 else call
                    for call in GOOD.sent)  # fmt: skip
    ended = (*GOOD.kept[:1], Kept(PAGER, 2, ended=True, manual=True))
    fewer = tuple(call for call in unheard if call.number != 5)

    assert judged(replace(GOOD, sent=fewer, kept=ended)) == []


def test_what_was_wrong_for_a_while_is_counted() -> None:
    """An older revision over a newer one, and a card that came back until it was ended again."""
    late = (
        Landed(1, 0.1, "started", 1),
        Landed(4, 4.0, "updated", 1),
        Landed(1, 5.0, "updated", 1),
        Landed(6, 35.1, "ended", 0),
        Landed(4, 40.0, "started", 1),
        Landed(7, 65.0, "ended", 0),
    )

    seen = passing(replace(GOOD, landed=late))

    assert (seen.regressions, seen.reopened, seen.reopened_seconds) == (1, 1, 25.0)
