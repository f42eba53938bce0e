"""Reading answers: few outcomes, whatever is said."""

import json
from contextlib import suppress
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activitysmith import answers
from tests.bot.activitysmith.samples import NOW


def read(status: int, said: object, retry_after: str | None = None) -> answers.Answer:
    return answers.read(status, json.dumps(said).encode(), retry_after, NOW)


def test_an_answer_is_read_tolerantly() -> None:
    """What is new to us is let through, what is missing is not missed."""
    answer = read(
        200,
        {
            "operation": "teleported",
            "devices_notified": 2,
            "devices_queued": "many",
            "errors": [{"x": 1}],
            "future_field": {},
        },
    )

    assert answer == answers.Answer(operation="teleported", notified=2, failures=1)
    assert read(200, {}) == answers.Answer()


@pytest.mark.parametrize(
    ("status", "said", "outcome"),
    [
        (400, {"error": "Invalid", "message": "title is required"}, answers.Invalid),
        (401, {}, answers.Unauthorized),
        (402, {"error": "trial_expired", "message": "Over"}, answers.Billing),
        (403, {"error": "Forbidden"}, answers.Forbidden),
        (404, {"error": "Live Activity stream not found"}, answers.NotFound),
        (404, {"error": "No recipients found"}, answers.NoRecipients),
        (422, {"error": "x", "effective_channel_slugs": None}, answers.NoRecipients),
        (422, {"error": "Unprocessable"}, answers.Invalid),
        (418, {}, answers.Invalid),
        (429, {"error": "Rate limit exceeded"}, answers.RateLimited),
        (429, {"limit": 4, "active": 4}, answers.NoPlace),
        (429, {"limit": True, "active": "4"}, answers.RateLimited),
        (500, {}, answers.Ambiguous),
        (302, {}, answers.Ambiguous),
        (200, [], answers.Ambiguous),
        (200, {"success": False}, answers.Ambiguous),
    ],
)
def test_every_answer_comes_to_one_of_few_outcomes(
    status: int, said: Any, outcome: type[answers.SmithError]
) -> None:
    """The status and the words of an error say which."""
    with pytest.raises(answers.SmithError) as raised:
        read(status, said)

    assert type(raised.value) is outcome


@pytest.mark.parametrize("raw", [None, b"", b"<html>", b'{"success": tr', b"\xff", b"[" * 50_000])
def test_a_200_that_cannot_be_read_may_have_had_an_effect(raw: bytes | None) -> None:
    """Nobody knows, and we say so."""
    with pytest.raises(answers.Ambiguous):
        answers.read(200, raw, None, NOW)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7),
        ("0", 1),
        ("-5", 1),
        ("1e9", 300),
        ("inf", 300),
        ("nan", None),
        ("soon", None),
        (format_datetime(NOW + timedelta(seconds=20)), 20),
        (format_datetime(NOW - timedelta(days=1)), 1),
    ],
)
def test_how_long_to_wait_stays_within_bounds(header: str | None, seconds: float | None) -> None:
    """One second to five minutes, whatever the header says."""
    assert answers.retry_seconds(header, NOW) == seconds


def test_capacity_tells_how_many_places_there_are() -> None:
    """The numbers are kept for the line of those who wait."""
    with pytest.raises(answers.NoPlace) as raised:
        read(429, {"limit": 4, "active": 3, "blocked_devices": 1, "targeted_devices": 2})

    full = raised.value
    assert (full.limit, full.active, full.blocked_devices, full.targeted_devices) == (4, 3, 1, 2)


def test_billing_leads_to_where_it_is_paid() -> None:
    """Only an https address is passed on."""
    with pytest.raises(answers.Billing) as raised:
        read(402, {"error": "trial_expired", "upgrade_url": "https://pay.example.com/x"})
    assert raised.value.upgrade_url == "https://pay.example.com/x"

    with pytest.raises(answers.Billing) as raised:
        read(402, {"error": "trial_expired", "upgrade_url": "javascript:x"})
    assert raised.value.upgrade_url is None


def test_an_answer_that_quotes_the_key_does_not_get_through_with_it() -> None:
    """Neither a key nor a press's token is repeated to people or logs."""
    token = "T" * 90
    with pytest.raises(answers.Invalid) as raised:
        read(400, {"message": f"Bearer ask_secret123 said {token}"})

    assert "secret123" not in str(raised.value)
    assert token not in str(raised.value)


@given(status=st.integers(100, 599), raw=st.binary(max_size=200), header=st.text(max_size=20))
def test_nothing_that_is_answered_surprises(
    status: int, raw: bytes | None, header: str | None
) -> None:
    """Whatever comes back, it is an Answer or a SmithError."""
    with suppress(answers.SmithError):
        assert isinstance(answers.read(status, raw, header, NOW), answers.Answer)
