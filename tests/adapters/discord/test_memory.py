"""The memo of a card."""

from datetime import UTC, datetime

import pytest

from adapters.discord.memory import NO_THREAD, Memory

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_what_was_kept_is_read_again() -> None:
    """All of it; what is empty is not kept."""
    memory = Memory("1", NO_THREAD, 3, 4, "d", NOW, None, NOW, 5, 1, "gone", 2)

    assert Memory.read(memory.kept()) == memory
    assert Memory().kept() == {}


@pytest.mark.parametrize("posted", ["yesterday", "nan", "1e400", "", "-9e99"])
def test_a_memo_that_cannot_be_read_is_no_memo(posted: str) -> None:
    """Whatever a store gives back, a card is shown."""
    assert Memory.read({"posted": posted, "told": "x", "message": "1"}) == Memory(message="1")
