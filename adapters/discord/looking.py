"""The looks of `/live`, which change nothing."""

from typing import Any

from adapters.discord import listing
from adapters.discord.helping import help_text, mention
from adapters.discord.meant import Meant
from adapters.discord.people import channel_of
from adapters.discord.presses import latest
from adapters.discord.said import Said
from adapters.discord.sight import seen
from adapters.discord.spelling import respelled
from adapters.discord.text import code, literal
from bot.commands import Help, History, List, Look, Start, Status
from bot.lockstep import Lockstep

LINE_MAX = 600
NOTHING = "Nothing is live here. Start something with the form, or say {start} and a title."
NOTHING_LIVE = "Nothing is live on this server. Say {start} and a title to begin."

Json = dict[str, Any]
Shown = tuple[str, list[Json]]
"""What is shown: a text, and components below it."""


class Looking:
    """Shows what is asked."""

    def __init__(self, lockstep: Lockstep, meant: Meant) -> None:
        self._lockstep = lockstep
        self._meant = meant

    async def here(self, said: Said) -> Shown:
        """What is live here, with its buttons; else the button of the Start form."""
        channel = await self._meant.channel(said.interaction)
        live = await self._lockstep.store.live(channel.workspace, channel)
        if not live:
            start = mention(Start.verb, said.command_id)
            return NOTHING.format(start=start), [listing.start_button()]
        now = self._lockstep.clock()
        return "**Live here**", list(listing.entries(live, self._lockstep.presses, now))

    async def shown(self, said: Said, kind: type[Look]) -> Shown:
        """What is asked by a look of *kind*. Raises Refused, Busy."""
        if kind is Help:
            return "", [listing.text(help_text(said.command_id, self._lockstep.templates.names))]
        if kind is List:
            return await self._everything(said), []
        look = kind(**await self._meant.about(said), **said.values)
        if kind is Status and look.activity_id:  # One is meant, and not all that are here.
            look = look.model_copy(update={"on": look.activity_id})
        text = await self._lockstep.look(look)
        return (code(latest(text)) if kind is History else _small_print(respelled(text))), []

    async def _everything(self, said: Said) -> str:
        live = await self._lockstep.within_reach(channel_of(said.interaction))
        if not (known := seen(said.interaction, live)):
            return NOTHING_LIVE.format(start=mention(Start.verb, said.command_id))
        return listing.everything(known, self._lockstep.clock())


def _small_print(text: str) -> str:
    """*text* line by line; what is set in is told in small."""
    return "\n".join(
        f"-# {literal(line, LINE_MAX)}" if line.startswith(" ") else literal(line, LINE_MAX)
        for line in text.split("\n")
    )
