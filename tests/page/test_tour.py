"""The guided tour does what it says, from end to end, and again after that."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.window import Window

pytestmark = pytest.mark.slow

LONG_MS = 60_000


def do(window: Window, step: int) -> None:
    """Press the button of *step*, and wait until it says that it is done."""
    expect(window.tour).to_contain_text(f"{step} of 5")
    window.tour_button.click()
    expect(window.tour_button).to_have_text("Finish" if step == 5 else "Next", timeout=LONG_MS)


def test_the_tour_from_end_to_end(window: Window) -> None:
    """Five steps, each one button; what each says is then to be seen."""
    window.page.locator("#open-tour").click()

    do(window, 1)
    expect(window.card("SEV1 Checkout is down")).to_be_visible()
    expect(window.lock("SEV1 Checkout is down")).to_be_visible()

    window.tour_button.click()
    do(window, 2)
    expect(window.card("SEV1 Checkout is down")).to_contain_text("Acknowledged")

    window.tour_button.click()
    do(window, 3)
    expect(window.lock("Deploy payments api")).to_contain_text("Test")

    window.tour_button.click()
    do(window, 4)
    expect(window.page.locator('.phones[data-state="waiting"]')).to_have_count(1)
    waits = window.page.locator("article:has(.phones[data-state=waiting]) h3").inner_text()
    expect(window.lock(waits)).to_have_count(0)

    window.tour_button.click()
    do(window, 5)
    expect(window.card("SEV1 Checkout is down")).to_contain_text("Ended")
    expect(window.lock("SEV1 Checkout is down")).to_contain_text("Ended")
    expect(window.lock(waits)).to_be_visible()

    window.tour_button.click()
    expect(window.tour).to_have_count(0)


def test_a_step_makes_up_for_what_was_skipped(opened: Open) -> None:
    """Twice in a narrow window, straight to the press: each time with an incident of its own."""
    window = opened((375, 740)).ready()

    for _ in range(2):
        window.page.locator("#open-tour").click()
        window.page.get_by_role("button", name="Skip").click()
        do(window, 2)
        window.page.keyboard.press("Escape")
        expect(window.tour).to_have_count(0)

    window.page.locator("#tab-chat").click()
    for title in ("SEV1 Checkout is down", "SEV1 Search is down"):
        expect(window.card(title)).to_contain_text("Acknowledged")


def test_the_tour_can_be_left_at_any_time(window: Window) -> None:
    """Closed in the middle of typing, it types no more, and what was begun by hand is back."""
    window.composer.fill("as I was saying")
    window.page.locator("#open-tour").click()
    expect(window.tour_button).to_be_focused()

    window.tour_button.click()
    window.page.keyboard.press("Escape")

    expect(window.tour).to_have_count(0)
    expect(window.page.locator("#open-tour")).to_be_focused()
    expect(window.composer).to_have_value("as I was saying")
