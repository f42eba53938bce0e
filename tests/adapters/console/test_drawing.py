"""The page's card: what each type carries, what fits its state, and what no text can do to it."""

import json
from datetime import timedelta
from typing import Any

import pytest

from adapters.console import drawing
from bot.activity import LOCK_SCREEN, Activity, Actor, Line
from bot.buttons import Buttons, Press
from bot.content import (
    Alert,
    AnyContent,
    Badge,
    Clock,
    Icon,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.text import LINE_MAX, TITLE_MAX, clean, measure
from tests.adapters.console.test_card import ACCEPTED, ADA, HOSTILE, NOW, PHONES, activity

BUTTONS = Buttons(b"a secret of the tests")
SOMEBODY = Actor(platform=LOCK_SCREEN, id=LOCK_SCREEN, name="Lock Screen")


def drawn(about: Activity) -> dict[str, Any]:
    """The card as the page reads it, with the buttons that are offered."""
    card = drawing.card(about, ((PHONES, ACCEPTED),), BUTTONS.of(about, NOW))
    again: dict[str, Any] = json.loads(json.dumps(card))
    return again


def test_a_card_that_was_left_is_over_and_says_why() -> None:
    """Nothing to press, no phones, and its clock stands as it stood when it was left."""
    clock = Clock(window=NOW, at=NOW - timedelta(seconds=60), ran_seconds=30)
    running = Timer(title="Tea", duration_seconds=300, is_running=True, clock=clock)
    about = activity(running)

    card = drawing.card(about, (), BUTTONS.of(about, NOW), left=True)

    over = "No longer mirrored here; this is how things stood."
    assert (card["ended"], card["ended_at"], card["left"], card["phones"]) == (
        True,
        None,
        over,
        None,
    )
    assert (card["buttons"], card["forms"]) == ([], [])
    assert card["timer"] == {
        "counts_down": True, "is_running": False, "at": NOW.isoformat(), "ran_seconds": 90.0,
        "left_seconds": 210.0,
    }  # fmt: skip
    later = NOW + timedelta(hours=1)
    assert drawing.text(about, (), later, left=True) == f"Tea · 3:30 left. {over}"


def test_people_of_other_platforms_are_told_apart() -> None:
    """Whoever is from here has a name; whoever is not has where they are from as well."""
    ben = Actor(platform="discord", id="b", name="Ben")
    about = activity(
        Value(title="MRR", value=1),
        acknowledged_by=ben,
        line=Line(text="acknowledged", actor=ben, at=NOW),
    )

    card = drawn(about)

    assert card["line"]["who"] == "Ben (Discord)"
    assert card["acknowledged"] == "Acknowledged by Ben (Discord)"


def test_a_card_says_all_that_a_page_draws() -> None:
    """Every key that the page knows, and no other."""
    about = activity(
        SegmentedProgress(
            title="Nightly backup",
            subtitle="Upload",
            number_of_steps=4,
            current_step=2,
            color="purple",
            icon=Icon(symbol="externaldrive.fill"),
            badge=Badge(title="BETA", color="cyan"),
        ),
        step_names=("Snapshot", "Upload", "Verify", "Prune"),
        template="backup",
        acknowledged_by=ADA,
        acknowledged_at=NOW,
    )
    card = drawn(about)
    (step,) = (press for press in BUTTONS.of(about, NOW) if press.verb == "step")

    content = card.pop("content")
    assert (content["number_of_steps"], content["current_step"]) == (4, 2)
    assert card == {
        "activity": "a" * 26,
        "name": "backup",
        "revision": 2,
        "title": "Nightly backup",
        "subtitle": "Upload",
        "message": "",
        "type": "segmented_progress",
        "color": "purple",
        "icon": {"symbol": "externaldrive.fill", "color": None},
        "badge": {"title": "BETA", "color": "cyan"},
        "ended": False,
        "ended_at": None,
        "steps": ["Snapshot", "Upload", "Verify", "Prune"],
        "timer": None,
        "acknowledged": "Acknowledged by Ada",
        "acknowledged_at": NOW.isoformat(),
        "line": {"text": "step 2 of 4", "who": "Ada", "at": NOW.isoformat()},
        "phones": {"state": "accepted", "text": "accepted for 2 phones"},
        "left": "",
        "buttons": [{"label": "Verify", "verb": "step", "token": step.token}],
        "forms": ["update", "end"],
        "priority": 5,
        "template": "backup",
    }


CONTENTS: dict[str, tuple[AnyContent, dict[str, Any]]] = {
    "alert": (Alert(title="Incident", message="Down"), {"message": "Down"}),
    "percentage": (Progress(title="Index", percentage=42), {"percentage": 42, "value": None}),
    "value of limit": (
        Progress(title="EV", value=120, upper_limit=300),
        {"percentage": None, "value": 120, "upper_limit": 300},
    ),
    "value": (Value(title="MRR", value="$12,430"), {"value": "$12,430"}),
    "metrics": (
        Metrics(title="web-1", metrics=(Metric(label="CPU", value=91.5, unit="%"),)),
        {"metrics": [{"label": "CPU", "value": 91.5, "unit": "%", "color": None}]},
    ),
    "stats": (
        Stats(title="Launch", metrics=(Metric(label="Mood", value="calm"),)),
        {"metrics": [{"label": "Mood", "value": "calm", "unit": None, "color": None}]},
    ),
}


@pytest.mark.parametrize(("content", "own"), CONTENTS.values(), ids=CONTENTS)
def test_each_type_carries_its_own(content: AnyContent, own: dict[str, Any]) -> None:
    """Numbers as numbers, text as text."""
    card = drawn(activity(content))

    assert card["type"] == content.type
    assert {name: card["content"][name] for name in own} == own
    assert card["timer"] is None


@pytest.mark.parametrize(
    ("timer", "ended", "told"),
    [
        (
            Timer(title="T", duration_seconds=300, clock=Clock(window=NOW, at=NOW, ran_seconds=60)),
            False,
            {"counts_down": True, "is_running": True, "ran_seconds": 60.0, "left_seconds": 240.0},
        ),
        (
            Timer(title="T", counts_down=False, clock=Clock(window=NOW, at=NOW)),
            False,
            {"counts_down": False, "is_running": True, "ran_seconds": 0.0, "left_seconds": None},
        ),
        (
            Timer(title="T", duration_seconds=9, is_running=False,
                  clock=Clock(window=NOW, at=NOW, ran_seconds=4)),
            True,
            {"counts_down": True, "is_running": False, "ran_seconds": 4.0, "left_seconds": 5.0},
        ),
    ],
    ids=["down", "up", "frozen"],
)  # fmt: skip
def test_a_timer_is_told_as_it_stood(timer: Timer, ended: bool, told: dict[str, Any]) -> None:
    """The page runs it from there, so that time alone makes no other card."""
    about = activity(timer, ended_at=NOW + timedelta(hours=1) if ended else None)

    assert drawn(about)["timer"] == {**told, "at": NOW.isoformat()}
    assert "clock" not in drawn(about)["content"]


def test_end_is_a_form_and_no_button() -> None:
    """At most three of the others, the most wanted first."""
    presses = [Press(label, f"token {label}", verb) for label, verb in (
        ("Next", "step"), ("Stop", "end"), ("Ack", "ack"), ("Own", "press"), ("Fourth", "pause"),
    )]  # fmt: skip

    card = drawing.card(activity(Value(title="MRR", value=1)), (), presses)

    assert [button["label"] for button in card["buttons"]] == ["Next", "Ack", "Own"]


def test_ended_there_is_nothing_to_do() -> None:
    """The last state, and when that was."""
    about = activity(Alert(title="Incident", message="All clear"), ended_at=NOW)
    card = drawing.card(about, (), BUTTONS.of(activity(about.content), NOW))

    assert (card["ended"], card["ended_at"]) == (True, NOW.isoformat())
    assert (card["buttons"], card["forms"]) == ([], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("acknowledged", "acknowledged from the Lock Screen"),
        ("step 3 of 4: Verify", "step 3 of 4: Verify, from the Lock Screen"),
        ("“roll back asked”", "“roll back asked”, from the Lock Screen"),
    ],
)
def test_a_lock_screen_names_nobody(line: str, told: str) -> None:
    """It is told where it was done, and never by whom."""
    about = activity(Value(title="x", value=1), line=Line(text=line, actor=SOMEBODY, at=NOW))

    assert drawn(about)["line"] == {"text": told, "who": "", "at": NOW.isoformat()}


