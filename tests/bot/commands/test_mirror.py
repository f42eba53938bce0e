"""Promises of mirror."""

from typing import Any

import pytest

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel
from bot.commands import Mirror, MirrorCode
from bot.commands.mirror import CHANNELS_MAX
from bot.decide import decide
from bot.errors import NotAllowed, Refused
from bot.permissions import check
from tests.bot.spoken import ADA, NOW, OPS, after, ask, begun, command, named, refusal

GUILD = Channel(surface="discord", id="12", workspace="34", name="incidents")
BEN = Actor(platform="discord", id="ben", name="Ben")
STEPS = 'start "Nightly backup" steps:4'
CODE = "a" * 60
HOW = (
    "Say `mirror #channel`, `mirror` and the code that was told in the other channel, or "
    "`mirror off`. Nothing was changed."
)


def by_code(to: Channel = GUILD) -> Mirror:
    """What the front door makes of a code."""
    return Mirror(actor=ADA, workspace="T1", channel=OPS, to=to, code=CODE)


def abroad(**fields: Any) -> Mirror:
    """What Ben says in #incidents of the other workspace."""
    return Mirror(**{"actor": BEN, "workspace": "34", "channel": GUILD, **fields})


def mirrored() -> Activity:
    """The backup, shown in #ops and in #incidents."""
    return decide(begun(STEPS), by_code(), NOW)


def why_not(mirror: Mirror, activity: Activity | None = None) -> str:
    with pytest.raises(Refused) as refused:
        decide(activity or mirrored(), mirror, NOW)
    return str(refused.value)


def test_another_channel_shows_it_too() -> None:
    """It began where it began, the phones stay, and the timeline tells."""
    activity = after(STEPS, "mirror #deploys")

    assert activity.chats == (OPS, named("deploys"))
    assert activity.home == OPS
    assert [c.surface for c in activity.channels].count(LOCK_SCREEN) == 1
    assert (activity.revision, activity.line.text) == (2, "mirrored to #deploys")
    assert activity.transition == 2


@pytest.mark.parametrize("words", ["mirror deploys", "MIRROR  #deploys", "mirror #deploys on x"])
def test_a_channel_may_be_said_without_its_sign(words: str) -> None:
    """And with `on NAME`, as everywhere."""
    assert getattr(ask(words), "to", None) == named("deploys")


def test_once_is_enough() -> None:
    """Said again, nothing changes; neither does anything for where it began."""
    activity = after(STEPS, "mirror #deploys")

    assert after(activity, "mirror #deploys") is activity
    assert decide(activity, by_code(to=OPS), NOW) is activity


def test_a_shared_channel_shows_it_once() -> None:
    """Two workspaces may share one channel: it has one address, and one card."""
    shared = OPS.model_copy(update={"workspace": "T9"})

    assert why_not(by_code(shared), begun(STEPS)) == (
        "#ops is a channel that you share with them, and it is shown there already. "
        "Nothing was changed."
    )


def test_alone_it_asks_for_a_code() -> None:
    """Which is a look: it changes nothing, here or elsewhere."""
    asked = ask("mirror")

    assert isinstance(asked, MirrorCode)
    assert asked.channel == OPS


def test_a_code_is_no_channel() -> None:
    """Whatever a channel is called: no name is that long."""
    asked = ask(f"mirror {CODE}")

    assert isinstance(asked, Mirror)
    assert (asked.code, asked.to, asked.name) == (CODE, None, "")


def test_with_a_code_it_shows_in_another_workspace() -> None:
    """Its own workspace stays what it was, so whose phones show it does too."""
    activity = mirrored()

    assert activity.chats == (OPS, GUILD)
    assert activity.workspace == "T1"
    assert activity.line.text == "mirrored to #incidents in Discord"


@pytest.mark.parametrize(
    ("channel", "line"),
    [
        (Channel(surface="slack", id="C7", workspace="T7", name="ops"),
         "mirrored to #ops of another workspace"),
        (Channel(surface="slack", id="C7", workspace="T1"), "mirrored to a private channel"),
        (Channel(surface="discord", id="7", workspace="8"), "mirrored to a private channel in "
                                                            "Discord"),
    ],
)  # fmt: skip
def test_the_line_tells_where(channel: Channel, line: str) -> None:
    """So that #ops here and #ops there are not taken for one another."""
    assert decide(begun(STEPS), by_code(channel), NOW).line.text == line


def test_without_a_code_no_other_workspace_is_reached() -> None:
    """However the channel became known."""
    uninvited = Mirror(actor=ADA, workspace="T1", channel=OPS, to=GUILD)

    assert why_not(uninvited, begun(STEPS)) == (
        "#incidents belongs to others, who have to agree. Say `mirror` there, and here `mirror` "
        "with the code that it tells. Nothing was changed."
    )


def test_the_other_side_mirrors_no_further() -> None:
    """Not to a channel of its own, and not with a code of a third."""
    own = Channel(surface="discord", id="13", workspace="34", name="general")
    told = "This began elsewhere, and only there it can be mirrored further. Nothing was changed."

    assert why_not(abroad(to=own)) == told
    assert why_not(abroad(to=named("x"), code=CODE)) == told


