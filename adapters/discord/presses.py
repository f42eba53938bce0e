"""What is pressed or chosen on a card, in a list or below an answer.

Nothing is registered for a button: all that it means is in its custom_id, so that one from
before a restart, on a card of any age, does what it says. Whatever it says is checked as if
it were typed: the activity must be of the guild, and the person must be allowed to.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.discord.controls import ASK, MORE, PRESS, SURE, sure
from adapters.discord.forms import ACTIVITY, NOWHERE, Forms, is_public
from adapters.discord.listeners import OLD_BUTTON
from adapters.discord.meant import Meant
from adapters.discord.outcome import outcome
from adapters.discord.people import Interaction, actor_of, workspace_of
from adapters.discord.reply import Reply
from adapters.discord.rows import FORMS
from adapters.discord.text import code
from bot.commands import History
from bot.errors import Refused
from bot.filling import START
from bot.lockstep import UNCHANGED, Lockstep
from bot.text import short, units

HISTORY = "history"

CODE_MAX = 1_900

_PRESSED = re.compile(rf"({PRESS}|{ASK}):([\w-]{{1,100}})", re.A)
_FORMS = "|".join(kind for kind in FORMS if kind != START)
_OPENS = re.compile(rf"live:(?:({_FORMS}|{HISTORY}):({ACTIVITY})|({START}):.*)")
_AGAIN = re.compile(rf"live:again:({'|'.join(FORMS)}):({ACTIVITY}|-):(\d{{1,20}})")
_MORE = re.compile(rf"{MORE}:({ACTIVITY})")


class Presses:
    """Does what a button says, or opens the form that it is for."""

    def __init__(self, lockstep: Lockstep, meant: Meant, forms: Forms) -> None:
        self._lockstep = lockstep
        self._meant = meant
        self._forms = forms

    async def heard(self, interaction: Interaction, reply: Reply) -> None:
        """Do it. Raises Refused for what the person alone is told."""
        wanted = _wanted(interaction)
        if found := _PRESSED.fullmatch(wanted):
            await self._press(interaction, reply, found[1], found[2])
        elif found := _AGAIN.fullmatch(wanted):
            kind, activity_id, draft = found.groups()
            activity_id = "" if activity_id == NOWHERE else activity_id
            await self._forms.open(interaction, reply, kind, activity_id, draft)
        elif found := _OPENS.fullmatch(wanted):
            kind, activity_id = found[1] or found[3], found[2] or ""
            if kind == HISTORY:
                await self._history(interaction, reply, activity_id)
            else:
                await self._forms.open(interaction, reply, kind, activity_id)
        else:
            raise Refused(OLD_BUTTON)

    async def _press(self, interaction: Interaction, reply: Reply, how: str, token: str) -> None:
        actor, workspace = actor_of(interaction), workspace_of(interaction)
        if how == ASK:
            await reply.privately(SURE, sure(token))
            return
        channel = await self._meant.channel(interaction)
        answer = await self._lockstep.press(
            token, actor=actor, workspace=workspace, channel=channel
        )
        if is_public(interaction) and not answer.text.startswith(UNCHANGED):
            await reply.done()
        else:
            await reply.privately(outcome(answer, interaction))

    async def _history(self, interaction: Interaction, reply: Reply, activity_id: str) -> None:
        look = History(
            actor=actor_of(interaction), workspace=workspace_of(interaction),
            channel=await self._meant.channel(interaction), activity_id=activity_id,
        )  # fmt: skip
        await reply.privately(code(latest(await self._lockstep.look(look))))


def latest(text: str) -> str:
    """The first line of *text*, and as many of the last as one message holds."""
    if units(text) <= CODE_MAX:
        return text
    head, *lines = text.split("\n")
    head = short(head, CODE_MAX // 2, str)
    room, last = CODE_MAX - units(head) - len("\n…"), list[str]()
    while lines and units(lines[-1]) < room:
        room -= units(lines[-1]) + 1
        last.insert(0, lines.pop())
    return "\n".join((head, "…", *last))


def _wanted(interaction: Interaction) -> str:
    """What is wanted, as a button's custom_id says it; of a menu, what was chosen in it."""
    told: Mapping[str, Any] = interaction.data or {}
    custom_id = str(told.get("custom_id") or "")
    menu = _MORE.fullmatch(custom_id)
    if menu is None:
        return custom_id
    values = told.get("values")
    chosen = str(values[0]) if isinstance(values, list) and values else ""
    return f"live:{chosen}" if ":" in chosen else f"live:{chosen}:{menu[1]}"
