"""`python -m tests.page.pictures`: the README's pictures, made from the running page.

Here and not in docs/, because it drives the page with the same windows as the tests do.
What it shows is always the same; only the clocks differ.
"""

import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.adapters.programs import environment, program
from tests.page import chromium
from tests.page.window import Window
from tests.steps import ROOT

DOCS = ROOT / "docs"
PATIENCE_MS = 20_000
SIZE = (1320, 860)
BYTES_MAX = 400 * 1024
INCIDENT = "SEV1 Checkout is down"


def acknowledged(window: Window) -> None:
    """An incident, acknowledged on the Lock Screen: card, thread and phone side by side."""
    window.speak_as("mei")
    window.say("Two customers tell me that they cannot pay")
    window.speak_as("ada")
    window.say("/live start sev1 Checkout is down")
    window.button(INCIDENT, "Acknowledge").click()
    expect(window.post(INCIDENT).locator(".thread")).to_contain_text("Lock Screen")
    window.button(INCIDENT, "Investigating").click()
    expect(window.lock(INCIDENT)).to_contain_text("1/4")
    expect(window.card(INCIDENT)).to_contain_text("accepted for 1 phone")
    window.note.get_by_role("button", name="Dismiss").click()


def full(window: Window) -> None:
    """A Lock Screen of four types, and what was sent for it."""
    for channel, said in (
        ("ops", "start sev1 Checkout is down"),
        ("general", 'start "prod-web-1" CPU=24% MEM=61% icon:server.rack'),
        ("general", 'start "Search reindex" 42% color:cyan icon:magnifyingglass'),
        ("ops", 'start "Rollback window" timer:15m color:orange'),
    ):
        window.go(channel)
        window.say(f"/live {said}")
        title = re.findall(r'"(.*?)"', said) or [INCIDENT]
        expect(window.lock(title[0])).to_be_visible()
        expect(window.card(title[0])).to_contain_text("accepted for 1 phone")
    window.note.get_by_role("button", name="Dismiss").click()
    window.open_drawer()
    window.button(INCIDENT, "Acknowledge").click()
    window.page.locator("#phone .lock-stack").evaluate("stack => stack.scrollTo(0, 0)")
    expect(window.entries("PRESS")).to_have_count(1)
    expect(window.entries("updated").filter(has_text=INCIDENT).first).to_be_visible()
    expect(window.lock(INCIDENT)).to_contain_text("Acknowledged")


PICTURES: dict[str, tuple[str, Callable[[Window], None]]] = {
    "demo-acknowledged.png": ("light", acknowledged),
    "demo-full.png": ("dark", full),
}


def main() -> int:
    """0 if all were made, and none is too heavy."""
    executable = chromium.program()
    if executable is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    heavy = False
    with chromium.started(executable) as browser:
        for name, (theme, moment) in PICTURES.items():
            path = DOCS / name
            path.write_bytes(_picture(browser, theme, moment))
            heavy |= path.stat().st_size > BYTES_MAX
            print(f"docs/{name}: {path.stat().st_size / 1024:.0f} KB")
    return int(heavy)


def _picture(browser: Browser, theme: str, moment: Callable[[Window], None]) -> bytes:
    with (
        tempfile.TemporaryDirectory() as folder,
        program(Path(folder), "demo", environ=environment(), name="demo") as demo,
    ):
        context = browser.new_context(
            viewport={"width": SIZE[0], "height": SIZE[1]},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-GB",
        )
        page = context.new_page()
        page.goto(demo.url())
        moment(Window(page).ready())
        page.evaluate("document.activeElement.blur()")
        picture = page.screenshot(animations="disabled", caret="hide")
        context.close()
    return picture


if __name__ == "__main__":
    sys.exit(main())
