"""The vendor's own reader as a judge: our bodies load in its models, and mean the same."""

from dataclasses import replace
from typing import Any

import pytest
from activitysmith_openapi import models  # type: ignore[import-untyped]

from bot.activitysmith import payload
from bot.content import AnyContent
from tests.bot.activitysmith import samples
from tests.bot.activitysmith.samples import ACK, CHAT_URL, CONTENTS, NOW, PUBLIC_URL

ADDED = {"counts_down", "is_running", "auto_dismiss_minutes", "method"}
"""What the vendor's models add by themselves; it is why we do not send through them."""

CALLS: dict[str, tuple[Any, Any]] = {
    "start": (payload.start, models.LiveActivityStartRequest),
    "put_stream": (payload.put_stream, models.LiveActivityStreamRequest),
    "end_stream": (payload.end_stream, models.LiveActivityStreamDeleteRequest),
    "update": (lambda shown: payload.update(shown, "abc"), models.LiveActivityUpdateRequest),
    "end": (lambda shown: payload.end(shown, "abc"), models.LiveActivityEndRequest),
}


def same(ours: Any, theirs: Any) -> bool:
    """Whether *theirs* says what *ours* does, but for what their models add."""
    if isinstance(ours, dict):
        extra = theirs.keys() - ours.keys()
        return extra <= ADDED and all(k in theirs and same(v, theirs[k]) for k, v in ours.items())
    if isinstance(ours, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("shows", CONTENTS, ids=lambda c: c.type)
@pytest.mark.parametrize("window", ["", "known"])
def test_the_vendors_reader_reads_what_we_say(call: str, shows: AnyContent, window: str) -> None:
    """All seven types, both lives, all five calls, whole and in passing."""
    make, model = CALLS[call]
    act = samples.activity(
        shows, audience=("ops",), tags=("a",), metadata={"n": 1, "ok": False, "s": "x"}
    )
    shown = payload.Showing(act, NOW, (ACK,), CHAT_URL, PUBLIC_URL)
    if window and call != "start":
        shown = replace(shown, window=payload.window(act))

    body = make(shown)

    assert same(body, model.from_dict(body).to_dict())


def test_the_judge_would_see_a_difference() -> None:
    """A body that lost a word does not pass for the same."""
    assert not same({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}})
    assert not same({"a": 1}, {})
    assert not same({"a": 1}, {"a": 1, "b": 2})
