"""The forms, over HTTP: what they show of each type, and the one command that comes of them."""

from typing import Any

import pytest

from bot.content import Metric
from tests.adapters.console.chat import Chat

LOOKS = ["title", "subtitle", "color", "badge", "icon"]


def values(form: dict[str, Any]) -> dict[str, Any]:
    return {field["name"]: field["value"] for field in form["fields"]}


@pytest.mark.parametrize(
    ("start", "names", "own"),
    [
        (
            "start Checkout is down",
            ["title", "message", "color", "badge", "icon"],
            {"message": "Checkout is down", "color": "red", "badge": ""},
        ),
        ('start "Backup" steps:4 step:1', [*LOOKS, "step", "steps"], {"step": 1, "steps": 4}),
        ('start "Index" 42%', [*LOOKS, "percentage"], {"percentage": 42}),
        ('start "EV" 120/300', [*LOOKS, "value", "limit"], {"value": 120, "limit": 300}),
        ('start "MRR" value:$12', [*LOOKS, "value"], {"value": "$12"}),
        ('start "Bench" timer:5m', [*LOOKS, "running"], {"running": True}),
        (
            'start "web-1" CPU=24% "Open orders"=7',
            [*LOOKS, "metric1", "metric2"],
            {"metric1": 24, "metric2": 7},
        ),
        (
            'start "Launch" type:stats Mood=calm Lag="1.2 s"',
            [*LOOKS, "metric1", "metric2"],
            {"metric1": "calm", "metric2": "1.2 s"},
        ),
    ],
)
async def test_an_update_has_the_fields_of_its_type(
    quiet: Chat, start: str, names: list[str], own: dict[str, Any]
) -> None:
    """Filled with what is; sent back as it is, it changes nothing."""
    await quiet.say(f"/live {start}")
    activity = await quiet.only()
    form = await quiet.form("update", activity.id)

    assert [field["name"] for field in form["fields"]] == names
    assert {name: values(form)[name] for name in own} == own
    assert (form["form"], form["activity"]) == ("update", activity.id)
    assert form["title"] == f"Update {activity.content.title}"
    unchanged = await quiet.fill(form)
    assert unchanged.json()["text"].startswith("Nothing to change: ")
    as_typed = {name: "" if value is None else value for name, value in values(form).items()}
    assert (await quiet.fill(form, **as_typed)).json() == unchanged.json()
    assert (await quiet.only()).revision == 1


async def test_what_differs_is_one_revision(quiet: Chat) -> None:
    """However many fields; and told twice, it is done once."""
    await quiet.say('/live start "Nightly backup" steps:4')
    form = await quiet.form("update", (await quiet.only()).id)

    changed = {"title": "Backup", "step": "3", "color": "purple", "badge": "BETA", "icon": "timer"}
    first = await quiet.fill(form, key="k", person="mei", **changed)
    again = await quiet.fill(form, key="k", person="mei", **changed)

    activity = await quiet.only()
    assert first.json()["text"] == again.json()["text"] == "Backup · step 3 of 4"
    assert activity.revision == 2
    assert activity.line.actor.name == "Mei"
    shown = activity.content.model_dump(exclude_none=True)
    assert shown == {
        "type": "segmented_progress", "title": "Backup", "number_of_steps": 4, "current_step": 3,
        "color": "purple", "badge": {"title": "BETA"}, "icon": {"symbol": "timer"},
    }  # fmt: skip


async def test_an_emptied_field_clears_what_was_there(quiet: Chat) -> None:
    """Colour, badge and icon, and the line."""
    await quiet.say('/live start "Index" 42% color:red badge:BETA icon:timer subtitle:Half')
    form = await quiet.form("update", (await quiet.only()).id)

    await quiet.fill(form, color="", badge=" ", icon="", subtitle="")

    shown = (await quiet.only()).content.model_dump(exclude_none=True)
    assert shown == {"type": "progress", "title": "Index", "percentage": 42}


@pytest.mark.parametrize(
    ("start", "changed", "told"),
    [
        ('start "Index" 42%', {"percentage": "60%"}, "Index · 60 %"),
        ('start "EV" 120/300', {"value": "150", "limit": 500}, "EV · 150 of 500"),
        ('start "MRR" value:$12', {"value": "$13"}, "MRR · $13"),
        ('start "web" CPU=24% MEM=6', {"metric1": "91"}, "web · CPU 91 %, MEM 6"),
        ('start "L" type:stats Mood=calm', {"metric1": "tense"}, "L · Mood tense"),
        ('start "L" type:stats Lag=2s', {"metric1": "3 ms"}, "L · Lag 3 ms"),
        ('start "Backup" steps:4', {"steps": "6", "step": "5"}, "Backup · step 5 of 6"),
        ("start Down", {"message": "Rolled back"}, "Incident in #ops · Rolled back"),
    ],
)
async def test_each_type_can_be_changed(
    quiet: Chat, start: str, changed: dict[str, Any], told: str
) -> None:
    """As people type it."""
    await quiet.say(f"/live {start}")
    form = await quiet.form("update", (await quiet.only()).id)

    assert (await quiet.fill(form, **changed)).json() == {"text": told}
    assert (await quiet.only()).revision == 2


