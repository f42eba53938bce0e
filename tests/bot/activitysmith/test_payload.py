"""An activity in ActivitySmith's words: the examples of its own pages, and what is ours."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import LOCK_SCREEN, Actor, Adopted, Webhook
from bot.activitysmith import payload
from bot.activitysmith.requests import encoded
from bot.content import (
    Alert,
    Badge,
    Clock,
    Icon,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Timer,
    Value,
)
from bot.errors import SurfaceRejected
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import (
    ACK,
    ANNA,
    CHAT_URL,
    NOW,
    showing,
)

SEED_ID = "pLAr-Hnq9ZFW4sxlk43Lhbuok4GLh7UW"
SEED = Adopted(by="activity_id", id=SEED_ID)


def backup(done: int, steps: int = 4, **fields: Any) -> payload.Showing:
    shows = SegmentedProgress(
        title="Nightly database backup",
        subtitle="verify restore",
        number_of_steps=steps,
        current_step=done,
    )
    return showing(shows, adopted=SEED, **fields)


def test_the_end_of_the_nightly_backup_is_as_its_page_shows_it() -> None:
    """The body of the vendor's own example, to the letter."""
    body = payload.end(backup(4, dismiss_minutes=2, ended_at=NOW), SEED_ID)

    assert body == {
        "activity_id": SEED_ID,
        "content_state": {
            "title": "Nightly database backup",
            "subtitle": "verify restore",
            "number_of_steps": 4,
            "current_step": 4,
            "auto_dismiss_minutes": 2,
        },
    }


def test_an_update_of_the_nightly_backup_may_change_its_steps() -> None:
    """Steps may be added on the way; whose type another chose is not told its type."""
    body = payload.update(backup(2, steps=3), SEED_ID)

    assert body == {
        "activity_id": SEED_ID,
        "content_state": {
            "title": "Nightly database backup",
            "subtitle": "verify restore",
            "number_of_steps": 3,
            "current_step": 2,
        },
    }


def test_a_reindex_carries_somebody_elses_webhook() -> None:
    """A foreign webhook is passed on as it was given."""
    pause = Webhook(
        label="Pause Reindex",
        url="https://ops.example.com/hooks/search/reindex/pause",
        body={"job_id": "reindex-1", "by": None},
    )
    shows = SegmentedProgress(title="Reindexing", number_of_steps=12, current_step=7)

    body = payload.update(showing(shows, adopted=SEED, action=pause), SEED_ID)

    assert body["action"] == {
        "title": "Pause Reindex",
        "type": "webhook",
        "url": "https://ops.example.com/hooks/search/reindex/pause",
        "method": "POST",
        "body": {"job_id": "reindex-1", "by": None},
    }


def test_gauges_end_with_their_last_numbers() -> None:
    """An end of metrics carries the final array."""
    gauges = (Metric(label="CPU", value=0, unit="%"), Metric(label="MEM", value=0, unit="%"))
    shows = Metrics(title="Server Health", subtitle="prod-web-1", metrics=gauges)

    body = payload.end_stream(showing(shows, ended_at=NOW))

    assert body["content_state"] == {
        "title": "Server Health",
        "subtitle": "prod-web-1",
        "type": "metrics",
        "metrics": [
            {"label": "CPU", "value": 0, "unit": "%"},
            {"label": "MEM", "value": 0, "unit": "%"},
        ],
        "auto_dismiss_minutes": 2,
    }


def test_an_end_says_how_long_it_stays() -> None:
    """Two defaults are published, so none is relied upon."""
    shown = showing(ended_at=NOW)
    assert payload.end(shown, "x")["content_state"]["auto_dismiss_minutes"] == 3
    assert payload.end_stream(shown)["content_state"]["auto_dismiss_minutes"] == 2
    assert payload.end_stream(shown, 0)["content_state"]["auto_dismiss_minutes"] == 0

    chosen = showing(ended_at=NOW, dismiss_minutes=0)
    assert payload.end(chosen, "x")["content_state"]["auto_dismiss_minutes"] == 0


