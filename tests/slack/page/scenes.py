"""What there is to look at: each type and state of a card, the forms, the lists. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.slack import views
from adapters.slack.blocks import card
from adapters.slack.home import HINT
from adapters.slack.listing import entries, section, start_button
from adapters.slack.views import About
from bot import forms
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line, Link
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
from bot.lockstep import SOMEBODY
from tests.slack.page import html

NOW = datetime(2026, 11, 23, 10, 2, tzinfo=UTC)
ADA = Actor(platform="slack", id="U1", name="ada")
MEI = Actor(platform="slack", id="U2", name="mei")
NOA = Actor(platform="elsewhere", id="N", name="noa")
ROOM = Channel(surface="slack", id="C1", workspace="T1", name="inc-2042-checkout")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="T1")
BUTTONS = Buttons(b"a secret of the pictures")
ABOUT = About("update", "T1", "C1", "a" * 26)
STEPS = ("Investigating", "Identified", "Monitoring", "Resolved")
LONG = "Payments time out for a third of all customers in Europe and nobody knows why yet; " * 12
LONG_WORD = "https://dashboards.example.com/d/" + "checkout-latency-" * 16

SEV1 = SegmentedProgress(
    title="SEV1 Checkout is down", number_of_steps=4, current_step=2, subtitle="Identified",
    color="red", badge=Badge(title="SEV1"),
)  # fmt: skip
ALERT = Alert(title="Incident in #ops", message="Checkout is down", badge=Badge(title="SEV2"))


def activity(content: AnyContent, line: str = "started", by: Actor = ADA, **more: Any) -> Activity:
    """An activity of that *content*, as *by* left it."""
    told: dict[str, Any] = {
        "id": "a" * 26, "workspace": "T1", "name": "checkout", "revision": 3, "content": content,
        "channels": (ROOM, PHONES), "owner": ADA, "started_at": NOW - timedelta(minutes=12),
        "changed_at": NOW, "line": Line(text=line, actor=by, at=NOW), **more,
    }  # fmt: skip
    return Activity.model_validate(told)


@dataclass(frozen=True)
class Subject:
    """One activity to be looked at, what its phones are told to show, and what was replied."""

    name: str
    activity: Activity
    phones: str = "accepted for 2 phones"
    state: str = "accepted"
    replies: int = 0
    left: bool = False

    @property
    def others(self) -> tuple[tuple[Channel, dict[str, str]], ...]:
        """What a card is told of the phones."""
        return ((PHONES, {"state": self.state, "detail": self.phones}),)


def shown(of: Subject) -> str:
    """Its card."""
    made = card(of.activity, of.others, BUTTONS.of(of.activity, NOW), NOW, left=of.left)
    return html.message(made.blocks, replies=f"{of.replies} replies" if of.replies else "")


def cards() -> Iterator[tuple[str, str]]:
    """Each type, and each state that looks different."""
    for subject in subjects():
        yield subject.name, shown(subject)


def subjects() -> Iterator[Subject]:
    """The same for every platform."""
    on_phone: dict[str, Any] = {"acknowledged_by": SOMEBODY, "acknowledged_at": NOW}
    running = Clock(window=NOW, at=NOW)
    acked: dict[str, Any] = {"acknowledged_by": MEI, "acknowledged_at": NOW}
    done = SEV1.model_copy(update={"current_step": 4, "subtitle": "Resolved"})
    charging = Progress(title="EV charging", value=120, upper_limit=300, color="green")
    reindex = Progress(title="Search reindex", percentage=42, subtitle="Shard 7 of 16")
    rollback = Timer(title="Rollback window", duration_seconds=900, clock=running, color="orange")
    held = Timer(title="Benchmark", duration_seconds=300, is_running=False,
                 clock=Clock(window=NOW, at=NOW, ran_seconds=60))  # fmt: skip
    backup = SegmentedProgress(title="Nightly backup", number_of_steps=40, current_step=17)
    gauges = tuple(
        Metric(label=label, value=value, unit=unit)
        for label, value, unit in (
            ("CPU", 91, "%"), ("Memory", 61.5, "%"), ("Requests", 1240, "/s"), ("Errors", 3, "%"),
        )
    )  # fmt: skip
    readouts = (Metric(label="Mood", value="calm"), Metric(label="Build", value="v2.4.1"))
    runbook = Link(label="Runbook", url="https://wiki.example.com/checkout")
    by_phone = activity(ALERT, "acknowledged", SOMEBODY, **on_phone)
    yield Subject("alert, live", activity(ALERT))
    yield Subject("alert, acknowledged on a phone", by_phone, replies=2)
    yield Subject("steps, live", activity(SEV1, "step 2 of 4", step_names=STEPS))
    yield Subject(
        "steps, acknowledged",
        activity(SEV1, "two regions are back", MEI, step_names=STEPS, **acked),
    )
    yield Subject(
        "steps, ended",
        activity(done, "ended: All clear", step_names=STEPS, ended_at=NOW, **acked),
        "ended on 2 phones",
    )
    yield Subject("many steps", activity(backup, "step 17 of 40"))
    yield Subject(
        "progress, waiting for a place",
        activity(reindex, "42 %"),
        "waiting for a free place (4 of 4 in use)",
        "waiting",
    )
    yield Subject("progress by value", activity(charging, "120/300"))
    yield Subject("metrics", activity(Metrics(title="prod-web-1", metrics=gauges), "CPU 91 %"))
    yield Subject("stats", activity(Stats(title="Launch", metrics=readouts), "Mood calm"))
    yield Subject("countdown", activity(rollback))
    yield Subject("paused", activity(held, "paused"))
    yield Subject("value", activity(Value(title="MRR", value="$12,430", subtitle="since Monday")))
    yield Subject(
        "refused by ActivitySmith",
        activity(ALERT),
        "refused: the account has no phone in this audience",
        "refused",
    )
    yield Subject("with a runbook", activity(SEV1, "step 2 of 4", step_names=STEPS, action=runbook))
    by_others: dict[str, Any] = {"acknowledged_by": NOA, "acknowledged_at": NOW}
    yield Subject(
        "mirrored, moved elsewhere",
        activity(SEV1, "step 2 of 4", NOA, step_names=STEPS, **by_others),
    )
    no_more = activity(SEV1, "no longer mirrored to #inc-2042-checkout", NOA, step_names=STEPS)
    yield Subject("no longer mirrored", no_more, left=True)
    long = Alert(title=LONG, message=LONG + LONG_WORD, subtitle=LONG_WORD)
    yield Subject("long texts", activity(long, LONG, MEI))


def forms_and_lists() -> Iterator[tuple[str, str]]:
    """The modals, the App Home, and bare `/live`."""
    of = activity(SEV1, "step 2 of 4", step_names=STEPS)
    gauges = activity(
        Metrics(title="prod-web-1", metrics=(Metric(label="CPU", value=91, unit="%"),))
    )
    yield "Update", html.modal(views.modal(forms.update(of), ABOUT))
    yield "End", html.modal(views.modal(forms.end(of), ABOUT))
    yield "Buttons", html.modal(views.modal(forms.buttons(of), ABOUT))
    yield "Start", html.modal(views.modal(forms.start(("incident", "deploy", "sev1")), ABOUT))
    yield "Update, gauges", html.modal(views.modal(forms.update(gauges), ABOUT))
    yield "a skeleton", html.modal(views.skeleton("Update", ABOUT))
    live = [gauges, activity(ALERT), of]
    listed = entries(live, lambda each: BUTTONS.of(each, NOW), NOW, at_most=40)
    yield "bare /live", html.message([section("*Live here*"), *listed])
    header = {"type": "header", "text": {"type": "plain_text", "text": "Live now", "emoji": False}}
    hint = [{"type": "divider"}, start_button(""), section(HINT.format(command="/live"))]
    everywhere = entries(live, lambda each: BUTTONS.of(each, NOW), NOW, at_most=40, where=True)
    yield "App Home", html.home({"blocks": [header, *everywhere, *hint]})
    yield (
        "App Home, nothing live",
        html.home({"blocks": [header, section("Nothing is live."), *hint]}),
    )


def picture() -> str:
    """The channel of README's picture: a question, the card, and its thread's count."""
    of = activity(SEV1, "acknowledged", SOMEBODY, step_names=STEPS, acknowledged_by=SOMEBODY,
                  acknowledged_at=NOW)  # fmt: skip
    said = html.person("mei", "Two customers tell me that they cannot pay", "10:01")
    return said + shown(Subject("", of, replies=2))
