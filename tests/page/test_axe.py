"""axe-core finds nothing serious, whatever is open, wide and narrow, light and dark."""

import pytest
from playwright.sync_api import expect

from tests.page import axe
from tests.page.conftest import WIDE, Open
from tests.page.test_types import TYPES

pytestmark = pytest.mark.slow

NARROW = (375, 740)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_nothing_keeps_people_out(opened: Open, size: tuple[int, int], theme: str) -> None:
    """On arrival, with all seven types, live and ended; a form, the drawer and the tour."""
    window = opened(size, theme=theme).ready()
    found = {"start": axe.violations(window.page)}

    for _, said, title, _ in TYPES:
        window.say(f"/live {said}")
        expect(window.card(title)).to_be_visible()
    drawn = window.page.locator("#phone article[data-activity]")
    expect(drawn).to_have_count(4)
    for name in ("backup", "reindex", "mrr"):
        window.say(f"/live end on {name}")
    expect(drawn).to_have_count(7)
    found["cards"] = axe.violations(window.page)
    window.page.locator("#chat article").get_by_role("button", name="Update").first.click()
    expect(window.page.get_by_role("dialog")).to_be_visible()
    found["form"] = axe.violations(window.page)
    window.page.keyboard.press("Escape")
    window.composer.fill("/live st")
    expect(window.page.get_by_role("option").first).to_be_visible()
    found["hints"] = axe.violations(window.page)
    window.composer.fill("")

    if size == NARROW:
        window.page.locator("#tab-phone").click()
        expect(window.lock("Order book")).to_be_visible()
        found["phone"] = axe.violations(window.page)
    window.page.locator("#open-tour").click()
    expect(window.tour).to_be_visible()
    found["tour"] = axe.violations(window.page)
    window.open_drawer()
    window.entries("started").first.get_by_role("button").click()
    found["drawer"] = axe.violations(window.page)

    assert {place: wrong for place, wrong in found.items() if wrong} == {}
