"""What there is to look at in Discord: each type and state of a card, forms, answers. Pure."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from adapters.discord import connecting, listing, looking
from adapters.discord.card import card
from adapters.discord.controls import SURE, sure
from adapters.discord.helping import help_text, mention
from adapters.discord.modals import modal
from adapters.discord.rows import LOOKS
from adapters.discord.text import MARKDOWN, code
from bot import forms
from bot.activity import Activity
from bot.activitysmith.sentences import connected
from bot.content import Alert, Metric, Metrics, SegmentedProgress
from bot.filling import BUTTONS as SET_BUTTONS
from bot.filling import END, START, UPDATE
from bot.form import Form
from bot.lines import lines
from bot.lockstep import SOMEBODY
from bot.reports import history
from bot.store import Entry
from tests.discord.page import html
from tests.slack.page.scenes import ADA, ALERT, BUTTONS, MEI, NOW, SEV1, STEPS, Subject, activity
from tests.slack.page.scenes import subjects as usual

Scenes = Iterator[tuple[str, str]]

ARABIC = ("التحقيق", "تم التحديد", "المراقبة", "تم الحل")
HOSTILE = "# **@everyone** [pay](https://evil.example) <@3001> <t:0:R> `x` ||y|| discord.gg/abc"


def subjects() -> Iterator[Subject]:
    """Those of every platform, and what is particular to Discord's markdown."""
    yield from usual()
    hebrew = Alert(title="התשלומים לא עובדים", message="הלקוחות באירופה לא יכולים לשלם (SEV1)")
    steps = SegmentedProgress(
        title="انقطاع الدفع", number_of_steps=4, current_step=2, subtitle=ARABIC[1], color="orange"
    )
    yield Subject("right to left", activity(hebrew, "בודקים את זה", MEI))
    yield Subject("right to left, steps", activity(steps, "الخطوة 2 من 4", step_names=ARABIC))
    hostile = Alert(title=HOSTILE, message=f"{HOSTILE}\n- item\n> quoted\n-# small", badge=None)
    yield Subject("typed markup", activity(hostile, HOSTILE, MEI))
    many = tuple(Metric(label=f"node-{n} p99", value=n * 111.5, unit="ms") for n in range(1, 9))
    yield Subject("eight gauges", activity(Metrics(title="Latency by node", metrics=many), "set"))
    yield Subject(
        "nobody knows whether it started",
        activity(ALERT),
        "nobody knows whether it was started; look at a phone, and say `again` if it is not there",
        "unsure",
    )


def shown(of: Subject) -> str:
    """Its card."""
    made = card(at_home(of.activity), of.others, BUTTONS.of(of.activity, NOW), NOW, left=of.left)
    title = of.activity.content.title[:60]
    thread = f"{title}|{of.replies} Messages|Lockstep  Acknowledged from the Lock Screen"
    return html.message([made], thread=thread if of.replies else "")


def at_home(of: Activity) -> Activity:
    """The same, by people of Discord instead of Slack's."""
    return Activity.model_validate_json(of.model_dump_json().replace('"slack"', '"discord"'))


def cards() -> Scenes:
    """Each type, and each state that looks different."""
    for subject in subjects():
        yield subject.name, shown(subject)


def forms_and_answers() -> Scenes:
    """The forms, what one person alone is told, and a card's thread."""
    of = activity(SEV1, "step 2 of 4", step_names=STEPS)
    gauges = activity(
        Metrics(title="prod-web-1", metrics=(Metric(label="CPU", value=91, unit="%"),))
    )
    yield "Update", _modal(UPDATE, forms.update(of))
    yield "Looks", _modal(LOOKS, forms.update(of))
    yield "End", _modal(END, forms.end(of))
    yield "Buttons", _modal(SET_BUTTONS, forms.buttons(of))
    yield "Start", _modal(START, forms.start(("incident", "deploy", "sev1")))
    yield "Update, gauges", _modal(UPDATE, forms.update(gauges))
    yield "connect", html.modal(connecting.form())
    yield "connected", html.answer([], connected(connecting.HERE, 2))
    yield "not an administrator", html.answer([], connecting.ADMINISTRATORS)
    yield "sure?", html.answer(sure("A" * 40), SURE)
    yield "more", html.message([_opened(of)])
    yield "a card's thread", html.line(lines(_entries(), MARKDOWN))
    live = [gauges, activity(ALERT), of]
    listed = listing.entries(live, lambda each: BUTTONS.of(each, NOW), NOW)
    yield "/live show", html.answer([listing.text("**Live here**"), *listed])
    nothing = looking.NOTHING.format(start=mention("start", "4001"))
    yield "/live show, nothing live", html.answer([listing.start_button()], nothing)
    templates = ("deploy", "incident", "timer")
    yield "/live help", html.answer([listing.text(help_text("4001", templates))])
    yield "/live list", html.answer([], listing.everything(live, NOW))
    yield "/live history", html.answer([], code(history(of, _entries())))


BOARDS: Mapping[str, Callable[[], Scenes]] = {"cards": cards, "forms": forms_and_answers}


def picture() -> str:
    """The channel of README's picture: a question, the card, and its thread."""
    of = activity(SEV1, "acknowledged", SOMEBODY, step_names=STEPS, acknowledged_by=SOMEBODY,
                  acknowledged_at=NOW)  # fmt: skip
    said = html.person("mei", "Two customers tell me that they cannot pay", "10:01")
    return said + shown(Subject("", of, replies=2))


def _modal(kind: str, form: Form) -> str:
    return html.modal(modal(kind, form, f"live:form:{kind}:{'a' * 26}:3"))


def _opened(of: Activity) -> dict[str, object]:
    """A card whose select is open, alone."""
    made = card(of, (), BUTTONS.of(of, NOW), NOW)
    rows = [row for row in made["components"] if row["type"] == 1]
    return {"type": html.OPENED, "component": rows[-1]["components"][0]}


def _entries() -> list[Entry]:
    told = (("started", ADA), ("step 2 of 4", MEI), ("acknowledged", SOMEBODY))
    return [
        Entry(
            revision=number, at=NOW + timedelta(minutes=number), verb="step", line=line,
            actor_id=by.id, actor_name=by.name, platform=by.platform, transition=True, command="",
        )
        for number, (line, by) in enumerate(told, start=1)
    ]  # fmt: skip
