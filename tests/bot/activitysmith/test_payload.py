"""An activity in ActivitySmith's words: the examples of its own pages, and what is ours."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.activity import Adopted, Link, Phrase, Webhook
from bot.activitysmith import payload
from bot.activitysmith.requests import encoded
from bot.buttons import Press
from bot.content import (
    TAKES_TWO_BUTTONS,
    Alert,
    AnyContent,
    Clock,
    Icon,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Timer,
)
from bot.errors import SurfaceRejected
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import ACK, CHAT_URL, CONTENTS, END, NEXT, NOW, PUBLIC_URL

SEED_ID = "pLAr-Hnq9ZFW4sxlk43Lhbuok4GLh7UW"
SEED = Adopted(by="activity_id", id=SEED_ID)


def showing(
    shows: AnyContent = CONTENTS[0],
    presses: Sequence[Press] = (),
    chat: str | None = None,
    public: str | None = PUBLIC_URL,
    **fields: Any,
) -> payload.Showing:
    act = samples.activity(shows, **fields)
    return payload.Showing(act, NOW, tuple(presses), chat, public)


def titles(body: payload.Body) -> list[str]:
    return [body[n]["title"] for n in ("action", "secondary_action") if n in body]


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


# Buttons


def test_the_first_button_is_the_most_wanted_press_and_the_second_opens_the_chat() -> None:
    """A press calls Lockstep with its token in the body, never in the address."""
    body = payload.put_stream(showing(presses=[ACK, END], chat=CHAT_URL))

    assert body["action"] == {
        "title": "Acknowledge",
        "type": "webhook",
        "url": f"{PUBLIC_URL}/press",
        "method": "POST",
        "body": {"token": ACK.token},
    }
    assert body["secondary_action"] == {"title": "Open chat", "type": "open_url", "url": CHAT_URL}


@pytest.mark.parametrize("shows", CONTENTS, ids=lambda c: c.type)
def test_a_type_with_one_button_prefers_the_press(shows: AnyContent) -> None:
    """Without a press there is the link."""
    both = payload.put_stream(showing(shows, [ACK], CHAT_URL))
    expected = ["Acknowledge", "Open chat"] if shows.type in TAKES_TWO_BUTTONS else ["Acknowledge"]

    assert titles(both) == expected
    assert titles(payload.put_stream(showing(shows, [], CHAT_URL))) == ["Open chat"]


@pytest.mark.parametrize("public", [None, "http://lockstep.example.com"])
def test_without_a_public_address_there_are_no_presses(public: str | None) -> None:
    """ActivitySmith could not call them; links remain."""
    ours = Phrase(label="Roll back", words="say roll back")
    body = payload.put_stream(showing(presses=[ACK], chat=CHAT_URL, public=public, action=ours))

    assert titles(body) == ["Open chat"]


def test_a_template_says_which_buttons_and_in_which_order() -> None:
    """Only what it names is offered, and `end` only if it names it."""
    wish = ("open chat", "End")
    body = payload.put_stream(showing(presses=[ACK, END], chat=CHAT_URL, buttons=wish))

    assert titles(body) == ["Open chat", "End"]
    assert titles(payload.put_stream(showing(presses=[END]))) == []


def test_a_press_that_not_everybody_may_make_is_not_offered() -> None:
    """Nobody knows who presses, so nobody could be refused."""
    body = payload.put_stream(showing(presses=[ACK, NEXT], may={"ack": ("@sre",)}))

    assert titles(body) == ["Next step"]
    listed = showing(presses=[ACK], may={"ack": ()}, buttons=("ack",))
    assert titles(payload.put_stream(listed)) == []


def test_buttons_that_people_set_come_first() -> None:
    """A slot that people left alone has its default."""
    ours = Press("Roll back", "R" * 90, "press", 2)
    said = Phrase(label="Roll back", words="say roll back")
    body = payload.put_stream(showing(presses=[ours, ACK], chat=CHAT_URL, secondary_action=said))
    assert titles(body) == ["Acknowledge", "Roll back"]
    assert body["secondary_action"]["body"] == {"token": ours.token}

    runbook = Link(label="Runbook", url="https://wiki.example.com/x")
    body = payload.put_stream(showing(CONTENTS[4], [ACK], CHAT_URL, secondary_action=runbook))
    assert titles(body) == ["Runbook"]


def test_after_the_end_only_links_are_left() -> None:
    """A press of something that is over would do nothing, or harm."""
    hook = Webhook(label="Pause", url="https://ops.example.com/x")
    runbook = Link(label="Runbook", url="https://wiki.example.com/x")
    shown = showing(chat=CHAT_URL, action=hook, secondary_action=runbook, ended_at=NOW)

    assert titles(payload.end(shown, "x")) == ["Open chat", "Runbook"]


def test_a_link_that_a_phone_must_not_open_is_refused() -> None:
    """The sentence names what is wrong, and what stays."""
    bad = Link(label="x", url="javascript:alert(1)")

    with pytest.raises(SurfaceRejected, match="http"):
        payload.put_stream(showing(action=bad))


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
