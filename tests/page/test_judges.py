"""What judges the page can find fault: each is shown a page that is at fault."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser

from tests.page import axe
from tests.page.watch import Watch

POLICY = "default-src 'self' 'unsafe-inline' http://127.0.0.1:* ws://127.0.0.1:*; style-src 'self'"
PLAIN = "<!doctype html><html lang=en><title>Plain</title><main><h1>Plain</h1>{}</main></html>"


class Pages(BaseHTTPRequestHandler):
    """Answers every request with one page."""

    def __init__(self, html: str, *rest: object) -> None:
        self._html = html
        super().__init__(*rest)  # type: ignore[arg-type] # the socket's three, as they come

    def do_GET(self) -> None:
        body = self._html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def served(html: str) -> Iterator[str]:
    """The address of a machine that shows *html*."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, html)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def watched(browser: Browser, html: str) -> Watch:
    """What was seen of a page that is *html*."""
    with served(html) as origin:
        context = browser.new_context()
        watch = Watch(context, origin)
        page = context.new_page()
        page.goto(origin)
        page.evaluate("fetch('/last')")  # Whatever it did before that has been told by then.
        context.close()
    return watch


def judged(browser: Browser, html: str) -> list[str]:
    """What axe-core finds in a page that is *html*."""
    with served(html) as origin:
        page = browser.new_page()
        page.goto(origin)
        found = axe.violations(page)
        page.close()
    return found


@pytest.mark.parametrize(
    "asks",
    [
        "<img alt='' src='{}/dot.png'>",
        "<script>fetch('{}/metrics', {{mode: 'no-cors'}}).catch(() => 0)</script>",
        "<script>new WebSocket('{}/feed'.replace('http', 'ws')).onerror = () => 0</script>",
    ],
    ids=["picture", "fetch", "socket"],
)
def test_a_request_to_another_machine_is_found(browser: Browser, asks: str) -> None:
    """Another port of this machine is another machine, too."""
    with served("not asked for") as other:
        watch = watched(browser, PLAIN.format(asks.format(other)))

        assert [url.split("//")[1].split("/")[0] for url in watch.strays] == [other.split("//")[1]]
        with pytest.raises(AssertionError, match="another machine"):
            watch.check()


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ("<p style='color: red'>Red</p>", "Content Security Policy"),
        ("<script>console.error('it broke')</script>", "it broke"),
        ("<script>setTimeout(() => {throw new Error('it fell')})</script>", "it fell"),
    ],
    ids=["policy", "console", "exception"],
)
def test_a_complaint_is_found(browser: Browser, fault: str, told: str) -> None:
    """Whatever the browser or the page itself complains of."""
    watch = watched(browser, PLAIN.format(fault))

    assert any(told in complaint for complaint in watch.complaints)


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<button></button>", "button-name"),
        ("<p><img src='data:,'></p>", "image-alt"),
        ("<input>", "label"),
    ],
)
def test_what_keeps_people_out_is_found(browser: Browser, fault: str, rule: str) -> None:
    """axe-core names the rule and the place."""
    assert [found.split(":")[0] for found in judged(browser, PLAIN.format(fault))] == [rule]


def test_a_plain_page_is_without_fault(browser: Browser) -> None:
    """Neither judge finds what is not there."""
    html = PLAIN.format("<p>Nothing to see</p>")

    watched(browser, html).check()
    assert judged(browser, html) == []
