"""What is pressed or chosen on a card, in a list or below an answer.

Nothing is registered for a button: all that it means is in its custom_id, so that one from
before a restart, on a card of any age, does what it says. Whatever it says is checked as if
it were typed: the activity must be of the guild, and the person must be allowed to.
"""

import re
from collections.abc import Mapping
from typing import Any

from adapters.discord.forms import ACTIVITY, NOWHERE, Forms, is_public
from adapters.discord.listeners import OLD_BUTTON
from adapters.discord.people import Interaction, actor_of, workspace_of
from adapters.discord.reply import Reply
from adapters.discord.rows import FORMS
from adapters.discord.text import literal
from bot.commands import History
from bot.errors import Refused
from bot.filling import START
from bot.lockstep import UNCHANGED, Lockstep

PRESS, SURE, MORE, HISTORY = "press", "sure", "more", "history"

TEXT_MAX = 1_500
CODE_MAX = 1_900
DANGER = 4

ENDS = "End it? It is taken off every Lock Screen."
ENDS_LABEL = "End for everybody"

_PRESSED = re.compile(rf"live:({PRESS}|{SURE}):([\w-]{{1,100}})(?::\d+)?", re.A)
_FORMS = "|".join(kind for kind in FORMS if kind != START)
_OPENS = re.compile(rf"live:(?:({_FORMS}|{HISTORY}):({ACTIVITY})|({START}):.*)")
_AGAIN = re.compile(rf"live:again:({'|'.join(FORMS)}):({ACTIVITY}|-):(\d{{1,20}})")
_MORE = re.compile(rf"live:{MORE}:({ACTIVITY})")


class Presses:
    """Does what a button says, or opens the form that it is for."""

    def __init__(self, lockstep: Lockstep, forms: Forms) -> None:
        self._lockstep = lockstep
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
        if how == SURE:
            await reply.privately(ENDS, [_row(ENDS_LABEL, f"live:{PRESS}:{token}")])
            return
        answer = await self._lockstep.press(token, actor=actor, workspace=workspace)
        if is_public(interaction) and not answer.text.startswith(UNCHANGED):
            await reply.done()
        else:
            await reply.privately(literal(answer.text, TEXT_MAX))

    async def _history(self, interaction: Interaction, reply: Reply, activity_id: str) -> None:
        look = History(
            actor=actor_of(interaction), workspace=workspace_of(interaction),
            activity_id=activity_id,
        )  # fmt: skip
        await reply.privately(code(await self._lockstep.look(look)))


def code(text: str) -> str:
    """*text* as it stands, in columns: its first line, and as many of the last as fit."""
    kept = text.replace("```", "'''")
    if len(kept) > CODE_MAX:
        head, *lines = kept.split("\n")
        room, last = CODE_MAX - len(head) - 4, list[str]()
        while lines and len(lines[-1]) < room:
            room -= len(lines[-1]) + 1
            last.insert(0, lines.pop())
        kept = "\n".join((head, "…", *last))
    return f"```\n{kept}\n```"


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


def _row(label: str, custom_id: str) -> dict[str, Any]:
    button = {"type": 2, "style": DANGER, "label": label, "custom_id": custom_id}
    return {"type": 1, "components": [button]}
