"""Promises of set, and of the options that it shares with start and templates."""

from typing import Any

import pytest

from bot.commands import Set
from bot.decide import decide
from tests.bot.spoken import ADA, NOW, after, begun, refusal

BAR = 'start "S" 120/300'
BOX = 'start "p" CPU=24% MEM=61%'
FOUR = 'start "N" steps:a,b,c,d step:2'
HAS_NOT = {
    "start x": "An alert has no {}; it has `message`. Nothing was changed.",
    FOUR: "A bar of steps has no {}; it has `steps`, `step`, `step_color`, `step_colors`. "
    "Nothing was changed.",
    BAR: "Progress has no {}; it has `percentage`, `value`, `limit`. Nothing was changed.",
    "start x value:3": "Value has no {}; it has `value`. Nothing was changed.",
    "start x timer:5m": "A timer has no {}; it has `timer`. Nothing was changed.",
    BOX: "Metrics has no {}; it has `metrics`. Nothing was changed.",
}


@pytest.mark.parametrize(
    ("start", "text", "shown"),
    [
        ("start x", "set title:New", {"title": "New"}),
        ("start x", "set message:y", {"message": "y"}),
        ("start x", "set color:none", {"color": None}),
        ("start x", "set icon:none", {"icon": None}),
        ("start x", "set icon_color:red",
         {"icon": {"symbol": "exclamationmark.triangle.fill", "color": "red"}}),
        ("start x badge:A", "set badge_color:red", {"badge": {"title": "A", "color": "red"}}),
        ("start x", "set badge_color:red subtitle:s", {"badge": None, "subtitle": "s"}),
        (FOUR, "set step:3 subtitle:own", {"current_step": 3, "subtitle": "own"}),
        (FOUR, "set steps:1", {"current_step": 1, "number_of_steps": 1, "subtitle": "a"}),
        (FOUR, "set steps:x,y,z", {"number_of_steps": 3, "current_step": 2, "subtitle": "y"}),
        (FOUR, "set step_color:red", {"step_color": "red"}),
        (FOUR, "set step_colors:red,grey", {"step_colors": ("red", "gray")}),
        (FOUR + " step_colors:red", "set step_colors:none", {"step_colors": None}),
        (BAR, "set value:150", {"value": 150}),
        (BAR, "set value:1,150.5 limit:2,000", {"value": 1150.5, "upper_limit": 2000}),
        (BAR, "set percentage:60%", {"percentage": 60, "value": None, "upper_limit": None}),
        (BAR, "set progress:1/3", {"value": 1, "upper_limit": 3}),
        ("start x value:3", "set value:007", {"value": "007"}),
        ("start x timer:5m", "set timer:up", {"counts_down": False, "duration_seconds": None}),
        ("start x timer:5m", "set title:New", {"title": "New", "duration_seconds": 300}),
        (BOX, "set cpu=30 DISK=1.5GB", {"metrics": (
            {"label": "CPU", "value": 30, "unit": "%", "color": None},
            {"label": "MEM", "value": 61, "unit": "%"},
            {"label": "DISK", "value": 1.5, "unit": "GB"})}),
        ("start x UP=yes N=3%", 'set UP=no N="down"', {"metrics": (
            {"label": "UP", "value": "no", "unit": None, "color": None},
            {"label": "N", "value": "down", "unit": None, "color": None})}),
        ('start "x" A=1 A=2', "set B=1", {"metrics": (
            {"label": "A", "value": 2, "unit": None, "color": None},
            {"label": "B", "value": 1, "unit": None})}),
    ],
)  # fmt: skip
def test_what_is_set_shows(start: str, text: str, shown: dict[str, Any]) -> None:
    """Every visible field can be set, and cleared where it may be."""
    assert after(start, text).content.model_dump(exclude_unset=True).items() >= shown.items()


def test_what_is_not_shown_can_be_set_too() -> None:
    """Tags, audience and dismissal."""
    done = after("start x", "set tags:a,#b,a audience:oncall dismiss:now")
    cleared = after(done, "set tags:none audience:- dismiss:none")

    assert (done.tags, done.audience, done.dismiss_minutes) == (("a", "b"), ("oncall",), 0)
    assert (cleared.tags, cleared.audience, cleared.dismiss_minutes) == ((), (), None)