def test_ten_channels_are_enough() -> None:
    """The refusal says what to do."""
    activity = after(STEPS, *(f"mirror #c{n}" for n in range(CHANNELS_MAX - 1)))

    assert len(activity.chats) == CHANNELS_MAX
    assert refusal("mirror #more", activity) == (
        "It is shown in 10 channels, and more there cannot be. Say `mirror off` in one of them "
        "first. Nothing was changed."
    )
    assert len(after(activity, "mirror off #c3", "mirror #more").chats) == CHANNELS_MAX


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("mirror off #deploys", "deploys"),
        ("mirror #deploys off", "deploys"),
        ("mirror OFF deploys", "deploys"),
        ("mirror off #inc", "inc"),
    ],
)
def test_it_ends_where_it_is_said(words: str, left: str) -> None:
    """The others stay, and the timeline tells."""
    activity = after(STEPS, "mirror #deploys", "mirror #inc", words)

    assert activity.chats == tuple(c for c in (OPS, named("deploys"), named("inc"))
                                   if c.name != left)  # fmt: skip
    assert activity.line.text == f"no longer mirrored to #{left}"


def test_off_alone_means_here_or_the_only_one() -> None:
    """Said in a mirrored channel it is that one; where it began, the only one there is."""
    two = after(STEPS, "mirror #deploys", "mirror #inc")
    there = command("mirror off").model_copy(update={"channel": named("inc")})

    assert decide(two, there, NOW).chats == (OPS, named("deploys"))
    assert after(STEPS, "mirror #deploys", "mirror off").line.text == (
        "no longer mirrored to #deploys"
    )
    assert refusal("mirror off", two) == (
        "It is mirrored to #deploys, #inc. Say which one, as in `mirror off #channel`, or say "
        "`mirror off` there. Nothing was changed."
    )


def test_said_elsewhere_off_still_means_the_only_one() -> None:
    """And the line tells which that was."""
    elsewhere = command("mirror off").model_copy(update={"channel": named("general")})

    done = decide(after(STEPS, "mirror #deploys"), elsewhere, NOW)

    assert done.line.text == "no longer mirrored to #deploys"


def test_a_channel_of_elsewhere_is_left_by_its_name() -> None:
    """Nobody here could say which it is, but the activity knows."""
    by_name = Mirror(actor=ADA, workspace="T1", channel=OPS, off=True, name="Incidents")

    left = decide(mirrored(), by_name, NOW)

    assert left.chats == (OPS,)
    assert left.line.text == "no longer mirrored to #incidents in Discord"


def test_of_two_with_one_name_none_is_guessed() -> None:
    """There it is plain which is meant."""
    twin = Channel(surface="slack", id="C9", workspace="T9", name="incidents")
    both = decide(mirrored(), by_code(twin), NOW)
    by_name = Mirror(actor=ADA, workspace="T1", channel=OPS, off=True, name="incidents")

    assert why_not(by_name, both) == (
        "It is mirrored to several channels called `#incidents`. Say `mirror off` in the one "
        "that you mean. Nothing was changed."
    )


def test_the_other_side_ends_its_own_mirror_and_no_other() -> None:
    """Neither where it began nor what others agreed on is theirs."""
    third = Channel(surface="slack", id="C9", workspace="T9", name="war-room")
    activity = decide(mirrored(), by_code(third), NOW)

    assert decide(activity, abroad(off=True), NOW).chats == (OPS, third)
    assert why_not(abroad(off=True, name="war-room"), activity) == (
        "Only people of that channel, or of where it began, can end this. Nothing was changed."
    )
    assert why_not(abroad(off=True, name="ops"), activity) == (
        "It began in #ops, and is shown there until it ends. Nothing was changed."
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("mirror #a #b", f"`mirror` takes one channel. {HOW}"),
        ("mirror off #a #b", f"`mirror` takes one channel. {HOW}"),
        (f"mirror off {CODE}", f"A code only begins to mirror. {HOW}"),
        ("mirror off", "It is mirrored nowhere. Nothing was changed."),
        ("mirror off #deploys", "It is mirrored nowhere. Nothing was changed."),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(words: str, sentence: str) -> None:
    """And what to say instead."""
    assert refusal(words, STEPS) == sentence


def test_what_is_not_mirrored_there_cannot_end_there() -> None:
    """The name is repeated, clean."""
    assert refusal("mirror off #x`y", after(STEPS, "mirror #deploys")) == (
        "It is not mirrored to `#x'y`. Nothing was changed."
    )


def test_to_nowhere_is_refused() -> None:
    """As a platform with typed options may ask it."""
    nowhere = Mirror(actor=ADA, workspace="T1", channel=OPS)

    assert why_not(nowhere) == f"Mirror it to which channel? {HOW}"


def test_it_is_no_button() -> None:
    """A press comes from nobody, and says nothing of a channel."""
    assert refusal('button "Mirror" mirror #deploys', STEPS).startswith(
        "A button cannot do `mirror`"
    )


def test_what_was_adopted_is_still_left_alone() -> None:
    """Nothing is sent until something changes that a phone would show."""
    activity = after("adopt abcd title:x type:progress 5%", "mirror #deploys")

    assert not activity.touched
    assert after(activity, "60%").touched


def test_its_buttons_mean_what_they_meant() -> None:
    """So that the phones' tokens stay the same bytes."""
    assert after(STEPS, "next", "mirror #deploys").turn == 2


@pytest.mark.parametrize("group", ["sre", "@SRE"])
def test_may_names_people_of_both_sides(group: str) -> None:
    """A group is one of that name, on either platform."""
    activity = mirrored().model_copy(update={"may": {"mirror": ("@sre",), "end": ("@sre",)}})
    off = abroad(off=True)

    with pytest.raises(NotAllowed, match="Only @sre may mirror this"):
        check(off, activity)
    check(off.model_copy(update={"actor": BEN.model_copy(update={"groups": {group}})}), activity)
