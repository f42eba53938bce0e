"""What a page did that it must not do: ask another machine, complain, break its own policy."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page

# The browser notes every answer that is no success. These are answers the page expects.
EXPECTED = re.compile(r"^Failed to load resource: .* status of (409|422|503) ")
OWN_SCHEMES = ("http", "ws")


class Watch:
    """Listens to every page of a context, from its first request on."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._host = urlsplit(origin).netloc
        self.strays: list[str] = []
        self.complaints: list[str] = []
        context.on("request", lambda request: self._asked(request.url))
        context.on("page", self._opened)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _opened(self, page: Page) -> None:
        page.on("websocket", lambda line: self._asked(line.url))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        inside = parts.scheme == "data" or (
            parts.scheme in OWN_SCHEMES and parts.netloc == self._host
        )
        if not inside:
            self.strays.append(url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not EXPECTED.match(message.text):
            self.complaints.append(message.text)

    def check(self) -> None:
        """Raises AssertionError when a page did any of it."""
        assert self.strays == [], f"the page asked another machine: {self.strays}"
        assert self.complaints == [], f"the page complained: {self.complaints}"
