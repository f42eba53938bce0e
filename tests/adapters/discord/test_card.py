"""The Discord card: each type as people see it, and what no text can do to it."""

import copy
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.card import card, id_of, is_card_of, message
from adapters.discord.controls import sure
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line, Link, Phrase
from bot.buttons import Buttons
from bot.commands.fields import STEPS_MAX
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
from bot.text import clean
from tests.adapters.discord.components import Json, custom_ids, faults, labels, parts, texts
from tests.adapters.discord.markdown import kinds, seen
from tests.adapters.discord.test_text import NASTY

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = Actor(platform="discord", id="1", name="Ada")
ROOM = Channel(surface="discord", id="2", workspace="3")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="3")
ACCEPTED = {"state": "accepted", "detail": "accepted for 2 phones"}
BUTTONS = Buttons(b"a secret of the tests")


def activity(content: AnyContent, **more: Any) -> Activity:
    """An activity that Ada began an hour ago and moved just now."""
    fields: dict[str, Any] = {
        "id": "a" * 26, "workspace": "3", "name": "backup", "revision": 2, "content": content,
        "channels": (ROOM, PHONES), "owner": ADA, "started_at": NOW - timedelta(hours=1),
        "changed_at": NOW, "line": Line(text="step 2 of 4", actor=ADA, at=NOW), **more,
    }  # fmt: skip
    return Activity.model_validate(fields)


def drawn(content: AnyContent, now: datetime = NOW, **more: Any) -> Json:
    """The card of it, once two phones have accepted."""
    shown = activity(content, **more)
    return message(card(shown, ((PHONES, ACCEPTED),), BUTTONS.of(shown, NOW), now))


WHO = "**Ada**: step 2 of 4, <t:1795435200:R>\n-# Lock Screens: accepted for 2 phones"
SEEN: dict[str, tuple[AnyContent, dict[str, Any], list[str]]] = {
    "alert": (
        Alert(title="Incident in #ops", message="Checkout is down", badge=Badge(title="SEV1")),
        {},
        ["## 🔴 Incident in #ops · SEV1", "Checkout is down", WHO],
    ),
    "alert that says no more than its title": (
        Alert(title="Checkout is down", message="Checkout is down"),
        {},
        ["## 🔴 Checkout is down", WHO],
    ),
    "alert with a subtitle": (
        Alert(title="Checkout", message="Payments time out", subtitle="EU only"),
        {},
        ["## 🔴 Checkout", "Payments time out\nEU only", WHO],
    ),
    "segmented_progress": (
        SegmentedProgress(title="Backup", number_of_steps=4, current_step=2, subtitle="Upload"),
        {"step_names": ("Snapshot", "Upload", "Verify", "Prune")},
        [
            "## 🔵 Backup",
            "▰▰▱▱  **Step 2 of 4**\n✓ Snapshot   ▸ **Upload**   · Verify   · Prune",
            WHO,
        ],
    ),
    "segmented_progress without names": (
        SegmentedProgress(title="Backup", number_of_steps=40, current_step=2, subtitle="Upload"),
        {},
        ["## 🔵 Backup", "**Step 2 of 40**\nUpload", WHO],
    ),
    "progress": (
        Progress(title="Search reindex", percentage=42, color="green"),
        {},
        ["## 🟢 Search reindex", "▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱  **42 %**", WHO],
    ),
    "metrics": (
        Metrics(
            title="prod-web-1",
            metrics=(Metric(label="CPU", value=91, unit="%"), Metric(label="Memory", value=61.5)),
        ),
        {},
        ["## 🔵 prod-web-1", "```\nCPU     91 %\nMemory  61.5\n```", WHO],
    ),
    "metrics that a phone would break": (
        Metrics(
            title="prod-web-1",
            metrics=(Metric(label="Requests that were served", value=91, unit="/s"),),
        ),
        {},
        ["## 🔵 prod-web-1", r"**Requests that were served**  91 \/s", WHO],
    ),
    "stats": (
        Stats(title="Launch", metrics=(Metric(label="`Mood`", value="calm"),), subtitle="today"),
        {},
        ["## 🔵 Launch", "```\n'Mood'  calm\n```\ntoday", WHO],
    ),
    "countdown": (
        Timer(title="Bench", duration_seconds=300, clock=Clock(window=NOW, at=NOW)),
        {},
        [
            "## 🔵 Bench",
            "Runs until **<t:1795435500:T> (<t:1795435500:R>)**, 5:00 in all",
            WHO,
        ],
    ),
    "elapsed time": (
        Timer(title="Bench", counts_down=False, clock=Clock(window=NOW, at=NOW, ran_seconds=60)),
        {},
        ["## 🔵 Bench", "Running since **<t:1795435140:T> (<t:1795435140:R>)**", WHO],
    ),
    "paused": (
        Timer(
            title="Bench",
            duration_seconds=300,
            is_running=False,
            clock=Clock(window=NOW, at=NOW, ran_seconds=60),
        ),
        {},
        ["## ⏸️ Bench", "Paused with **4:00 left**", WHO],
    ),
    "value": (
        Value(title="MRR", value="$12,430", subtitle="+3 % today"),
        {},
        ["## 🔵 MRR", "# $12,430\n+3 % today", WHO],
    ),
    "a long value": (
        Value(title="MRR", value="twelve thousand four hundred and thirty dollars"),
        {},
        ["## 🔵 MRR", "**twelve thousand four hundred and thirty dollars**", WHO],
    ),
    "acknowledged": (
        Alert(title="Checkout is down", message="Checkout is down"),
        {
            "acknowledged_by": ADA,
            "acknowledged_at": NOW,
            "line": Line(text="two regions are back", actor=ADA, at=NOW),
        },
        [
            "## 🟠 Checkout is down",
            "✓ Acknowledged by Ada, <t:1795435200:R>\n"
            + WHO.replace("step 2 of 4", "two regions are back"),
        ],
    ),
    "ended": (
        Progress(title="Search reindex", percentage=100),
        {"ended_at": NOW, "line": Line(text="ended", actor=ADA, at=NOW)},
        [
            "## 🏁 Search reindex",
            "▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰  **100 %**",
            WHO.replace("step 2 of 4", "ended"),
        ],
    ),
}


