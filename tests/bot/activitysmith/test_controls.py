"""Which buttons a Lock Screen shows, and what each of them does."""

import pytest

from bot.activity import Link, Phrase, Webhook
from bot.activitysmith import payload
from bot.buttons import Press
from bot.content import (
    TAKES_TWO_BUTTONS,
    AnyContent,
)
from bot.errors import SurfaceRejected
from tests.bot.activitysmith.samples import (
    ACK,
    CHAT_URL,
    CONTENTS,
    END,
    NEXT,
    NOW,
    PUBLIC_URL,
    showing,
)


def titles(body: payload.Body) -> list[str]:
    return [body[n]["title"] for n in ("action", "secondary_action") if n in body]


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
    """Only what it names is offered."""
    wish = ("open chat", "End")
    body = payload.put_stream(showing(presses=[ACK, END], chat=CHAT_URL, buttons=wish))

    assert titles(body) == ["Open chat", "End"]


def test_a_wish_that_cannot_be_had_any_more_leaves_no_old_button_on_the_phone() -> None:
    """ActivitySmith keeps a button that it is sent no other for."""
    wish = ("ack", "next")

    before = payload.put_stream(showing(presses=[ACK, NEXT, END], chat=CHAT_URL, buttons=wish))
    after = payload.put_stream(showing(presses=[NEXT, END], chat=CHAT_URL, buttons=wish))
    without_chat = payload.put_stream(showing(presses=[NEXT, END], buttons=wish))
    one = payload.put_stream(showing(presses=[NEXT, END], chat=CHAT_URL, buttons=("ack",)))

    assert titles(before) == [ACK.label, NEXT.label]
    assert titles(after) == [NEXT.label, "Open chat"]
    assert titles(without_chat) == [NEXT.label, END.label]
    assert titles(one) == ["Open chat"]


def test_when_nothing_else_is_left_to_press_there_is_the_end() -> None:
    """A button cannot be taken away by leaving it out, so there is always one to replace it."""
    body = payload.put_stream(showing(presses=[END], chat=CHAT_URL))

    assert titles(body) == ["End", "Open chat"]


def test_a_press_that_not_everybody_may_make_is_not_offered() -> None:
    """Nobody knows who presses, so nobody could be refused."""
    body = payload.put_stream(showing(presses=[ACK, NEXT], may={"ack": ("@sre",)}))

    assert titles(body) == ["Next step"]


def test_what_is_named_under_another_verb_is_not_offered_either() -> None:
    """Who may step may go on; who may not, may not by another word."""
    body = payload.put_stream(showing(presses=[NEXT, END], may={"step": ("@sre",)}))

    assert titles(body) == ["End"]
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
