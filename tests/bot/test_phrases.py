"""Promises of phrases.py: what people type, row by row, and that nothing they type can hurt."""

# ruff: noqa: RUF001  (letters that look like others are what is tested)
import re
from datetime import timedelta
from typing import Any

import pytest
import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.activity import Activity, Actor, Link, Phrase, Webhook
from bot.commands import COMMANDS, LOOKS, Ask, Begin, Command, End, Look
from bot.content import Metric
from bot.decide import decide
from bot.errors import Refused
from bot.phrases import TEXT_MAX, clock, describe, help_text, shows
from bot.templates import Templates
from tests.bot.spoken import ADA, LONG, NOW, SAME, after, ask, begun, refusal

NIGHTLY = 'start "Nightly backup" steps:4'


def content(activity: Activity) -> dict[str, Any]:
    return activity.content.model_dump(exclude_unset=True)


@pytest.mark.parametrize(
    ("texts", "kind", "shown"),
    [
        (["start Checkout is down"], "alert", {"message": "Checkout is down"}),
        (['start "Nightly backup" steps:4'], "segmented_progress",
         {"title": "Nightly backup", "number_of_steps": 4, "current_step": 0}),
        (['start "N" steps:snapshot,upload,verify,prune', "next"], "segmented_progress",
         {"number_of_steps": 4, "current_step": 1, "subtitle": "snapshot"}),
        (['start "Search reindex" 42%'], "progress",
         {"title": "Search reindex", "percentage": 42}),
        (['start "EV charging" 120/300'], "progress", {"value": 120, "upper_limit": 300}),
        (['start "prod-web-1" CPU=24% MEM=61%'], "metrics",
         {"title": "prod-web-1", "metrics": ({"label": "CPU", "value": 24, "unit": "%"},
                                             {"label": "MEM", "value": 61, "unit": "%"})}),
        (['start "prod-web-1" STATUS=Healthy UP=99.9%'], "stats",
         {"metrics": ({"label": "STATUS", "value": "Healthy"},
                      {"label": "UP", "value": 99.9, "unit": "%"})}),
        (['start "prod-web-1" type:stats CPU=24%'], "stats",
         {"metrics": ({"label": "CPU", "value": 24, "unit": "%"},)}),
        (['start "Benchmark" timer:5m'], "timer", {"duration_seconds": 300, "counts_down": True}),
        (['start "Benchmark" timer:up'], "timer", {"counts_down": False}),
        (['start "MRR" value:$12,430'], "value", {"title": "MRR", "value": "$12,430"}),
        ([NIGHTLY, "step 3"], "segmented_progress", {"current_step": 3}),
        ([NIGHTLY, "step 3/5"], "segmented_progress", {"current_step": 3, "number_of_steps": 5}),
        ([NIGHTLY, "next", "next"], "segmented_progress", {"current_step": 2}),
        ([NIGHTLY, "step 3", "back"], "segmented_progress", {"current_step": 2}),
        (['start "S" 42%', "progress 60"], "progress", {"percentage": 60}),
        (['start "S" 42%', "60%"], "progress", {"percentage": 60}),
        (['start "S" 42%', "180/300"], "progress", {"value": 180, "upper_limit": 300}),
        (['start "p" CPU=24% MEM=61%', "set CPU=91%"], "metrics",
         {"metrics": ({"label": "CPU", "value": 91, "unit": "%", "color": None},
                      {"label": "MEM", "value": 61, "unit": "%"})}),
        ([NIGHTLY, 'set subtitle:"Verify restore"'], "segmented_progress",
         {"subtitle": "Verify restore"}),
        ([NIGHTLY, "set color:red icon:flame.fill badge:SEV1"], "segmented_progress",
         {"color": "red", "icon": {"symbol": "flame.fill", "color": None},
          "badge": {"title": "SEV1", "color": None}}),
        ([NIGHTLY, "say Rolled back, watching"], "segmented_progress",
         {"subtitle": "Rolled back, watching"}),
        (["start x", "say Rolled back"], "alert", {"message": "Rolled back"}),
        (['start "B" timer:5m', "pause"], "timer", {"is_running": False}),
        (['start "B" timer:5m', "pause", "resume"], "timer", {"is_running": True}),
        (['start "B" timer:5m', "timer 10m"], "timer", {"duration_seconds": 600}),
        (["start x", "end All clear dismiss:10m"], "alert", {"message": "All clear"}),
        (['adopt pLAr-Hnq9ZFW title:"payments deploy" type:segmented_progress'],
         "segmented_progress", {"title": "payments deploy"}),
        (['adopt stream:nightly-1 title:"Nightly" 42%'.replace(" 42%", " percentage:42")],
         "progress", {"percentage": 42}),
        (["start type:alert x message:y"], "alert", {"message": "y"}),
        (['start deploy "payments"'], "segmented_progress",
         {"title": "Deploy payments", "number_of_steps": 4}),
        (["start timer Tea timer:3m"], "timer", {"title": "Tea", "duration_seconds": 180}),
    ],
)  # fmt: skip
def test_what_is_said_shows(texts: list[str], kind: str, shown: dict[str, Any]) -> None:
    """Every row of the table of commands shows what the table says."""
    done = after(*texts)

    assert done.content.type == kind
    assert content(done).items() >= shown.items()
    assert done.revision == len(texts)