async def test_a_clock_is_frozen_by_a_command_of_its_own(quiet: Chat) -> None:
    """A switch is a pause; looks changed with it are a revision before it."""
    await quiet.say('/live start "Bench" timer:5m')
    activity = await quiet.only()

    await quiet.fill(await quiet.form("update", activity.id), running=False)
    assert await quiet.edge.verbs(activity) == ["start", "pause"]
    for _ in range(2):
        form = await quiet.form("update", activity.id)
        await quiet.fill(form, running=True, title="Benchmark", key="k")

    assert await quiet.edge.verbs(activity) == ["start", "pause", "set", "resume"]


async def test_two_windows_undo_nothing_of_each_other(quiet: Chat) -> None:
    """Both opened the form; each changed another field, and both changes stand."""
    await quiet.say('/live start "Nightly backup" steps:4')
    activity = await quiet.only()
    ada, mei = [await quiet.form("update", activity.id) for _ in range(2)]

    await quiet.fill(ada, title="Backup", color="red")
    await quiet.fill(mei, person="mei", step=2)

    content = (await quiet.only()).content.model_dump(exclude_none=True)
    assert (content["title"], content["color"], content["current_step"]) == ("Backup", "red", 2)


@pytest.mark.parametrize(
    ("start", "changed", "wrong"),
    [
        ('start "I" 4%', {"percentage": "lots"}, {"percentage": "A percentage is a number"}),
        ('start "I" 4%', {"percentage": 101}, {"percentage": "A percentage is a number"}),
        ('start "I" 4%', {"percentage": ""}, {"percentage": "A percentage is a number"}),
        ('start "E" 1/3', {"value": "x", "limit": "0"},
         {"value": "A bar's value is a number", "limit": "A limit is a number above 0"}),
        ('start "B" steps:4', {"step": "9"}, {"step": "There are 4 steps"}),
        ('start "B" steps:4', {"step": "x"}, {"step": "Which step?"}),
        ('start "B" steps:4', {"steps": "0"}, {"steps": "An activity has 1 to 100 steps"}),
        ('start "B" steps:4', {"title": " "}, {"title": "A title cannot be empty"}),
        ('start "B" steps:4', {"title": "x" * 201}, {"title": "That title is longer than 200"}),
        ('start "B" steps:4', {"color": "mauve"}, {"color": "The colours are lime"}),
        ('start "B" steps:4', {"own": "x"}, {"own": "This form has no such field"}),
        ("start Down", {"message": ""}, {"message": "An alert needs its message"}),
        ('start "w" CPU=2%', {"metric1": "calm"}, {"metric1": "A gauge shows a number"}),
        ('start "w" CPU=2%', {"metric1": "-1"}, {"metric1": "A gauge shows a number"}),
        ('start "L" type:stats M=c', {"metric1": "x" * 65}, {"metric1": "What is M?"}),
        ('start "M" value:$1', {"value": ""}, {"value": "A value is a number or text"}),
    ],
)  # fmt: skip
async def test_what_cannot_be_is_told_at_its_field(
    quiet: Chat, start: str, changed: dict[str, Any], wrong: dict[str, str]
) -> None:
    """422; nothing is changed, not even what could be."""
    await quiet.say(f"/live {start}")
    form = await quiet.form("update", (await quiet.only()).id)

    answer = await quiet.fill(form, **changed)

    assert answer.status_code == 422
    fields = answer.json()["fields"]
    assert fields.keys() == wrong.keys()
    assert all(fields[name].startswith(sentence) for name, sentence in wrong.items())
    assert answer.json()["refused"] == (
        next(iter(fields.values()))
        if len(fields) == 1
        else "Some fields cannot be that. Nothing was changed."
    )
    assert (await quiet.only()).revision == 1


async def test_fields_that_do_not_go_together_are_refused(quiet: Chat) -> None:
    """A sentence for all of the form."""
    await quiet.say('/live start "Backup" steps:4')
    form = await quiet.form("update", (await quiet.only()).id)

    answer = await quiet.fill(form, step=9, steps=8)

    assert answer.status_code == 409
    assert answer.json()["refused"].startswith("There are 8 steps")


async def test_the_end_asks_first(quiet: Chat) -> None:
    """Who ends, what everybody sees then, and for how long; told twice, it is done once."""
    await quiet.say("/live start Checkout is down")
    activity = await quiet.only()
    form = await quiet.form("end", activity.id)

    assert form["question"].startswith("End “Incident in #ops” for everybody? Every phone")
    assert values(form) == {"text": "", "dismiss": None}
    told = [
        (await quiet.fill(form, key="k", text="All clear", dismiss="10")).json() for _ in range(2)
    ]

    assert told[0] == told[1] == {"text": "Incident in #ops · All clear · ended"}
    ended = await quiet.edge.now(activity)
    assert (ended.dismiss_minutes, ended.revision) == (10, 2)


