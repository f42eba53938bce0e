"""Who has a place, who waits, and who makes room."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.activitysmith.patience import Patience
from bot.activitysmith.slots import Places
from tests.bot.activitysmith.samples import NOW, after


def full(priority: int = 5) -> Places:
    places = Places(4)
    for name in "abcd":
        assert places.take(name, priority, NOW) is None
    return places


def test_four_have_a_place_and_the_fifth_waits() -> None:
    """It is told how many there are."""
    wait = full().take("e", 5, after(1))

    assert wait is not None
    assert wait.park is None
    assert wait.sentence == "waiting for a free place: 4 of 4 in use"


def test_a_freed_place_calls_the_first_in_line() -> None:
    """The most urgent first, then who has waited longest."""
    places = full()
    for second, (name, priority) in enumerate([("e", 5), ("f", 5), ("g", 4)]):
        assert places.take(name, priority, after(second)) is not None

    assert places.release("a", after(9)) == ("g",)
    assert places.take("e", 5, after(10)) is not None
    assert places.take("g", 4, after(10)) is None
    assert places.release("b", after(11)) == ("e",)


def test_a_more_urgent_one_takes_the_place_of_the_least_urgent() -> None:
    """Once that has had it for two minutes; of equals, whoever had it longest."""
    places = full()
    places.holders.pop("d")
    assert places.take("low", 9, after(1)) is None

    early = places.take("hot", 1, after(30))
    assert early is not None
    assert (early.park, early.until) == (None, after(30 + 60))

    ripe = places.take("hot", 1, after(121))
    assert ripe is not None
    assert ripe.park == "low"
    assert places.is_leaving("low")
    assert places.take("hot", 1, after(122)).park is None  # type: ignore[union-attr] # it waits

    assert places.release("low", after(123)) == ("hot",)
    assert places.take("hot", 1, after(124)) is None


def test_nobody_leaves_for_one_who_is_gone() -> None:
    """If who wanted the place has ended, it stays where it is."""
    places = full()
    assert places.take("hot", 1, after(200)) is not None
    assert places.is_leaving("a")

    places.release("hot", after(201))

    assert not places.is_leaving("a")


def test_what_others_started_is_never_parked() -> None:
    """We could not start it again."""
    places = Places(1)
    places.hold("theirs", 9, NOW, fixed=True)

    wait = places.take("hot", 1, after(600))

    assert wait is not None
    assert wait.park is None


def test_a_full_answer_teaches_how_many_places_there_are() -> None:
    """Places that others use are counted for a minute, and then it is tried again."""
    places = Places(4)
    assert places.take("a", 5, NOW) is None
    places.give_back("a", NOW)
    places.learn(2, 2, NOW)

    wait = places.take("a", 5, after(1))
    assert wait is not None
    assert wait.sentence == "waiting for a free place: 2 of 2 in use"
    assert places.take("a", 5, after(61)) is None


def test_phones_take_only_so_many_starts() -> None:
    """Ten in ten minutes; a start that was none does not count."""
    places = Places(100)
    for n in range(Patience().starts_max):
        assert places.take(f"a{n}", 5, after(n)) is None

    wait = places.take("late", 5, after(60))
    assert wait is not None
    assert wait.until == after(600)

    places.give_back("a9", after(61))
    assert places.take("late", 5, after(62)) is None


def test_a_place_given_back_late_is_a_place() -> None:
    """The start was forgotten by then; the place was not."""
    places = Places(2)
    assert places.take("a", 5, NOW) is None
    assert places.take("b", 5, after(601)) is None

    places.give_back("a", after(602))

    assert places.take("a", 5, after(603)) is None


class Lives(RuleBasedStateMachine):
    """Activities that come, wait, make room and end, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.places, self.now = Places(3), NOW
        self.wanted: dict[str, int] = {}
        self.count = 0

    def settle(self) -> None:
        """Everybody asks as they are called or told to, until nothing moves."""
        for _ in range(20):
            for name in [n for n in self.places.holders if self.places.is_leaving(n)]:
                self.places.release(name, self.now)
                self.places.wait(name, self.wanted[name], self.now, self.now)
            for name in sorted(self.wanted, key=lambda n: self.wanted[n]):
                if name not in self.places.holders:
                    self.places.take(name, self.wanted[name], self.now)

    @precondition(lambda self: self.count < 9)
    @rule(priority=st.integers(1, 9))
    def begin(self, priority: int) -> None:
        self.count += 1
        self.wanted[f"a{self.count}"] = priority

    @precondition(lambda self: self.wanted)
    @rule(pick=st.randoms(use_true_random=False))
    def finish(self, pick) -> None:  # type: ignore[no-untyped-def] # a Random of hypothesis
        name = pick.choice(sorted(self.wanted))
        del self.wanted[name]
        self.places.release(name, self.now)

    @rule(seconds=st.integers(61, 700))
    def pass_time(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def places_are_used_well(self) -> None:
        self.settle()
        held, line = self.places.holders, self.places.line
        assert len(held) <= 3
        spent = self.places._starts_spent(self.now) is not None
        if line and not spent:
            assert len(held) == 3, "nothing waits while places are free"
            urgent = min(waiting.priority for waiting in line.values())
            ripe = [h for h in held.values() if self.now - h.since >= Patience().hold_off]
            assert all(holder.priority <= urgent for holder in ripe)


TestLives = Lives.TestCase
TestLives.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
