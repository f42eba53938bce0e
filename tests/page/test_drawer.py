"""The other side of the glass: what is sent, what comes back, and what may go wrong."""

import re

import pytest
from playwright.sync_api import expect

from tests.page.window import Window

pytestmark = pytest.mark.slow

# A switch, what the card then says of the phones, and what the drawer says of the answer.
FAULTS = [
    ("rate_limit", "fewer requests", "429 too many"),
    ("full", "waiting for a free place", "429 no place"),
    ("late", "accepted", "200 accepted"),
    ("no_devices", "no phone", "422 no phone"),
    ("billing", "stopped the account", "402 not paid"),
    ("down", "does not answer", "503 down"),
]
RECOVERING = ("rate_limit", "down")


def test_requests_and_presses_are_listed_as_they_happen(window: Window) -> None:
    """A start, a press and what came of it; each opens to what was sent and answered."""
    window.open_drawer()
    expect(window.drawer).to_contain_text("0 of 60 requests this minute")

    window.say("/live start deploy payments api")
    window.button("Deploy payments api", "Build").click()

    expect(window.entries("started")).to_have_count(1)
    expect(window.entries("PRESS")).to_contain_text("200 done")
    expect(window.entries("updated").first).to_contain_text("Deploy payments api")
    # One more than two when the card was there only after the start: it adds "Open chat".
    expect(window.drawer).to_contain_text(re.compile("[23] of 60 requests this minute"))
    expect(window.drawer).to_contain_text("1 of 4 places")

    window.entries("started").get_by_role("button").click()
    sent, answered = (window.drawer.get_by_role("region", name=side) for side in ("Sent", "Answ"))
    expect(sent).to_contain_text('"title": "Deploy payments api"')
    expect(answered).to_contain_text('"operation": "started"')

    window.drawer.get_by_role("button", name="Presses").click()
    expect(window.entries()).to_have_count(1)


@pytest.mark.parametrize(("name", "phones", "answer"), FAULTS, ids=[each[0] for each in FAULTS])
def test_a_fault_is_told_and_gone_when_switched_off(
    window: Window, name: str, phones: str, answer: str
) -> None:
    """Card and drawer say what is wrong; the chat goes on; what passes by itself does."""
    window.open_drawer()
    switch = window.drawer.locator(f"#switch-{name}")
    expect(switch).to_have_attribute("aria-checked", "false")

    switch.click()
    expect(switch).to_have_attribute("aria-checked", "true")
    window.say('/live start "Reindex" 42%')

    expect(window.card("Reindex").locator(".phones")).to_contain_text(phones)
    expect(window.entries(answer).first).to_be_visible()

    switch.click()
    expect(switch).to_have_attribute("aria-checked", "false")
    if name in RECOVERING:
        expect(window.lock("Reindex")).to_contain_text("42", timeout=45_000)