async def test_a_dismissal_has_its_bounds(quiet: Chat) -> None:
    """Told at the field."""
    await quiet.say("/live start Checkout is down")
    form = await quiet.form("end", (await quiet.only()).id)

    answer = await quiet.fill(form, dismiss="300")

    assert answer.status_code == 422
    assert answer.json()["fields"]["dismiss"].startswith("Dismissal is `now`, or 1 minute to")


async def test_what_has_ended_or_never_was_has_no_form(quiet: Chat) -> None:
    """Whoever asks."""
    await quiet.say("/live start Checkout is down")
    activity = await quiet.only()
    form = await quiet.form("update", activity.id)
    await quiet.say("/live end")

    for name, asked, sentence in (
        ("update", activity.id, "`checkout-is-down` has ended"),
        ("end", activity.id, "`checkout-is-down` has ended"),
        ("end", "a" * 26, "That activity is not here"),
        ("update", "", "That activity is not here"),
    ):
        answer = await quiet.edge.http.get(f"/demo/forms/{name}", params={"activity": asked})
        assert answer.status_code == 409
        assert answer.json()["refused"].startswith(sentence)
    late = await quiet.fill(form, title="Late")
    assert late.json()["refused"].startswith("`checkout-is-down` has ended")


@pytest.mark.parametrize(
    ("filled", "told"),
    [
        ({"title": "Checkout is down"}, "Incident in #ops · Checkout is down"),
        ({"title": "Checkout", "template": "sev1"}, "SEV1 Checkout · step 0 of 4"),
        ({"title": "Backup", "steps": "4"}, "Backup · step 0 of 4"),
        ({"title": "Backup", "steps": "copy, check"}, "Backup · step 0 of 2"),
        ({"title": "Index", "percentage": "42"}, "Index · 42 %"),
        ({"title": "Index", "type": "progress"}, "Index · 0 %"),
        ({"title": "Bench", "minutes": "5"}, "Bench · 5:00 left"),
        ({"title": "Bench", "minutes": "1.5"}, "Bench · 1:30 left"),
        ({"title": "Break", "type": "timer"}, "Break · 0:00 elapsed"),
        ({"title": "MRR", "value": "$12,430"}, "MRR · $12,430"),
        ({"title": "web-1", "metrics": "CPU=24% MEM=61%"}, "web-1 · CPU 24 %, MEM 61 %"),
        ({"title": 'Say "it" on x', "type": "alert"}, 'Say "it" on x'),
    ],
)
async def test_a_start_needs_little(quiet: Chat, filled: dict[str, Any], told: str) -> None:
    """Once, however often it is sent; where it was asked."""
    form = await quiet.form("start")
    assert [c["value"] for c in form["fields"][0]["choices"]] == [
        "", "incident", "deploy", "timer", "sev1",
    ]  # fmt: skip

    answers = [await quiet.fill(form, key="k", person="grace", **filled) for _ in range(2)]

    assert [answer.json() for answer in answers] == [{"text": told}] * 2
    activity = await quiet.only()
    assert activity.owner.name == "Grace"
    assert [c.id for c in activity.channels if c.surface == "console"] == ["ops"]


@pytest.mark.parametrize(
    ("filled", "wrong"),
    [
        ({}, {"title": "What is it called?"}),
        ({"title": "x", "type": "value"}, {"value": "What is its value?"}),
        ({"title": "x", "type": "stats"}, {"metrics": "What does it measure?"}),
        ({"title": "x", "metrics": "lots"}, {"metrics": "Say what it measures as"}),
        ({"title": "x", "minutes": "soon"}, {"minutes": "How long?"}),
        ({"title": "x", "steps": "1,,2"}, {"steps": "Say the steps as"}),
        ({"title": "x", "type": "pie"}, {"type": "The types are alert"}),
    ],
)
async def test_a_start_that_lacks_something_says_what(
    quiet: Chat, filled: dict[str, Any], wrong: dict[str, str]
) -> None:
    """At its field; nothing begins."""
    answer = await quiet.fill(await quiet.form("start"), **filled)

    assert answer.status_code == 422
    fields = answer.json()["fields"]
    assert fields.keys() == wrong.keys()
    assert all(fields[name].startswith(sentence) for name, sentence in wrong.items())
    assert await quiet.edge.app.store.live("console") == []


async def test_a_start_of_two_types_is_refused(quiet: Chat) -> None:
    """In the words that a command gets."""
    form = await quiet.form("start")

    for filled, sentence in (
        ({"title": "x", "type": "alert", "steps": "4"}, "An alert has no steps"),
        ({"title": "x", "template": "nothing"}, "There is no template `nothing`"),
    ):
        answer = await quiet.fill(form, **filled)
        assert answer.status_code == 409
        assert answer.json()["refused"].startswith(sentence)
    assert (await quiet.edge.http.get("/demo/forms/other")).status_code == 404


async def test_a_metric_keeps_its_unit_and_color(quiet: Chat) -> None:
    """Only its number moves."""
    await quiet.say('/live start "web" CPU=24%')
    form = await quiet.form("update", (await quiet.only()).id)

    await quiet.fill(form, metric1=91)

    (metric,) = (await quiet.only()).content.model_dump()["metrics"]
    assert metric == Metric(label="CPU", value=91, unit="%").model_dump()