@pytest.mark.parametrize("name", SEEN)
def test_each_type_as_it_is_seen(name: str) -> None:
    """Title and badge, the drawing, who did what last, the phones."""
    content, more, expected = SEEN[name]

    made = drawn(content, **more)

    assert texts(made) == expected
    assert faults(made) == []


@pytest.mark.parametrize("name", SEEN)
def test_drawn_again_it_is_the_same(name: str) -> None:
    """A clock that runs makes no new card: the message would be edited for nothing."""
    content, more, _ = SEEN[name]

    assert drawn(content, **more) == drawn(content, NOW + timedelta(seconds=7.3), **more)


def test_what_the_phones_ask_for_is_said_as_it_is_typed_here() -> None:
    """With the slash."""
    shown = activity(Alert(title="A", message="a"))
    observed = {"state": "unsure", "detail": "look at a phone, and say `again`"}

    made = message(card(shown, ((PHONES, observed),), (), NOW))

    assert seen(texts(made)[-1]).endswith("Lock Screens: look at a phone, and say `/live again`")


def test_its_edge_tells_how_it_is() -> None:
    """By the color that people gave it, else by how bad it is; gray when it is over."""
    alert = Alert(title="A", message="a")
    edges = [
        drawn(alert)["components"][0]["accent_color"],
        drawn(alert, acknowledged_by=ADA)["components"][0]["accent_color"],
        drawn(alert.model_copy(update={"color": "lime"}))["components"][0]["accent_color"],
        drawn(alert, ended_at=NOW)["components"][0]["accent_color"],
    ]

    assert edges == [0xE5484D, 0xF76B15, 0x99D52A, 0x6F6F6F]


def test_three_buttons_and_the_rest_behind_them() -> None:
    """What fits the state first; End asks by a form, and a press ends nothing."""
    alert = drawn(Alert(title="Checkout is down", message="m"))
    assert labels(alert) == ["Acknowledge", "Update…", "End…", "Buttons…", "History"]
    assert [custom_id.split(":")[1] for custom_id in custom_ids(alert)] == [
        "press", "update", "end", "more"
    ]  # fmt: skip

    steps = SegmentedProgress(title="Backup", number_of_steps=4, current_step=1)
    made = drawn(
        steps,
        step_names=("Snapshot", "Upload"),
        action=Link(label="Runbook", url="https://wiki.example/r?a=1&b=2"),
        secondary_action=Phrase(label="Roll back", words="say roll back asked"),
        buttons=("ack",),
    )
    assert labels(made) == [
        "Runbook", "Roll back", "Upload", "Acknowledge", "Update…", "Looks…", "Buttons…", "History",
        "End…",
    ]  # fmt: skip
    rows = [part["components"] for part in parts(made["components"]) if part["type"] == 1]
    assert rows[0][0]["url"] == "https://wiki.example/r?a=1&b=2"
    values = [option["value"] for option in rows[1][0]["options"]]
    assert [value.split(":")[0] for value in values] == [
        "press", "update", "looks", "buttons", "history", "end"
    ]  # fmt: skip
    assert BUTTONS.open(values[0].partition(":")[2], now=NOW).words == "ack"
    assert faults(made) == []


