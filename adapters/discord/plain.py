"""What a message says, as people read it: without Discord's markup, with names for ids. Pure.

A Lock Screen shows letters only. What Discord writes as `<@1>`, `<#2>`, `<t:3:R>` or
`**bold**` is read as the name, the time and the word.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

TEXT_MAX = 4_000
"""What is read of a text: the longest that Discord lets people write."""

Named = Callable[[str, int], str]
"""The name of the person (`@`), role (`@&`) or channel (`#`) of an id; empty if not known."""

_ANGLES = re.compile(
    r"<(?:(?P<kind>@&|@|#)!?(?P<id>\d{1,20})|a?(?P<emoji>:\w{1,64}:)\d+|t:(?P<at>-?\d{1,11})(?::\w)?"
    r"|(?P<command>/[^:<>]{1,100}):\d+|(?P<url>https?://[^\s<>]+)|id:(?P<place>\w+))>"
)
_UNKNOWN = {"@": "@somebody", "@&": "@some role", "#": "#some-channel"}
_FENCE = re.compile(r"```(?:\w+\n)?(.*?)```", re.S)
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?https?://[^\s()<>]+>?\)")
_LINE = re.compile(r"^(?:-# |#{1,3} |>{1,3} )+", re.M)
_PAIRS = re.compile(r"(\*\*\*|\*\*|\*|__|~~|\|\||`)(?=\S)(.{1,400}?)(?<=\S)\1", re.S)
_WORD = re.compile(r"(?<!\w)_(?=\S)([^_]+)(?<=\S)_(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_ASIDE = 0xE000
"""Where signs that are only signs stand meanwhile: nobody's letters, which no text shows."""
_KEPT = {_ASIDE + code: code for code in range(128)}
_DEEPEST = 4


def plain(text: str, named: Named) -> str:
    """*text* as it is read."""
    text = text[:TEXT_MAX]
    text = _ESCAPED.sub(lambda found: chr(_ASIDE + ord(found[1])), text)
    text = _FENCE.sub(r"\1", text)
    text = _LINE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _ANGLES.sub(lambda found: _spoken(found, named), text)
    for _ in range(_DEEPEST):
        text, count = _PAIRS.subn(r"\2", text)
        if not count:
            break
    return _WORD.sub(r"\1", text).translate(_KEPT)


def _spoken(found: re.Match[str], named: Named) -> str:
    if kind := found["kind"]:
        name = named(kind, int(found["id"]))
        return f"{kind[0]}{name}" if name else _UNKNOWN[kind]
    if found["at"]:
        return _moment(int(found["at"]))
    return found["emoji"] or found["command"] or found["url"] or f"#{found['place']}"


def _moment(seconds: int) -> str:
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%d %b %H:%M} UTC"
    except (OverflowError, OSError, ValueError):
        return "some time"
