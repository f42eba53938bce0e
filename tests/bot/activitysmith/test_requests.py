"""What a body may say: every published example, every published rule, and our own."""

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.activitysmith.requests import (
    STREAM_KEY,
    EndRequest,
    Request,
    StartRequest,
    StreamEndRequest,
    StreamRequest,
    UpdateRequest,
    checked,
    encoded,
)
from bot.content import CONTENT
from tests.bot.activitysmith.bodies import INVALID, VALID

KINDS: dict[str, type[Request]] = {
    "start": StartRequest,
    "update": UpdateRequest,
    "end": EndRequest,
    "put": StreamRequest,
    "delete": StreamEndRequest,
}
ENDPOINTS = {
    "POST /live-activity/start": "start",
    "POST /live-activity/update": "update",
    "POST /live-activity/end": "end",
    "PUT /live-activity/stream/{stream_key}": "put",
    "DELETE /live-activity/stream/{stream_key}": "delete",
}
ABRIDGED = {"@NaN": math.nan, "@Infinity": math.inf}


def contract() -> Path | None:
    """Where the published material lies, if it is on this machine."""
    given = os.environ.get("LOCKSTEP_SHARED")
    root = Path(__file__).resolve().parents[3]
    places = [Path(given)] if given else [parent / "shared" for parent in root.parents]
    return next((p / "contract" for p in places if (p / "contract").is_dir()), None)


def vectors() -> Iterator[dict[str, Any]]:
    """The published bodies for Live Activities, and what is known of each."""
    folder = contract()
    if folder is None:
        return
    for line in (folder / "vectors.jsonl").read_text().splitlines():
        vector = json.loads(line)
        if vector["endpoint"] in ENDPOINTS:
            yield {**vector, "body": _in_full(vector["body"])}


def _in_full(body: Any) -> Any:
    if isinstance(body, dict):
        return {name: _in_full(value) for name, value in body.items()}
    if isinstance(body, list):
        return [_in_full(value) for value in body]
    return ABRIDGED.get(body, body) if isinstance(body, str) else body


def test_the_published_bodies_are_there_where_it_counts() -> None:
    """A build that cannot see the published bodies fails; it does not look away."""
    if os.environ.get("CI") == "true":
        assert len(list(vectors())) >= 180
    assert len(VALID) + len(INVALID) >= 40


def test_a_published_body_is_judged_as_it_was_published() -> None:
    """What is valid comes out as it went in; what is not is refused with a reason."""
    misjudged = [v["id"] for v in vectors() if _judged(v) != v["valid"]]

    assert misjudged == []


def _judged(vector: dict[str, Any]) -> bool:
    key = (vector.get("path") or {}).get("stream_key", "key")
    try:
        said = checked(KINDS[ENDPOINTS[vector["endpoint"]]], vector["body"])
    except ValueError:
        return False
    return STREAM_KEY.fullmatch(key) is not None and said == vector["body"]


def test_a_published_start_is_content_of_ours() -> None:
    """A whole content that others send can be an activity here, and is the same when shown."""
    for vector in vectors():
        if not vector["valid"] or ENDPOINTS[vector["endpoint"]] not in ("start", "put"):
            continue
        state = vector["body"]["content_state"]
        if "type" not in state:
            continue

        ours = CONTENT.validate_python(state).model_dump(mode="json", exclude_none=True)

        assert {name: ours[name] for name in state} == state
        assert {k for k in ours if k not in state} <= {"counts_down", "is_running"}


@pytest.mark.parametrize(("call", "why", "body"), VALID)
def test_a_body_that_keeps_the_rules_comes_out_as_it_went_in(
    call: str, why: str, body: dict[str, Any]
) -> None:
    """Nothing is added, dropped or rounded."""
    assert checked(KINDS[call], body) == body
    assert json.loads(encoded(checked(KINDS[call], body))) == body


@pytest.mark.parametrize(("call", "why", "body"), INVALID)
def test_a_body_that_breaks_a_rule_is_refused(call: str, why: str, body: dict[str, Any]) -> None:
    """The reason is one line, and does not repeat what was in the body."""
    with pytest.raises(ValueError, match=r"\w") as refusal:
        checked(KINDS[call], body)

    assert "\n" not in str(refusal.value)


def test_the_same_body_is_the_same_bytes() -> None:
    """The order in which a body was put together does not show."""
    assert encoded({"b": 1, "a": {"d": 2, "c": 3}}) == encoded({"a": {"c": 3, "d": 2}, "b": 1})


def test_what_json_cannot_say_is_not_sent() -> None:
    """A number without end, or half a character, is refused before it leaves."""
    for body in ({"n": math.nan}, {"t": "\ud800"}):
        with pytest.raises(ValueError, match=r"\w"):
            encoded(body)
