"""The Slack card: each type as people see it, and what no text can do to it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.blocks import Card, card
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line, Link, Phrase
from bot.buttons import Buttons
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
from tests.slack.blockkit import block_faults, parts, text_length
from tests.slack.limits import units
from tests.slack.mrkdwn import block_pings, text_pings

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
AT = "<!date^1795435200^{date_short_pretty} at {time}|23 Nov 12:00 UTC>"
ADA = Actor(platform="slack", id="U1", name="Ada")
ROOM = Channel(surface="slack", id="C1", workspace="T1")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="T1")
ACCEPTED = {"state": "accepted", "detail": "accepted for 2 phones"}
BUTTONS = Buttons(b"a secret of the tests")
OURS = re.compile(r"<!date\^[0-9]+\^[^|<>]*\|[^|<>]*>")
RAW = re.compile(r"[<>]|&(?!(?:amp|lt|gt);)")
CORE = {"header", "section", "context", "actions"}


def activity(content: AnyContent, **more: object) -> Activity:
    """An activity that Ada began an hour ago and moved just now."""
    fields: dict[str, object] = {
        "id": "a" * 26,
        "workspace": "T1",
        "name": "backup",
        "revision": 2,
        "content": content,
        "channels": (ROOM, PHONES),
        "owner": ADA,
        "started_at": NOW - timedelta(hours=1),
        "changed_at": NOW,
        "line": Line(text="step 2 of 4", actor=ADA, at=NOW),
        **more,
    }
    return Activity.model_validate(fields)


def drawn(content: AnyContent, now: datetime = NOW, **more: object) -> Card:
    """The card of it, once two phones have accepted."""
    shown = activity(content, **more)
    return card(shown, ((PHONES, ACCEPTED),), BUTTONS.of(shown, NOW), now)


def texts(made: Card) -> list[str]:
    """What the blocks say, without the buttons."""
    above = [block for block in made.blocks if block["type"] != "actions"]
    return [p["text"] for p in parts(above) if isinstance(p.get("text"), str)]


def labels(made: Card) -> list[str]:
    """The buttons, then what the overflow holds."""
    rows = [block for block in made.blocks if block["type"] == "actions"]
    return [part["text"]["text"] for part in parts(rows) if isinstance(part.get("text"), dict)]


WHO = [f"*Ada*: step 2 of 4, {AT}", "Lock Screens: accepted for 2 phones"]
SEEN: dict[str, tuple[AnyContent, dict[str, Any], list[str]]] = {
    "alert": (
        Alert(title="Incident in #ops", message="Checkout is down", badge=Badge(title="SEV1")),
        {},
        ["🔴 Incident in #ops · SEV1", "Checkout is down", *WHO],
    ),
    "alert that says no more than its title": (
        Alert(title="Checkout is down", message="Checkout is down", subtitle="EU only"),
        {},
        ["🔴 Checkout is down", "EU only", *WHO],
    ),
    "segmented_progress": (
        SegmentedProgress(title="Backup", number_of_steps=4, current_step=2, subtitle="Upload"),
        {"step_names": ("Snapshot", "Upload", "Verify", "Prune")},
        [
            "🔵 Backup",
            "▰▰▱▱  *Step 2 of 4*\n✓ Snapshot   ▸ *Upload*   · Verify   · Prune",
            *WHO,
        ],
    ),
    "segmented_progress without names": (
        SegmentedProgress(title="Backup", number_of_steps=40, current_step=2, subtitle="Upload"),
        {},
        ["🔵 Backup", "*Step 2 of 40*\nUpload", *WHO],
    ),
    "segmented_progress with many names": (
        SegmentedProgress(title="Backup", number_of_steps=30, current_step=15),
        {"step_names": tuple(f"s{number}" for number in range(1, 31))},
        [
            "🔵 Backup",
            "*Step 15 of 30*\n"
            "…   ✓ s12   ✓ s13   ✓ s14   ▸ *s15*   · s16   · s17   · s18   · s19   …",
            *WHO,
        ],
    ),
    "progress": (
        Progress(title="Search reindex", percentage=42, color="green"),
        {},
        ["🟢 Search reindex", "▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱  *42 %*", *WHO],
    ),
    "progress by value": (
        Progress(title="EV charging", value=120, upper_limit=300),
        {},
        ["🔵 EV charging", "▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱  *120 of 300*", *WHO],
    ),
    "metrics": (
        Metrics(
            title="prod-web-1",
            metrics=(Metric(label="CPU", value=91, unit="%"), Metric(label="Memory", value=61.5)),
        ),
        {},
        ["🔵 prod-web-1", "*CPU*\n91 %", "*Memory*\n61.5", *WHO],
    ),
    "stats": (
        Stats(title="Launch", metrics=(Metric(label="Mood", value="calm"),)),
        {},
        ["🔵 Launch", "*Mood*\ncalm", *WHO],
    ),
    "countdown": (
        Timer(title="Bench", duration_seconds=300, clock=Clock(window=NOW, at=NOW)),
        {},
        [
            "🔵 Bench",
            "Runs until *<!date^1795435500^{time_secs}|23 Nov 12:05 UTC>*, 5:00 in all",
            *WHO,
        ],
    ),
    "elapsed time": (
        Timer(title="Bench", counts_down=False, clock=Clock(window=NOW, at=NOW, ran_seconds=60)),
        {},
        ["🔵 Bench", "Running since *<!date^1795435140^{time_secs}|23 Nov 11:59 UTC>*", *WHO],
    ),
    "paused": (
        Timer(
            title="Bench",
            duration_seconds=300,
            is_running=False,
            clock=Clock(window=NOW, at=NOW, ran_seconds=60),
        ),
        {},
        ["⏸️ Bench", "Paused with *4:00 left*", *WHO],
    ),
    "value": (
        Value(title="MRR", value="$12,430", subtitle="+3 % today"),
        {},
        ["🔵 MRR", "*$12,430*\n+3 % today", *WHO],
    ),
    "acknowledged": (
        Alert(title="Checkout is down", message="Checkout is down"),
        {
            "acknowledged_by": ADA,
            "acknowledged_at": NOW,
            "line": Line(text="acknowledged", actor=ADA, at=NOW),
        },
        ["🟠 Checkout is down", f"✓ Acknowledged by Ada, {AT}", WHO[1]],
    ),
    "ended": (
        Progress(title="Search reindex", percentage=100),
        {"ended_at": NOW, "line": Line(text="ended", actor=ADA, at=NOW)},
        [
            "🏁 Search reindex",
            "▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰  *100 %*",
            f"*Ada*: ended, {AT}",
            WHO[1],
        ],
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_each_type_as_it_is_seen(name: str) -> None:
    """Title and badge, the drawing, who did what last, the phones."""
    content, more, seen = SEEN[name]

    made = drawn(content, **more)

    assert texts(made) == seen
    assert block_faults(made.blocks, "message") == []
    assert {block["type"] for block in made.blocks} <= CORE


@pytest.mark.parametrize("name", SEEN)
def test_the_text_says_all_of_it(name: str) -> None:
    """Screen readers read nothing else, and notifications show it."""
    content, more, _ = SEEN[name]

    text = drawn(content, **more).text

    for piece in [content.title, content.subtitle, "Ada: ", "Lock Screens: accepted for 2 phones"]:
        assert (piece or "") in text


@pytest.mark.parametrize("name", SEEN)
def test_drawn_again_it_is_the_same(name: str) -> None:
    """A clock that runs makes no new card: the message would be edited for nothing."""
    content, more, _ = SEEN[name]

    assert drawn(content, **more) == drawn(content, NOW + timedelta(seconds=7.3), **more)


def test_a_badge_that_the_title_has_is_not_said_twice() -> None:
    """As with the template of an incident."""
    made = drawn(Alert(title="SEV1 Checkout", message="m", badge=Badge(title="SEV1")))

    assert texts(made)[0] == "🔴 SEV1 Checkout"


def test_a_countdown_that_is_over() -> None:
    """Says since when."""
    clock = Clock(window=NOW, at=NOW)
    made = drawn(
        Timer(title="Bench", duration_seconds=60, clock=clock), NOW + timedelta(seconds=61)
    )

    assert texts(made)[1] == "*Time is up* since <!date^1795435260^{time_secs}|23 Nov 12:01 UTC>"


def test_three_buttons_and_the_rest_behind_them() -> None:
    """What fits the state first; End asks by a form, and a press ends nothing."""
    alert = Alert(title="Checkout is down", message="m")
    assert labels(drawn(alert)) == ["Acknowledge", "Update…", "End…", "Buttons…", "History"]

    steps = SegmentedProgress(title="Backup", number_of_steps=4, current_step=1)
    set_by_people: dict[str, Any] = {
        "step_names": ("Snapshot", "Upload"),
        "action": Link(label="Runbook", url="https://wiki.example/r?a=1&b=2"),
        "secondary_action": Phrase(label="Roll back", words="say roll back asked"),
        "buttons": ("ack",),
    }
    made = drawn(steps, **set_by_people)
    assert labels(made) == [
        "Runbook", "Roll back", "Upload", "Acknowledge", "Update…", "Buttons…", "History", "End…"
    ]  # fmt: skip
    [row] = [block for block in made.blocks if block["type"] == "actions"]
    assert row["elements"][0]["url"] == "https://wiki.example/r?a=1&b=2"
    values = [option["value"].split()[0] for option in row["elements"][3]["options"]]
    assert values == ["press", "update", "buttons", "history", "end"]
    assert block_faults(made.blocks, "message") == []


def test_a_button_whose_words_end_it_asks_first() -> None:
    """Whatever its label says."""
    made = drawn(
        Alert(title="Checkout", message="m"), action=Phrase(label="Done", words="end All clear")
    )

    [row] = [block for block in made.blocks if block["type"] == "actions"]
    assert row["elements"][0]["confirm"]["confirm"]["text"] == "End it"
    assert block_faults(made.blocks, "message") == []


def test_an_ended_card_has_no_buttons() -> None:
    """Only what it was at last."""
    made = drawn(Alert(title="Checkout", message="m"), ended_at=NOW)

    assert labels(made) == []


def test_buttons_are_new_with_each_revision() -> None:
    """Slack asks for another block_id each time a message is drawn anew."""
    content = Alert(title="Checkout", message="m")
    ids = [drawn(content, revision=revision).blocks[-1]["block_id"] for revision in (2, 3)]

    assert len(set(ids)) == 2


TYPED = st.one_of(
    st.text(min_size=1, max_size=200),
    st.lists(
        st.sampled_from(
            ["<", "&", "<!channel>", "<@U1>", "<https://a.example|b>", "@here", "*", "_", "`",
             "\n", "👩‍👩‍👧‍👦", "\u202e", "a", "|", "^", "}"]
        ),
        min_size=1,
        max_size=1_000,
    ).map("".join),
)  # fmt: skip


def contents(text: str) -> list[AnyContent]:
    """All seven types, with *text* wherever people type."""
    looks: dict[str, Any] = {"title": text, "subtitle": text, "badge": Badge(title=text)}
    gauges = tuple(
        Metric(label=text, value=text[:64] if number % 2 else 10**14, unit=text)
        for number in range(8)
    )
    running = Clock(window=NOW, at=NOW)
    return [
        Alert(message=text, **looks),
        SegmentedProgress(number_of_steps=100, current_step=50, **looks),
        SegmentedProgress(number_of_steps=8, current_step=8, **looks),
        Progress(value=10**14, upper_limit=10**15, **looks),
        Value(value=text, **looks),
        Timer(duration_seconds=1, clock=running, **looks),
        Metrics(metrics=gauges, **looks),
        Stats(metrics=gauges, **looks),
    ]


def at_its_worst(content: AnyContent, text: str, *, ended: bool) -> Card:
    """The card of it, with *text* wherever else people type."""
    actor = Actor(platform="slack", id="U1", name=text)
    shown = activity(
        content,
        name=text,
        step_names=(text,) * 100,
        action=Phrase(label=text, words="ack"),
        secondary_action=Link(label=text, url="https://a.example/" + "b" * 900),
        buttons=("ack",),
        line=Line(text=text, actor=actor, at=NOW),
        acknowledged_by=actor,
        acknowledged_at=NOW,
        ended_at=NOW if ended else None,
    )
    phones = ((PHONES, {"state": "refused", "detail": text}),)
    return card(shown, phones, BUTTONS.of(shown, NOW), NOW)


@settings(max_examples=40, deadline=None)
@given(TYPED, st.booleans())
def test_no_text_breaks_the_card(text: str, ended: bool) -> None:
    """In all fields at once: Slack takes it, nobody is mentioned, nothing is a link."""
    for content in contents(text):
        made = at_its_worst(content, text, ended=ended)

        assert block_faults(made.blocks, "message") == []
        assert text_length(made.blocks) < 10_000
        assert units(made.text) <= 4_000
        assert block_pings(made.blocks) + text_pings(made.text) == []
        for said in [made.text, *texts(made), *labels(made)]:
            assert not RAW.search(OURS.sub("", said))


@pytest.mark.parametrize("text", ["&" * 5_000, "<!here>" * 900, "👩‍👩‍👧‍👦" * 900, "a" * 9_000])
def test_the_longest_of_everything_fits(text: str) -> None:
    """Escaping makes five characters of one; that, too, is within every limit."""
    for content in contents(text):
        made = at_its_worst(content, text, ended=False)

        assert block_faults(made.blocks, "message") == []
        assert text_length(made.blocks) < 10_000
        assert units(made.text) <= 4_000


def test_who_acknowledged_and_who_spoke_last_have_a_line_each() -> None:
    """Two elements of one context block would run on in the same line."""
    made = drawn(Alert(title="A", message="a"), acknowledged_by=ADA, acknowledged_at=NOW)

    assert f"✓ Acknowledged by Ada, {AT}\n*Ada*: step 2 of 4, {AT}" in texts(made)


@pytest.mark.parametrize(("state", "mark"), [("refused", "⚠️ "), ("unsure", "⚠️ "), ("queued", "")])
def test_what_the_phones_do_not_show_stands_out(state: str, mark: str) -> None:
    """Somebody has to see to it; what only waits needs nobody."""
    shown = activity(Alert(title="A", message="a"))
    observed = {"state": state, "detail": "no phone"}

    made = card(shown, ((PHONES, observed),), (), NOW)

    assert f"{mark}Lock Screens: no phone" in texts(made)


def test_when_all_is_over_the_last_step_is_behind() -> None:
    """Nothing is pointed at any more, unless it ended on the way."""
    names: dict[str, Any] = {"step_names": ("Snapshot", "Upload")}
    through = SegmentedProgress(title="Backup", number_of_steps=2, current_step=2)
    broken_off = through.model_copy(update={"current_step": 1})

    assert "✓ Snapshot   ✓ Upload" in texts(drawn(through, ended_at=NOW, **names))[1]
    assert "▸ *Snapshot*   · Upload" in texts(drawn(broken_off, ended_at=NOW, **names))[1]
