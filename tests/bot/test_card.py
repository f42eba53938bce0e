"""What every card says, whichever way it is drawn."""

from datetime import timedelta
from typing import Any

import pytest

from bot.activity import LOCK_SCREEN, Actor, Channel, Line
from bot.card import badge_of, color_of, footer, mark_of, phones, told, who
from bot.content import Alert, AnyContent, Badge, Icon, Timer
from bot.surface import NO_MORE
from tests.bot.test_drawing import ADA, NOW, STARTED, activity
from tests.bot.written import WRITTEN

ROOM = Channel(surface="slack", id="C1", workspace="T1")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="T1")


@pytest.mark.parametrize(
    ("looks", "more", "color", "mark"),
    [
        ({}, {}, "red", "🔴"),
        ({}, {"acknowledged_by": ADA}, "orange", "🟠"),
        ({"color": "lime"}, {"acknowledged_by": ADA}, "lime", "🟢"),
        ({"badge": Badge(title="SEV2", color="yellow")}, {}, "yellow", "🟡"),
        ({"icon": Icon(symbol="flame", color="purple")}, {}, "purple", "🟣"),
        ({"icon": Icon(symbol="flame")}, {}, "red", "🔴"),
        ({"color": "gray"}, {"ended_at": NOW}, "gray", "🏁"),
    ],
)
def test_how_it_is_from_afar(
    looks: dict[str, Any], more: dict[str, Any], color: str, mark: str
) -> None:
    """What people chose counts most; an alert nobody has seen is red."""
    shown = activity(Alert(title="A", message="a", **looks), **more)

    assert (color_of(shown), mark_of(shown)) == (color, mark)


def test_a_clock_that_stands() -> None:
    """Is seen from afar, too."""
    running = Timer(title="T", counts_down=False, clock=STARTED)
    standing = running.model_copy(update={"is_running": False})

    assert [mark_of(activity(each)) for each in (running, standing)] == ["🔵", "⏸️"]


@pytest.mark.parametrize(
    ("content", "badge"),
    [
        (Alert(title="Checkout", message="m"), ""),
        (Alert(title="Checkout", message="m", badge=Badge(title="SEV1")), "SEV1"),
        (Alert(title="sev1 Checkout", message="m", badge=Badge(title="SEV1")), ""),
    ],
)
def test_a_badge_that_the_title_has_is_not_said_twice(content: AnyContent, badge: str) -> None:
    """As with the template of an incident."""
    assert badge_of(activity(content)) == badge


def test_who_did_what_last() -> None:
    """With its time."""
    shown = activity(Alert(title="A", message="a"))

    assert list(told(shown, WRITTEN)) == ["[Ada]: step 2 of 4, 23 Nov 12:00"]


def test_an_acknowledgement_is_told_once() -> None:
    """In a line of its own, as long as there is something newer."""
    acked: dict[str, Any] = {"acknowledged_by": ADA, "acknowledged_at": NOW}
    alert = Alert(title="A", message="a")
    line = Line(text="acknowledged", actor=ADA, at=NOW)
    later = Line(text="two regions are back", actor=ADA, at=NOW + timedelta(minutes=3))

    assert list(told(activity(alert, line=line, **acked), WRITTEN)) == [
        "✓ Acknowledged by Ada, 23 Nov 12:00"
    ]
    assert list(told(activity(alert, line=later, **acked), WRITTEN)) == [
        "✓ Acknowledged by Ada, 23 Nov 12:00",
        "[Ada]: two regions are back, 23 Nov 12:03",
    ]


def test_people_of_other_platforms_are_told_apart() -> None:
    """By where they are from, in both lines."""
    ben = Actor(platform="discord", id="b", name="Ben")
    line = Line(text="step 2 of 4", actor=ben, at=NOW + timedelta(minutes=3))
    shown = activity(Alert(title="A", message="a"), acknowledged_by=ben, acknowledged_at=NOW,
                     line=line)  # fmt: skip

    assert list(told(shown, WRITTEN)) == [
        "✓ Acknowledged by Ben (Discord), 23 Nov 12:00",
        "[Ben (Discord)]: step 2 of 4, 23 Nov 12:03",
    ]


def test_a_channel_that_was_left_is_told_so_instead_of_the_phones() -> None:
    """And marked from afar, whatever the activity does elsewhere."""
    assert mark_of(activity(Alert(title="A", message="a")), left=True) == "⚪"
    assert footer((), WRITTEN, left=True) == NO_MORE


def test_who_has_no_name_is_somebody() -> None:
    """Never nobody."""
    assert who(Actor(platform="slack", id="U1"), WRITTEN) == "Somebody"


@pytest.mark.parametrize(
    ("observed", "seen"),
    [
        ({"state": "accepted", "detail": "accepted for 2 phones"},
         "Lock Screens: accepted for 2 phones"),
        ({"state": "refused", "detail": "no phone"}, "⚠️ Lock Screens: no phone"),
        ({"state": "unsure", "detail": "no answer"}, "⚠️ Lock Screens: no answer"),
        ({}, "Lock Screens: on their way"),
    ],
)  # fmt: skip
def test_the_phones(observed: dict[str, str], seen: str) -> None:
    """What somebody has to see to stands out; what only waits needs nobody."""
    others = ((ROOM, {"state": "refused", "detail": "no room"}), (PHONES, observed))

    assert footer(others, WRITTEN) == seen
    assert phones(others)[0] == observed.get("state", "")


def test_where_there_is_no_phone() -> None:
    """It is said."""
    assert footer((), WRITTEN) == "Lock Screens: none"


def test_what_is_typed_from_right_to_left_moves_no_time() -> None:
    """Name and line are each set apart from what stands beside them."""
    noa = Actor(platform="slack", id="U9", name="نور")
    shown = activity(Alert(title="A", message="a"), line=Line(text="تم", actor=noa, at=NOW))

    (line,) = told(shown, WRITTEN)

    assert line.startswith("[\u2068نور\u2069]: \u2068تم\u2069, ")
