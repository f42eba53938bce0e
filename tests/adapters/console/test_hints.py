"""What is offered while a command is typed: what fits, what is likely, and never an error."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from adapters.console.hints import CHOICES_MAX, Known, hints
from bot.activity import Activity
from bot.commands.fields import READERS
from bot.phrases import KINDS, TEXT_MAX
from bot.words import plain
from tests.bot.spoken import after, ask, begun

TEMPLATES = ("incident", "deploy", "sev1")
BACKUP = after('start "Nightly backup" steps:snapshot,upload,verify,prune', "next")
INDEX = begun('start "Search reindex" 42%')
CHARGE = begun('start "EV charging" 120/300')
DOWN = begun("start Checkout is down")
BENCH = begun('start "Benchmark" timer:5m')
WEB = begun('start "web-1" CPU=24% "Open orders"=7')
MRR = begun('start "MRR" value:$12,430')
NOTHING = Known(TEMPLATES)


def here(*activities: Activity) -> Known:
    """Only these are live, and here."""
    return Known(TEMPLATES, activities, activities)


def inserts(text: str, known: Known = NOTHING) -> list[str]:
    """What may be inserted."""
    return [choice.insert for choice in hints(text, known).choices]


@pytest.mark.parametrize(
    ("activity", "verbs"),
    [
        (DOWN, ["ack", "say ", "set ", "end "]),
        (after(DOWN, "ack"), ["say ", "set ", "end "]),
        (BACKUP, ["next", "step ", "back", "say ", "set ", "end "]),
        (after(BACKUP, "step 0"), ["next", "step ", "say ", "set ", "end "]),
        (after(BACKUP, "step 4"), ["step ", "back", "say ", "set ", "end "]),
        (INDEX, ["progress ", "say ", "set ", "end "]),
        (BENCH, ["pause", "timer ", "say ", "end "]),
        (after(BENCH, "pause"), ["resume", "timer ", "say ", "end "]),
        (WEB, ["set ", "say ", "end "]),
        (MRR, ["set ", "say ", "end "]),
    ],
)
def test_what_fits_the_state_comes_first(activity: Activity, verbs: list[str]) -> None:
    """Then what is always possible."""
    assert inserts("", here(activity)) == [*verbs, "status", "start "]


def test_where_nothing_is_live_something_starts() -> None:
    """And who has begun a verb is offered any that begins so."""
    assert inserts("") == ["start ", "list", "help"]
    assert inserts("s") == ["start ", "step ", "set ", "say ", "status"]
    assert "Nothing is live here" in hints("", NOTHING).about


@pytest.mark.parametrize("verb", KINDS)
def test_a_verb_tells_how_it_is_used(verb: str) -> None:
    """Its usage and what it does, in the words of `help`."""
    summary = (KINDS[verb].__doc__ or "").splitlines()[0]

    for text in (verb, f"{verb.upper()} "):
        assert hints(text, NOTHING).about == f"{KINDS[verb].usage} — {summary}"


def test_a_verb_that_is_none_is_told() -> None:
    """Once it is complete."""
    assert hints("frob", NOTHING).about == ""
    assert hints("frob it", NOTHING).about == "`frob` is no command here; `help` tells all."


def test_templates_come_after_start_and_options_after_the_title() -> None:
    """What is said already is not offered again."""
    assert inserts("start ") == ["incident ", "deploy ", "sev1 "]
    assert inserts("start d") == ["deploy "]
    assert inserts('start sev1 "Checkout" ')[:3] == ["steps:", "percentage:", "timer:"]
    assert inserts('start "Backup" steps:4 st') == ["step_color:", "step_colors:", "step:"]
    assert inserts("start Checkout i") == []


@pytest.mark.parametrize(
    ("text", "start", "choices"),
    [
        ('start "x" color:r', 16, ["red "]),
        ('start "x" colour=gr', 17, ["green ", "gray "]),
        ('start "x" type:s', 15, ["segmented_progress ", "stats "]),
        ('start "x" timer:', 16, ["5m ", "10m ", "25m ", "1h ", "90s ", "up "]),
        ('start "x" icon:fl', 15, ["flame.fill "]),
        ('set badge:"SE', 10, []),
        ("step_colors:red,gr", 16, ["green ", "gray "]),
        ("color:pur", 6, ["purple "]),
        ("end dismiss:1", 12, ["1m ", "10m ", "1h "]),
        ("set subtitle:", 13, []),
        ("set CPU=", 8, []),
    ],
)
def test_a_value_is_offered_where_it_goes(text: str, start: int, choices: list[str]) -> None:
    """After the option's joint, or the last comma."""
    assert inserts(text) == choices
    if choices:
        assert hints(text, NOTHING).start == start


