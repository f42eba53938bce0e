"""Promises of templates.py."""

from typing import Any

import pytest

from bot.activity import LOCK_SCREEN, Activity, Channel, Link, Phrase, Webhook
from bot.content import SegmentedProgress
from bot.errors import Refused, SettingsInvalid
from bot.phrases import Phrases
from bot.template_file import load
from bot.templates import ACCOUNT, Templates
from tests.bot.spoken import ADA, ID, NOW, OPS, ask, begun

SEV1 = """
[templates.sev1]
title = "SEV1 {title}"
steps = ["Investigating", "Identified", "Monitoring", "Resolved"]
color = "red"
icon = "flame.fill"
badge = "SEV1"
priority = 1
audience = ["oncall"]
starts_on = ["inc-sev1-*"]
buttons = ["ack", "open chat"]
may = { end = ["@sre"] }
"""


def told(toml: str, **others: Any) -> Phrases:
    return Phrases(Templates(load(toml, "lockstep.toml"), **others))


def started(toml: str, text: str, **others: Any) -> Activity:
    return begun(text, phrases=told(toml, **others))


def mistake(toml: str) -> str:
    with pytest.raises(SettingsInvalid) as wrong:
        load(toml, "lockstep.toml")
    return str(wrong.value)


def born(toml: str, name: str) -> Any:
    channel = Channel(surface="slack", id="C9", workspace="T1", name=name)
    return Templates(load(toml, "lockstep.toml")).for_new_channel(channel, ADA, ID)


def test_a_template_says_what_shows_first() -> None:
    """The example of the README starts as it is described."""
    sev1 = started(SEV1, "start sev1 Checkout is down")

    assert isinstance(sev1.content, SegmentedProgress)
    assert sev1.content.model_dump(exclude_unset=True) == {
        "type": "segmented_progress", "title": "SEV1 Checkout is down", "number_of_steps": 4,
        "current_step": 0, "color": "red", "icon": {"symbol": "flame.fill", "color": None},
        "badge": {"title": "SEV1", "color": None},
    }  # fmt: skip
    assert sev1.step_names == ("Investigating", "Identified", "Monitoring", "Resolved")
    assert (sev1.name, sev1.template, sev1.priority) == ("checkout-is-down", "sev1", 1)
    assert sev1.audience == ("oncall",)
    assert sev1.buttons == ("ack", "open chat")
    assert sev1.may == {"end": ("@sre",)}
    assert not sev1.of_channel
    assert sev1.channels == (Channel(surface=LOCK_SCREEN, id=ACCOUNT, workspace="T1"), OPS)


def test_what_is_said_goes_before_the_template() -> None:
    """Options that are typed replace the template's."""
    sev1 = started(SEV1, 'start SEV1 "Checkout" color:blue badge:none audience:all step:2')

    assert isinstance(sev1.content, SegmentedProgress)
    assert (sev1.content.color, sev1.content.badge) == ("blue", None)
    assert (sev1.content.current_step, sev1.content.subtitle) == (2, "Identified")
    assert sev1.audience == ("all",)


@pytest.mark.parametrize(
    ("toml", "text", "kind", "shown"),
    [
        ("", "start sev1 x", "alert", {"message": "sev1 x"}),
        ("", "start deploy", "segmented_progress", {"title": "Deploy ops"}),
        ("", "start incident", "alert", {"title": "Incident in #ops", "message": "ops"}),
        ("", 'start "deploy"', "alert", {"message": "deploy"}),
        ("", "start x 42%", "alert", {"message": "x 42%"}),
        ("", "start {channel} {x} {title}", "alert", {"message": "{channel} {x} {title}"}),
        ("", 'start "x" message:"{title}" subtitle:"{channel}"', "alert",
         {"message": "{title}", "subtitle": "{channel}"}),
        (SEV1, 'start sev1 title:"Checkout"', "segmented_progress", {"title": "SEV1 Checkout"}),
        (SEV1, "start sev1 x message:y", "alert", {"title": "SEV1 x", "message": "y"}),
        (SEV1, "start sev1 x type:alert", "alert", {"title": "SEV1 x", "color": "red"}),
        ('[templates.db]\ntitle = "Database work"', "start db", "alert",
         {"title": "Database work"}),
        ('[templates.db]\ntitle = "Database work"', "start db Vacuum", "alert",
         {"title": "Vacuum"}),
        ('[templates.db]\nsubtitle = "in {channel}: {title}"', "start db Vacuum", "alert",
         {"subtitle": "in ops: Vacuum"}),
        ('[templates.ev]\ntype = "progress"\nlimit = 300', "start ev Car value:120", "progress",
         {"value": 120, "upper_limit": 300}),
        ('[templates.ev]\nlimit = 300', "start ev Car", "progress",
         {"value": 0, "upper_limit": 300}),
        ('[templates.box]\ntype = "stats"', "start box web CPU=24%", "stats", {"title": "web"}),
        ('[templates.box]\ntype = "metrics"', "start box web CPU=24%", "metrics", {"title": "web"}),
        ('[templates.n]\nvalue = 5', "start n x", "value", {"value": 5}),
        ('[templates.n]\nsteps = 3', "start n x 42%", "segmented_progress", {"title": "x 42%"}),
        ('[templates.n]\nsteps = 3', 'start n "x" 42%', "progress", {"percentage": 42}),
        ('[templates.incident]\nsteps = 3', "start x", "segmented_progress", {"title": "x"}),
    ],
)  # fmt: skip
def test_what_a_start_makes(toml: str, text: str, kind: str, shown: dict[str, Any]) -> None:
    """A template's type stays where it fits; what people type is text, braces and all."""
    content = started(toml, text).content

    assert content.type == kind
    assert content.model_dump(exclude_unset=True).items() >= shown.items()


