"""`python -m tests.discord.page [FOLDER]`: README's picture of a card; into FOLDER, all scenes."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from playwright.sync_api import Browser

from tests.discord.page import scenes
from tests.page import chromium
from tests.steps import ROOT

PICTURE = ROOT / "docs" / "discord-card.png"
BYTES_MAX = 250 * 1024
FIGURES_MAX = 6
STYLE = Path(__file__).with_name("style.css")


def page(body: str, theme: str = "dark") -> str:
    """A whole page."""
    style = f"<style>{STYLE.read_text()}</style>"
    return f'<!doctype html><html data-theme="{theme}"><meta charset=utf-8>{style}{body}</html>'


def board(found: Iterable[tuple[str, str]], theme: str) -> str:
    """All of *found*, each with its name."""
    figures = "".join(
        f"<figure><figcaption>{name}</figcaption>{made}</figure>" for name, made in found
    )
    return page(f'<main class="wide">{figures}</main>', theme)


def boards(theme: str) -> Iterator[tuple[str, str]]:
    """All scenes, as many on a page as can be looked at together."""
    for name, found in scenes.BOARDS.items():
        every = list(found())
        for number, first in enumerate(range(0, len(every), FIGURES_MAX), start=1):
            yield f"{name}-{number}", board(every[first : first + FIGURES_MAX], theme)


def shot(browser: Browser, text: str, width: int, scale: int = 2) -> bytes:
    """The page as a picture, as high as it is."""
    context = browser.new_context(
        viewport={"width": width, "height": 200}, device_scale_factor=scale, locale="en-GB"
    )
    opened = context.new_page()
    opened.set_content(text)
    picture = opened.screenshot(full_page=True)
    context.close()
    return picture


def main(folder: Path | None) -> int:
    """0 if the picture was made, and is not too heavy."""
    executable = chromium.program()
    if executable is None:
        print(chromium.MISSING, file=sys.stderr)
        return 1
    with chromium.started(executable) as browser:
        PICTURE.write_bytes(shot(browser, page(f"<main>{scenes.picture()}</main>"), 640))
        if folder is not None:
            folder.mkdir(exist_ok=True)
            for theme in ("dark", "light"):
                for name, made in boards(theme):
                    (folder / f"{name}-{theme}.html").write_text(made)
                    (folder / f"{name}-{theme}.png").write_bytes(shot(browser, made, 1240))
    print(f"docs/{PICTURE.name}: {PICTURE.stat().st_size / 1024:.0f} KB")
    return int(PICTURE.stat().st_size > BYTES_MAX)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