def test_nothing_that_is_not_set_is_said() -> None:
    """No null, no default of ours, no clock."""
    shows = Alert(title="t", message="m", icon=Icon(symbol="bell", color=None), subtitle=None)

    assert payload.put_stream(showing(shows)) == {
        "content_state": {"title": "t", "message": "m", "type": "alert", "icon": {"symbol": "bell"}}
    }


@pytest.mark.parametrize("call", [payload.start, payload.put_stream])
def test_who_hears_of_it_is_said_when_it_starts(
    call: Callable[[payload.Showing], payload.Body],
) -> None:
    """A start names its audience in `target`, a stream in `channels`."""
    body = call(showing(audience=("ops",)))

    said = body.get("channels") or body["target"]["channels"]
    assert said == ["ops"]
    assert not {"channels", "target"} & call(showing()).keys()


def test_who_hears_of_it_is_never_said_again() -> None:
    """An update or an end that named an audience would be refused."""
    shown = showing(audience=("ops",))
    for body in (payload.update(shown, "x"), payload.end(shown, "x"), payload.end_stream(shown)):
        assert not {"channels", "target"} & body.keys()


def test_what_others_started_keeps_its_type_and_audience() -> None:
    """Naming either would make ActivitySmith end it and begin anew."""
    stream = Adopted(by="stream_key", id="ci")
    body = payload.put_stream(showing(adopted=stream, audience=("ops",)))

    assert "type" not in body["content_state"]
    assert "channels" not in body


def test_tags_and_metadata_go_along() -> None:
    """What is set is said; numbers stay what they are."""
    body = payload.put_stream(showing(tags=("a",), metadata={"n": 1, "x": 1.5, "ok": True}))

    assert body["tags"] == ["a"]
    assert body["metadata"] == {"n": 1, "x": 1.5, "ok": True}


# Timers


def timer(running: bool = True, ran: float = 0.0, at: datetime = NOW, **fields: Any) -> Timer:
    clock = Clock(window=NOW, at=at, ran_seconds=ran)
    usual: dict[str, Any] = {
        "title": "Bench",
        "duration_seconds": 300,
        "is_running": running,
        "clock": clock,
    }
    return Timer(**{**usual, **fields})


def test_a_timers_window_is_told_once() -> None:
    """Said again, the duration would set the clock anew; whether it runs is always said."""
    first = showing(timer())
    state = payload.put_stream(first)["content_state"]
    assert state == {
        "title": "Bench",
        "type": "timer",
        "duration_seconds": 300,
        "counts_down": True,
        "is_running": True,
    }

    known = replace(first, window=payload.window(first.activity))
    assert "duration_seconds" not in payload.update(known, "x")["content_state"]
    assert payload.update(known, "x")["content_state"]["is_running"] is True
    assert "duration_seconds" not in payload.end(first, "x")["content_state"]


@pytest.mark.parametrize(
    ("late", "said"), [(0, 300), (4.9, 300), (5, 295), (60.4, 240), (299.9, 1), (900, 1)]
)
def test_a_countdown_told_of_late_has_what_is_left(late: float, said: int) -> None:
    """A phone that hears of it a minute late ends with everybody else."""
    shown = replace(showing(timer()), now=samples.after(late))

    assert payload.put_stream(shown)["content_state"]["duration_seconds"] == said


def test_a_frozen_countdown_has_what_was_left_when_it_froze() -> None:
    """Time that passes while it is frozen does not count."""
    shown = replace(showing(timer(running=False, ran=100.0)), now=samples.after(500))

    state = payload.put_stream(shown)["content_state"]

    assert (state["duration_seconds"], state["is_running"]) == (200, False)


def test_a_clock_that_counts_up_needs_no_duration() -> None:
    """It begins at nothing."""
    state = payload.start(showing(timer(counts_down=False, duration_seconds=None)))["content_state"]

    assert state == {"title": "Bench", "type": "timer", "counts_down": False, "is_running": True}


def test_the_digest_of_a_timer_does_not_see_time_pass() -> None:
    """What a phone shows by itself is no change; a new window is."""
    shown = showing(timer())
    later = replace(shown, now=samples.after(100), window=payload.window(shown.activity))
    assert payload.digest(shown) == payload.digest(later)

    reset = showing(timer().set_going(samples.after(9)))
    assert payload.digest(shown) != payload.digest(reset)


