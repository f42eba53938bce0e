"""The forms: opened as the first answer, filled with what is, and done as commands.

Discord takes a form only as the first answer, so nothing but one look into the store comes
before it. A form that is open is not known here: all that it needs, it carries. One that
cannot be done is told in private, with a button that opens it again.
"""

import asyncio
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from adapters.discord.answers import SLOW
from adapters.discord.drafts import Drafts
from adapters.discord.listeners import OLD_FORM
from adapters.discord.meant import Meant
from adapters.discord.modals import Given, given, modal
from adapters.discord.outcome import outcome
from adapters.discord.people import NAME, Interaction, actor_of, channel_of, key_of, workspace_of
from adapters.discord.reply import Reply
from adapters.discord.rows import FORMS, LOOKS, METRICS, SHOWS, label_of, metrics, shown
from adapters.discord.spelling import respelled
from adapters.discord.text import literal, sentence
from bot.activity import Actor, Channel
from bot.errors import Busy, Refused, StoreUnusable
from bot.filling import BUTTONS, END, START, UPDATE, Filled, Filling
from bot.form import Form, FormWrong, as_text
from bot.lockstep import UNCHANGED, Lockstep
from bot.store import Answer

OPEN_WITHIN_SECONDS = 1.2
"""Before Discord is told that it takes a while, after which no form can open."""

AGAIN = "live:again"
AGAIN_LABEL = "Open the form again"
ACTIVITY = r"[a-z2-7]{26}"
NOWHERE = "-"
"""In the place of an activity's id, where something begins."""

LABEL_MAX = 100

NOT_NOW = (
    "Lockstep is slow just now, and Discord waits for no form. Nothing was changed. Try again, "
    "or say {instead}."
)
_INSTEAD = {
    UPDATE: "`/live set`", LOOKS: "`/live set`", END: "`/live end`", BUTTONS: "`/live button`",
    START: "`/live start` and a title",
}  # fmt: skip

_FORM = re.compile(rf"live:form:({'|'.join(FORMS)}):({ACTIVITY}|-):(\d{{1,20}})(?::(\d{{1,20}}))?")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Open:
    """A form that is open before somebody, by all that it carries.

    *opened* is the interaction that opened it; *draft* the one whose form it is again.
    """

    kind: str
    activity_id: str
    opened: str
    draft: str = ""

    @property
    def written(self) -> str:
        """As the modal's custom_id."""
        about = f"live:form:{self.kind}:{self.activity_id or NOWHERE}:{self.opened}"
        return f"{about}:{self.draft}" if self.draft else about

    @property
    def again(self) -> str:
        """As the custom_id of the button that opens it again."""
        return f"{AGAIN}:{self.kind}:{self.activity_id or NOWHERE}:{self.opened}"


def is_public(interaction: Interaction) -> bool:
    """Whether what was pressed is on a message that everybody sees."""
    return interaction.message is not None and not interaction.message.flags.ephemeral


def read(custom_id: str) -> Open | None:
    """The form that a modal's custom_id tells of; None if it is none of ours."""
    found = _FORM.fullmatch(custom_id)
    if found is None:
        return None
    kind, activity_id, opened, draft = found.groups(default="")
    if (kind == START) != (activity_id == NOWHERE):
        return None
    return Open(kind, "" if activity_id == NOWHERE else activity_id, opened, draft)


@dataclass(frozen=True)
class Sent:
    """A form that somebody sent."""

    interaction: Interaction
    reply: Reply
    about: Open
    actor: Actor
    given: Mapping[str, Given]

    @property
    def of(self) -> tuple[str, str]:
        """The guild, and the person."""
        return workspace_of(self.interaction), self.actor.id

    @property
    def key(self) -> str:
        """What names this sending.

        What begins or ends is done once for each form that was opened: whoever is not
        answered in time presses Submit again.
        """
        if self.about.kind in (START, END):
            return f"{NAME}:form:{self.about.opened}:{self.actor.id}"
        return key_of(self.interaction)

    @property
    def is_from_card(self) -> bool:
        """Whether it was opened on a card, which then shows what came of it."""
        return self.about.kind != START and is_public(self.interaction)


