"""`/live connect`: the form in which an administrator gives the guild's ActivitySmith key.

The key goes from what Discord delivered into memory, to ActivitySmith and, sealed, to the
store. It is never put into a form, an answer or a log. Who may connect, Discord says with
each interaction, and it is looked at twice: when the form opens, and when it is sent.
"""

import logging
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import SecretStr

from adapters.discord.people import Interaction, actor_of, workspace_of
from adapters.discord.reply import Reply
from adapters.discord.scopes import ADMINISTRATOR, MANAGE_SERVER
from bot.activitysmith.connecting import checked
from bot.activitysmith.sentences import connected
from bot.errors import NotAllowed, Refused
from bot.lockstep import Lockstep

CALLBACK = "live:connect"
"""Under which name the form comes back."""

HERE = "this server"

ADMINISTRATORS = (
    "Only those who may manage this server can connect it. Nothing was changed; ask one of them."
)
AGAIN = "The form opens again with `/live connect`."
ASKS = "By it this server reaches its phones. It is checked, kept encrypted, and never shown again."

_FIELD = "key"
_LABEL, _TEXT_INPUT, _ONE_LINE = 18, 4, 1

log = logging.getLogger(__name__)


class Connect:
    """Opens the form, and does what comes back."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep

    async def open(self, interaction: Interaction, reply: Reply) -> None:
        """Open the form. Raises NotAllowed for who may not connect."""
        refuse_others(interaction)
        await reply.form(form())

    async def submitted(self, interaction: Interaction, reply: Reply) -> None:
        """Connect the guild with the key that was sent. Raises Refused, NotAllowed, Busy."""
        refuse_others(interaction)
        workspace = workspace_of(interaction)
        said: Mapping[str, Any] = interaction.data or {}
        try:
            key = checked(_key(said.get("components") or ()))
        except Refused as exc:
            raise Refused(f"{exc} Nothing was kept. {AGAIN}") from None
        try:
            moving = await self._lockstep.connect(workspace, key)
        except Refused as exc:
            raise Refused(f"{exc} {AGAIN}") from None
        log.info("workspace connected", extra={"workspace": workspace, "by": interaction.user.id})
        await reply.privately(connected(HERE, moving))


def refuse_others(interaction: Interaction) -> None:
    """Nothing for who manages the guild. Raises NotAllowed, or Refused outside of guilds."""
    actor_of(interaction)
    if not interaction.permissions.value & (ADMINISTRATOR | MANAGE_SERVER):
        raise NotAllowed(ADMINISTRATORS)


def form() -> dict[str, Any]:
    """The form, empty."""
    field = {
        "type": _TEXT_INPUT,
        "custom_id": _FIELD,
        "style": _ONE_LINE,
        "min_length": 1,
        "max_length": 300,
        "required": True,
        "placeholder": "ask_…",
    }
    label = {"type": _LABEL, "label": "ActivitySmith key", "description": ASKS, "component": field}
    return {"custom_id": CALLBACK, "title": "Connect this server", "components": [label]}


def _key(rows: Iterable[Any]) -> SecretStr:
    """What was put into the form."""
    for row in rows:
        field = row.get("component") if isinstance(row, Mapping) else None
        if isinstance(field, Mapping) and field.get("custom_id") == _FIELD:
            value = field.get("value")
            return SecretStr(value if isinstance(value, str) else "")
    return SecretStr("")
