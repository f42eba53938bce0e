"""The forms: what they ask of each type, what comes of them, and what they undo: nothing."""

import pytest

from bot.activity import Link
from tests.adapters.discord.board import begun, board, button, opened, posted, prefilled, said
from tests.adapters.discord.stage import Stage
from tests.discord import Modal, Permission

NOTHING = "A percentage is a number from 0 to 100. Nothing was changed."


@pytest.mark.parametrize(
    ("words", "rows"),
    [
        (
            "Checkout is down",
            {"Message": "Checkout is down", "Title": "Incident in #ops", "Colour": "Red",
             "Badge": "", "Icon": "exclamationmark.triangle.fill"},
        ),
        (
            '"Nightly backup" steps:4',
            {"Step": "0", "Of how many": "4", "Line below the title": "",
             "Title": "Nightly backup", "Colour": "No colour"},
        ),
        (
            '"Search reindex" 42%',
            {"Percentage": "42", "Line below the title": "", "Title": "Search reindex",
             "Colour": "No colour", "Badge": ""},
        ),
        (
            '"EV" 120/300',
            {"Value": "120", "Of": "300", "Line below the title": "", "Title": "EV",
             "Colour": "No colour"},
        ),
        (
            '"MRR" value:$12',
            {"Value": "$12", "Line below the title": "", "Title": "MRR", "Colour": "No colour",
             "Badge": ""},
        ),
        (
            '"Tea" timer:5m',
            {"Running": True, "Line below the title": "", "Title": "Tea", "Colour": "No colour",
             "Badge": ""},
        ),
        (
            '"web-1" CPU=24% "Open orders"=7',
            {"Metrics": "CPU = 24%\nOpen orders = 7", "Line below the title": "",
             "Title": "web-1", "Colour": "No colour", "Badge": ""},
        ),
        (
            '"Launch" type:stats Mood=calm Lag="1.2 s"',
            {"Metrics": "Mood = calm\nLag = 1.2 s", "Line below the title": "",
             "Title": "Launch", "Colour": "No colour", "Badge": ""},
        ),
    ],
)  # fmt: skip
async def test_update_asks_what_moves_first(
    stage: Stage, words: str, rows: dict[str, object]
) -> None:
    """Filled with what is, in the five rows there are; sent back as it is, it changes nothing."""
    activity = await begun(stage, words)
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    told = await stage.discord.submit(stage.ana, form)

    assert prefilled(form) == rows
    assert list(prefilled(form)) == list(rows)
    assert told.private
    assert told.text.replace("\\", "").startswith("Nothing to change: ")
    assert (await stage.only()).revision == 1


async def test_the_looks_have_a_form_of_their_own(stage: Stage) -> None:
    """Where Update has no room for them."""
    activity = await begun(stage, '"Search reindex" 42%')
    form = await opened(stage, stage.ana, board(stage, activity), "looks…")

    told = await stage.discord.submit(stage.ana, form, {"Colour": "Green", "Icon": "flame.fill"})

    shown = (await stage.only()).content.model_dump(exclude_none=True)
    assert list(prefilled(form)) == ["Colour", "Badge", "Icon"]
    assert (shown["color"], shown["icon"]) == ("green", {"symbol": "flame.fill"})
    assert (told.deferred, told.shown) == (True, [])


async def test_two_people_have_one_form_open(stage: Stage) -> None:
    """Each changed another row; both changes stand, and neither is undone by the other."""
    activity = await begun(stage, '"Nightly backup" steps:4')
    card = board(stage, activity)
    ana = await opened(stage, stage.ana, card, "update…")
    ben = await opened(stage, stage.ben, card, "update…")

    await stage.discord.submit(stage.ana, ana, {"Title": "Backup", "Colour": "Red"})
    await stage.discord.submit(stage.ben, ben, {"Step": "2"})

    shown = (await stage.only()).content.model_dump()
    assert (shown["title"], shown["color"], shown["current_step"]) == ("Backup", "red", 2)
    timeline = await stage.edge.app.store.timeline(activity.id)
    assert [entry.actor_name for entry in timeline] == ["Ada", "ana", "ben"]


async def test_what_was_changed_meanwhile_is_overwritten_only_where_it_was_typed(
    stage: Stage,
) -> None:
    """Also of metrics, which share a row."""
    activity = await begun(stage, '"web-1" CPU=24% MEM=61%')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")
    await said(stage, 'set CPU=91% subtitle:"Hot"')

    await stage.discord.submit(stage.ana, form, {"Metrics": "CPU = 24%\nmem: 70"})

    shown = (await stage.only()).content.model_dump()
    assert [(m["label"], m["value"]) for m in shown["metrics"]] == [("CPU", 91), ("MEM", 70)]
    assert shown["subtitle"] == "Hot"