def test_a_channels_braces_are_text() -> None:
    """Places are filled once: what fills them fills nothing more."""
    toml = '[templates.inc]\ntitle = "{channel}: {title}"\nstarts_on = "inc-*"'

    assert born(toml, "inc-{title}").content.title == "inc-{title}: inc-{title}"


def test_a_long_title_is_cut() -> None:
    """A title has at most 200 characters that people see."""
    title = started(SEV1, f"start sev1 {'word ' * 100}").content.title

    assert len(title) <= 200
    assert title.endswith("word…")


@pytest.mark.parametrize(
    ("name", "template"), [("inc-sev1-42", "sev1"), ("inc-sev2-42", None), ("INC-SEV1-1", None)]
)
def test_a_channels_birth_starts_what_its_name_calls_for(name: str, template: str | None) -> None:
    """A channel of such a name starts it, and gives it its name."""
    start = born(SEV1, name)

    assert (start and start.template) == template
    if start is not None:
        activity = start.begin(NOW, {})
        assert activity.of_channel
        assert (activity.content.title, activity.name) == ("SEV1 inc-sev1-42", "inc-sev1-42")


def test_what_is_usual_is_told_once() -> None:
    """Audience and lifecycle hold for what no template says otherwise."""
    usual: dict[str, Any] = {"audience": ("all",), "lifecycle": "manual"}
    toml = '[templates.m]\nlifecycle = "managed"\nmetadata = { service = "db", size = 3 }'

    assert started(toml, "start x", **usual).audience == ("all",)
    assert started(toml, "start x", **usual).lifecycle == "manual"
    assert started(toml, "start m x", **usual).lifecycle == "managed"
    assert started(toml, "start m x").metadata == {"service": "db", "size": 3}
    assert started(toml, "start m x tags:a,b dismiss:5m").tags == ("a", "b")


def test_the_names_are_known() -> None:
    """Three need no file."""
    assert Templates().names == ("incident", "deploy", "timer")
    assert Templates(load(SEV1, "")).names == ("incident", "deploy", "timer", "sev1")


@pytest.mark.parametrize(
    ("action", "button"),
    [
        ('{ label = "Runbook", url = "https://example.com/r" }',
         Link(label="Runbook", url="https://example.com/r")),
        ('{ label = "Go", url = "https://example.com", body = { a = 1 } }',
         Webhook(label="Go", url="https://example.com", body={"a": 1})),
        ('{ label = "Go", url = "https://example.com", method = "GET" }',
         Webhook(label="Go", url="https://example.com", method="GET")),
        ('{ label = "Roll", say = "roll back asked" }',
         Phrase(label="Roll", words="say roll back asked")),
        ('{ label = "On", do = "Next" }', Phrase(label="On", words="next")),
        ('{ label = "Go", do = "step 3" }', Phrase(label="Go", words="step 3")),
    ],
)  # fmt: skip
def test_a_template_has_buttons(action: str, button: object) -> None:
    """The same three kinds as the command sets; `secondary_action` is the second."""
    toml = f"[templates.t]\nsteps = 3\naction = {action}\nsecondary_action = {action}"
    activity = started(toml, "start t x")

    assert activity.action == button
    assert activity.secondary_action == button
    if isinstance(button, Phrase):
        assert ask(button.words).verb in ("say", "next", "step")


def test_only_a_template_may_run_a_shortcut() -> None:
    """And only one that says so; then people may set one on its activities too."""
    action = 'action = { label = "Lights", url = "shortcuts://run" }'
    activity = started(f"[templates.t]\nshortcuts = true\n{action}", "start t x")

    assert activity.action == Link(label="Lights", url="shortcuts://run")
    assert activity.shortcuts_allowed
    assert mistake(f"[templates.t]\n{action}").startswith(
        "lockstep.toml: [templates.t]: action: A shortcut runs on everybody's iPhone"
    )


@pytest.mark.parametrize(
    ("said", "known"), [({"next": ["@a"]}, "step"), ({"resume": ["@a"]}, "pause")]
)
def test_may_knows_verbs_by_their_family(said: dict[str, list[str]], known: str) -> None:
    """Who may not step may not go next either, whichever of the two is named."""
    verb = next(iter(said))

    assert started(f'[templates.t]\nmay.{verb} = ["@a"]', "start t x").may == {known: ("@a",)}


