"""The demo's page in a real browser: how soon it follows, how soon it is there, what it weighs."""

import time
from collections.abc import Iterator
from statistics import median

from playwright.sync_api import Browser, Page

from tests.bench.programs import program
from tests.bench.size import Size
from tests.bench.table import Row
from tests.page import chromium

STEPS = 50
# An account may ask ActivitySmith 60 times a minute; a burst of 8 refills more slowly.
BETWEEN_SECONDS = 1.6

SEEN = """mark => {
  const [phone, field] = ['phone', 'say'].map((id) => document.getElementById(id));
  let pressed = NaN;
  const note = (event) => { if (event.key === 'Enter') pressed = performance.now(); };
  field.addEventListener('keydown', note, {capture: true});
  globalThis.seen = new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      if (!phone.textContent.includes(mark)) return;
      observer.disconnect();
      field.removeEventListener('keydown', note, {capture: true});
      resolve(performance.now() - pressed);
    });
    observer.observe(phone, {subtree: true, childList: true, characterData: true});
  });
}"""
USABLE = """new MutationObserver((_, observer) => {
  if (!document.querySelector('.people input')) return;
  observer.disconnect();
  globalThis.usable = performance.now();
}).observe(document, {subtree: true, childList: true});"""
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
WEIGHT = """['navigation', 'resource'].flatMap((kind) => performance.getEntriesByType(kind))
  .filter((each) => !each.name.includes('/demo/'))
  .reduce(([sent, raw, files], each) =>
    [sent + each.transferSize, raw + each.decodedBodySize, files + 1], [0, 0, 0])"""


def rows(size: Size) -> Iterator[Row]:
    """From Enter to the changed Lock Screen; first paint; when it can be used; weight."""
    executable = chromium.program()
    if executable is None:
        yield Row("page: chromium is not installed", "")
        return
    with (
        program(("-m", "adapters.cli", "demo"), size.fresh("page"), {"PORT": "0"}) as demo,
        chromium.started(executable) as browser,
    ):
        origin = f"http://127.0.0.1:{demo.port}"
        typed = _typed(browser, origin, size.typed)
        loads = [_load(browser, origin) for _ in range(size.loads)]
    yield _row("page: Enter to changed Lock Screen, median", median(typed), " ms")
    yield _row("… slowest", max(typed), " ms")
    yield _row("… first paint, cold, median", median(load[0] for load in loads), " ms")
    yield _row("… ready to type in, cold, median", median(load[1] for load in loads), " ms")
    sent, raw, files = loads[0][2]
    yield _row("… weight as sent", sent / 1024, " KB")
    yield _row("… weight unpacked", raw / 1024, " KB")
    yield _row("… files", files, "")


def _row(name: str, figure: float, unit: str) -> Row:
    return Row(name, f"{figure:,.3g}{unit}" if figure < 1000 else f"{figure:,.0f}{unit}")


def _typed(browser: Browser, origin: str, times: int) -> list[float]:
    """How long the Lock Screen took to show each of so many steps, in milliseconds."""
    page = browser.new_page()
    page.goto(origin)
    page.wait_for_selector(".people input")
    _say(page, f'/live start "Bench" steps:{STEPS}')
    page.wait_for_selector("#phone article[data-activity]")
    found = []
    for step in range(1, times + 1):
        time.sleep(BETWEEN_SECONDS)
        page.evaluate(SEEN, f"{step}/{STEPS}")
        _say(page, f"/live step {step}")
        found.append(float(page.evaluate("globalThis.seen")))
    page.close()
    return found


def _say(page: Page, text: str) -> None:
    page.fill("#say", text)
    page.press("#say", "Enter")


def _load(browser: Browser, origin: str) -> tuple[float, float, tuple[int, int, int]]:
    """First paint and ready in milliseconds, and the weight, with nothing kept from before."""
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(USABLE)
    page.goto(origin)
    page.wait_for_function("globalThis.usable")
    page.wait_for_function(PAINTED)
    sent, raw, files = page.evaluate(WEIGHT)
    painted, usable = float(page.evaluate(PAINTED)), float(page.evaluate("globalThis.usable"))
    context.close()
    return painted, usable, (sent, raw, files)
