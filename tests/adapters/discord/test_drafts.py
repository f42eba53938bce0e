"""What was typed is kept for a short while, for few, and for nobody else."""

from datetime import UTC, datetime, timedelta

from adapters.discord.drafts import DRAFTS_MAX, LIFETIME, Drafts
from adapters.discord.modals import Given

ANA, BEN = ("guild", "ana"), ("guild", "ben")
TYPED = {"title": Given("Down", "x")}


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def test_a_draft_is_its_person_s_until_it_is_done() -> None:
    """In the guild where it was typed."""
    drafts = Drafts(Clock())
    drafts.keep("1", ANA, TYPED)

    assert drafts.take("1", ANA) == TYPED
    assert drafts.take("1", BEN) == drafts.take("1", ("elsewhere", "ana")) == {}
    drafts.drop("1")
    assert drafts.take("1", ANA) == {}


def test_a_draft_lives_a_short_while() -> None:
    """As long as Discord lets its button be answered."""
    clock = Clock()
    drafts = Drafts(clock)
    drafts.keep("1", ANA, TYPED)

    clock.now += LIFETIME
    assert drafts.take("1", ANA) == TYPED
    clock.now += timedelta(seconds=1)
    assert drafts.take("1", ANA) == {}


def test_there_is_room_for_a_few() -> None:
    """The oldest goes first, however many are never looked at again."""
    drafts = Drafts(Clock())
    for number in range(5_000):
        drafts.keep(str(number), ANA, TYPED)

    assert len(drafts) == DRAFTS_MAX
    assert drafts.take("4999", ANA) == TYPED
    assert drafts.take(str(5_000 - DRAFTS_MAX - 1), ANA) == {}
