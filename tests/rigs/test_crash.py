"""A crash loses nothing that was acknowledged, tears nothing, and forgets no surface."""

import pytest

from tests.rigs.crash import stormed_hasty, swept_hasty
from tests.rigs.kills import CALLS, COMMANDS, starting_again, sweep
from tests.rigs.load import storm

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_a_kill_at_any_write_or_sync_breaks_no_promise(strace: str) -> None:
    """Killed at each, then started again: all there, once, whole, and shown everywhere."""
    killed = sweep(COMMANDS)

    assert killed.findings == []
    assert set(killed.points) == set(CALLS), "every kind of call was met"
    assert killed.points["pwrite64"] > 100
    assert killed.points["fdatasync"] > 20
    assert killed.acknowledged > 500


def test_a_kill_while_starting_again_breaks_no_promise(strace: str) -> None:
    """Killed once, and again at each write of the start that follows: the same holds."""
    killed = sweep(starting_again())

    assert killed.findings == []
    assert killed.points.total() > 20


def test_kills_under_load_break_no_promise() -> None:
    """200 times: every 200 is kept once, told again it is the same, the phones follow."""
    run = storm(200)

    assert run.findings == []
    assert run.cycles == 200
    assert run.acknowledged > 200
    assert run.unanswered > 200, "kills came while people waited for an answer"


def test_an_answer_before_the_commit_is_found_at_some_write(strace: str) -> None:
    """The control: the sweep sees what a store loses that answers too early."""
    assert swept_hasty().is_right


def test_an_answer_before_the_commit_is_found_under_load() -> None:
    """The control: the kills under load see it too."""
    assert stormed_hasty(seed=1).is_right
