"""The message menu "Pin to Lock Screen": an alert of a message's text, and a way back to it.

Discord sends the message along, also to an app that may not read what people write. The
alert begins in the channel of the message, and its second button leads back.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import discord

from adapters.discord.outcome import outcome
from adapters.discord.people import Interaction, actor_of, channel_of, key_of
from adapters.discord.plain import plain
from adapters.discord.reply import Reply
from bot.activity import Link
from bot.commands import SetButton
from bot.errors import Refused
from bot.lockstep import Lockstep
from bot.text import LINE_MAX, clean, cut

LABEL = "Open message"
NO_TEXT = "That message has no text to pin. Nothing was started."


class Pin:
    """Pins messages."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep

    async def pin(self, interaction: Interaction, reply: Reply, message: discord.Message) -> None:
        """Begin an alert of *message*, once. Raises Refused for what the person alone is told."""
        actor, channel, key = actor_of(interaction), channel_of(interaction), key_of(interaction)
        text = cut(clean(_text_of(message, interaction.guild)), LINE_MAX)
        if not text:
            raise Refused(NO_TEXT)
        where = f" from #{channel.name}" if channel.name else ""
        begun = await self._lockstep.start(
            f"Pinned{where}", {"type": "alert", "message": text}, slug_of=text,
            actor=actor, channel=channel, key=key,
        )  # fmt: skip
        url = f"https://discord.com/channels/{channel.workspace}/{channel.id}/{message.id}"
        await self._lockstep.handle(
            SetButton(actor=actor, workspace=channel.workspace, activity_id=begun.activity.id,
                      slot=2, to=Link(label=LABEL, url=url), key=f"{key}:link")
        )  # fmt: skip
        await reply.privately(outcome(begun, interaction))


def _text_of(message: discord.Message, guild: discord.Guild | None) -> str:
    """What *message* says; of one that is all embeds, or forwarded, what stands for it."""
    names = {person.id: person.display_name for person in message.mentions}

    def named(kind: str, id_: int) -> str:
        if kind == "@":
            return names.get(id_, "")
        if guild is None:
            return ""
        found = guild.get_role(id_) if kind == "@&" else guild.get_channel_or_thread(id_)
        return found.name if found is not None else ""

    return next(filter(str.strip, (plain(said, named) for said in _said(message))), "")


def _said(message: discord.Message) -> Iterator[str]:
    yield message.content
    yield "\n".join(_displayed(message.components))
    for embed in message.embeds:
        yield "\n".join(part for part in (embed.title, embed.description) if part)
    for forwarded in message.message_snapshots:
        yield forwarded.content


def _displayed(components: Iterable[Any]) -> Iterator[str]:
    """What the components of a message show as text, in order."""
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))