@pytest.mark.parametrize(
    ("start", "text", "sentence"),
    [
        ("start x", "set", 'Set what? Say `set subtitle:"Verify restore"`, `set CPU=91%` or '
         "`set color:red`."),
        ("start x", "set blue", "`blue` belongs to nothing. Set what? Say `set subtitle:\"Verify "
         'restore"`, `set CPU=91%` or `set color:red`.'),
        ("start x", "set type:timer", "The type cannot change. End this one and start another."),
        ("start x", "set type:odd", "The types are alert, segmented_progress, progress, value, "
         "timer, metrics, stats. Nothing was changed."),
        ("start x", "set color:pink", "The colours are lime, green, cyan, blue, purple, magenta, "
         "red, orange, yellow, gray. Nothing was changed."),
        ("start x", "set title:", "A title cannot be empty. Nothing was changed."),
        ("start x", f"set title:{'x' * 201}",
         "That title is longer than 200 characters. Nothing was changed."),
        ("start x", "set message:none", "An alert needs its message. Nothing was changed."),
        ("start x", "set steps:4.5", "An activity has 1 to 100 steps. Nothing was changed."),
        ("start x", "set steps:a,,b", "Say the steps as `steps:4` or `steps:build,test,ship`."),
        ("start x", "set step:x", "Which step? Say it as `step:3` or `step:3/5`."),
        ("start x", "set step:1/2.5", "Which step? Say it as `step:3` or `step:3/5`."),
        ("start x", "set percentage:101",
         "A percentage is a number from 0 to 100. Nothing was changed."),
        ("start x", "set limit:0", "A limit is a number above 0. Nothing was changed."),
        ("start x", "set dismiss:5h",
         "Dismissal is `now`, or 1 minute to 4 hours, as in `dismiss:10m`."),
        ("start x", "set dismiss:soon",
         "Dismissal is `now`, or 1 minute to 4 hours, as in `dismiss:10m`."),
        ("start x", "set tags:" + ",".join(map(str, range(21))),
         "That is more than 20 tags. Nothing was changed."),
        (BOX, "set CPU=",
         "What is CPU? Say it as `CPU=91%`, or with text of at most 64 characters."),
        (BOX, "set CPU=high", "`CPU` is a gauge and shows a number of 0 or more; text is for "
         "`type:stats`. Nothing was changed."),
        (BOX, "set CPU=-5", "`CPU` is a gauge and shows a number of 0 or more; text is for "
         "`type:stats`. Nothing was changed."),
        (BOX, "set A=1 B=2 C=3 D=4 E=5 F=6 G=7",
         "It can show one to eight metrics. Nothing was changed."),
        (BAR, "set value:lots", "A bar's value is a number. Nothing was changed."),
        ('start "S" 42%', "set limit:5",
         "It cannot be that: value and upper_limit go together. Nothing was changed."),
        ("start x value:3", "set value:" + "x" * 1_001,
         "That value is longer than 1000 characters. Nothing was changed."),
    ],
)  # fmt: skip
def test_what_cannot_be_set(start: str, text: str, sentence: str) -> None:
    """What it may be is told, and nothing is changed."""
    assert refusal(text, start) == sentence


@pytest.mark.parametrize("start", HAS_NOT)
@pytest.mark.parametrize(
    ("text", "called"),
    [("set steps:a,b", "steps"), ("set step:1", "steps"), ("set CPU=1", "metrics to set by name"),
     ("set message:y", "`message`"), ("set timer:9m", "`timer`"), ("set limit:5", "`limit`")],
)  # fmt: skip
def test_a_type_has_its_own_fields(start: str, text: str, called: str) -> None:
    """What another type has is refused with what this one has."""
    own = {"steps": FOUR, "metrics to set by name": BOX, "`message`": "start x",
           "`timer`": "start x timer:5m", "`limit`": BAR}  # fmt: skip
    if own[called] == start:
        assert after(start, text).revision == 2
    else:
        assert refusal(text, start) == HAS_NOT[start].format(called)


@pytest.mark.parametrize(
    ("start", "text", "line"),
    [
        ("start x", "set color:red title:New", "changed title, color"),
        (BOX, "set CPU=91% MEM=1% color:red", "changed CPU, MEM, color"),
        (FOUR, "set steps:x,y", "changed steps, step names"),
    ],
)
def test_the_line_names_what_changed(start: str, text: str, line: str) -> None:
    """By the names that people type."""
    assert after(start, text).line.text == line


def test_a_field_left_empty_by_a_platform_says_nothing() -> None:
    """None clears where something can be cleared, and is silence elsewhere."""
    activity = begun("start x tags:a subtitle:s")
    quiet = Set(actor=ADA, workspace="T1", title=None, metrics=None, tags=None,
                audience=None, step_names=None, timer=None, value=None)  # fmt: skip
    clears = Set(actor=ADA, workspace="T1", subtitle=None, color=None)

    assert decide(activity, quiet, NOW) is activity
    assert decide(activity, Set(actor=ADA, workspace="T1"), NOW) is activity
    assert decide(activity, clears, NOW).content.subtitle is None
