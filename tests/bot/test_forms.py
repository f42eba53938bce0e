"""The form of the buttons: what it shows, and what is said of what comes back."""

import pytest

from bot.form import FormWrong
from bot.forms import button_words, buttons
from tests.bot.spoken import after, begun

ALERT = "start Checkout is down"


def values(form_of: str, *texts: str) -> dict[str, object]:
    activity = after(begun(form_of), *texts)
    return {field.name: field.value for field in buttons(activity).fields}


@pytest.mark.parametrize(
    ("set_by", "does"),
    [
        ('button "Runbook" https://a.example/1', "https://a.example/1"),
        ('button "Roll back" say:"asked"', "say asked"),
        ('button "Stop" POST https://a.example/1 {"a":1}', 'POST https://a.example/1 {"a": 1}'),
        ('button "Look" GET https://a.example/1', "GET https://a.example/1"),
    ],
)
def test_what_is_set_is_shown_as_it_is_typed(set_by: str, does: str) -> None:
    """So that what nobody touched says the same again."""
    assert values(ALERT, set_by)["does1"] == does


def test_a_type_with_one_button_asks_for_one() -> None:
    """A timer has no second."""
    assert list(values('start "Tea" timer:5m')) == ["label1", "does1"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"label2": "Go", "does2": "next"}, [(2, 'button 2 "Go" next')]),
        ({"label1": "", "does1": ""}, [(1, "button 1 none")]),
        ({"does1": "https://a.example/2"}, [(1, 'button 1 "Runbook" https://a.example/2')]),
        ({"label1": "The “big” one"}, [(1, "button 1 \"The 'big' one\" https://a.example/1")]),
        ({}, []),
    ],
)
def test_only_what_differs_is_said(sent: dict[str, str], said: list[tuple[int, str]]) -> None:
    """Each button in the words of `button`."""
    form = buttons(after(begun(ALERT), 'button "Runbook" https://a.example/1'))

    assert list(button_words(form, form.differing(sent, {}))) == said


@pytest.mark.parametrize(
    ("sent", "wrong"), [({"label2": "Go"}, "does2"), ({"does2": "next"}, "label2")]
)
def test_half_a_button_is_none(sent: dict[str, str], wrong: str) -> None:
    """The field that lacks is named."""
    form = buttons(begun(ALERT))

    with pytest.raises(FormWrong) as refused:
        list(button_words(form, form.differing(sent, {})))

    assert list(refused.value.fields) == [wrong]
