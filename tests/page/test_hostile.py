"""What people type is text, wherever it is drawn; and no window scrolls sideways."""

import pytest
from playwright.sync_api import expect

from tests.page.conftest import Open
from tests.page.window import Window

pytestmark = pytest.mark.slow

OVERRIDE, LONG = "\u202e", "W" * 3_980
HOSTILE = {
    "markup": "<img src=x onerror=alert(1)> & <script>alert(2)</script>",
    "override": f"Checkout {OVERRIDE}nwod si",
    "long": LONG,
    "emoji": "👩‍👩‍👧‍👦🔥🇩🇪 zalgo z̸̢̛͎a̷l̵g̶o̴",
}
NARROW = (320, 640)


@pytest.fixture
def demo(lasting_demo: str) -> str:
    """One demo for all: each test ends what it started."""
    return lasting_demo


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_stays_text(opened: Open, text: str) -> None:
    """As a post, as a title, on the phone, in the drawer: nothing runs, nothing bursts."""
    window = opened(NARROW).ready()
    window.page.on("dialog", lambda dialog: pytest.fail(f"it ran: {dialog.message}"))

    window.say(text)
    window.say(f'/live start "Shop" type:alert message:"{text[:200]}"')
    expect(window.card("Shop")).to_contain_text(text[:20].replace(OVERRIDE, ""))
    assert not sideways(window)
    window.page.locator("#tab-phone").click()
    expect(window.lock("Shop")).to_be_visible()
    assert not sideways(window)
    window.open_drawer()
    window.entries("started").first.get_by_role("button").click()
    expect(window.drawer.get_by_role("region", name="Sent")).to_be_visible()
    assert not sideways(window)

    assert window.page.locator('img[src="x"], script:not([src])').count() == 0
    window.page.locator("#open-drawer").click()
    window.page.locator("#tab-chat").click()
    window.say("/live end")


@pytest.mark.parametrize("size", [NARROW, (375, 740), (768, 900), (1440, 900)])
def test_no_width_scrolls_sideways(opened: Open, size: tuple[int, int]) -> None:
    """With the tour or the drawer open, as on arrival."""
    window = opened(size).ready()
    assert not sideways(window)

    window.page.locator("#open-tour").click()
    expect(window.tour).to_be_visible()
    assert not sideways(window)

    window.open_drawer()
    assert not sideways(window)


def sideways(window: Window) -> bool:
    """Whether the page is wider than its window."""
    widest = "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
    return bool(window.page.evaluate(f"{widest} > innerWidth"))