def test_before_a_phone_has_answered_it_says_so() -> None:
    """Nobody is told that a phone shows what it does not."""
    about = activity(Value(title="MRR", value=1))

    assert drawing.card(about, ((PHONES, {}),), ())["phones"] == {
        "state": "",
        "text": "on their way",
    }
    assert drawing.card(about, (), ())["phones"] == {"state": "", "text": "none"}


def test_who_does_not_see_hears_all_of_it() -> None:
    """What it is, how far, and what the phones show."""
    about = activity(Progress(title="Reindex", percentage=42, subtitle="Half"), acknowledged_by=ADA)

    assert drawing.text(about, ((PHONES, ACCEPTED),), NOW) == (
        "Reindex · 42 % · Half · acknowledged by Ada. Lock Screens: accepted for 2 phones"
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_misleads(text: str) -> None:
    """Whatever was typed, each text is one clean line of bounded length."""
    label = text[:60] or "x"
    rude = Actor(platform="console", id="x", name=text)
    contents: tuple[AnyContent, ...] = (
        Alert(title=text, message=text, subtitle=text, badge=Badge(title=label)),
        Value(title=text, value=text, icon=Icon(symbol=label)),
        Stats(title=text, metrics=(Metric(label=label, value=label, unit=text),)),
        SegmentedProgress(title=text, subtitle=text, number_of_steps=4),
    )
    for content in contents:
        about = activity(
            content,
            line=Line(text=text, actor=rude, at=NOW),
            acknowledged_by=rude,
            step_names=(text,),
        )
        presses = (Press(label, "token", "ack"),)
        card = drawing.card(about, ((PHONES, {"detail": text}),), presses)

        for each in strings(card):
            assert clean(each) == each
            assert measure(each) <= LINE_MAX + 30, "a line, and where it was done"
        assert measure(card["title"]) <= TITLE_MAX


def strings(value: Any) -> list[str]:
    """Every text in *value*."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in strings(each)]
