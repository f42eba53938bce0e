"""axe-core, which finds what would keep people with a screen reader or a keyboard out."""

from importlib.resources import files

from playwright.sync_api import Page

GRAVE = ("serious", "critical")
SCRIPT = files("axe_playwright_python").joinpath("axe.min.js")


def violations(page: Page) -> list[str]:
    """What is wrong with *page* and weighs heavily: the rule, and where."""
    # Evaluated by the debugger, not added to the page: the page's policy lets no script in.
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {', '.join(str(node['target'][0]) for node in violation['nodes'])}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
    ]