def test_ack_shows_who_and_when() -> None:
    """Acknowledged: by the first who said so."""
    done = after("start x", "ack")

    assert (done.acknowledged_by, done.acknowledged_at) == (ADA, NOW)
    assert describe(done, NOW) == "Incident in #ops · x · acknowledged by Ada"


def test_end_ends() -> None:
    """The final state, and how long it may stay."""
    done = after("start x", "end All clear dismiss:10m")

    assert (done.ended_at, done.dismiss_minutes) == (NOW, 10)
    assert describe(done, NOW) == "Incident in #ops · All clear · ended"


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ('button "Runbook" https://example.com/r', Link(label="Runbook", url="https://example.com/r"),
         None),
        ('button 2 "Roll back" say:"roll back asked"', None,
         Phrase(label="Roll back", words="say roll back asked")),
        ('button "Pause reindex" POST https://ops.example.com/p {"job_id":"7"}',
         Webhook(label="Pause reindex", url="https://ops.example.com/p", body={"job_id": "7"}),
         None),
        ('button "Next" next', Phrase(label="Next", words="next"), None),
        ("button “Next” “next”", Phrase(label="Next", words="next"), None),
    ],
)  # fmt: skip
def test_buttons_are_set(text: str, first: object, second: object) -> None:
    """A link, a command of ours, or somebody else's webhook."""
    done = after(NIGHTLY, text)

    assert done.action == first
    assert done.secondary_action == second


