"""What `status`, `list` and `history` answer."""

from datetime import UTC, datetime

from bot.activity import LOCK_SCREEN, Activity, Actor, Channel, Line
from bot.content import Alert
from bot.reports import history, listing, phones, status, where
from bot.store import Entry
from bot.surface import Delivery

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ADA = Actor(platform="console", id="ada", name="Ada")
PHONES = Channel(surface=LOCK_SCREEN, id="default", workspace="console")
OPS = Channel(surface="console", id="ops", workspace="console", name="ops")


def activity(name: str = "checkout") -> Activity:
    return Activity(
        id="a" * 26,
        workspace="console",
        name=name,
        revision=3,
        content=Alert(title="Incident", message="Checkout is down"),
        channels=(PHONES, OPS),
        owner=ADA,
        started_at=NOW,
        changed_at=NOW,
        line=Line(text="started", actor=ADA, at=NOW),
    )


def on_phones(observed: dict[str, str], shown_revision: int = 3) -> Delivery:
    return Delivery(activity(), PHONES, {}, observed, shown_revision=shown_revision)


def test_nothing_live_says_how_to_begin() -> None:
    """An empty answer would leave people guessing."""
    assert status([], NOW) == "Nothing is live here. Say `start` and a title to begin."
    assert listing([], NOW) == "Nothing is live. Say `start` and a title to begin."


def test_status_tells_each_activity_and_its_phones() -> None:
    """One line for what it is, one for what the phones show."""
    accepted = on_phones({"state": "accepted", "detail": "accepted for 2 phones"})

    assert status([(activity(), [accepted])], NOW) == (
        "Incident · Checkout is down\n  Lock Screens: accepted for 2 phones"
    )


def test_names_stand_in_a_column() -> None:
    """The name is what people type after `on`; where it is shown stands at the end."""
    told = listing([activity("a"), activity("longer")], NOW).splitlines()

    assert told == [
        "a       Incident · Checkout is down  #ops",
        "longer  Incident · Checkout is down  #ops",
    ]


def test_history_tells_who_did_what_in_utc() -> None:
    """Oldest first, to the second."""
    entry = Entry(1, NOW, "start", "console", "ada", "Ada", "started", True, "{}")

    assert history(activity(), [entry]).splitlines() == [
        "Incident (`checkout`), times in UTC",
        "2026-11-23 12:00:00  Ada: started",
    ]


def test_phones_are_never_said_to_show_what_they_do_not() -> None:
    """On its way until something is known; what is newer than what was accepted is on its way."""
    accepted = {"state": "accepted", "detail": "accepted for 2 phones"}
    refused = {"state": "refused", "detail": "nobody to show it to"}

    assert phones(activity(), []) == "Lock Screens: none"
    assert phones(activity(), [on_phones({})]) == "Lock Screens: on their way"
    assert phones(activity(), [on_phones(accepted)]) == "Lock Screens: accepted for 2 phones"
    assert phones(activity(), [on_phones(accepted, 2)]).endswith("; the latest is on its way")
    assert phones(activity(), [on_phones(refused, 2)]) == "Lock Screens: nobody to show it to"


def test_a_channel_without_a_name_is_told_by_its_id() -> None:
    """Lock Screens are no channels that people know."""
    nameless = activity().model_copy(
        update={"channels": (PHONES, OPS.model_copy(update={"id": "C7", "name": ""}))}
    )

    assert where(nameless) == "  #C7"
    assert where(nameless.model_copy(update={"channels": (PHONES,)})) == ""


def test_where_tells_the_mirrors_too() -> None:
    """Each as people where it began would call it."""
    mirrors = (
        Channel(surface="console", id="d", workspace="console", name="deploys"),
        Channel(surface="discord", id="7", workspace="8", name="incidents"),
    )
    mirrored = activity().model_copy(update={"channels": (PHONES, OPS, *mirrors)})

    assert where(mirrored) == "  #ops, #deploys, #incidents in Discord"


def test_history_tells_where_people_are_from_where_there_are_several_places() -> None:
    """And does not where everybody is from the same."""
    entries = [
        Entry(n, NOW, "ack", platform, "x", name, "acknowledged", True, "")
        for n, (platform, name) in enumerate(
            [("console", "Ada"), ("discord", "Ben"), ("lockstep", "Lockstep"),
             (LOCK_SCREEN, "Lock Screen")]
        )
    ]  # fmt: skip
    there = Channel(surface="discord", id="7", workspace="8", name="incidents")
    mirrored = activity().model_copy(update={"channels": (PHONES, OPS, there)})

    def who(of: Activity) -> list[str]:
        told = history(of, entries).splitlines()[1:]
        return [line.split("  ")[1].removesuffix(": acknowledged") for line in told]

    assert who(mirrored) == ["Ada (Console)", "Ben (Discord)", "Lockstep", "Lock Screen"]
    assert who(activity()) == ["Ada", "Ben (Discord)", "Lockstep", "Lock Screen"]


def test_status_tells_which_channel_cannot_show_it() -> None:
    """One that was left is no trouble, and neither is one that was only not reached yet."""
    refused = {"state": "refused", "detail": "the channel is read-only"}
    there = Channel(surface="console", id="d", workspace="console", name="deploys")
    trouble = Delivery(activity(), there, {}, refused)
    left = Delivery(activity(), there, {}, refused, left=True)
    posted = Delivery(activity(), OPS, {}, {"state": "posted"})

    told = status([(activity(), [trouble, left, posted])], NOW)

    assert told.splitlines()[1:] == ["  Lock Screens: none", "  #deploys: the channel is read-only"]
