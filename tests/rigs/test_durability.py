"""The judge of the crash rigs finds what is broken, and nothing in what is whole."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.rigs.durability import (
    Acknowledged,
    Activity,
    Due,
    Entry,
    Finding,
    Kept,
    Request,
    findings,
)

CHANNELS = frozenset({("console", "ops"), ("lock_screen", "phones")})
TOLD = (
    Acknowledged("k1", "ana", "a", 1),
    Acknowledged("k2", "ben", "a", 2),
    Acknowledged("k3", "cat", "a", 2),
    Acknowledged("press:x"),
)
WHOLE = Kept(
    activities=[Activity("a", 3, 3, CHANNELS)],
    journal=[Entry("a", 1, "ana"), Entry("a", 2, "ben"), Entry("a", 3, "the Lock Screen")],
    requests=[
        Request("k1", "a", "started"),
        Request("k2", "a", "step 2 of 3"),
        Request("k3", "a", "Nothing to change: step 2 of 3"),
        Request("press:x", "a", "step 3 of 3"),
    ],
    deliveries=[
        Due("a", "console", "ops", shown_revision=3, is_due=False),
        Due("a", "lock_screen", "phones", shown_revision=1, is_due=True),
    ],
)


def without(kept: Kept, key: str, by: str | None = None) -> Kept:
    """*kept* less a request and the entry that it made."""
    requests = [request for request in kept.requests if request.key != key]
    return replace(kept, requests=requests, journal=[e for e in kept.journal if e.by != by])


def shown(kept: Kept, revision: int, *, is_due: bool) -> Kept:
    """*kept* with a Lock Screen that shows *revision*."""
    phone = replace(kept.deliveries[1], shown_revision=revision, is_due=is_due)
    return replace(kept, deliveries=[kept.deliveries[0], phone])


BROKEN: dict[str, tuple[str, Callable[[Kept], Kept]]] = {
    "a damaged file": ("corrupt", lambda kept: replace(kept, integrity="page 4 is never used")),
    "an empty file": ("lost", lambda kept: Kept()),
    "a request that is gone": ("lost", lambda kept: without(kept, "k2", "ben")),
    "a press that is gone": ("lost", lambda kept: without(kept, "press:x", "the Lock Screen")),
    "a request without its entry": (
        "lost",
        lambda kept: replace(kept, journal=[e for e in kept.journal if e.by != "ben"]),
    ),
    "a command done twice": (
        "twice",
        lambda kept: replace(
            kept,
            activities=[Activity("a", 4, 4, CHANNELS)],
            journal=[*kept.journal, Entry("a", 4, "ben")],
        ),
    ),
    "a press done twice": (
        "twice",
        lambda kept: replace(
            kept,
            activities=[Activity("a", 4, 4, CHANNELS)],
            journal=[*kept.journal, Entry("a", 4, "the Lock Screen")],
        ),
    ),
    "an entry without its request": ("twice", lambda kept: without(kept, "press:x")),
    "a gap in the journal": (
        "torn",
        lambda kept: replace(
            kept, journal=[*kept.journal[:2], replace(kept.journal[2], revision=4)]
        ),
    ),
    "an activity behind its journal": (
        "torn",
        lambda kept: replace(kept, activities=[Activity("a", 2, 2, CHANNELS)]),
    ),
    "a row that is not what it holds": (
        "torn",
        lambda kept: replace(kept, activities=[Activity("a", 3, 2, CHANNELS)]),
    ),
    "a journal of nothing": ("torn", lambda kept: replace(kept, activities=[])),
    "another revision than was told": (
        "torn",
        lambda kept: replace(
            kept,
            journal=[Entry("a", 2, "ana"), Entry("a", 1, "ben"), kept.journal[2]],
        ),
    ),
    "a surface behind and not due": ("forgotten", lambda kept: shown(kept, 2, is_due=False)),
    "a surface ahead of the activity": ("wrong", lambda kept: shown(kept, 4, is_due=False)),
    "a channel without a delivery": (
        "forgotten",
        lambda kept: replace(kept, deliveries=kept.deliveries[:1]),
    ),
}


def test_what_is_whole_is_found_whole() -> None:
    """A file that keeps all promises has no findings, told commands that changed nothing too."""
    assert findings(TOLD, WHOLE) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found(name: str) -> None:
    """Each way to break a promise is found, by its own kind."""
    kind, broken = BROKEN[name]

    found = findings(TOLD, broken(WHOLE))

    assert kind in {finding.kind for finding in found}, found


def test_what_nobody_was_told_may_be_missing() -> None:
    """A crash may lose what was not acknowledged; that is no finding."""
    last = without(WHOLE, "press:x", "the Lock Screen")
    shorter = shown(replace(last, activities=[Activity("a", 2, 2, CHANNELS)]), 1, is_due=True)
    shorter = replace(shorter, deliveries=[replace(d, shown_revision=1, is_due=True)
                                           for d in shorter.deliveries])  # fmt: skip

    assert findings(TOLD[:3], shorter) == []
    assert findings(TOLD, shorter) == [Finding("lost", "press:x was acknowledged and is not there")]