@pytest.mark.parametrize("verb", ["status", "list", "history", "connect", "help", "", "  "])
def test_looks_change_nothing(verb: str) -> None:
    """A question is a Look, and nothing said is a look at what is here."""
    asked = ask(verb)

    assert isinstance(asked, Look)
    assert asked.verb == (verb.strip() or "status")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("STEP 3/5", "step 3/5"), ("step 3 OF 5", "step 3/5"), ("Step  3  of  5", "step 3/5"),
        ("  step   3 ", "step 3"), ("prev", "back"), ("acknowledge", "ack"), ("finish", "end"),
        ("60 %".replace(" ", ""), "progress 60%"), ("progress 60 %", "progress 60%"),
        ("1,200/3,000", "progress 1200/3000"), ("set color=red", "set color:red"),
        ("SET COLOR:RED", "set color:red"), ("color:red", "set color:red"),
        ("colour:grey", "set color:gray"), (" colour:grey", "set color:gray"),
        ("set subtitle:“Verify restore”", 'set subtitle:"Verify restore"'),
        ("set icon:flame color:red", "set color:red icon:flame"), ("step:3", "set step:3"),
        ("timer:5m", "set timer:5m"), ("set badge:None", "set badge:none"),
        ("timer 5 min", "timer 5m"), ("timer 5:00", "timer 5m"), ("Timer UP", "timer up"),
        ('end "All clear" dismiss:10m', "end All clear dismiss:10m"),
        ("end dismiss:10m All clear", "end All clear dismiss:10m"),
        ("end All dismiss=10m clear", "end All clear dismiss:10m"),
        ("end dismiss:1:30", "end dismiss:2m"), ('say "Rolled back"', "say Rolled back"),
        ("say “Rolled back”", "say Rolled back"), ("say «Rolled back»", "say Rolled back"),
        ('start "Nightly backup" color:red steps:4', 'start "Nightly backup" steps:4 color:red'),
        ("start “Nightly backup” steps=4", 'start "Nightly backup" steps:4'),
        ('start steps:4 "Nightly backup"', 'start "Nightly backup" steps:4'),
        ('start steps:4 title:"Nightly backup"', 'start "Nightly backup" steps:4'),
        ("START Nightly steps:4", "start Nightly steps:4"), ("begin x", "start x"),
        ('BUTTON 2 "Go" SAY:"x y"', 'button 2 "Go" say:"x y"'),
        ('button 2 "Go" say:x y', 'button 2 "Go" say:"x y"'),
        ('button "P" post https://example.com {"a":1}',
         'button "P" POST https://example.com {"a":1}'),
        ("button “P” POST https://example.com {“a”:1}",
         'button "P" POST https://example.com {"a":1}'),
        ("set CPU:91%", "set CPU=91%"), ('set "CPU"=91%', "set CPU=91%"),
        ("on db step 3", "step 3 on db"), ("on\tdb step 3", "step 3 on db"),
        ("ON DB step 3", "step 3 on db"), ("step on db 3", "step 3 on db"),
        ("step 3 on db–2", "step 3 on db-2"), ('step 3 on "db"', "step 3 on db"),
        ("end on db", "on db end"),
    ],
)  # fmt: skip
def test_words_are_forgiving(text: str, same: str) -> None:
    """Order, case, curly quotes, long dashes, `:` and `=`: what is meant is understood."""
    assert ask(text) == ask(same)


def test_a_long_dash_is_a_minus() -> None:
    """A phone's keyboard makes other dashes; a number below zero is still one."""
    assert refusal("step –1", NIGHTLY) == refusal("step -1", NIGHTLY)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("say color:red is the new black", "color:red is the new black"),
        ("say dismiss:10m", "dismiss:10m"),
        ("say it on db", "it on db"),
        ("say “a” and “b”", "“a” and “b”"),
        ("say a   b\tc", "a b c"),
        ("end All clear: thanks", "All clear: thanks"),
        ("end Cause: bad cable", "Cause: bad cable"),
        ("end Message: all good", "Message: all good"),
        ('end "Rolled back to:v41"', "Rolled back to:v41"),
        ("end Rolled back on Monday", "Rolled back on Monday"),
        ("end thanks to:everyone".replace("to:", "to: "), "thanks to: everyone"),
    ],
)
def test_a_sentence_is_kept(text: str, line: str) -> None:
    """What follows say and end is a sentence, whatever it looks like."""
    asked: Any = ask(text)

    assert asked.text == line
    assert asked.on is None


def test_a_live_name_at_the_end_is_a_name() -> None:
    """Where a sentence is expected, only a live name makes `on` more than a word."""
    asked: Any = ask("say Failing over on db", names={"db"})

    assert (asked.text, asked.on) == ("Failing over", "db")


