"""How long the reconciler waits; what it shows is for the rigs to see."""

from bot.reconciler import backoff_seconds


def test_what_fails_is_tried_again_ever_later() -> None:
    """Twice as late each time, up to a minute, or to what was asked for."""
    assert [backoff_seconds(attempts) for attempts in (1, 2, 3, 7, 8, 100)] == [
        1.0, 2.0, 4.0, 60.0, 60.0, 60.0,
    ]  # fmt: skip
    assert [backoff_seconds(attempts, 5.0) for attempts in (1, 2, 3, 4, 100)] == [
        1.0, 2.0, 4.0, 5.0, 5.0,
    ]  # fmt: skip
