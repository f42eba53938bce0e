"""The comparison of phones and file finds what differs."""

from typing import Any

import pytest

from tests.rigs.phones import differences, tokens

Json = dict[str, Any]


def stored(step: int = 2, ended_at: str | None = None) -> Json:
    """An activity as the file has it."""
    content = {"title": "Deploy", "current_step": step, "number_of_steps": 4, "subtitle": None}
    return {"id": "a", "content": content, "ended_at": ended_at}


def shown(step: int = 2, status: str = "in_progress", key: str = "ls-a") -> Json:
    """The same as the phones have it."""
    content = {"title": "Deploy", "current_step": step, "number_of_steps": 4, "type": "…"}
    return {"stream_key": key, "status": status, "content_state": content}


ENDED = "2026-11-23T12:00:00Z"
ALIKE = {
    "live": (stored(), [shown()]),
    "ended": (stored(ended_at=ENDED), [shown(status="completed")]),
    "ended and never shown": (stored(ended_at=ENDED), []),
    "in its second run": (stored(), [shown(1, "completed"), shown(key="ls-a-2")]),
}
DIFFERENT = {
    "not shown": ("forgotten", stored(), []),
    "shown twice": ("forgotten", stored(), [shown(), shown(key="ls-a-2")]),
    "shown as it was": ("forgotten", stored(step=3), [shown(step=2)]),
    "ended as it was not": ("forgotten", stored(3, ENDED), [shown(2, "completed")]),
    "shown after its end": ("wrong", stored(ended_at=ENDED), [shown()]),
    "shown and unknown": ("wrong", stored(), [shown(), shown(key="ls-b")]),
}


@pytest.mark.parametrize("name", ALIKE)
def test_what_is_alike_is_no_finding(name: str) -> None:
    """A phone that shows what there is, or no longer shows what has ended, is right."""
    activity, runs = ALIKE[name]

    assert list(differences([activity], {"activities": runs})) == []


@pytest.mark.parametrize("name", DIFFERENT)
def test_what_differs_is_found(name: str) -> None:
    """Each way in which phones and file can differ is found."""
    kind, activity, runs = DIFFERENT[name]

    found = list(differences([activity], {"activities": runs}))

    assert kind in {finding.kind for finding in found}


def test_only_presses_on_what_is_live_are_tried() -> None:
    """Buttons are taken from cards that can still be changed."""
    hook = {"type": "webhook", "body": {"token": "t"}}
    live = {"is_live": True, "action": hook, "secondary_action": {"type": "open_url"}}
    over = {"is_live": False, "action": hook, "secondary_action": None}

    assert tokens({"lock_screens": [{"cards": [live, over]}]}) == ["t"]
