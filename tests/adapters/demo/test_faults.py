"""ActivitySmith's faults: what the card says while one lasts, and that all comes right after.

Nobody says anything once a switch is off: Lockstep looks again by itself, and soon.
"""

from datetime import UTC, datetime

import pytest

from adapters.demo.faults import FAULTS, SLOW_SECONDS
from tests.adapters.demo.window import Window

pytestmark = pytest.mark.slow

OLD, NEW = "Nightly backup", "Search reindex"

BUSY = "waiting: ActivitySmith asks for fewer requests"
FULL = "waiting for a free place: 4 of 4 in use"
NO_PHONE = "no phone is set up to receive this"
TRIAL_OVER = (
    "ActivitySmith stopped the account: The trial has ended. Choose a plan to go on; "
    "see https://activitysmith.com/app/billing"
)
NOT_REACHED = "ActivitySmith does not answer; trying again"
ACCEPTED = "accepted for 1 phone"


@pytest.mark.parametrize(
    ("switch", "of_the_old", "of_the_new", "status"),
    [
        ("rate_limit", BUSY, BUSY, 429),
        ("full", ACCEPTED, FULL, 429),
        ("no_devices", NO_PHONE, NO_PHONE, 422),
        ("billing", TRIAL_OVER, TRIAL_OVER, 402),
        ("down", NOT_REACHED, NOT_REACHED, 503),
    ],
)
async def test_a_fault_is_told_on_the_card_and_heals_by_itself(
    page: Window, switch: str, of_the_old: str, of_the_new: str, status: int
) -> None:
    """What is there and what begins meanwhile both say what is wrong; then both are right."""
    await page.say(f'/live start "{OLD}" 10%')
    await page.until(lambda: page.phones(OLD) == ACCEPTED)
    await page.turn(switch, on=True)

    await page.say("/live 20%")
    await page.say(f'/live start "{NEW}" 42%', channel="deploys")
    await page.until(lambda: page.phones(NEW) == of_the_new)
    await page.until(lambda: page.phones(OLD) == of_the_old)
    await page.until(lambda: status in _statuses(page))
    await page.until(lambda: _percentage(page, OLD) == (20 if switch == "full" else 10))
    assert page.screen(NEW) is None

    await page.turn(switch, on=False)
    await page.until(lambda: page.screen(NEW))
    await page.until(lambda: _percentage(page, OLD) == 20)
    await page.until(lambda: {page.phones(OLD), page.phones(NEW)} == {ACCEPTED})
    assert _statuses(page)[-1] == 200


async def test_slow_answers_merge_what_happens_meanwhile(page: Window) -> None:
    """The phone follows seconds after the chat, and is told the latest only."""
    await page.turn("late", on=True)
    said_at = datetime.now(UTC)
    await page.say(f'/live start "{OLD}" steps:8')
    for _ in range(8):
        await page.say("/live next")
    await page.until(lambda: _step(page) == 8)

    waited = datetime.fromisoformat(page.wire[0]["at"]) - said_at
    assert waited.total_seconds() >= SLOW_SECONDS
    assert len(_statuses(page)) < 9, "each step was sent by itself"


async def test_several_at_once_and_each_by_itself(page: Window) -> None:
    """A switch that goes off leaves the others as they are."""
    await page.turn("down", on=True)
    await page.turn("late", on=True)
    await page.turn("rate_limit", on=True)
    await page.turn("down", on=False)
    await page.until(lambda: _on(page) == {"late", "rate_limit"})
    await page.say(f'/live start "{OLD}" 10%')
    await page.until(lambda: page.phones(OLD) == BUSY)

    await page.turn("rate_limit", on=False)
    await page.turn("late", on=False)
    await page.until(lambda: page.phones(OLD) == ACCEPTED)

    assert _on(page) == set()


async def test_a_full_account_says_so_on_the_phone(page: Window) -> None:
    """All places count as taken while others have them."""
    await page.turn("full", on=True)
    await page.until(lambda: page.told["phones"]["account"]["live"] == 4)
    await page.turn("full", on=False)
    await page.until(lambda: page.told["phones"]["account"]["live"] == 0)


def test_every_switch_is_named_once() -> None:
    """The names are those of the page; each tells in a sentence what it does."""
    names = [fault.name for fault in FAULTS]

    assert names == ["rate_limit", "full", "late", "no_devices", "billing", "down"]
    assert all(fault.about.endswith(".") and fault.label for fault in FAULTS)


def _statuses(page: Window) -> list[int]:
    return [entry["status"] for entry in page.wire if entry["kind"] == "request"]


def _percentage(page: Window, title: str) -> int | None:
    screen = page.screen(title)
    return screen["content_state"].get("percentage") if screen else None


def _step(page: Window) -> int | None:
    screen = page.screen(OLD)
    return screen["content_state"].get("current_step") if screen else None


def _on(page: Window) -> set[str]:
    return {switch["name"] for switch in page.told["switches"] if switch["on"]}
