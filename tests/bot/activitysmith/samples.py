"""Activities made by hand, for the promises of this folder."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.activitysmith import payload
from bot.buttons import Press
from bot.content import (
    CONTENT,
    Alert,
    AnyContent,
    Clock,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.surface import Delivery

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ANNA = Actor(platform="slack", id="U1", name="Anna")
PHONES = Channel(surface=LOCK_SCREEN, id="main", workspace="T1")
ROOM = Channel(surface="slack", id="C1", workspace="T1", name="incidents")
CHAT_URL = "https://acme.slack.com/archives/C1/p1"
PUBLIC_URL = "https://lockstep.example.com"
ACK = Press("Acknowledge", "A" * 90, "ack")
NEXT = Press("Next step", "N" * 90, "next")
END = Press("End", "E" * 90, "end")

CONTENTS: tuple[AnyContent, ...] = (
    Alert(title="Checkout", message="Checkout is down"),
    SegmentedProgress(title="Nightly backup", number_of_steps=4, current_step=1),
    Progress(title="Search reindex", percentage=42),
    Value(title="MRR", value="$12,430"),
    Timer(title="Benchmark", duration_seconds=300, clock=Clock(window=NOW, at=NOW)),
    Metrics(title="prod-web-1", metrics=(Metric(label="CPU", value=24, unit="%"),)),
    Stats(title="Status", metrics=(Metric(label="State", value="Healthy"),)),
)


def content(**fields: Any) -> AnyContent:
    return CONTENT.validate_python(fields)


def activity(shows: AnyContent = CONTENTS[0], **fields: Any) -> Activity:
    usual: dict[str, Any] = {
        "id": "aaaaaaaaaaaaaaaaaaaaaaaaaa",
        "workspace": "T1",
        "name": "checkout",
        "revision": 1,
        "content": shows,
        "channels": (ROOM, PHONES),
        "owner": ANNA,
        "started_at": NOW,
        "changed_at": NOW,
        "line": Line(text="started", actor=ANNA, at=NOW),
    }
    return Activity(**{**usual, **fields})


def changed(before: Activity, at: datetime, **fields: Any) -> Activity:
    """The next revision, as a transition unless *fields* say otherwise."""
    number = before.revision + 1
    weight = {} if "progressed" in fields or "transition" in fields else {"transition": number}
    values = {name: getattr(before, name) for name in Activity.model_fields}
    return Activity(**{**values, "revision": number, "changed_at": at, **weight, **fields})


def ended(before: Activity, at: datetime) -> Activity:
    return changed(before, at, ended_at=at)


def showing(
    shows: AnyContent = CONTENTS[0],
    presses: Sequence[Press] = (),
    chat: str | None = None,
    public: str | None = PUBLIC_URL,
    **fields: Any,
) -> payload.Showing:
    act = activity(shows, **fields)
    return payload.Showing(act, NOW, tuple(presses), chat, public)


def delivery(of: Activity, **fields: Any) -> Delivery:
    usual: dict[str, Any] = {"memo": {}, "observed": {}}
    return Delivery(of, PHONES, **{**usual, **fields})


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)