def test_a_press_is_told_by_its_token() -> None:
    """Which is all there is to it."""
    made = drawn(Alert(title="Checkout is down", message="m"))

    assert BUTTONS.open(custom_ids(made)[0].removeprefix("live:press:"), now=NOW).words == "ack"


def test_a_button_whose_words_end_it_asks_first() -> None:
    """Whatever its label says; what it asks has the button that really does."""
    done = Phrase(label="Done", words="end All clear")
    made = drawn(Alert(title="Checkout", message="m"), action=done)

    how, token = custom_ids(made)[0].rsplit(":", 1)
    assert how == "live:ask"
    [row] = sure(token)
    assert row["components"][0]["custom_id"] == f"live:press:{token}"
    assert faults(message(row)) == []


def test_an_address_that_discord_does_not_open_has_no_button() -> None:
    """It stays on the phones."""
    for url in ("shortcuts://run-shortcut?name=x", "https://a.example/" + "b" * 600):
        made = drawn(Alert(title="A", message="a"), action=Link(label="Runbook", url=url))

        assert labels(made)[0] == "Acknowledge"
        assert faults(made) == []


def test_an_ended_card_has_no_buttons() -> None:
    """Only what it was at last."""
    made = drawn(Alert(title="Checkout", message="m"), ended_at=NOW)

    assert labels(made) == []
    assert custom_ids(made) == []


def test_a_card_is_known_again() -> None:
    """By the number of its container, live or ended; no other message is taken for it."""
    shown = activity(Alert(title="A", message="a"))
    for made in (drawn(shown.content), drawn(shown.content, ended_at=NOW)):
        assert is_card_of(shown.id, made)
        assert not is_card_of("b" * 26, made)
    for other in ({}, {"components": None}, {"components": ["x", {}]}, {"components": 7}):
        assert not is_card_of(shown.id, other)
    assert 1 << 16 <= id_of("x") < 1 << 31


@pytest.mark.parametrize("steps", [1, STEPS_MAX])
def test_every_token_fits(steps: int) -> None:
    """The longest that there are, with what stands before them."""
    content = SegmentedProgress(title="A", number_of_steps=steps, current_step=steps - 1)
    shown = activity(
        content,
        turn=2**32 - 1,
        action=Phrase(label="A", words="end"),
        secondary_action=Phrase(label="B", words="ack"),
        buttons=("ack",),
    )

    tokens = [press.token for press in BUTTONS.of(shown, NOW)]

    assert len(tokens) == 5
    assert max(len(f"live:press:{token}") for token in tokens) <= 100


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
        Alert(message=text, **{**looks, "title": "A"}),
        SegmentedProgress(number_of_steps=100, current_step=50, **looks),
        SegmentedProgress(number_of_steps=8, current_step=8, **looks),
        Progress(value=10**14, upper_limit=10**15, **looks),
        Value(value=text, **looks),
        Timer(duration_seconds=1, clock=running, **looks),
        Metrics(metrics=gauges, **looks),
        Stats(metrics=gauges, **looks),
    ]


def at_its_worst(content: AnyContent, text: str, *, ended: bool) -> Json:
    """The card of it, with *text* wherever else people type."""
    actor = Actor(platform="discord", id="1", name=text)
    shown = activity(
        content,
        name=text,
        step_names=(text,) * 100,
        action=Phrase(label=text, words="ack"),
        secondary_action=Link(label=text, url="https://a.example/" + "b" * 400),
        buttons=("ack",),
        line=Line(text=text, actor=actor, at=NOW),
        acknowledged_by=actor,
        acknowledged_at=NOW,
        ended_at=NOW if ended else None,
    )
    phones = ((PHONES, {"state": "refused", "detail": text}),)
    return message(card(shown, phones, BUTTONS.of(shown, NOW), NOW))


SAYABLE = NASTY.map(lambda text: text.encode(errors="replace").decode()).filter(clean)
FORMS_OF_ITS_OWN: dict[str, set[str]] = {
    "metrics": {"block", "bold"}, "stats": {"block", "bold"}, "value": {"heading", "bold"}
}  # fmt: skip
"""Gauges stand in a table or in lines, a readout is large or bold: by how long they are."""