async def test_a_row_that_is_emptied_clears(stage: Stage) -> None:
    """The line, the badge and the colour."""
    activity = await begun(stage, '"Index" 42% color:red badge:BETA subtitle:Half')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    await stage.discord.submit(
        stage.ana, form, {"Line below the title": "", "Badge": "", "Colour": "No colour"}
    )

    shown = (await stage.only()).content.model_dump(exclude_none=True)
    assert shown == {"type": "progress", "title": "Index", "percentage": 42}


async def test_a_clock_is_frozen(stage: Stage) -> None:
    """By a box."""
    activity = await begun(stage, '"Tea" timer:5m')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    await stage.discord.submit(stage.ana, form, {"Running": False})

    assert await stage.edge.verbs(activity) == ["start", "pause"]


async def test_what_cannot_be_is_told_and_typed_only_once(stage: Stage) -> None:
    """In private; the form opens again with all that was typed, and then it is done."""
    activity = await begun(stage, '"Search reindex" 42%')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    told = await stage.discord.submit(stage.ana, form, {"Percentage": "a lot", "Title": "Index"})
    assert (told.private, told.text) == (True, f"**Percentage** · {NOTHING}")
    assert (await stage.only()).revision == 1

    again = await opened(stage, stage.ana, told.reply, "Open the form again")
    assert prefilled(again) == {**prefilled(form), "Percentage": "a lot", "Title": "Index"}
    wrong = await stage.discord.submit(stage.ana, again, {"Percentage": "101"})
    assert (wrong.shown, told.reply.text) == ([], f"**Percentage** · {NOTHING}")
    third = await opened(stage, stage.ana, told.reply, "Open the form again")
    await stage.discord.submit(stage.ana, third, {"Percentage": "60"})

    shown = (await stage.only()).content.model_dump()
    assert (shown["percentage"], shown["title"]) == (60, "Index")
    assert told.reply.text == "Index · 60 %"
    assert told.reply.labels == []


async def test_every_row_that_cannot_be_is_named(stage: Stage) -> None:
    """One sentence each."""
    activity = await begun(stage, '"EV" 120/300')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    told = await stage.discord.submit(stage.ana, form, {"Value": "x", "Of": "0", "Title": "Car"})

    assert told.text.splitlines() == [
        "**Value** · A bar's value is a number. Nothing was changed.",
        "**Of** · A limit is a number above 0. Nothing was changed.",
    ]
    assert (await stage.only()).revision == 1


async def test_rows_that_do_not_go_together_are_refused(stage: Stage) -> None:
    """In the words that a command gets; the form opens again."""
    activity = await begun(stage, '"Backup" steps:4')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    told = await stage.discord.submit(stage.ana, form, {"Step": "9", "Of how many": "8"})

    assert told.text.startswith("There are 8 steps")
    again = await opened(stage, stage.ana, told.reply, "Open the form again")
    assert prefilled(again)["Step"] == "9"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("CPU = calm", "**CPU** · A gauge shows a number of 0 or more. Nothing was changed."),
        ("Disk = 4", "**Metrics** · `Disk = 4` is no line of them; they begin with CPU, MEM, and "
                     "then `=`. Nothing was changed."),
        ("CPU = 1\nCPU = 2", "**Metrics** · `CPU = 2` is no line of them; they begin with CPU, "
                             "MEM, and then `=`. Nothing was changed."),
    ],
)  # fmt: skip
async def test_a_line_of_metrics_that_cannot_be(stage: Stage, typed: str, why: str) -> None:
    """Is told as it was typed."""
    activity = await begun(stage, '"web-1" CPU=24% MEM=61%')
    form = await opened(stage, stage.ana, board(stage, activity), "update…")

    told = await stage.discord.submit(stage.ana, form, {"Metrics": typed})

    assert told.text == why
    assert (await stage.only()).revision == 1


async def test_end_asks_first(stage: Stage) -> None:
    """A question, a last line, and then it is over; sent twice, it is one end."""
    activity = await begun(stage, "Checkout is down")
    form = await opened(stage, stage.ana, board(stage, activity), "end…")

    assert "for everybody?" in form.body["components"][0]["content"]
    assert (await stage.only()).ended_at is None
    for _ in range(2):
        told = await stage.discord.submit(stage.ana, form, {"Last line": "All clear"})
        assert (told.deferred, told.shown) == (True, [])

    assert await stage.live() == []
    assert (await stage.edge.now(activity)).content.model_dump()["message"] == "All clear"
    assert await stage.edge.verbs(activity) == ["start", "end"]


