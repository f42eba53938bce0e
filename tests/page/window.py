"""A window of the demo, and what a person does in it."""

import re
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Window:
    """One window; `page` is for what only one test does."""

    page: Page

    def ready(self) -> "Window":
        """Wait until the feed has told all there is."""
        expect(self.composer).to_be_visible()
        expect(self.page.locator("#lost")).to_be_empty()
        expect(self.page.locator(".people input")).not_to_have_count(0)
        return self

    @property
    def composer(self) -> Locator:
        """The field in which things are said."""
        return self.page.locator("#say")

    @property
    def note(self) -> Locator:
        """What this window alone was told."""
        return self.page.locator(".note")

    def speak_as(self, person: str) -> None:
        """Turn into *person*."""
        self.page.locator(f'.people input[value="{person}"]').check(force=True)

    def go(self, channel: str) -> None:
        """Show *channel*."""
        self.page.goto(f"{self.page.url.split('#')[0]}#{channel}")
        expect(self.page.get_by_role("log", name=re.compile(channel))).to_be_visible()

    def type(self, text: str) -> None:
        """Type *text* into the field and send it; the field is empty when it was taken."""
        self.composer.fill(text)
        self.page.keyboard.press("Escape")
        self.composer.press("Enter")

    def say(self, text: str) -> None:
        """Say *text*, and wait until it was taken."""
        self.type(text)
        expect(self.composer).to_have_value("")

    def card(self, title: str) -> Locator:
        """The newest card with *title* in its heading."""
        cards = self.page.locator("#chat article[data-activity]")
        return cards.filter(has=self._heading(title)).last

    def post(self, title: str) -> Locator:
        """The post with that card, and its thread."""
        return self.page.locator("#chat .post").filter(has=self._heading(title)).last

    def lock(self, title: str) -> Locator:
        """The Lock Screen's card with *title*."""
        return self.page.locator("#phone article[data-activity]").filter(has_text=title).last

    def button(self, title: str, name: str) -> Locator:
        """The button *name* of the Lock Screen's card with *title*."""
        return self.lock(title).get_by_role("button", name=name)

    @property
    def drawer(self) -> Locator:
        """The other side of the glass."""
        return self.page.locator(".drawer")

    def open_drawer(self) -> None:
        """Look behind the glass."""
        self.page.locator("#open-drawer").click()
        expect(self.drawer).to_be_visible()

    def entries(self, text: str = "") -> Locator:
        """The entries of the drawer in which *text* stands."""
        return self.drawer.locator(".entry").filter(has_text=text)

    @property
    def tour(self) -> Locator:
        """The guided tour."""
        return self.page.locator(".tour")

    @property
    def tour_button(self) -> Locator:
        """The one button of the tour's step."""
        return self.page.locator("#tour-go")

    def reach(self, target: Locator, *, back: bool = False, most: int = 80) -> None:
        """Press Tab until *target* has the focus; backwards with *back*."""
        expect(target).to_be_visible()
        for _ in range(most):
            if target.evaluate("element => element === document.activeElement"):
                return
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
        raise AssertionError(f"{target} cannot be reached with the keyboard")

    def _heading(self, title: str) -> Locator:
        return self.page.get_by_role("heading", name=title)