# Sizes


def test_what_is_too_long_for_a_phone_is_cut() -> None:
    """An ellipsis tells that there is more."""
    state = payload.put_stream(showing(Alert(title="t" * 200, message="m" * 1_000)))[
        "content_state"
    ]

    assert state["title"] == "t" * 79 + "…"
    assert state["message"] == "m" * 239 + "…"


def test_a_body_that_is_too_large_loses_words_before_anything_else() -> None:
    """Buttons, tags and a foreign webhook's body stay whole."""
    hook = Webhook(label="x", url="https://ops.example.com/x", body={"note": "n" * 2_300})
    body = payload.put_stream(showing(Alert(title="t", message="語" * 240), action=hook))

    assert len(encoded(body)) <= 3_000
    assert body["action"]["body"] == hook.body
    assert body["content_state"]["message"].endswith("…")


def test_a_body_that_cannot_be_made_small_enough_is_refused_but_its_end_is_not() -> None:
    """The person is told what to shorten; an end drops all but its last state."""
    hook = Webhook(label="x", url="https://ops.example.com/x", body={"note": "n" * 3_300})
    with pytest.raises(SurfaceRejected, match=r"3,4\d\d of 3,000 bytes.*Shorten"):
        payload.put_stream(showing(action=hook))

    shown = showing(tags=tuple("x" * 60 + str(n) for n in range(10)), metadata={"a": "b" * 3_000})
    assert set(payload.end_stream(shown)) == {"content_state"}


@given(
    title=st.text(max_size=300),
    message=st.text(min_size=1, max_size=1_500),
    percentage=st.floats(0, 100) | st.integers(0, 100),
)
def test_every_content_makes_a_body_or_is_refused(
    title: str, message: str, percentage: float
) -> None:
    """Whatever people typed, what goes out is small, and JSON."""
    for shows in (
        Alert(title=title, message=message),
        Progress(title=title, subtitle=message, percentage=percentage),
    ):
        try:
            body = payload.put_stream(showing(shows, [ACK], CHAT_URL))
        except SurfaceRejected:
            continue
        said = encoded(body)
        assert len(said) <= 3_000
        assert json.loads(said) == body


def test_a_badge_and_a_readout_are_cut_too() -> None:
    """They stand in a pill, and in large letters."""
    badge = Badge(title="b" * 40, color="red")
    state = payload.put_stream(showing(Value(title="t", value="v" * 80, badge=badge)))[
        "content_state"
    ]

    assert state["badge"] == {"title": "b" * 23 + "…", "color": "red"}
    assert state["value"] == "v" * 63 + "…"


def test_what_json_cannot_say_is_refused_in_words() -> None:
    """A number without end in somebody's webhook stays here."""
    hook = Webhook(label="x", url="https://ops.example.com/x", body={"n": float("nan")})

    for call in (payload.put_stream, payload.digest):
        with pytest.raises(SurfaceRejected, match="would not take this"):
            call(showing(action=hook))


@pytest.mark.parametrize(
    ("said", "shown"),
    [(None, "Acknowledged by Anna"), ("Identified", "Identified · Acknowledged by Anna")],
)
def test_a_phone_shows_who_has_acknowledged(said: str | None, shown: str) -> None:
    """It stands after the current line, if there is one."""
    steps = SegmentedProgress(title="SEV1", number_of_steps=4, current_step=2, subtitle=said)
    body = payload.put_stream(showing(steps, acknowledged_by=ANNA, acknowledged_at=NOW))

    assert body["content_state"]["subtitle"] == shown


def test_nobody_is_named_who_pressed_on_a_lock_screen() -> None:
    """ActivitySmith does not say who it was, and Lockstep does not guess."""
    holder = Actor(platform=LOCK_SCREEN, id=LOCK_SCREEN, name="Lock Screen")
    body = payload.put_stream(showing(acknowledged_by=holder, acknowledged_at=NOW))

    assert body["content_state"]["subtitle"] == "Acknowledged from the Lock Screen"
