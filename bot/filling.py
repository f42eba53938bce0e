"""What a form that was filled in comes to: its commands, all of them or none, each done once.

Every platform shows the forms in its own way, and hands back what was put in them. Fields
that do not differ are not said, so that nothing is undone of what somebody else changed
meanwhile.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot import forms
from bot.activity import Activity, Actor, Channel
from bot.commands import Command, End, Pause, Resume, Set, SetButton
from bot.errors import NothingHere, Refused
from bot.form import Form, FormWrong, Value, merged
from bot.lockstep import UNCHANGED, Lockstep
from bot.permissions import check
from bot.phrases import describe
from bot.store import Answer, Target

UPDATE, END, BUTTONS, START = "update", "end", "buttons", "start"
KINDS = (UPDATE, END, BUTTONS, START)

_OF_ACTIVITY = {UPDATE: forms.update, END: forms.end, BUTTONS: forms.buttons}
_WANTED: Mapping[str, type[Command]] = {UPDATE: Set, END: End, BUTTONS: SetButton}
_PLACES = {UPDATE: ("", ":clock"), BUTTONS: (":1", ":2")}
"""What follows the key of a form that may be several commands: always the same for the same."""


@dataclass(frozen=True)
class Filled:
    """A form that somebody sent from *channel*: what they *put* in its fields.

    *had* is what the fields were shown with, for who sends back every one of them. *key*
    names the sending, which is done once. *activity_id* is empty where something begins.
    """

    kind: str
    actor: Actor
    channel: Channel
    key: str
    put: Mapping[str, Value]
    had: Mapping[str, Value] = field(default_factory=dict)
    activity_id: str = ""


class Filling:
    """The forms, over what there is."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep

    async def form(
        self,
        kind: str,
        workspace: str,
        activity_id: str = "",
        actor: Actor | None = None,
        *,
        channel: Channel | None = None,
    ) -> Form:
        """The form as it is now. Raises Refused, also where *actor* may not do what it is for.

        It may be about what is mirrored to *channel*, where it is opened.
        """
        if kind == START:
            return forms.start(self._lockstep.templates.names)
        activity = await self._activity(Target(workspace, id=activity_id, channel=channel))
        if actor is not None:
            wanted = _WANTED[kind](actor=actor, workspace=workspace, activity_id=activity_id)
            check(wanted, activity)
        return _OF_ACTIVITY[kind](activity)

    async def fill(self, filled: Filled) -> Answer:
        """What came of *filled*; told again, the first answer. Raises FormWrong, Refused, Busy."""
        if filled.kind == START:
            return await self._start(filled)
        try:
            return await self._change(filled)
        except Refused:
            # What was done may be why it cannot be done again: what has ended has no form.
            if (told := await self._first_answer(filled)) is not None:
                return told
            raise

    async def _start(self, filled: Filled) -> Answer:
        form = forms.start(self._lockstep.templates.names)
        said = merged(form.differing(filled.put, filled.had))
        template, title = said.pop("template", ""), said.pop("title", "")
        if lacks := forms.missing({**said, "title": title}, template):
            raise FormWrong(lacks)
        return await self._lockstep.start(
            title, said, template=template,
            actor=filled.actor, channel=filled.channel, key=filled.key,
        )  # fmt: skip

    async def _change(self, filled: Filled) -> Answer:
        here = filled.channel
        activity = await self._activity(Target(here.workspace, id=filled.activity_id, channel=here))
        form = _OF_ACTIVITY[filled.kind](activity)
        read = form.differing(filled.put, filled.had)
        commands = await self._commands(filled, form, read)
        for command in commands:
            check(command, activity)
        answer = None
        try:
            for command in commands:
                answer = await self._lockstep.handle(command)
        except Refused as exc:
            if len(read) == 1:
                raise FormWrong({name: str(exc) for name in read}) from exc
            raise
        return answer or await self._first_answer(filled) or self._unchanged(activity)

    async def _commands(
        self, filled: Filled, form: Form, read: Mapping[str, Mapping[str, Any]]
    ) -> Sequence[Command]:
        """What was *read* comes to, each with a key of its own: nearly always one."""
        if filled.kind == BUTTONS:
            said = forms.button_words(form, read)
            return [await self._button(filled, slot, words) for slot, words in said]
        about: dict[str, Any] = {
            "actor": filled.actor, "workspace": filled.channel.workspace,
            "channel": filled.channel, "activity_id": filled.activity_id,
        }  # fmt: skip
        values = merged(read)
        if filled.kind == END:
            return [End(**about, key=filled.key, **values)]
        running = values.pop(forms.RUNNING, None)
        commands: list[Command] = []
        if values:
            commands.append(Set(**about, key=filled.key, **values))
        if running is not None:
            clock = Resume if running else Pause
            commands.append(clock(**about, key=f"{filled.key}:clock"))
        return commands

    async def _button(self, filled: Filled, slot: int, words: str) -> Command:
        try:
            ask = await self._lockstep.read(
                words, actor=filled.actor, channel=filled.channel,
                key=f"{filled.key}:{slot}", activity_id=filled.activity_id,
            )  # fmt: skip
        except Refused as exc:
            raise FormWrong({f"does{slot}": str(exc)}) from exc
        assert isinstance(ask, SetButton), "the words of a button begin with `button`"
        return ask

    async def _activity(self, target: Target) -> Activity:
        activity = await self._lockstep.store.find(target) if target.id else None
        if activity is None:
            raise NothingHere("That activity is not here. Nothing was changed.")
        return activity

    async def _first_answer(self, filled: Filled) -> Answer | None:
        """What the same form, told before, was answered then; the last of its commands' answers."""
        answered = self._lockstep.store.answered
        for place in reversed(_PLACES.get(filled.kind, ("",))):
            told = await answered(filled.channel.workspace, f"{filled.key}{place}")
            if told is not None:
                return told
        return None

    def _unchanged(self, activity: Activity) -> Answer:
        return Answer(activity, f"{UNCHANGED}{describe(activity, self._lockstep.clock())}")
