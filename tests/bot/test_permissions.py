"""Promises of permissions.py."""

import pytest

from bot.activity import OURSELVES, Activity, Actor
from bot.commands import COMMANDS, HOLDER, Begin
from bot.errors import NotAllowed
from bot.permissions import check
from tests.bot.spoken import ADA, begun, command

HOLD = Actor(platform=HOLDER, id=HOLDER)
SRE = Actor(platform="slack", id="U2", name="Bo", groups=frozenset({"SRE", "@leads"}))


def only(verb: str, *named: str, start: str = "start deploy x") -> Activity:
    return begun(start).model_copy(update={"may": {verb: named}})


def is_allowed(text: str, actor: Actor, activity: Activity | None) -> bool:
    try:
        check(command(text).model_copy(update={"actor": actor}), activity)
    except NotAllowed:
        return False
    return True


@pytest.mark.parametrize("actor", [ADA, SRE, HOLD])
@pytest.mark.parametrize("text", ["end", "step 3", "set color:red", "ack", "again"])
def test_what_nobody_named_is_for_everybody(text: str, actor: Actor) -> None:
    """A silent template lets the whole channel do everything, and a Lock Screen too."""
    assert is_allowed(text, actor, begun("start deploy x"))


@pytest.mark.parametrize(
    ("named", "actor", "allowed"),
    [
        ("@sre", SRE, True), ("@SRE", SRE, True), ("@leads", SRE, True), ("sre", SRE, True),
        ("U2", SRE, True), ("u2", SRE, True), ("@sre", ADA, False), ("U2", ADA, False),
        ("@U1", ADA, False), ("", ADA, False), ("@", ADA, False),
        ("@sre", Actor(platform="console", id="sre"), False),
        ("@sre", Actor(platform="console", id="@sre"), False),
        ("@sre", Actor(platform=OURSELVES, id="lockstep"), True),
    ],
)  # fmt: skip
def test_people_are_named_by_group_or_id(named: str, actor: Actor, allowed: bool) -> None:
    """`@sre` is a group and never a person who calls himself so; Lockstep itself may all."""
    assert is_allowed("end", actor, only("end", named)) is allowed


def test_the_refusal_names_who_may() -> None:
    """The person is told whom to ask."""
    with pytest.raises(NotAllowed) as refused:
        check(command("end"), only("end", "@sre", "U7"))

    assert str(refused.value) == "Only @sre or U7 may end this. Nothing was changed."


def test_nobody_can_be_named() -> None:
    """An empty list is nobody."""
    with pytest.raises(NotAllowed) as refused:
        check(command("end"), only("end"))

    assert str(refused.value) == "Only nobody may end this. Nothing was changed."


def test_a_lock_screen_has_no_name() -> None:
    """Where people are named, a press from a Lock Screen is refused, and told where to go."""
    with pytest.raises(NotAllowed) as refused:
        check(command("end").model_copy(update={"actor": HOLD}), only("end", "@sre"))

    assert str(refused.value) == (
        "Only @sre may end this, and a Lock Screen cannot tell who presses. "
        "Nothing was changed; say it in the channel."
    )


@pytest.mark.parametrize(
    ("verb", "text"),
    [
        ("step", "step 3"), ("step", "next"), ("step", "back"), ("step", "set step:3"),
        ("step", "set color:red steps:9"), ("step", "set steps:a,b"), ("pause", "resume"),
        ("progress", "60%"), ("progress", "set percentage:60"), ("progress", "set limit:60"),
        ("timer", "timer 5m"), ("timer", "set timer:5m"), ("say", "set subtitle:x"),
        ("say", "set message:x"), ("set", "set color:red"), ("set", "set step:3"),
    ],
)  # fmt: skip
def test_no_other_words_get_around_a_right(verb: str, text: str) -> None:
    """Who may not do a thing may not do it by another verb."""
    assert not is_allowed(text, ADA, only(verb, "@sre"))
    assert is_allowed(text, SRE, only(verb, "@sre"))
    assert is_allowed(text, ADA, only("end", "@sre"))


@pytest.mark.parametrize("text", ["start x", "adopt abcd title:x", "end"])
def test_to_begin_needs_no_right(text: str) -> None:
    """Where there is no activity yet, nobody is named."""
    assert is_allowed(text, ADA, None)


def test_every_command_asks_for_some_right() -> None:
    """No command slips by without a verb that `may` can name."""
    verbs = {kind.verb for kind in COMMANDS}

    for kind in COMMANDS:
        if not issubclass(kind, Begin):
            assert (kind.permit or kind.verb) in verbs
