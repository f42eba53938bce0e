"""Each of the seven types is drawn twice: on the card, and on the Lock Screen."""

import pytest
from playwright.sync_api import expect

from tests.page.window import Window

pytestmark = pytest.mark.slow

TYPES = [
    ("alert", "start Checkout is down", "Incident in #ops", ["Checkout is down"]),
    ("segmented_progress", 'start "Backup" steps:copy,verify,prune', "Backup", ["0", "3"]),
    ("progress", 'start "Reindex" 42%', "Reindex", ["42"]),
    ("value", 'start "MRR" value:$12,430', "MRR", ["$12,430"]),
    ("timer", 'start "Benchmark" timer:50m', "Benchmark", [":"]),
    ("metrics", 'start "prod-web-1" CPU=24% MEM=61%', "prod-web-1", ["CPU", "24", "MEM", "61"]),
    ("stats", 'start "Order book" Open=128 Mood="calm enough"', "Order book", ["calm enough"]),
]


@pytest.fixture
def demo(lasting_demo: str) -> str:
    """One demo for all seven: each test ends what it started."""
    return lasting_demo


@pytest.mark.parametrize(("kind", "said", "title", "shown"), TYPES, ids=[t[0] for t in TYPES])
def test_a_type_is_drawn_on_both_sides(
    window: Window, kind: str, said: str, title: str, shown: list[str]
) -> None:
    """Typed, drawn as what it is, and drawn as ended when it has ended."""
    window.say(f"/live {said}")

    for drawn in (window.card(title), window.lock(title)):
        expect(drawn).to_have_attribute("data-type", kind)
        for text in shown:
            expect(drawn).to_contain_text(text)

    window.say("/live end")

    expect(window.card(title)).to_contain_text("Ended")
    expect(window.lock(title)).to_contain_text("Ended")