def test_nobody_ends_another_by_a_slip() -> None:
    """`end on` and a name that is not live is about that name, not a last line for this one."""
    asked = ask("end on payments")

    assert isinstance(asked, End)
    assert (asked.on, asked.text) == ("payments", "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("frobnicate", "I do not know `frobnicate`. Say `help` to see what I know."),
        ("\x00\u202eend`x", "I do not know `end'x`. Say `help` to see what I know."),
        ("v" * 100, f"I do not know `{'v' * 39}…`. Say `help` to see what I know."),
        ("x" * (TEXT_MAX + 1), "That is longer than 4000 characters. Nothing was changed."),
        ("x" * 100_000, "That is longer than 4000 characters. Nothing was changed."),
        ("pause now", "`pause` stands alone; to put a line on every surface say `say …`. "
         "Nothing was changed."),
        ("start", "Start what? Say `start Checkout is down`, or `help` to see more."),
        ("on db start x", "An activity that begins has no `on`. Say `start` and a title."),
        ('button "X" status', "A button cannot do `status`; give it a command such as `next`, or "
         '`say:"…"`. Nothing was changed.'),
        ('button "X" start y', "A button cannot do `start`; give it a command such as `next`, or "
         '`say:"…"`. Nothing was changed.'),
        ('button "X" button "Y" next', "A button cannot do `button`; give it a command such as "
         '`next`, or `say:"…"`. Nothing was changed.'),
        ('button "X" javascript:alert(1)',
         "I do not know `javascript:alert(1)`. Say `help` to see what I know."),
        ('button "X" step x', "Which step? Say `step 3`, `step 3/5`, or `next`."),
        ('button "X" on other step 3',
         "A button acts on its own activity only. Nothing was changed."),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_told(text: str, sentence: str) -> None:
    """One sentence that says what to say instead; what it repeats is cleaned and cut."""
    assert refusal(text) == sentence


@pytest.mark.parametrize("text", ["start x", "adopt abcd title:x"])
def test_an_activity_begins_in_a_channel(text: str) -> None:
    """A press has no channel to begin in."""
    with pytest.raises(Refused) as refused:
        SAME.parse(text, actor=ADA, channel=None)

    assert str(refused.value) == "An activity begins in a channel. Nothing was changed."


NEARLY = st.lists(
    st.one_of(
        st.sampled_from([f" {kind.verb} " for kind in (*COMMANDS, *LOOKS)]),
        st.sampled_from(
            [
                " ", ":", "=", '"', "“", "”", "„", "—", "–", "−", "'", "`", "/", "%", ",", ".",
                "on ", "from ", " of ", "none", "up", "say:", "title:", "steps:", "step:", "value:",
                "limit:",
                "color:red", "timer:", "dismiss:", "type:", "metrics", "type:timer ", "stream:",
                "message:", "badge:", "icon:", "tags:", "audience:", "step_colors:", "CPU=", "x",
                "abcd ", "1", "42", "3", "-1", "0", "100", "101", "٣", "३", "１", "1_000", "1e400",
                "9" * 16, "9" * 4_400, "1,000", "1" + ",000" * 200, "NaN", "5m", "5ſ", "\x00",
                "\n", "\ud800", "\udfff", "\u202e", "\u200b", "🔥", "👩\u200d", "e" + "\u0301" * 50,
                "https://example.com", "javascript:", "POST ", '{"a":', "}", "[" * 900, "1e400}",
                "NaN}", '{"a":1}', '{"a":"\\ud800"}', "{title}", "<!channel>",
                "@everyone", "x" * 4_001,
                "x" * 100_000, "deploy ", "timer ", "incident ",
            ]
        ),
        st.text(max_size=5),
    ),
    max_size=14,
).map("".join)  # fmt: skip
HERE = after("start deploy payments", "next")
CONTROL = regex.compile(r"[\p{C}]")


def is_kind(sentence: str) -> bool:
    """Whether *sentence* can be told to a tired person."""
    return (
        0 < len(sentence) <= 420
        and len(re.findall(r"[.?!…](?:\s|$)", sentence)) <= 4
        and sentence[-1] in ".?`…"
        and not CONTROL.search(sentence.replace("\u200d", ""))
        and not re.search(r"Traceback|Error\b|Exception|pydantic|line \d|<class", sentence)
    )


@settings(max_examples=max(1_500, LONG))
@given(st.text() | st.text(st.characters(categories=["Cs", "N", "Cf", "Zs"])) | NEARLY)
@example("step ٣/٥")
@example('start x "' + "a=1 " * 990 + "z")
@example('button "X" POST https://example.com ' + '{"a":' * 190)
@example("start x step:999999999999999")
@example("start x steps:" + ",".join("x" * 101))
def test_whatever_is_typed_is_an_ask_or_a_refusal(text: str) -> None:
    """Nothing that anybody types gives anything but an Ask, or one kind sentence."""
    for typed in (text, f"set {text}", f"start {text}", f"button {text}"):
        try:
            asked = ask(typed)
            if isinstance(asked, Command):
                done = decide(None if isinstance(asked, Begin) else HERE, asked, NOW)
                assert describe(done, NOW).encode()
                assert done.model_dump_json()
        except Refused as refused:
            sentence = str(refused)
        else:
            assert isinstance(asked, Ask)
            continue
        assert is_kind(sentence), sentence


@given(st.sampled_from(["step ", "progress ", "set value:", "timer ", "set step:", "end step:"]),
       st.text(st.characters(categories=["N"]), min_size=1))  # fmt: skip
def test_only_plain_digits_are_digits(verb: str, digits: str) -> None:
    """Other scripts' digits, which Python's int() takes, are no numbers here."""
    if digits.isascii():
        return
    try:
        asked: Any = ask(verb + digits)
    except Refused:
        return
    assert asked.model_dump(exclude_unset=True).get("value", "") == digits


@pytest.mark.parametrize(
    ("texts", "seconds", "line"),
    [
        (["start x"], 0, "Incident in #ops · x"),
        (["start deploy x", "step 3"], 0, "Deploy x · step 3 of 4 · Roll out"),
        (['start "S" 42.5%'], 0, "S · 42.5 %"),
        (['start "S" 1234567/2000000', "say Slow"], 0, "S · 1234567 of 2000000 · Slow"),
        (['start "p" CPU=24% N=1234567 S=ok'], 0, "p · CPU 24 %, N 1234567, S ok"),
        (['start "M" value:$12,430'], 0, "M · $12,430"),
        (['start "M" value:1234567'], 0, "M · 1234567"),
        (['start "B" timer:1h30m'], 60, "B · 1:29:00 left"),
        (['start "B" timer:5m', "pause"], 60, "B · 5:00 left, paused"),
        (['start "B" timer:up'], 65, "B · 1:05 elapsed"),
        (['start "B" timer:5m', "end"], 999, "B · 5:00 left · ended"),
    ],
)
def test_an_activity_in_one_line(texts: list[str], seconds: float, line: str) -> None:
    """What it is, how far it is, and who is on it."""
    assert describe(after(*texts), NOW + timedelta(seconds=seconds)) == line


def test_somebody_without_a_name_is_somebody() -> None:
    """A Lock Screen cannot tell who pressed, and nobody invents a name."""
    quiet = after("start x").model_copy(update={"acknowledged_by": Actor(platform="x", id="y")})

    assert describe(quiet, NOW).endswith("acknowledged by somebody")


def test_a_metric_shows_with_its_unit() -> None:
    """As people write them."""
    assert shows(Metric(label="CPU", value=91.5, unit="%")) == "91.5 %"
    assert shows(Metric(label="UP", value="yes")) == "yes"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (65, "1:05"), (3_600, "1:00:00")])
def test_a_clock_face(seconds: float, text: str) -> None:
    """Hours only where there are some."""
    assert clock(seconds) == text


def test_help_tells_all() -> None:
    """Every command and look, and the templates, in one screen."""
    text = help_text("/live", Templates().names)

    for kind in (*COMMANDS, *LOOKS):
        assert kind.usage in text
        assert (kind.__doc__ or "?").splitlines()[0] in text
    assert text.startswith("/live followed by:")
    assert text.endswith("Templates: incident, deploy, timer. Several live here? Add `on NAME`.")


def test_a_question_can_name_an_activity() -> None:
    """`status on NAME` asks about that one."""
    assert ask("history on db").on == "db"
    assert begun("start db").name == "db"
