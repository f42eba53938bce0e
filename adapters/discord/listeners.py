"""What Discord tells us: each kind of interaction goes to the part that it is for.

Nothing is registered with discord.py for buttons and forms: they are read from what was
pressed or sent, so that a card works after a restart, and nothing is kept for forms that
nobody sends.
"""

import logging
import re
from collections.abc import Mapping
from typing import Any

import discord

from adapters.discord.parts import Hears, Parts
from adapters.discord.people import Interaction
from adapters.discord.reply import Reply
from bot.errors import Refused

OLD_BUTTON = (
    "This button is from an older version of Lockstep, or is none of ours. Nothing was changed; "
    "say it with `/live`."
)
OLD_FORM = (
    "This form is from an older version of Lockstep, or is none of ours. Nothing was changed; "
    "open it again."
)

_PRESSED = re.compile(r"live:(?:press|update|end|more|start)(?::.*)?", re.S)
_SUBMITTED = re.compile(r"live:form:.+", re.S)
_CONNECTING = re.compile(r"live:connect(?::.*)?", re.S)

log = logging.getLogger(__name__)


class Listeners:
    """The listeners, and the *parts* that they speak to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def on_interaction(self, interaction: Interaction) -> None:
        """A press, or a form that was sent; commands are the tree's."""
        if interaction.type is discord.InteractionType.component:
            hears = self._pressed(_custom_id(interaction))
        elif interaction.type is discord.InteractionType.modal_submit:
            hears = self._submitted(_custom_id(interaction))
        else:
            return
        answers = self._parts.answers
        reply = answers.to(interaction)
        await answers.guard(reply, hears(interaction, reply))

    def _pressed(self, custom_id: str) -> Hears:
        return self._parts.pressed if _PRESSED.fullmatch(custom_id) else _old_button

    def _submitted(self, custom_id: str) -> Hears:
        if _SUBMITTED.fullmatch(custom_id):
            return self._parts.submitted
        return self._parts.connecting if _CONNECTING.fullmatch(custom_id) else _old_form


def _custom_id(interaction: Interaction) -> str:
    told: Mapping[str, Any] = interaction.data or {}
    return str(told.get("custom_id") or "")


async def _old_button(interaction: Interaction, reply: Reply) -> None:
    raise Refused(OLD_BUTTON)


async def _old_form(interaction: Interaction, reply: Reply) -> None:
    raise Refused(OLD_FORM)