def test_a_wish_for_next_is_one_for_the_step() -> None:
    """The press that goes on has one name."""
    assert started('[templates.t]\nbuttons = ["Next", "Open Chat"]', "start t x").buttons == (
        "step", "open chat"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("[templates", "lockstep.toml is not TOML: "),
        ("x = " + "9" * 5_000, "lockstep.toml is not TOML: "),
        ("x = " + "[" * 5_000, "lockstep.toml is not TOML: "),
        ("[template.x]", "lockstep.toml: `template` means nothing here; write [templates.NAME]."),
        ("templates = 1", "lockstep.toml: `templates` means nothing here"),
        ("[templates]\nx = 1", "lockstep.toml: [templates.x] is not a table."),
        ('[templates."two words"]', "lockstep.toml: [templates.two words]: a name is one word"),
        ('[templates.x]\ncolour = "pink"', ".x] colour: The colours are lime, green,"),
        ('[templates.x]\nsize = 3', ".x] size: there is no such key."),
        ('[templates.x]\nname = "y"', ".x] name: there is no such key."),
        ('[templates.x]\nlooks = {}', ".x] looks: there is no such key."),
        ("[templates.x]\nbadge = true", ".x] badge: write it as text, a number, or"),
        ('[templates.x]\nicon = { symbol = "a" }', ".x] icon: write it as text, a number"),
        ("[templates.x]\nsteps = 0", ".x] steps: An activity has 1 to 100 steps."),
        ("[templates.x]\nsteps = []", ".x] steps: Say the steps as"),
        ('[templates.x]\nsteps = ["a", ""]', ".x] steps: Say the steps as"),
        ("[templates.x]\npriority = 10", ".x] priority: Input should be less than"),
        ('[templates.x]\npriority = "1"', ".x] priority: Input should be a valid integer"),
        ("[templates.x]\nshortcuts = 1", ".x] shortcuts: Input should be a valid boolean"),
        ("[templates.x]\ntitle = 5", ".x] title: Input should be a valid string"),
        ("[templates.x]\nstarts_on = 5", ".x] starts_on: Input should be a valid tuple"),
        ('[templates.x]\nlifecycle = "odd"', ".x] lifecycle: Input should be 'managed'"),
        ('[templates.x]\ntype = "metrics"\nstarts_on = "m-*"', ".x]: starts_on: metrics"),
        ('[templates.x]\ntype = "odd"', ".x] type: The types are alert,"),
        ('[templates.x]\nmessage = "m"\nsteps = 3', ".x]: A bar of steps has no `message`"),
        ('[templates.x]\ntitle = "{name}"', ".x]: title: {name} is no place; there are "
         "{title} and {channel}."),
        ('[templates.x]\nsubtitle = "{in_channel}"', ".x]: subtitle: {in_channel} is no"),
        ('[templates.x]\nbuttons = ["dance"]', ".x]: buttons: there is no `dance`; it may "
         "be step, ack, pause, resume, end, open chat."),
        ('[templates.x]\nmay = { stop = ["@sre"] }', ".x]: may: there is no `stop`; it may"),
        ('[templates.x]\nmay = { start = ["@sre"] }', ".x]: may: there is no `start`"),
        ('[templates.x]\nmay = { step = "@a", next = "@b" }', ".x]: may: `next` is `step`,"
         " which has other people already."),
        ('[templates.x]\naction = { label = "L" }', ".x]: action: A button has one of"),
        ('[templates.x]\naction = { label = "L", say = "x", do = "next" }', ".x]: action: "
         "A button has one of url, say and do."),
        ('[templates.x]\naction = { label = "", say = "x" }', ".x] action.label: String"),
        ('[templates.x]\naction = { label = "\\u200b", say = "x" }', "action: A button needs its"),
        ('[templates.x]\naction = { label = "L", say = "x", method = "GET" }', ".x]: action"
         ": A button's method and body go with its url."),
        ('[templates.x]\naction = { label = "L", do = "dance" }', ".x]: action: A button "
         "cannot do `dance`; give it a command such as `next`."),
        ('[templates.x]\naction = { label = "L", do = "start y" }', "action: A button cannot do"),
        ('[templates.x]\naction = { label = "L", do = "step x" }', ".x]: action: Which step"),
        ('[templates.x]\naction = { label = "L", url = "http://a.b" }', ".x]: action: A "
         "button opens a full https:// address."),
        ('[templates.x]\ntype = "timer"\nsecondary_action = { label = "L", say = "x" }',
         ".x]: secondary_action: timer shows one button only."),
    ],
)  # fmt: skip
def test_a_mistake_is_named(toml: str, sentence: str) -> None:
    """Which template, which key, and what it may be; before anything starts."""
    said = mistake(toml)

    assert sentence in said
    assert said.startswith("lockstep.toml")
    assert said.endswith(".")
    assert "Nothing was changed" not in said


def test_templates_that_ask_are_no_mistake() -> None:
    """What is measured is said when it starts; without it the start is refused."""
    toml = '[templates.box]\ntype = "metrics"\n[templates.n]\ntype = "value"'

    with pytest.raises(Refused) as refused:
        started(toml, "start box web")
    assert str(refused.value) == ('What does it measure? Say `start "prod-web-1" CPU=24% MEM=61%`.')
