"""The small pages that whoever installs the app sees: one heading, what happened, what next."""

import re
from functools import cache
from html import escape
from pathlib import Path

from aiohttp import web

STYLE = "/slack/page.css"

_POLICY = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_TYPED, _CODE = re.compile("`([^`]*)`"), r"<code>\1</code>"
_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Lockstep</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<h1>{title}</h1>
{rest}
</main>
</body>
</html>
"""


def page(title: str, *said: str, status: int = 200, again: str = "") -> web.Response:
    """A page of *title* and paragraphs, and a link to begin *again* where that helps.

    What stands between backquotes is something to type.
    """
    rest = [f"<p>{_TYPED.sub(_CODE, escape(each))}</p>" for each in said]
    if again:
        rest.append(f'<p><a href="{escape(again)}">Begin again</a></p>')
    text = _PAGE.format(title=escape(title), style=STYLE, rest="\n".join(rest))
    headers = {"Content-Security-Policy": _POLICY}
    return web.Response(text=text, status=status, content_type="text/html", headers=headers)


async def on_style(request: web.Request) -> web.Response:
    """The pages' style sheet."""
    return web.Response(text=_style(), content_type="text/css")


@cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")
