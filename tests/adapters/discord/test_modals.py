"""The forms as modals: Discord takes every one, and one sent back as it was says nothing."""

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from adapters.discord import modals
from adapters.discord.modals import Given, modal
from adapters.discord.rows import LOOKS, METRICS, metrics
from bot import forms
from bot.activity import Activity, Link
from bot.content import COLORS, Metric, Stats
from bot.filling import BUTTONS, END, START, UPDATE
from bot.form import Form, FormWrong
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX, clean, cut
from tests.adapters.discord.test_card import SEEN, activity
from tests.adapters.discord.test_text import NASTY
from tests.bot.spoken import begun
from tests.discord import Modal
from tests.discord.rules.modals import modal as wrong_with
from tests.discord.typing_in import filled

ID = "live:form:update:" + "a" * 26 + ":" + "9" * 20 + ":" + "9" * 20
FAMILY = "👨‍👩‍👧‍👦"
OF = {UPDATE: forms.update, LOOKS: forms.update, END: forms.end, BUTTONS: forms.buttons}


def every(of: Activity) -> list[tuple[str, Form]]:
    """Each form of it that there is."""
    return [(kind, form(of)) for kind, form in OF.items()]


def sent(body: dict[str, Any], put: dict[str, Any] | None = None) -> dict[str, Given]:
    """What comes back of the modal *body* when *put* is filled in and the rest left alone."""
    told: Any = None
    components, _ = filled(Modal(body, told), put or {})
    return modals.given({"components": components})


@pytest.mark.parametrize("name", [name for name in SEEN if name != "ended"])
def test_discord_takes_each_form_of_each_type(name: str) -> None:
    """And sent back as it was opened, nothing of it was changed."""
    content, more, _ = SEEN[name]
    for kind, form in every(activity(content, **more)):
        body = modal(kind, form, ID)

        assert list(wrong_with(body)) == []
        assert [n for n, each in sent(body).items() if each.is_changed] == []


@settings(deadline=None, max_examples=60)
@example(text="-")
@given(text=NASTY | st.sampled_from([FAMILY * 1_000, "x" * 9_000]))
def test_discord_takes_whatever_people_typed(text: str) -> None:
    """Names too long, signs that are several, lines where there should be one."""
    line, label = cut(clean(text), LINE_MAX), cut(clean(text), LABEL_MAX) or "x"
    title = cut(clean(text), TITLE_MAX) or "x"
    metric = Metric(label=label[:60], value=label[:60])
    shown = Stats(title=title, subtitle=line, metrics=(metric,) * 8)
    link = Link(label=label, url="https://a.example/" + "x" * 900)
    for kind, form in every(activity(shown, action=link)):
        body = modal(kind, form, ID)

        assert list(wrong_with(body)) == []
        assert [n for n, each in sent(body).items() if each.is_changed] == []


@settings(deadline=None, max_examples=60)
@given(st.text(), st.text())
def test_a_row_was_changed_if_it_says_something_else(before: str, after: str) -> None:
    """Blanks around a line are none of it."""
    was = Given(after, modals.marks_of(before))

    assert was.is_changed == (_lines(before) != _lines(after))


def _lines(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def test_what_is_kept_of_a_form_keeps_what_it_was_shown_with() -> None:
    """Opened again, what was typed still differs from what was there first."""
    form = forms.update(begun('start "Index" 42%'))
    first = sent(modal(UPDATE, form, ID), {"Percentage": "lots", "Colour": "Red"})

    again = sent(modal(UPDATE, form, ID, first), {"Percentage": "42"})

    assert (again["percentage"].value, again["percentage"].is_changed) == ("42", False)
    assert (again["color"].value, again["color"].is_changed) == ("red", True)


def test_there_are_more_templates_than_choices() -> None:
    """As many as fit, and none of them is always there."""
    form = forms.start([f"template{n}" for n in range(40)])
    body = modal(START, form, ID)

    (select,) = (p["component"] for p in body["components"] if p["label"] == "Template")
    assert list(wrong_with(body)) == []
    assert len(select["options"]) == 25
    assert select["options"][0] == {"label": "None", "value": "-", "default": True}


def test_every_color_can_be_chosen() -> None:
    """And none."""
    body = modal(LOOKS, forms.update(begun('start "Index" 42%')), ID)

    (select,) = (p["component"] for p in body["components"] if p["label"] == "Colour")
    assert [option["value"] for option in select["options"]] == ["-", *COLORS]
    assert sent(body, {"Colour": "Red"})["color"] == Given("red", sent(body)["color"].marks)


@pytest.mark.parametrize(
    "told",
    [
        {}, {"components": None}, {"components": [None, 7, {"type": 18}, {"type": 10}]},
        {"components": [{"type": 18, "component": {"custom_id": 7}}]},
        {"components": [{"type": 1, "components": ["x", {"value": "y"}]}]},
    ],
)  # fmt: skip
def test_what_is_no_form_is_read_as_empty(told: dict[str, Any]) -> None:
    """Whatever comes over the wire."""
    assert modals.given(told) == {}


def test_a_choice_that_was_taken_away_is_none() -> None:
    """As the one that says so."""
    body = modal(LOOKS, forms.update(begun('start "Index" 42% color:red')), ID)

    choices: tuple[Any, ...] = ([], "No colour")
    for taken in choices:
        color = sent(body, {"Colour": taken})["color"]
        assert (color.value, color.is_changed) == ("", True)


def test_rows_as_they_once_were_are_read() -> None:
    """Action rows, which Discord has deprecated."""
    row = {"type": 1, "components": [{"type": 4, "custom_id": "title:x", "value": "Down"}]}

    assert modals.given({"components": [row]}) == {"title": Given("Down", "x")}


def test_metrics_are_known_by_their_labels() -> None:
    """The longest that fits; whatever stands in them, in any order, and with a unit or not."""
    form = forms.update(begun('start "web" CPU=24% "CPU load"=3 Disk=7GB'))

    told = metrics(form, "disk : 8 GB\n\nCPU load=4\nCPU = 25 %", frozenset({"CPU = 25 %"}))

    assert told == {"metric3": "8", "metric2": "4"}
    with pytest.raises(FormWrong) as wrong:
        metrics(form, "CPU 25", frozenset())
    assert list(wrong.value.fields) == [METRICS]
