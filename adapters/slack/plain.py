"""What people typed, out of the form that Slack gave it. Pure.

Slack writes `&amp;` for `&`, and with `should_escape` turns names and addresses into
`<@U…|name>`, `<#C…|name>` and `<https://…>`. The grammar wants what the person saw.
"""

import re

from bot.text import clean

_ANGLES = re.compile(r"<([^<>]*)>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_LINK = re.compile(r"(?:https?|mailto|tel|slack|shortcuts):", re.I)


def plain(text: str) -> str:
    """*text* as it was typed: names as `@name` and `#name`, links as their address."""
    if "<" in text:
        text = _ANGLES.sub(_spoken, text)
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text


def channels(text: str) -> dict[str, str]:
    """The ids of the channels that *text* names, by what `plain` makes of each after its `#`."""
    return {(clean(name) or id): id for id, name in _CHANNEL.findall(text)}


def _spoken(found: re.Match[str]) -> str:
    inside, _, name = found[1].partition("|")
    if inside[:1] in ("@", "#"):
        return inside[0] + (name.lstrip("@#") or inside[1:])
    if inside.startswith("!"):
        return _special(inside[1:], name)
    if _LINK.match(inside):
        return name if inside.startswith(("mailto:", "tel:")) and name else inside
    return found[0]


def _special(inside: str, name: str) -> str:
    """`<!here>`, `<!subteam^S1|@sre>` and `<!date^1|{date}|yesterday>` as they are read."""
    kind, _, rest = inside.partition("^")
    if kind == "date":
        return name.rpartition("|")[2]
    return "@" + (name.lstrip("@") or rest or kind)
