"""Promises of button."""

import pytest

from bot.activity import CustomButton, Link, Phrase, Webhook
from bot.commands import SetButton
from bot.decide import decide
from bot.errors import Refused
from tests.bot.spoken import ADA, NOW, after, begun, refusal

HOW = (
    'Say `button "Runbook" https://…`, `button 2 "Roll back" say:"roll back asked"`, or '
    '`button "Pause" POST https://… {"job":"7"}`.'
)
NO_OBJECT = 'The body is one JSON object, such as {"job":"7"}. Nothing was changed.'
NO_ADDRESS = "A button opens a full https:// address. Nothing was changed."
POST = 'button "P" POST https://example.com '


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("button", f"Which button? {HOW}"),
        ("button 2", f"Which button? {HOW}"),
        ('button "X"', f"A button needs its label, and what it does. {HOW}"),
        ('button "" next', f"A button needs its label, and what it does. {HOW}"),
        ("button Docs: https://example.com", f"A button needs its label, and what it does. {HOW}"),
        ('button "X" say:', f"What should it say? {HOW}"),
        ('button "X" say:""', f"What should it say? {HOW}"),
        (f'button "{"x" * 33}" next',
         "That label is longer than 32 characters. Nothing was changed."),
        ('button "X" http://example.com', NO_ADDRESS),
        ('button "X" https://example.com and more', NO_ADDRESS),
        ('button "X" POST', NO_ADDRESS),
        ('button "X" GET javascript:x', NO_ADDRESS),
        (POST + "[1]", NO_OBJECT), (POST + "{", NO_OBJECT), (POST + "{'a':1}", NO_OBJECT),
        (POST + '{"a":NaN}', NO_OBJECT), (POST + '{"a":1e999}', NO_OBJECT),
        (POST + '{"a":"\\ud800"}', NO_OBJECT), (POST + "[" * 990, NO_OBJECT),
        (POST + '{"a":"' + "x" * 1_000 + '"}',
         "That body is longer than 1000 bytes. Nothing was changed."),
    ],
)  # fmt: skip
def test_a_button_that_cannot_be(text: str, sentence: str) -> None:
    """What it needs is told, with examples."""
    assert refusal(text) == sentence


@pytest.mark.parametrize(
    ("text", "button"),
    [
        (POST + '{"a":"he said “no” – twice"}',
         Webhook(label="P", url="https://example.com", body={"a": "he said “no” – twice"})),
        (POST + '{"a":1.5,"b":[null,true]}',
         Webhook(label="P", url="https://example.com", body={"a": 1.5, "b": [None, True]})),
        ('button "P" get "HTTPS://Example.com/x"',
         Webhook(label="P", url="https://example.com/x", method="GET")),
        ('button "P" POST   https://example.com', Webhook(label="P", url="https://example.com")),
        ('button "P" "https://example.com"', Link(label="P", url="https://example.com")),
        ('button 1 P 60%', Phrase(label="P", words="60%")),
        ('button "1" next', Phrase(label="1", words="next")),
    ],
)  # fmt: skip
def test_a_button_is_as_it_was_typed(text: str, button: CustomButton) -> None:
    """A body keeps its own quotes and dashes; an address is sent as it is read."""
    assert after("start x", text).action == button


@pytest.mark.parametrize("start", ["start x timer:5m", "start x CPU=1", "start x UP=yes"])
def test_some_types_show_one_button(start: str) -> None:
    """A second one is refused, and taking it away too."""
    for text in ('button 2 "N" ack', "button 2 none"):
        assert refusal(text, start) == "This type shows one button only. Nothing was changed."
    assert after(start, 'button "N" ack').action is not None


def test_the_usual_button_comes_back() -> None:
    """`none` puts it back, on either place."""
    done = after("start x", 'button "N" ack', 'button 2 "M" end')
    back = after(done, "button none", "button 2 NONE")

    assert (back.action, back.secondary_action) == (None, None)
    assert (done.line.text, back.line.text) == ("button “M” set", "button put back")


def test_a_shortcut_is_a_templates_to_allow() -> None:
    """A chat user sets none, except where the template lets people."""
    text = 'button "L" shortcuts://run'
    allowed = begun("start x").model_copy(update={"shortcuts_allowed": True})

    assert refusal(text, "start x").startswith("A shortcut runs on everybody's iPhone")
    assert after(allowed, text).action == Link(label="L", url="shortcuts://run")


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        (Link(label="L", url="javascript:x"), NO_ADDRESS),
        (Webhook(label="L", url="http://example.com"), NO_ADDRESS),
        (Webhook(label="L", url="shortcuts://run"),
         "A shortcut runs on everybody's iPhone, so only a "
         "template may put one on a button. Nothing was changed."),
        (Link(label="\u200b", url="https://example.com"),
         f"A button needs its label, and what it does. {HOW}"),
        (Phrase(label="L", words="x" * 1_001),
         "That command is longer than 1000 characters. Nothing was changed."),
    ],
)  # fmt: skip
def test_a_typed_button_is_checked_too(to: CustomButton, sentence: str) -> None:
    """A platform's own fields are held to the same."""
    allowed = begun("start x").model_copy(update={"shortcuts_allowed": True})

    with pytest.raises(Refused) as refused:
        decide(allowed, SetButton(actor=ADA, workspace="T1", to=to), NOW)
    assert str(refused.value) == sentence


def test_a_typed_button_is_cleaned() -> None:
    """Its label, its words and its address are as they are shown and sent."""
    to = Link(label="Run\u202ebook", url="HTTPS://EXAMPLE.com/X")

    assert decide(begun("start x"), SetButton(actor=ADA, workspace="T1", to=to), NOW).action == (
        Link(label="Runbook", url="https://example.com/X")
    )
