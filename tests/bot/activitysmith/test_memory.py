"""What the Lock Screen keeps between two shows."""

from bot.activitysmith.memory import UNSURE, Memory
from tests.bot.activitysmith.samples import NOW, after


def test_what_is_kept_is_what_is_read() -> None:
    """All of it is text, and what is as it was at first takes no room."""
    memory = Memory(
        on=True,
        run=3,
        id="abc",
        doubt=NOW,
        shaky=True,
        settle=(after(30), after(120)),
        barred=UNSURE,
        starts=2,
    )

    assert Memory.read(memory.kept()) == memory
    assert all(isinstance(value, str) for value in memory.kept().values())
    assert Memory().kept() == {}


def test_what_cannot_be_read_is_nothing() -> None:
    """A memo of another version is not a reason to stop."""
    assert Memory.read({"run": "many"}) == Memory()
    assert Memory.read({"of_tomorrow": "1", "run": "2"}) == Memory(run=2)


def test_a_run_that_is_over_leaves_its_number() -> None:
    """The next has another, and knows nothing of what was in doubt."""
    over = Memory(on=True, run=2, digest="x", doubt=NOW, shaky=True, revision=7).off()

    assert over == Memory(run=3, revision=7)
