"""Everything can be done without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.page.window import Window

pytestmark = pytest.mark.slow

INCIDENT = "SEV1 Checkout is down"


def test_the_keyboard_is_enough(window: Window) -> None:
    """From the first Tab: a command with completion, a card, the phone, the drawer, a form."""
    keys = window.page.keyboard
    keys.press("Tab")
    keys.press("Enter")
    expect(window.composer).to_be_focused()

    keys.type("/live sta")
    expect(window.page.get_by_role("option").first).to_be_visible()
    keys.press("Tab")
    expect(window.composer).to_have_value("/live start ")
    keys.type("sev1 Checkout is down")
    keys.press("Enter")
    expect(window.composer).to_have_value("")

    window.reach(window.card(INCIDENT).get_by_role("button", name="Acknowledge"), back=True)
    keys.press("Enter")
    expect(window.card(INCIDENT)).to_contain_text("Acknowledged by Ada")

    window.reach(window.button(INCIDENT, "Investigating"))
    keys.press("Enter")
    expect(window.card(INCIDENT)).to_contain_text("Investigating")

    window.reach(window.page.locator("#open-drawer"), back=True)
    keys.press("Enter")
    expect(window.drawer).to_be_visible()
    expect(window.entries("PRESS")).to_have_count(1)

    window.reach(window.card(INCIDENT).get_by_role("button", name="End"))
    keys.press("Enter")
    dialog = window.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    window.reach(dialog.locator('[type="submit"]'))
    keys.press("Enter")
    expect(window.card(INCIDENT)).to_contain_text("Ended")
    expect(window.lock(INCIDENT)).to_contain_text("Ended")
