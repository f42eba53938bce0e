"""Discord's markdown as HTML: what typed text might make of itself is drawn here, too. Pure."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape

NOW = datetime(2026, 11, 23, 10, 4, tzinfo=UTC)
"""When it is looked at: a little after what is shown was done."""

CHANNELS = {"2001": "inc-2042-checkout"}
PEOPLE = {"3001": "ada"}

DISCS = {
    "🔴": "#d9352b", "🟠": "#ee8a2b", "🟡": "#f2c230", "🟢": "#57ab3c", "🔵": "#2f80d8",
    "🟣": "#8f5bc7", "⚪": "#c8ccd2",
}  # fmt: skip
"""Drawn, since few machines that make pictures have an emoji font; so are the others."""

_DRAWN = {
    **{disc: f'<circle cx="8" cy="8" r="7" fill="{color}"/>' for disc, color in DISCS.items()},
    "🏁": '<path d="M3 1v14" stroke="#99a" stroke-width="1.6"/>'
    '<path d="M4 2h10v7H4z" fill="#fff" stroke="#556"/>'
    '<path d="M4 2h2.5v3.5H4zM9 2h2.5v3.5H9zM6.5 5.5H9V9H6.5zM11.5 5.5H14V9h-2.5z" fill="#334"/>',
    "⏸️": '<rect x="1" y="1" width="14" height="14" rx="3" fill="#2f80d8"/>'
    '<path d="M5 4h2v8H5zM9 4h2v8H9z" fill="#fff"/>',
    "⚠️": '<path d="M8 1l7.5 13.5H.5z" fill="#f2c230"/>'
    '<path d="M7.2 5.5h1.6V10H7.2zM7.2 11.2h1.6v1.6H7.2z" fill="#333"/>',
}

_INLINE = re.compile(
    r"\\(?P<escaped>[^\w\s])|``(?P<code2>.+?)``|`(?P<code>[^`\n]+)`"
    r"|<t:(?P<at>-?\d+)(?::(?P<form>[tTdDfFR]))?>"
    r"|<#(?P<channel>\d+)>|<@[!&]?(?P<person>\d+)>|@(?P<everyone>everyone|here)"
    r"|</(?P<command>[^:>]+):\d+>"
    r"|\[(?P<label>[^\]\n]+)\]\(<?(?P<to>https?://[^\s)>]+)>?\)|<(?P<bare>https?://[^\s>]+)>"
    r"|(?P<url>https?://[^\s<]+)"
    r"|\*\*\*(?P<strong>.+?)\*\*\*|\*\*(?P<bold>.+?)\*\*(?!\*)|__(?P<under>.+?)__"
    r"|~~(?P<struck>.+?)~~|\|\|(?P<spoiler>.+?)\|\|"
    r"|\*(?P<italic>[^*\s][^*\n]*)\*|(?<!\w)_(?P<italic2>[^_\n]+)_(?!\w)",
    re.S,
)
_TAGS = {
    "strong": ("b", "i"), "bold": ("b",), "under": ("u",), "struck": ("s",),
    "italic": ("em",), "italic2": ("em",), "spoiler": ('span class="spoiler"',),
}  # fmt: skip
_PLAINLY = {
    "escaped": ("", ""), "code": ("<code>", "</code>"), "code2": ("<code>", "</code>"),
    "bare": ("<a>", "</a>"), "url": ("<a>", "</a>"),
}  # fmt: skip
_MENTIONS: dict[str, tuple[str, dict[str, str], str]] = {
    "channel": ("#", CHANNELS, ""), "person": ("@", PEOPLE, " loud"),
    "everyone": ("@", {}, " loud"), "command": ("/", {}, ""),
}  # fmt: skip
"""A loud one would ring in somebody's pocket: ours never do, and it is seen at once."""
_HEAD = re.compile(r"(?P<marks>#{1,3}|-#) +(?P<text>.+)")
_ITEM = re.compile(r"(?P<indent> *)[-*] +(?P<text>.+)")
_FENCE = re.compile(r"```(?:[\w+-]*\n)?(?P<pre>.+?)\n?```", re.S)


def markdown(text: str) -> str:
    """*text* as Discord shows it in a message or a text display."""
    made, last = "", 0
    for found in _FENCE.finditer(text):
        made += "".join(_lines(text[last : found.start()].strip("\n")))
        made += f"<pre>{plain(found['pre'])}</pre>"
        last = found.end()
    return made + "".join(_lines(text[last:].strip("\n")))


def _lines(text: str) -> Iterator[str]:
    """Lines one by one: each may be a heading, small print, an item or a quotation."""
    for line in text.split("\n") if text else ():
        if head := _HEAD.fullmatch(line):
            tag = {"#": "h1", "##": "h2", "###": "h3", "-#": "small"}[head["marks"]]
            yield f'<{tag} dir="auto">{inline(head["text"])}</{tag}>'
        elif line.startswith("> "):
            yield f'<blockquote dir="auto">{inline(line[2:])}</blockquote>'
        elif item := _ITEM.fullmatch(line):
            yield f'<p class="item" dir="auto">• {inline(item["text"])}</p>'
        else:
            yield f'<p dir="auto">{inline(line) or "&nbsp;"}</p>'


def inline(text: str) -> str:
    """Markup within a line."""
    made, last = "", 0
    for found in _INLINE.finditer(text):
        made += plain(text[last : found.start()]) + _marked(found)
        last = found.end()
    return made + plain(text[last:])


def _marked(found: re.Match[str]) -> str:
    kind = found.lastgroup
    assert kind is not None, "every alternative has its name"
    if kind in ("at", "form"):
        return f"<time>{moment(int(found['at']), found['form'] or 'f')}</time>"
    if kind == "to":
        return f"<a>{inline(found['label'])}</a>"
    said = found[kind]
    if kind in _PLAINLY:
        opening, closing = _PLAINLY[kind]
        return f"{opening}{plain(said)}{closing}"
    if kind in _MENTIONS:
        mark, known, loud = _MENTIONS[kind]
        return f'<span class="mention{loud}">{mark}{escape(known.get(said, said))}</span>'
    opening = "".join(f"<{tag}>" for tag in _TAGS[kind])
    closing = "".join(f"</{tag.split()[0]}>" for tag in reversed(_TAGS[kind]))
    return f"{opening}{inline(said)}{closing}"


def plain(text: str) -> str:
    """Letters as they are, and the few emoji as drawings."""
    made = escape(text)
    for emoji, drawing in _DRAWN.items():
        svg = f'<svg class="emoji" viewBox="0 0 16 16" role="img">{drawing}</svg>'
        made = made.replace(emoji, svg)
    return made


def moment(at: int, form: str) -> str:
    """A time as a British reader in UTC sees it at `NOW`."""
    when = datetime.fromtimestamp(at, UTC)
    if form == "R":
        return _relative(at - int(NOW.timestamp()))
    day, hour = f"{when.day} {when:%B %Y}", f"{when:%H:%M}"
    forms = {
        "t": hour, "T": f"{when:%H:%M:%S}", "d": f"{when:%d/%m/%Y}", "D": day,
        "f": f"{day} at {hour}", "F": f"{when:%A} {day} at {hour}",
    }  # fmt: skip
    return forms[form]


def _relative(seconds: int) -> str:
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1)):
        if abs(seconds) >= size or size == 1:
            count = round(abs(seconds) / size)
            told = f"{count} {unit}{'' if count == 1 else 's'}"
            return f"in {told}" if seconds > 0 else f"{told} ago"
    raise AssertionError("a second is the least")