@settings(max_examples=60, deadline=None)
@given(SAYABLE, st.booleans())
def test_no_text_breaks_the_card(text: str, ended: bool) -> None:
    """In all fields at once: Discord takes it, and what is read in it is what we drew."""
    for ours, theirs in zip(contents("x"), contents(text), strict=True):
        made = at_its_worst(theirs, text, ended=ended)
        [title, *body, below] = texts(made)

        assert faults(made) == []
        [our_title, *our_body, our_below] = texts(at_its_worst(ours, "x", ended=ended))
        assert (kinds(title), kinds(below)) == (kinds(our_title), kinds(our_below))
        may_differ = FORMS_OF_ITS_OWN.get(theirs.type, set())
        assert {kind for said in body for kind in kinds(said)} - may_differ == {
            kind for said in our_body for kind in kinds(said)
        } - may_differ


@pytest.mark.parametrize("text", ["*" * 5_000, "<@1>" * 900, "👩‍👩‍👧‍👦" * 900, "a" * 9_000])
def test_the_longest_of_everything_fits(text: str) -> None:
    """Escaping makes two characters of one; that, too, is within every limit."""
    for content in contents(text):
        made = at_its_worst(content, text, ended=False)

        assert faults(made) == []


def test_what_was_typed_is_seen_as_it_was_typed() -> None:
    """Marks and all."""
    made = drawn(Alert(title="*a* <@1>", message="see [b](https://c.example) @here"))

    assert seen(texts(made)[0]) == "🔴 *a* <@1>"
    assert seen(texts(made)[1]) == "see [b](https://c.example) @here"


# The checker -----------------------------------------------------------------------


def broken(how: str) -> Json:
    """A card of ours with one thing wrong."""
    made = copy.deepcopy(drawn(Alert(title="A", message="a")))
    container = made["components"][0]
    rows = [part for part in container["components"] if part["type"] == 1]
    button, select = rows[0]["components"][0], rows[1]["components"][0]
    text = container["components"][0]
    changes: dict[str, tuple[Json, Json]] = {
        "no flag": (made, {"flags": 0}),
        "mentions": (made, {"allowed_mentions": {"parse": ["users"]}}),
        "content": (made, {"content": "a"}),
        "long text": (text, {"content": "a" * 4_001}),
        "no text": (text, {"content": ""}),
        "much text": (container, {"components": [dict(text, content="a" * 2_001)] * 2}),
        "many": (container, {"components": [dict(text, content="a")] * 40}),
        "nested": (container, {"components": [copy.deepcopy(container)]}),
        "long label": (button, {"label": "a" * 35}),
        "no label": (button, {"label": ""}),
        "long id": (button, {"custom_id": "a" * 101}),
        "same id": (button, {"custom_id": select["custom_id"]}),
        "same number": (button, {"id": container["id"]}),
        "link that tells": (button, {"style": 5}),
        "link without https": (button, {"style": 5, "url": "http://a.example"}),
        "a text in a row": (rows[0], {"components": [text]}),
        "six buttons": (rows[0], {"components": [
            dict(button, custom_id=str(number)) for number in range(6)
        ]}),
        "select beside a button": (rows[0], {"components": [button, dict(select, custom_id="b")]}),
        "empty row": (rows[0], {"components": []}),
        "many options": (select, {"options": [
            {"label": "a", "value": str(number)} for number in range(26)
        ]}),
        "no options": (select, {"options": []}),
        "same values": (select, {"options": [{"label": "a", "value": "a"}] * 2}),
        "long value": (select, {"options": [{"label": "a", "value": "a" * 101}]}),
        "unknown": (button, {"colour": 1}),
        "color": (container, {"accent_color": 1 << 24}),
    }  # fmt: skip
    part, change = changes[how]
    part.update(change)
    return made


@pytest.mark.parametrize(
    "how",
    [
        "no flag", "mentions", "content", "long text", "no text", "much text", "many", "nested",
        "long label", "no label", "long id", "same id", "same number", "link that tells",
        "link without https", "a text in a row", "six buttons", "select beside a button",
        "empty row", "many options", "no options", "same values", "long value", "unknown", "color",
    ],
)  # fmt: skip
def test_the_checker_finds(how: str) -> None:
    """What it cannot see it could not forbid."""
    assert faults(broken(how))
