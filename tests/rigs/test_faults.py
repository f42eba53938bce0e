"""A disk that fails is noticed: nothing is acknowledged that is not on it."""

import pytest

from tests.rigs.faults import BROKEN, NOT_OPENED, Endured, endured

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ALL = 30


def kept_its_word(run: Endured) -> bool:
    """Nothing acknowledged is missing, and nothing was acknowledged on a broken disk."""
    return run.findings == [] and run.acknowledged_when_broken == 0


def test_a_sync_that_fails_ends_the_program(strace: str) -> None:
    """At any sync of the log: nobody hears "done" any more, and a new start finds all kept."""
    runs = [endured("fdatasync", "EIO", str(nth), "lockstep.db-wal") for nth in range(1, 28)]

    assert all(map(kept_its_word, runs)), runs
    assert {run.code for run in runs if run.acknowledged < ALL} == {NOT_OPENED, BROKEN}
    assert sum(run.code == BROKEN for run in runs) > 10


def test_a_write_that_fails_ends_the_program(strace: str) -> None:
    """The same at writes."""
    runs = [endured("pwrite64", "EIO", str(nth), "lockstep.db-wal") for nth in range(1, 160, 8)]

    assert all(map(kept_its_word, runs)), runs
    assert {run.code for run in runs if run.acknowledged < ALL} <= {NOT_OPENED, BROKEN}
    assert sum(run.code == BROKEN for run in runs) > 10


def test_a_full_disk_is_told_of_and_nothing_is_lost(strace: str) -> None:
    """From the nth write on there is no room: who asks is told so, what was told is kept."""
    runs = [endured("pwrite64", "ENOSPC", f"{nth}+", "lockstep.db-wal") for nth in range(10, 90, 8)]

    assert all(map(kept_its_word, runs)), runs
    for run in runs:
        assert run.code == 0
        assert run.said.count("BUSY") == ALL - run.acknowledged > 0


def test_a_disk_that_has_room_again_is_used_again(strace: str) -> None:
    """When there is room after all, commands are kept again, by the same program."""
    run = endured("pwrite64", "ENOSPC", "40..50", "lockstep.db-wal")

    assert kept_its_word(run)
    first = run.said.index("BUSY")
    assert any(line.startswith("ACK") for line in run.said[first:])
    assert run.code == 0


@pytest.mark.parametrize("nth", [1, 2])
def test_no_log_no_store(strace: str, nth: int) -> None:
    """If SQLite cannot turn its log on, the file is not used: without it a cut could lose."""
    run = endured("fdatasync", "EIO", str(nth), "lockstep.db-journal")

    assert (run.code, run.acknowledged) == (NOT_OPENED, 0)
    assert run.findings == []


@pytest.mark.parametrize("call", ["fsync", "unlink"])
def test_a_folder_that_fails_is_told_of(strace: str, call: str) -> None:
    """A new file whose name cannot be kept is refused with a sentence, not with a traceback."""
    run = endured(call, "EIO", "1")

    assert (run.code, run.acknowledged) == (NOT_OPENED, 0)
    assert run.findings == []
