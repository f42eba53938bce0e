"""Channels and threads, as they are begun or changed."""

from typing import Any

from tests.discord.channel import FORUM, Channel
from tests.discord.rules.sizes import Wrong, optional, text

Json = dict[str, Any]
ARCHIVED_AFTER = (60, 1440, 4320, 10080)
MOST_TAGS = 5


def thread(body: Json, parent: Channel) -> Wrong:
    """A thread that is begun in *parent*."""
    yield from text(body, "name", 100, "it")
    after = body.get("auto_archive_duration")
    if after is not None and after not in ARCHIVED_AFTER:
        yield f"auto_archive_duration: {after!r} is none of {ARCHIVED_AFTER}"
    yield from tags(body, parent)


def tags(body: Json, parent: Channel) -> Wrong:
    """Those that are put on a post."""
    applied = [str(tag) for tag in body.get("applied_tags") or []]
    if len(applied) > MOST_TAGS:
        yield f"applied_tags: {len(applied)}, not {MOST_TAGS}"
    for tag in set(applied) - {str(tag["id"]) for tag in parent.tags}:
        yield f"applied_tags: {tag!r} is none of this channel's"


def change(body: Json, channel: Channel) -> Wrong:
    """A channel or thread that is changed."""
    yield from optional(body, "name", 100, "it", least=1)
    yield from optional(body, "topic", 4096 if channel.type == FORUM else 1024, "it")
    if channel.parent is not None:
        yield from tags(body, channel.parent)
