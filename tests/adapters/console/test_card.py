"""The console's card: each type as people see it, and what no text can do to it."""

from datetime import UTC, datetime, timedelta

import pytest

from adapters.console.card import WIDTH, card
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.content import (
    Alert,
    AnyContent,
    Badge,
    Clock,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.text import measure

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = Actor(platform="console", id="ada", name="Ada")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="console")
ACCEPTED = {"state": "accepted", "detail": "accepted for 2 phones"}


def activity(content: AnyContent, **more: object) -> Activity:
    """An activity that Ada began an hour ago and moved just now."""
    fields: dict[str, object] = {
        "id": "a" * 26,
        "workspace": "console",
        "name": "backup",
        "revision": 2,
        "content": content,
        "channels": (PHONES,),
        "owner": ADA,
        "started_at": NOW - timedelta(hours=1),
        "changed_at": NOW,
        "line": Line(text="step 2 of 4", actor=ADA, at=NOW),
        **more,
    }
    return Activity.model_validate(fields)


def drawn(content: AnyContent, *labels: str, **more: object) -> str:
    """The card of it, once two phones have accepted."""
    return card(activity(content, **more), ((PHONES, ACCEPTED),), labels or ("End",), NOW)


GOLDEN = {
    "alert": (
        Alert(title="Incident in #ops", message="Checkout is down", badge=Badge(title="SEV1")),
        """\
┌ Incident in #ops  [SEV1]
│ Checkout is down
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "segmented_progress": (
        SegmentedProgress(
            title="Nightly backup", subtitle="Upload", number_of_steps=4, current_step=2
        ),
        """\
┌ Nightly backup
│ ●●○○  step 2 of 4
│ Upload
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "progress": (
        Progress(title="Search reindex", percentage=42),
        """\
┌ Search reindex
│ ████████░░░░░░░░░░░░  42 %
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "progress by value": (
        Progress(title="EV charging", value=120, upper_limit=300),
        """\
┌ EV charging
│ ████████░░░░░░░░░░░░  120 of 300
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "metrics": (
        Metrics(
            title="prod-web-1",
            metrics=(
                Metric(label="CPU", value=91, unit="%"),
                Metric(label="Memory", value=61.5, unit="%"),
            ),
        ),
        """\
┌ prod-web-1
│ CPU     91 %
│ Memory  61.5 %
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "stats": (
        Stats(
            title="Launch",
            metrics=(Metric(label="Sign-ups", value=1204), Metric(label="Mood", value="calm")),
        ),
        """\
┌ Launch
│ Sign-ups  1204
│ Mood      calm
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "value": (
        Value(title="MRR", value="$12,430"),
        """\
┌ MRR
│ $12,430
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "timer": (
        Timer(
            title="Benchmark",
            duration_seconds=300,
            clock=Clock(window=NOW, at=NOW - timedelta(seconds=65)),
        ),
        """\
┌ Benchmark
│ 3:55 left
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
    "timer, paused": (
        Timer(
            title="Benchmark",
            counts_down=False,
            is_running=False,
            clock=Clock(window=NOW, at=NOW, ran_seconds=3_725),
        ),
        """\
┌ Benchmark
│ 1:02:05 elapsed, paused
│ Ada, 12:00 UTC: step 2 of 4
│ Lock Screens: accepted for 2 phones
└ [End]""",
    ),
}


@pytest.mark.parametrize(("content", "golden"), GOLDEN.values(), ids=GOLDEN.keys())
def test_each_type_has_its_drawing(content: AnyContent, golden: str) -> None:
    """What a person sees of each type, to the letter."""
    assert drawn(content) == golden


def test_who_acknowledged_is_told() -> None:
    """By whom and when; and at most three buttons."""
    shown = drawn(
        Alert(title="Incident", message="Down"),
        "Next",
        "Pause",
        "End",
        "Fourth",
        acknowledged_by=ADA,
        acknowledged_at=NOW,
    )

    assert "│ Acknowledged by Ada, 12:00 UTC\n" in shown
    assert shown.endswith("└ [Next]  [Pause]  [End]")


def test_ended_it_has_no_buttons() -> None:
    """The last state stays; there is nothing left to press."""
    shown = drawn(Alert(title="Incident", message="All clear"), ended_at=NOW)

    assert shown.endswith("└ Lock Screens: accepted for 2 phones")


def test_left_it_says_so_instead_of_the_phones() -> None:
    """How things stood, with nothing to press and a clock that stands."""
    clock = Clock(window=NOW, at=NOW - timedelta(seconds=60), ran_seconds=0)
    running = Timer(title="Tea", duration_seconds=300, is_running=True, clock=clock)

    shown = card(activity(running), (), (), NOW + timedelta(hours=1), left=True)

    assert "│ 4:00 left\n" in shown
    assert shown.endswith("└ No longer mirrored here; this is how things stood.")
    assert "Lock Screens" not in shown


def test_people_of_other_platforms_are_told_apart() -> None:
    """By where they are from."""
    ben = Actor(platform="slack", id="b", name="Ben")
    line = Line(text="acknowledged", actor=ben, at=NOW)

    shown = drawn(Value(title="MRR", value=1), line=line, acknowledged_by=ben, acknowledged_at=NOW)

    assert "│ Acknowledged by Ben (Slack), 12:00 UTC\n│ Ben (Slack), 12:00 UTC: ack" in shown


def test_many_steps_are_counted_and_not_drawn() -> None:
    """A hundred dots tell nobody anything."""
    content = SegmentedProgress(title="Long", number_of_steps=100, current_step=99)

    assert "│ step 99 of 100\n" in drawn(content)


HOSTILE = (
    "one\ntwo\r\n└ forged",
    "\x1b[2J\x1b[31mred",
    "\x9b31m",
    "\u202eesrever\u2066",
    "a\u2028b\u2029c\x85d\x0be",
    "\x00\x07\x08",
    "e" + "\u0301" * 400,
    "long " * 400,
    "x" * 3_000,
    "漢" * 500,
    "👩‍👩‍👧‍👦" * 100,
    "\u200b",
    " ",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_breaks_the_frame(text: str) -> None:
    """Whatever is typed, each line begins with the frame, and none carries a control."""
    long_label = text[:200] or "x"
    contents: tuple[AnyContent, ...] = (
        Alert(title=text, message=text, subtitle=text, badge=Badge(title=long_label)),
        Value(title=text, value=text),
        Stats(title=text, metrics=(Metric(label=long_label, value=text[:64] or "x", unit=text),)),
        SegmentedProgress(title=text, subtitle=text, number_of_steps=4),
    )
    rude = Actor(platform="console", id="x", name=text)
    for content in contents:
        about = activity(
            content,
            line=Line(text=text, actor=rude, at=NOW),
            acknowledged_by=rude,
            acknowledged_at=NOW,
        )
        shown = card(about, ((PHONES, {"detail": text}),), ("End", text[:32] or "x"), NOW)

        lines = shown.split("\n")
        assert lines == shown.splitlines(), "nothing else ends a line"
        assert len(lines) < 120
        assert [line[:1] for line in lines] == ["┌", *"│" * (len(lines) - 2), "└"]
        assert all(char == "\n" or char.isprintable() or char in "\u200d" for char in shown)
        body = [line for line in lines[1:-1] if "[" not in line]
        assert max(map(measure, body), default=0) <= WIDTH + 2


def test_before_a_phone_has_answered_it_says_so() -> None:
    """Nobody is told that a phone shows what it does not."""
    about = activity(Value(title="MRR", value=1))

    assert "Lock Screens: on their way" in card(about, ((PHONES, {}),), (), NOW)
    assert "Lock Screens: none" in card(about, (), (), NOW)
