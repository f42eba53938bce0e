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
        heading = self.page.get_by_role("heading", name=title)
        return self.page.locator("#chat article[data-activity]").filter(has=heading).last

    def lock(self, title: str) -> Locator:
        """The Lock Screen's card with *title*."""
        return self.page.locator("#phone article[data-activity]").filter(has_text=title).last

    def button(self, title: str, name: str) -> Locator:
        """The button *name* of the Lock Screen's card with *title*."""
        return self.lock(title).get_by_role("button", name=name)
