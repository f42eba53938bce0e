"""What is said by `/live`, and what it is answered: for the asker's eyes."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from adapters.discord.answers import refusal
from adapters.discord.doing import Doing
from adapters.discord.looking import Looking
from adapters.discord.meant import Meant
from adapters.discord.options import ACTIVITY
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from adapters.discord.said import Said
from adapters.discord.subcommands import Subcommand
from bot.commands import Command, Connect, Look
from bot.errors import Refused
from bot.lockstep import Lockstep


class Commands:
    """Answers `/live`. *connects* opens the form for the guild's key."""

    def __init__(
        self,
        lockstep: Lockstep,
        *,
        connects: Callable[[Interaction, Reply], Awaitable[None]],
    ) -> None:
        meant = Meant(lockstep)
        self._doing = Doing(lockstep, meant)
        self._looking = Looking(lockstep, meant)
        self._connects = connects

    async def heard(
        self, interaction: Interaction, reply: Reply, asked: Subcommand, typed: Mapping[str, Any]
    ) -> None:
        """Do it, and say what came of it, once it is on disk. Raises Busy."""
        try:
            values = asked.read(typed)
            which = values.pop(ACTIVITY, "")
            await self._answer(Said(interaction, asked, values, which), reply)
        except Refused as exc:
            await reply.privately(refusal(exc, interaction, asked))

    async def _answer(self, said: Said, reply: Reply) -> None:
        kind = said.asked.kind
        if kind is None:
            await reply.privately(*await self._looking.here(said))
        elif kind is Connect:
            await self._connects(said.interaction, reply)
        elif issubclass(kind, Look):
            await reply.privately(*await self._looking.shown(said, kind))
        else:
            assert issubclass(kind, Command), "what is no look is a command"
            await reply.privately(await self._doing.done(said, kind))