def test_numbers_are_those_that_come_next() -> None:
    """Steps with their names, bars a little further."""
    found = hints("step ", here(BACKUP)).choices
    assert [(c.insert, c.about) for c in found] == [
        ("2", "upload"), ("3", "verify"), ("4", "prune"),
    ]  # fmt: skip
    assert inserts("step ", here(after(BACKUP, "step 3"))) == ["4", "2", "1"]
    assert inserts("set step:", here(BACKUP)) == ["2 ", "3 ", "4 "]
    assert inserts("progress ", here(INDEX)) == ["50%", "60%", "70%", "80%", "90%", "100%"]
    assert inserts("progress ", here(CHARGE)) == ["150/300", "225/300", "300/300"]
    assert inserts("progress ", here(DOWN)) == []
    assert inserts("timer 1", here(BENCH)) == ["10m", "1h"]
    assert hints("ne", here(BACKUP)).choices[0].about == "Go to step 2: upload"


def test_a_set_offers_what_the_type_shows() -> None:
    """Metrics by their labels, as they have to be typed."""
    assert inserts("set ", here(WEB))[:3] == ["CPU=", '"Open orders"=', "title:"]
    assert hints("set C", here(WEB)).choices[0].about == "it is 24 %"
    assert inserts("set ", here(BACKUP))[:2] == ["steps:", "step:"]
    assert "percentage:" not in inserts("set p", here(BACKUP))
    assert inserts("set p", here(INDEX)) == ["percentage:"]


def test_a_name_is_offered_where_one_must_be_said() -> None:
    """Several are here, or what is live is elsewhere."""
    two, elsewhere = here(BACKUP, INDEX), Known(TEMPLATES, (BACKUP,), ())
    names = ["nightly-backup ", "search-reindex "]

    assert inserts("next ", two) == [f"on {name}" for name in names]
    assert inserts("next ", elsewhere) == ["on nightly-backup "]
    assert inserts("next on ", two) == names
    assert inserts("next on s", two) == names[1:]
    assert inserts("end o", two) == [f"on {name}" for name in names]
    assert inserts("on ", two) == names
    assert inserts("on nightly-backup ", two) == ["next", "step ", "back", "say ", "set ", "end "]
    assert inserts("on search-reindex progress ", two)[0] == "50%"
    assert "on " in inserts("", two)
    assert inserts("next ", here(BACKUP)) == []
    assert inserts("say hello on ", here(BACKUP)) == [], "there it is just a word"


def test_channels_are_offered_to_mirror_to_and_to_leave() -> None:
    """Those that show it already only after `off`, and then no others."""
    channels = ("deploys", "general")
    known = Known(TEMPLATES, (BACKUP,), (BACKUP,), channels)
    mirrored = after(BACKUP, "mirror #deploys")
    two = Known(TEMPLATES, (mirrored,), (mirrored,), channels)

    assert inserts("mirror ", known) == ["#deploys ", "#general "]
    assert inserts("mirror #g", known) == ["#general "]
    assert inserts("mirror off ", known) == []
    assert inserts("mirror ", two) == ["#general ", "off "]
    assert inserts("mirror off ", two) == ["#deploys "]
    assert inserts("mirror #general ", known) == []
    assert inserts("mir", known) == ["mirror "]


def test_what_is_complete_is_not_offered() -> None:
    """Nothing is left to choose."""
    assert inserts("next", here(BACKUP)) == []
    assert inserts("step 2", here(BACKUP)) == []


OPENINGS = [*KINDS, *(f"{name}:" for name in READERS), *TEMPLATES, "on", "on nightly-backup", '"x"']


@given(
    st.lists(st.sampled_from(OPENINGS), max_size=3),
    st.text(max_size=40),
    st.sampled_from((NOTHING, here(BACKUP), here(WEB, BENCH), Known(TEMPLATES, (CHARGE,), ()))),
)
@example([], "A:", here(BACKUP))
@example(["on", "x"], "CPU=", NOTHING)
def test_no_text_is_too_odd(openings: list[str], text: str, known: Known) -> None:
    """Never an error, never too many, and always a place within the text."""
    typed = " ".join([*openings, text])
    found = hints(typed, known)

    assert 0 <= found.start <= len(typed)
    assert len(found.choices) <= CHOICES_MAX
    begun = plain(typed[found.start :]).casefold()
    assert all(choice.insert.casefold().startswith(begun) for choice in found.choices)


def test_what_is_too_long_to_be_said_has_no_hints() -> None:
    """At once."""
    assert hints("say " + '"' * TEXT_MAX, NOTHING).choices == ()


@pytest.mark.parametrize("activity", [BACKUP, INDEX, CHARGE, DOWN, BENCH, WEB, MRR])
def test_each_offer_is_understood(activity: Activity) -> None:
    """What stands alone can be sent as it is, and does something."""
    for choice in hints("", here(activity)).choices:
        if not choice.insert.endswith(" "):
            assert ask(choice.insert).verb
    for verb in ("step ", "progress ", "timer "):
        for choice in hints(verb, here(activity)).choices:
            assert after(activity, verb + choice.insert, seconds=1) is not activity
