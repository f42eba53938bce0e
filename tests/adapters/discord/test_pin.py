"""The menu of a message: "Pin to Lock Screen"."""

from typing import Any

import pytest

from adapters.discord.pin import NO_TEXT
from adapters.discord.plain import plain
from adapters.discord.tree import PIN
from bot.activity import Link
from tests.adapters.discord.stage import Stage
from tests.discord import Message, Told

NAMES = {("@", 1): "ben", ("@&", 2): "sre", ("#", 3): "ops"}
"""Who and what has which id."""


def named(kind: str, id_: int) -> str:
    return NAMES.get((kind, id_), "")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Disk of <@1> is full", "Disk of @ben is full"),
        ("<@!1> <@&2> <#3>", "@ben @sre #ops"),
        ("<@9> <@&9> <#9>", "@somebody @some role #some-channel"),
        ("**bold** *it* __under__ ~~gone~~ ||secret||", "bold it under gone secret"),
        ("***both*** and `code` and _slanted_", "both and code and slanted"),
        ("2 * 3 * 4, snake_case_name, a || b", "2 * 3 * 4, snake_case_name, a || b"),
        ("```py\nprint(1)\n```", "print(1)\n"),
        ("# Down\n> quoted\n-# small", "Down\nquoted\nsmall"),
        ("[runbook](https://a.example/1) <https://b.example>", "runbook https://b.example"),
        ("<t:1795435200:R> </live start:123> <a:fire:9>", "23 Nov 12:00 UTC /live start :fire:"),
        (r"not \*bold\* <id:customize>", "not *bold* #customize"),
        ("<t:-99999999999:R> 3 < 4 > 2", "some time 3 < 4 > 2"),
    ],
)  # fmt: skip
def test_a_message_is_read_as_people_read_it(written: str, read: str) -> None:
    """Names for ids, times for numbers, and no marks."""
    assert plain(written, named) == read


def test_no_text_takes_long_to_read() -> None:
    """Whatever marks it is made of."""
    for marks in ("*", "**", "_", "`", "||", "[", "<@", "> ", "\\", "~~a"):
        assert isinstance(plain(marks * 2_000, named), str)


async def pinned(stage: Stage, message: Message) -> Told:
    """What Ana is told, who pins *message*."""
    return await stage.discord.menu(stage.ana, message, PIN)


async def test_a_message_is_pinned_to_the_lock_screen(stage: Stage) -> None:
    """Its text as an alert, and a button back to it; told again, once."""
    role = stage.guild.role("sre")
    message = stage.ops.says(stage.ben, f"**Disk** of <#{stage.ops.id}> is full, <@&{role.id}>")

    told = await pinned(stage, message)
    for _ in range(3):
        await stage.discord.again(told)
    await stage.idle()

    activity = await stage.only()
    assert told.private
    assert told.text.endswith("Disk of #ops is full, \\@sre")
    assert activity.content.title == "Pinned from #ops"
    assert activity.content.model_dump()["message"] == "Disk of #ops is full, @sre"
    assert activity.name.startswith("disk-of")
    assert activity.owner.name == "ana"
    assert activity.secondary_action == Link(label="Open message", url=message.url)
    assert await stage.edge.verbs(activity) == ["start", "button"]


@pytest.mark.parametrize(
    ("more", "text"),
    [
        ({"embeds": [{"type": "rich", "title": "Disk", "description": "**full**"}]}, "Disk full"),
        (
            {"components": [{"type": 17, "id": 1, "components": [
                {"type": 10, "id": 2, "content": "## Disk"},
                {"type": 9, "id": 3, "components": [{"type": 10, "id": 4, "content": "is full"}],
                 "accessory": {"type": 2, "id": 5, "style": 2, "label": "x", "custom_id": "x"}},
            ]}], "flags": 1 << 15},
            "Disk is full",
        ),
    ],
)  # fmt: skip
async def test_what_other_tools_post_is_pinned_too(
    stage: Stage, more: dict[str, Any], text: str
) -> None:
    """Which is all embeds or components."""
    await pinned(stage, stage.ops.says(stage.ben, "", **more))

    assert (await stage.only()).content.model_dump()["message"] == text


@pytest.mark.parametrize("text", ["", "  \u200b ", "||\u3164||"])
async def test_a_message_without_text_is_not_pinned(stage: Stage, text: str) -> None:
    """And who pinned it is told."""
    told = await pinned(stage, stage.ops.says(stage.ben, text))

    assert (told.private, told.text) == (True, NO_TEXT)
    assert await stage.live() == []


async def test_a_message_of_a_thread_is_pinned_there(stage: Stage) -> None:
    """The card goes where the message is."""
    thread = stage.ops.thread("disk", by=stage.ana)
    message = thread.says(stage.ben, "Disk is full")

    await pinned(stage, message)

    activity = await stage.only()
    assert thread.id in {channel.id for channel in activity.channels}
    assert activity.secondary_action == Link(label="Open message", url=message.url)
