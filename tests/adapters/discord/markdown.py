"""Reads markdown as Discord's clients do: what a person sees, and what it does to them.

Written from what the clients show, not from our own escaping. A text becomes pieces: a kind
and what is seen or meant. Where a client would be in doubt, the worse is read.
"""

import re
from collections.abc import Iterator

Piece = tuple[str, str]

_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("small", re.compile(r"-#[ \t]+")),
    ("heading", re.compile(r"[ \t]*#{1,3}[ \t]+")),
    ("quote", re.compile(r"[ \t]*>(?:>>)?[ \t]+")),
    ("list", re.compile(r"[ \t]*(?:[*+-]|[0-9]+[.)])[ \t]+")),
)
_INLINE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("mention", re.compile(r"<(?:@[!&]?|#)[0-9]+>|@everyone|@here", re.I)),
    ("command", re.compile(r"</[^>]*:[0-9]+>")),
    ("place", re.compile(r"<id:[^>]*>", re.I)),
    ("moment", re.compile(r"<t:-?[0-9]+(?::[a-z])?>", re.I)),
    ("emoji", re.compile(r"<a?:\w+:[0-9]+>|:[^\s:]+:")),
    ("link", re.compile(r"<?[a-z][a-z0-9+.-]*://\S+|<(?:mailto:|tel:|\+|[^\s<>@]+@)[^>]*>", re.I)),
    ("invitation", re.compile(r"discord(?:app)?\.(?:gg|com/invite|me)/\S+", re.I)),
    ("masked link", re.compile(r"\[[^\]]*\]\([^)]*\)")),
)
_MARKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("bold", re.compile(r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)", re.S)),
    ("underline", re.compile(r"__((?:\\.|[^\\])+?)__(?!_)", re.S)),
    ("italics", re.compile(r"\*((?:\\.|[^\\*])+?)\*(?!\*)|_((?:\\.|[^\\_])+?)_(?!_)", re.S)),
    ("strike", re.compile(r"~~((?:\\.|[^\\])+?)~~", re.S)),
    ("spoiler", re.compile(r"\|\|((?:\\.|[^\\])+?)\|\|", re.S)),
)
_BLOCK = re.compile(r"```(?:[a-z0-9_+.#-]*\n)?(.*?)```", re.S | re.I)
_CODE = re.compile(r"(`+)(.*?[^`])\1(?!`)", re.S)
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")


def read(text: str) -> list[Piece]:
    """The pieces of *text*, neighbouring words as one."""
    pieces: list[Piece] = []
    for kind, said in _read(text, at_line_start=True):
        if kind == "words" and pieces and pieces[-1][0] == "words":
            pieces[-1] = ("words", pieces[-1][1] + said)
        else:
            pieces.append((kind, said))
    return pieces


def kinds(text: str) -> list[str]:
    """What *text* does, beside words: each mark, link and moment of it."""
    return [kind for kind, _ in read(text) if kind != "words"]


def seen(text: str) -> str:
    """The letters of *text* as a person sees them."""
    return "".join(said for kind, said in read(text) if kind in ("words", "code", "block"))


def _read(text: str, *, at_line_start: bool) -> Iterator[Piece]:
    at = 0
    while at < len(text):
        if at_line_start and (found := _match(_LINES, text, at)):
            kind, match = found
            yield kind, ""
            at, at_line_start = match.end(), kind in ("quote", "list")
            continue
        length, pieces = _next(text, at)
        yield from pieces
        at += length
        at_line_start = text[at - 1] == "\n"


def _next(text: str, at: int) -> tuple[int, list[Piece]]:
    """How much of *text* the next piece takes, and what it is read as."""
    if match := _ESCAPE.match(text, at):
        return match.end() - at, [("words", match[1])]
    if match := _BLOCK.match(text, at):
        return match.end() - at, [("block", match[1])]
    if match := _CODE.match(text, at):
        return match.end() - at, [("code", match[2])]
    if found := _match(_INLINE, text, at):
        return found[1].end() - at, [(found[0], found[1][0])]
    if found := _match(_MARKS, text, at):
        inside = next(group for group in found[1].groups() if group is not None)
        within = list(_read(inside, at_line_start=False))
        return found[1].end() - at, [(found[0], ""), *within]
    return 1, [("words", text[at])]


def _match(
    rules: tuple[tuple[str, re.Pattern[str]], ...], text: str, at: int
) -> tuple[str, re.Match[str]] | None:
    for kind, pattern in rules:
        if match := pattern.match(text, at):
            return kind, match
    return None
