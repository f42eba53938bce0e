"""Promises of start and adopt: how an activity begins, and what it is called."""

import pytest

from bot.activity import Activity, Adopted
from bot.decide import decide
from bot.errors import Refused
from tests.bot.spoken import NOW, after, begun, command, refusal

HOW = 'Adopt what? Say `adopt ID title:"payments deploy"`, or `adopt stream:KEY title:…`.'


def named(text: str, **live: bool) -> str:
    taken = {name.replace("_", "-"): here for name, here in live.items()}
    return decide(None, command(text), NOW, taken).name


def test_a_name_is_made_of_the_title() -> None:
    """And counted where another channel has the same."""
    assert named("start Checkout is down") == "checkout-is-down"
    assert named("start Checkout", checkout=False) == "checkout-2"
    assert named("start Checkout", checkout=False, checkout_2=True) == "checkout-3"


def test_the_same_does_not_begin_twice_in_a_channel() -> None:
    """Two people who start the same get one."""
    with pytest.raises(Refused) as refused:
        named("start Checkout", checkout=True)

    assert str(refused.value) == (
        "`checkout` is live here already. Change it with `set`, or start another title."
    )


def test_titles_that_no_name_can_tell_apart_are_counted() -> None:
    """A title in letters that names do not have is not taken for another such title."""
    assert named("start 決済が落ちた") == "incident"
    assert named("start 検索が遅い", incident=True) == "incident-2"
    assert named("start API 障害", api=True) == "api-2"
    assert named("start 決済 type:alert") == "activity"


@pytest.mark.parametrize(
    ("text", "adopted", "lifecycle", "kind"),
    [
        ("adopt pLAr-Hnq9ZFW title:x", Adopted(by="activity_id", id="pLAr-Hnq9ZFW"), "manual",
         "alert"),
        ("adopt pLAr payments deploy", Adopted(by="activity_id", id="pLAr"), "manual", "alert"),
        ("adopt stream:nightly-1 title:x", Adopted(by="stream_key", id="nightly-1"), "managed",
         "alert"),
        ("adopt abcd title:x type:segmented_progress", Adopted(by="activity_id", id="abcd"),
         "manual", "segmented_progress"),
        ("adopt abcd title:x type:steps step:2/4", Adopted(by="activity_id", id="abcd"), "manual",
         "segmented_progress"),
        ("adopt abcd title:x type:progress", Adopted(by="activity_id", id="abcd"), "manual",
         "progress"),
        ("adopt abcd title:x value:$3", Adopted(by="activity_id", id="abcd"), "manual", "value"),
        ("adopt abcd title:x type:timer", Adopted(by="activity_id", id="abcd"), "manual", "timer"),
        ("adopt abcd title:x CPU=24%", Adopted(by="activity_id", id="abcd"), "manual", "metrics"),
        ("adopt abcd title:x UP=yes", Adopted(by="activity_id", id="abcd"), "manual", "stats"),
    ],
)  # fmt: skip
def test_every_type_can_be_adopted(text: str, adopted: Adopted, lifecycle: str, kind: str) -> None:
    """By ActivitySmith's id or by a stream's key; nothing is due until something changes."""
    activity = begun(text)

    assert (activity.adopted, activity.lifecycle, activity.content.type) == (
        adopted, lifecycle, kind
    )  # fmt: skip
    assert not activity.touched
    assert activity.line.text == "adopted"
    assert after(activity, "set title:other").touched


def test_an_adopted_activity_keeps_what_is_said() -> None:
    """Options that do not show are kept; the title is cleaned like any other."""
    activity = begun("adopt abcd pay\u202ements steps:a,b tags:x audience:y dismiss:5m")

    assert (activity.content.title, activity.name) == ("payments", "payments")
    assert (activity.step_names, activity.tags) == (("a", "b"), ("x",))
    assert (activity.audience, activity.dismiss_minutes) == (("y",), 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("adopt", HOW),
        ("adopt title:x", HOW),
        ("adopt abcd", HOW),
        ("adopt abc title:x", f"`abc` is no such id. {HOW}"),
        ("adopt a`\u200bb/c title:x", f"`a'b/c` is no such id. {HOW}"),
        ("adopt stream: title:x", f"`` is no such id. {HOW}"),
        (f"adopt abcd {'x' * 201}",
         "That title is longer than 200 characters. Nothing was changed."),
        ("adopt abcd title:x type:metrics",
         'What does it measure? Say `start "prod-web-1" CPU=24% MEM=61%`.'),
        ("adopt abcd title:x type:value", 'What is its value? Say `start "MRR" value:$12,430`.'),
        ("start x type:metrics UP=yes", "`UP` is a gauge and shows a number of 0 or more; text is "
         "for `type:stats`. Nothing was changed."),
        ("start x step:101", "An activity has 1 to 100 steps. Nothing was changed."),
        ("start x step:5/3",
         "It cannot be that: current_step is past number_of_steps. Nothing was changed."),
        ("start x step:-1", "`step` cannot be that: input should be greater than or equal to 0. "
         "Nothing was changed."),
    ],
)  # fmt: skip
def test_what_cannot_begin(text: str, sentence: str) -> None:
    """What is missing, and how to say it."""
    assert refusal(text, "start nothing") == sentence


@pytest.mark.parametrize("text", ["start x", "adopt abcd title:x"])
def test_a_first_revision(text: str) -> None:
    """Whoever began it owns it; the first revision is 1."""
    activity: Activity = begun(text)

    assert (activity.revision, activity.transition, activity.turn) == (1, 1, 1)
    assert activity.started_at == activity.changed_at == activity.line.at == NOW
    assert activity.owner == activity.line.actor
