"""Promises of decide.py."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.activity import Activity, Actor, Link, Phrase, Webhook
from bot.commands import (
    COMMANDS,
    HOLDER,
    Acknowledge,
    Adopt,
    Again,
    Back,
    Begin,
    Command,
    End,
    Mirror,
    Next,
    Pause,
    Progress,
    Resume,
    Say,
    Set,
    SetButton,
    Start,
    Step,
    Timer,
)
from bot.content import CONTENT, Metric
from bot.decide import decide
from bot.errors import NothingHere, Refused
from bot.phrases import describe
from tests.bot.spoken import ADA, ID, LONG, NOW, OPS, after, ask, begun, command, named

STARTS = (
    "start Checkout is down", "start deploy payments", 'start "N" steps:snapshot,upload',
    'start "S" steps:3 step:1', 'start "S" 42%', 'start "EV" 120/300', 'start "p" CPU=24% MEM=61%',
    'start "p" STATUS=ok', 'start "B" timer:5m', 'start "B" timer:up', 'start "M" value:$12',
    "adopt abcd title:x type:segmented_progress step:2/5", "adopt stream:k title:x",
)  # fmt: skip
SAID = (
    "step", "step 1", "step 2", "step 0", "step 3/5", "step 2/2", "step 1 from 0", "step 9", "next",
    "back", "progress 60", "60%", "180/300", "progress 200", "progress 0", "set color:red",
    "set color:none", "set CPU=91%", "set STATUS=bad", "set steps:2", "set steps:a,b,c",
    "set step:1",
    "set title:New", "set subtitle:x", "set subtitle:none", "set message:y", "set value:9",
    "set limit:500", "set percentage:5", "set badge:B badge_color:red icon:flame", "set badge:none",
    "set step_colors:red,green", "set step_color:blue", "set timer:9m", "set timer:up",
    "set tags:a,b audience:oncall dismiss:5m", "set icon_color:red", "say Rolled back", "say x",
    "ack", "pause", "resume", "timer 10m", "timer up", 'button "Runbook" https://example.com/',
    'button 2 "Roll" say:"x"', 'button "P" POST https://example.com/ {"a":1}', "button none",
    "button 2 none", "again", "end", "end All clear dismiss:10m", "end step:5/5",
    "end percentage:100", "end value:9",
    "mirror #deploys", "mirror #inc", "mirror off", "mirror off #deploys",
)  # fmt: skip
TEXT = st.sampled_from(["", "x", "On it", "\x00", "\ud800", "🔥" * 300, "none", " "])
NUMBER = st.sampled_from(
    [None, 0, 1, 2, 5, 100, 101, -1, 10**400, 0.5, float("nan"), float("inf"), True, "3"]
)
OF_FIELD: dict[str, st.SearchStrategy[Any]] = {
    "text": TEXT,
    "metrics": st.sampled_from(
        [None, (), (Metric(label="CPU", value=1),), (Metric(label="A", value="b"),) * 9]
    ),
    "step_names": st.sampled_from([None, (), ("a", "b"), ("",), ("\ud800",)]),
    "step_colors": st.sampled_from([None, (), ("red",), ("pink",)]),
    "tags": st.sampled_from([None, (), ("t",), ("\ud800",)]),
    "audience": st.sampled_from([None, (), ("oncall",)]),
    "timer": st.sampled_from([None, "up", 5, 0, -1, "soon"]),
    "value": st.one_of(NUMBER, TEXT),
    "percent": st.booleans(),
    "slot": st.sampled_from([1, 2, 3]),
    "to": st.one_of(
        NUMBER,
        st.sampled_from(
            [
                Link(label="L", url="https://example.com"),
                Link(label="", url="https://example.com"),
                Link(label="L", url="javascript:alert(1)"),
                Link(label="L", url="shortcuts://run"),
                Webhook(label="L", url="http://example.com"),
                Phrase(label="L", words="next"),
                named("deploys"),
                named("deploys").model_copy(update={"workspace": "T2"}),
            ]
        ),
    ),
}
TEXTS = ("title", "subtitle", "message", "icon", "badge")
WHO = st.sampled_from([ADA, Actor(platform=HOLDER, id=HOLDER)])
TYPED = tuple(kind for kind in COMMANDS if not issubclass(kind, Begin))


@st.composite
def typed_field(draw: st.DrawFn) -> Command | None:
    """A command as a platform with typed options would make it; None if it cannot be made."""
    kind = draw(st.sampled_from(TYPED))
    own = sorted(kind.model_fields.keys() - Command.model_fields.keys())
    fields: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(own), unique=True, max_size=4)) if own else []:
        other = st.one_of(st.none(), TEXT, st.sampled_from(["red", "pink"]))
        usual = other if name in TEXTS or "color" in name else NUMBER
        fields[name] = draw(OF_FIELD.get(name, usual))
    try:
        return kind(actor=draw(WHO), workspace="T1", **fields)
    except (ValidationError, Refused):
        return None


def spoken() -> st.SearchStrategy[Command]:
    return st.tuples(st.sampled_from(SAID), WHO).map(
        lambda said: command(said[0]).model_copy(update={"actor": said[1]})
    )


def once(activity: Activity, asked: Command, now: datetime) -> Activity:
    """*activity* after *asked*, if it is not refused; what is promised of each step is kept."""
    try:
        done = decide(activity, asked, now)
    except Refused:
        return activity

    assert activity.ended_at is None, "nothing changes after the end"
    assert done == decide(activity, asked, now), "the same again from the same"
    if done == activity:
        assert done is activity, "nothing changed: the very same object"
        return done
    assert done.revision == activity.revision + 1
    assert done.model_copy(update={"revision": activity.revision}) != activity
    assert max(done.transition, done.progressed, done.turn) <= done.revision
    assert (done.id, done.workspace, done.name, done.owner, done.started_at) == (
        activity.id, activity.workspace, activity.name, activity.owner, activity.started_at
    )  # fmt: skip
    assert done.changed_at == now == done.line.at
    assert done.line.text
    assert done.home == activity.home
    assert describe(done, now).encode()
    assert done.model_dump_json()
    assert Activity.model_validate_json(done.model_dump_json()) == done
    assert CONTENT.validate_python(done.content.model_dump(exclude_unset=True)) == done.content
    return done


@settings(max_examples=max(250, LONG))
@given(
    st.sampled_from(STARTS),
    st.lists(
        st.tuples(st.one_of(spoken(), typed_field()), st.integers(0, 90)), min_size=1, max_size=12
    ),
)
def test_a_revision_is_one_change(start: str, asked: list[tuple[Command | None, int]]) -> None:
    """Whatever is asked, in words or typed fields: one more exactly when something changed."""
    activity, now = begun(start), NOW
    for each, seconds in asked:
        now += timedelta(seconds=seconds)
        if each is not None:
            activity = once(activity, each, now)


def test_every_command_is_asked_for() -> None:
    """The property above says every verb."""
    assert {command(text).verb for text in (*STARTS, *SAID)} == {kind.verb for kind in COMMANDS}
    assert {type(command(text)) for text in (*STARTS, *SAID)} == {
        Start, Adopt, Step, Next, Back, Progress, Set, Say, Acknowledge, Pause, Resume, Timer,
        SetButton, End, Again, Mirror,
    }  # fmt: skip


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("text", SAID)
def test_ended_is_ended(start: str, text: str) -> None:
    """After the end every command is refused, by name, and nothing changes."""
    ended = after(start, "end")

    with pytest.raises(Refused) as refused:
        decide(ended, command(text), NOW)
    assert str(refused.value) == (
        f"`{ended.name}` has ended. Nothing was changed; start a new one."
    )


@pytest.mark.parametrize("text", SAID)
def test_nothing_can_be_done_to_nothing(text: str) -> None:
    """Where nothing is live, the person is told how to begin."""
    with pytest.raises(NothingHere) as refused:
        decide(None, command(text), NOW)

    assert str(refused.value) == "Nothing is live here. Say `start` and a title to begin."


@pytest.mark.parametrize("start", STARTS)
def test_a_start_told_twice_starts_once(start: str) -> None:
    """What has begun stays as it is."""
    first = begun(start)

    assert decide(first, command(start), NOW + timedelta(hours=1)) is first
    assert first.revision == 1
    assert first.id == ID
    assert OPS in first.channels


@pytest.mark.parametrize(
    ("start", "text", "transition", "progressed", "turn"),
    [
        ("start deploy x", "next", 2, 0, 2),
        ("start deploy x", "say Halfway", 2, 0, 1),
        ("start deploy x", "set color:red", 1, 0, 1),
        ('start "S" 42%', "60%", 1, 2, 1),
        ('start "S" 42%', "set percentage:60 color:red", 1, 2, 1),
        ('start "S" 42%', "set percentage:60 title:New", 2, 0, 1),
        ('start "p" CPU=24%', "set CPU=91%", 1, 2, 1),
        ("start x", "ack", 2, 0, 2),
        ("start x", "again", 2, 0, 2),
        ("start x", "button none", 1, 0, 1),
        ("start x", 'button "D" https://example.com', 2, 0, 2),
        ('start "B" timer:5m', "pause", 2, 0, 2),
        ('start "B" timer:5m', "timer 9m", 2, 0, 2),
    ],
)
def test_a_change_weighs_what_people_wait_for(
    start: str, text: str, transition: int, progressed: int, turn: int
) -> None:
    """Words and steps are transitions, numbers progress, colours neither; a turn is new buttons."""
    done = decide(begun(start), command(text), NOW + timedelta(seconds=5))

    assert (done.transition, done.progressed, done.turn) == (transition, progressed, turn)


def test_what_was_adopted_is_touched_by_the_first_change() -> None:
    """Nothing is sent for an adopted activity until somebody changes it."""
    adopted = begun("adopt abcd title:x")

    assert not adopted.touched
    assert decide(adopted, command("set title:x"), NOW) is adopted
    assert decide(adopted, command("say y"), NOW).touched


def test_the_line_tells_who_and_when() -> None:
    """A card's last line is of the last change."""
    later = NOW + timedelta(minutes=1)
    line = decide(begun("start deploy x"), command("next"), later).line

    assert (line.text, line.actor, line.at) == ("step 1 of 4: Build", ADA, later)


def test_a_question_is_no_command() -> None:
    """Looks change nothing, and never reach decide."""
    assert not isinstance(ask("status"), Command)