async def test_buttons_are_set(stage: Stage) -> None:
    """A link on the first; the second is left as it is."""
    activity = await begun(stage, "Checkout is down")
    form = await opened(stage, stage.ana, board(stage, activity), "buttons…")

    put = {"Button 1": 'The "Runbook"', "What button 1 does": "https://runbook.example/1"}
    await stage.discord.submit(stage.ana, form, put)

    after = await stage.only()
    assert after.action == Link(label="The 'Runbook'", url="https://runbook.example/1")
    assert after.secondary_action is None


async def test_a_button_that_cannot_be_is_refused(stage: Stage) -> None:
    """Half a button is none; and of two, neither is set where one cannot be."""
    activity = await begun(stage, "Checkout is down")
    card = board(stage, activity)
    form = await opened(stage, stage.ana, card, "buttons…")

    half = await stage.discord.submit(stage.ana, form, {"Button 1": "Runbook"})
    other = await opened(stage, stage.ana, card, "buttons…")
    put = {"Button 1": "A", "What button 1 does": "https://a.example/1",
           "Button 2": "Go", "What button 2 does": "start Another"}  # fmt: skip
    both = await stage.discord.submit(stage.ana, other, put)

    assert half.text == "**What button 1 does** · What does it do? Nothing was changed."
    assert both.text.startswith("**What button 2 does** · A button cannot do `start`")
    assert (await stage.only()).revision == 1


async def start_form(stage: Stage) -> Modal:
    return await opened(
        stage, stage.ana, posted(stage, [button("Start something…", "live:start:-")]),
        "Start something…",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("put", "told"),
    [
        ({"Title": "Checkout is down"}, "Incident in #ops · Checkout is down"),
        ({"Title": "Checkout", "Template": "sev1"}, "SEV1 Checkout · step 0 of 4"),
        ({"Title": "Backup", "Type": "Segmented progress", "What it shows": "4"},
         "Backup · step 0 of 4"),
        ({"Title": "Backup", "What it shows": "copy, check"}, "Backup · step 0 of 2"),
        ({"Title": "Index", "What it shows": "42%"}, "Index · 42 %"),
        ({"Title": "Index", "Type": "Progress"}, "Index · 0 %"),
        ({"Title": "Bench", "What it shows": "5m"}, "Bench · 5:00 left"),
        ({"Title": "Bench", "Type": "Timer", "What it shows": "5"}, "Bench · 5:00 left"),
        ({"Title": "MRR", "Type": "Value", "What it shows": "$12,430"}, "MRR · $12,430"),
        ({"Title": "web-1", "What it shows": "CPU=24% MEM=61%"}, "web-1 · CPU 24 %, MEM 61 %"),
    ],
)  # fmt: skip
async def test_a_start_needs_little(stage: Stage, put: dict[str, str], told: str) -> None:
    """And begins once, however often it is sent; where it was asked, by who asked."""
    form = await start_form(stage)

    for _ in range(2):
        answer = await stage.discord.submit(stage.ana, form, put)
        assert answer.private
        assert answer.text.replace("\\", "") == told

    activity = await stage.only()
    assert activity.owner.name == "ana"
    assert [c.id for c in activity.channels if c.surface == "discord"] == [stage.ops.id]


@pytest.mark.parametrize(
    ("put", "why"),
    [
        ({}, "**Title** · What is it called? Nothing was started."),
        ({"Title": "x", "Type": "Value"}, "**What it shows** · What is its value? Nothing was "
                                          "started."),
        ({"Title": "x", "Type": "Progress", "What it shows": "lots"},
         f"**What it shows** · {NOTHING}"),
        ({"Title": "x", "What it shows": "4"}, "**What it shows** · Is `4` steps, or a value? "
                                               "Choose the type. Nothing was started."),
        ({"Title": "x", "Type": "Alert", "What it shows": "4"},
         "**What it shows** · An alert shows its title alone. Leave this empty, or choose another "
         "type. Nothing was started."),
    ],
)  # fmt: skip
async def test_a_start_that_lacks_something_says_what(
    stage: Stage, put: dict[str, str], why: str
) -> None:
    """Nothing begins, and the form opens again."""
    told = await stage.discord.submit(stage.ana, await start_form(stage), put)

    assert (told.private, told.text) == (True, why)
    assert await stage.live() == []
    again = await opened(stage, stage.ana, told.reply, "Open the form again")
    assert prefilled(again).items() >= put.items()


async def test_a_start_where_no_card_can_be_says_so(stage: Stage) -> None:
    """It is on the Lock Screens all the same."""
    form = await start_form(stage)
    stage.ops.deny(Permission.SEND_MESSAGES)

    told = await stage.discord.submit(stage.ana, form, {"Title": "Checkout is down"})

    assert "No card can be posted here: Lockstep lacks “Send Messages”" in told.text
    assert (await stage.only()).content.model_dump()["message"] == "Checkout is down"
