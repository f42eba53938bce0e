"""A power cut loses nothing that was acknowledged, whatever the disk made of what it had not."""

import random

import pytest

from tests.rigs.disk import Disk
from tests.rigs.powerloss import lose, possible, recorded
from tests.rigs.trace import Cut, Event, Made, Removed, Renamed, Said, Synced, Wrote, events

ANY = random.Random(1)


def disk(*steps: Event) -> Disk:
    """A disk after *steps*."""
    made = Disk()
    for step in steps:
        made.take(step)
    return made


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_power_cut_breaks_no_promise(strace: str) -> None:
    """Of 3,000 different disks, none lost, tore or corrupted anything, or was refused."""
    losses = lose(3_000)

    assert losses.findings == []
    assert losses.states == 3_000
    assert losses.acknowledged > 10_000


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_store_that_does_not_sync_its_commits_is_found(strace: str) -> None:
    """The control: with synchronous=NORMAL a power cut loses what was acknowledged."""
    losses = lose(600, synchronous="NORMAL")

    assert losses.broken["lost"] > 0


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_store_that_does_not_sync_its_folder_is_found(strace: str) -> None:
    """The control: were the folder never synced, the whole file could be gone."""
    steps = [step for step in recorded("FULL") if step != Synced("")]

    states = possible(steps, ANY)

    assert any(state.said and "lockstep.db" not in state.files for state in states)


def test_what_was_synced_is_there() -> None:
    """A file whose name and bytes are synced is found whole, whatever else is lost."""
    kept = disk(Made("a"), Wrote("a", 0, b"one"), Synced("a"), Synced(""), Wrote("a", 3, b"two"))

    assert kept.after_power_loss("lost", ANY) == {"a": b"one"}
    assert kept.after_power_loss("kept", ANY) == {"a": b"onetwo"}


def test_a_name_is_lost_until_its_folder_is_synced() -> None:
    """A file's own sync does not keep its name, nor its new name."""
    nameless = disk(Made("a"), Wrote("a", 0, b"one"), Synced("a"))
    renamed = disk(Made("a"), Synced(""), Renamed("a", "b"))

    assert nameless.after_power_loss("lost", ANY) == {}
    assert nameless.after_power_loss("kept", ANY) == {"a": b"one"}
    assert set(renamed.after_power_loss("lost", ANY)) == {"a"}
    assert set(renamed.after_power_loss("kept", ANY)) == {"b"}


def test_what_was_removed_or_cut_may_come_back() -> None:
    """Until they are synced, a removal and a cut are as uncertain as a write."""
    before = (Made("a"), Wrote("a", 0, b"one"), Synced("a"), Synced(""))

    assert disk(*before, Removed("a")).after_power_loss("lost", ANY) == {"a": b"one"}
    assert disk(*before, Removed("a")).after_power_loss("kept", ANY) == {}
    assert disk(*before, Cut("a", 1)).after_power_loss("lost", ANY) == {"a": b"one"}
    assert disk(*before, Cut("a", 1)).after_power_loss("kept", ANY) == {"a": b"o"}


def test_a_write_is_torn_between_sectors() -> None:
    """Each sector of a torn write is there whole or not at all."""
    torn = disk(Made("a"), Synced(""), Wrote("a", 0, b"x" * 1024))

    found = {torn.after_power_loss("torn", ANY).get("a", b"") for _ in range(200)}

    assert found == {b"", b"x" * 512, b"\0" * 512 + b"x" * 512, b"x" * 1024}


def test_a_trace_is_read_in_the_order_it_happened() -> None:
    """Whole calls, calls cut in two by another thread's, failed ones, and other folders'."""
    path, word = "".join(f"\\x{c:02x}" for c in b"/f/a"), "".join(f"\\x{c:02x}" for c in b"ACK")
    elsewhere = path.replace("\\x66", "\\x67")
    lines = [
        f'7 openat(AT_FDCWD, "{path}", O_RDWR|O_CREAT, 0600) = 3<{path}>',
        f'7 pwrite64(3<{path}>, "\\x01\\x02", 2, 40) = 2',
        f"7 fdatasync(3<{path}> <unfinished ...>",
        f'8 write(1<\\x70>, "{word}", 3 <unfinished ...>',
        "7 <... fdatasync resumed>) = 0",
        "8 <... write resumed>) = 3",
        f'7 unlink("{path}") = -1 ENOENT (No such file or directory)',
        f"7 ftruncate(4<{elsewhere}>, 0) = 0",
        f"7 ftruncate(3<{path}>, 8) = 0",
    ]

    read = list(events(lines, "/f"))

    assert read == [Made("a"), Wrote("a", 40, b"\1\2"), Said("ACK"), Synced("a"), Cut("a", 8)]
