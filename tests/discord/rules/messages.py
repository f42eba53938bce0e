"""Messages: posted, edited, or said in answer to an interaction."""

from typing import Any

from tests.discord.message import COMPONENTS_V2, Message
from tests.discord.rules.components import layout, rows
from tests.discord.rules.sizes import Wrong, count, optional, text

Json = dict[str, Any]
MOST_CONTENT = 2000
MOST_IN_EMBEDS = 6000
SAYS = ("content", "embeds", "components", "poll", "sticker_ids", "attachments")


def message(body: Json, before: Message | None = None) -> Wrong:
    """What is wrong with *body*, as a new message or as an edit of the one *before*."""
    yield from optional(body, "content", MOST_CONTENT, "it")
    if before is None:
        yield from optional({"nonce": str(body.get("nonce", ""))}, "nonce", 25, "it")
    yield from _embeds(body)
    flags = int(body.get("flags") or 0)
    was_layout = before is not None and bool(before.flags & COMPONENTS_V2)
    if flags & COMPONENTS_V2 or was_layout:
        yield from _layout(body, before, flags)
    elif body.get("components"):
        yield from rows(body["components"])


def empty(body: Json) -> bool:
    """Whether a new message would show nothing at all."""
    return not any(body.get(name) for name in SAYS)


def _layout(body: Json, before: Message | None, flags: int) -> Wrong:
    named = [n for n in ("content", "embeds", "poll", "sticker_ids") if body.get(n)]
    if named:
        yield f"flags: a message of components has no {' and no '.join(named)}"
    if before is not None and not before.flags & COMPONENTS_V2:
        for name, shown in (("content", before.content), ("embeds", before.embeds)):
            if shown and name not in body:
                yield f"{name}: must be taken away by the edit that makes it all components"
    elif before is not None and body.get("flags") is not None and not flags & COMPONENTS_V2:
        yield "flags: a message of components stays one"
    if before is None or "components" in body:
        yield from count(body, "components", 1, 40, "it")
        yield from layout(body.get("components") or [])


def _embeds(body: Json) -> Wrong:
    embeds = body.get("embeds") or []
    if len(embeds) > 10:
        yield f"embeds: {len(embeds)}, not 10"
    total = 0
    for n, embed in enumerate(embeds):
        here = f"embeds[{n}]"
        yield from optional(embed, "title", 256, here)
        yield from optional(embed, "description", 4096, here)
        yield from optional(embed.get("footer") or {}, "text", 2048, here)
        yield from optional(embed.get("author") or {}, "name", 256, here)
        yield from optional({"fields": "x" * len(embed.get("fields", []))}, "fields", 25, here)
        for field in embed.get("fields", []):
            yield from text(field, "name", 256, here)
            yield from text(field, "value", 1024, here)
        total += _read(embed)
    if total > MOST_IN_EMBEDS:
        yield f"embeds: {total} characters in total, not {MOST_IN_EMBEDS}"


def _read(embed: Json) -> int:
    said = [embed.get("title"), embed.get("description")]
    said += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
    said += [field.get(part) for field in embed.get("fields", []) for part in ("name", "value")]
    return sum(len(one or "") for one in said)