class Forms:
    """Opens forms, and does what comes back."""

    def __init__(self, lockstep: Lockstep, meant: Meant) -> None:
        self._filling = Filling(lockstep)
        self._meant = meant
        self.drafts = Drafts(lockstep.clock)

    async def open(
        self, interaction: Interaction, reply: Reply, kind: str, activity_id: str = "",
        draft: str = "",
    ) -> None:  # fmt: skip
        """Open the form *kind*, with what was typed into *draft* if that is still known.

        Raises Refused, also where the person may not do what the form is for.
        """
        actor, workspace = actor_of(interaction), workspace_of(interaction)
        try:
            async with asyncio.timeout(OPEN_WITHIN_SECONDS):
                channel = await self._meant.channel(interaction) if activity_id else None
                form = await self._filling.form(
                    FORMS[kind], workspace, activity_id, actor, channel=channel
                )
        except (Busy, StoreUnusable, TimeoutError) as exc:
            log.warning("form not opened", extra={"form": kind, "why": type(exc).__name__})
            raise Refused(NOT_NOW.format(instead=_INSTEAD[kind])) from exc
        kept = self.drafts.take(draft, (workspace, actor.id))
        about = Open(kind, activity_id, str(interaction.id), draft)
        await reply.form(modal(kind, form, about.written, kept))

    async def submitted(self, interaction: Interaction, reply: Reply) -> None:
        """Do what a form says, once; what cannot be done is told to the person alone."""
        told: Mapping[str, Any] = interaction.data or {}
        about = read(str(told.get("custom_id") or ""))
        if about is None:
            raise Refused(OLD_FORM)
        sent = Sent(interaction, reply, about, actor_of(interaction), given(told))
        try:
            answer = await self._done(sent)
        except Refused as exc:
            form = await self._now(sent)
            if form is None:
                raise
            await self._again(sent, _sentences(exc, form))
        except (Busy, StoreUnusable) as exc:
            log.warning("form not stored in time", extra={"why": type(exc).__name__})
            await self._again(sent, SLOW)
        else:
            self.drafts.drop(about.draft)
            await _tell(sent, answer)

    async def _done(self, sent: Sent) -> Answer:
        about, channel = sent.about, await self._channel(sent)
        changed = {name: each.value for name, each in sent.given.items() if each.is_changed}
        if METRICS in changed and about.kind == UPDATE:
            form = await self._filling.form(
                UPDATE, channel.workspace, about.activity_id, channel=channel
            )
            same = sent.given[METRICS].unchanged_lines()
            changed |= metrics(form, as_text(changed.pop(METRICS)), same)
        if about.kind == START:
            changed |= shown(as_text(changed.pop(SHOWS, "")), as_text(changed.get("type")))
        return await self._filling.fill(
            Filled(FORMS[about.kind], sent.actor, channel, sent.key, changed,
                   activity_id=about.activity_id)
        )  # fmt: skip

    async def _channel(self, sent: Sent) -> Channel:
        """Where something begins, or where what it is about is shown."""
        if sent.about.kind == START:
            return channel_of(sent.interaction)
        return await self._meant.channel(sent.interaction)

    async def _now(self, sent: Sent) -> Form | None:
        """The form, if it would still open for this person."""
        about = sent.about
        workspace = workspace_of(sent.interaction)
        try:
            return await self._filling.form(
                FORMS[about.kind], workspace, about.activity_id, sent.actor,
                channel=await self._channel(sent),
            )  # fmt: skip
        except Refused:
            return None

    async def _again(self, sent: Sent, text: str) -> None:
        """Say why not, and offer the form again, with what was typed."""
        self.drafts.keep(str(sent.interaction.id), sent.of, sent.given)
        offer = replace(sent.about, opened=str(sent.interaction.id))
        button = {"type": 2, "style": 2, "label": AGAIN_LABEL, "custom_id": offer.again}
        say = sent.reply.instead if sent.about.draft else sent.reply.privately
        await say(text, [{"type": 1, "components": [button]}])


def _sentences(exc: Refused, form: Form) -> str:
    """What was refused, each with the row that it is about."""
    if not isinstance(exc, FormWrong):
        return _said(str(exc), form)
    told = ((label_of(form, name), _said(why, form)) for name, why in exc.fields.items())
    return "\n".join(
        f"**{literal(label, LABEL_MAX)}** · {why}" if label else why for label, why in told
    )


def _said(why: str, form: Form) -> str:
    """*why*, with commands as Discord has them; but what a button does is said in words."""
    return sentence(why if form.form == BUTTONS else respelled(why))


async def _tell(sent: Sent, answer: Answer) -> None:
    """Say what came of it where nothing shows it: the card tells everybody else."""
    text = outcome(answer, sent.interaction)
    if sent.about.draft:
        await sent.reply.instead(text)
    elif sent.is_from_card and not answer.text.startswith(UNCHANGED):
        await sent.reply.done()
    else:
        await sent.reply.privately(text)
