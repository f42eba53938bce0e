"""What a form that was filled in comes to: one command, and so one revision."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.console.surface import WORKSPACE
from bot import forms
from bot.activity import Activity, Actor, Channel
from bot.commands import Command, End, Pause, Resume, Set
from bot.errors import NotAllowed, NothingHere, Refused
from bot.form import Form, FormWrong, Value, merged
from bot.lockstep import Lockstep
from bot.permissions import check
from bot.phrases import describe
from bot.store import Target

NAMES = ("update", "end", "start")


class Filling:
    """The forms, over what there is."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep

    async def form(self, name: str, activity_id: str | None) -> Form:
        """The form as it is now. Raises Refused."""
        if name == "start":
            return forms.start(self._lockstep.templates.names)
        activity = await self._activity(activity_id)
        return forms.update(activity) if name == "update" else forms.end(activity)

    async def start(
        self, sent: Mapping[str, Value], *, actor: Actor, channel: Channel, key: str
    ) -> str:
        """What came of the start form. Raises FormWrong, Refused, Busy."""
        form = await self.form("start", None)
        values = merged(form.differing(sent, {}))
        template = values.pop("template", "")
        if lacks := forms.missing(values, template):
            raise FormWrong(lacks)
        title = values.pop("title", "")
        answer = await self._lockstep.start(
            title, values, template=template, actor=actor, channel=channel, key=key
        )
        return answer.text

    async def update(
        self,
        activity_id: str | None,
        sent: Mapping[str, Value],
        shown: Mapping[str, Value],
        *,
        actor: Actor,
        key: str,
    ) -> str:
        """What came of the update form: fields that do not differ are not said.

        So nothing is undone of what somebody else changed meanwhile. Raises FormWrong,
        Refused, Busy.
        """
        activity = await self._activity(activity_id)
        read = forms.update(activity).differing(sent, shown)
        commands = _changes(merged(read), activity, actor, key)
        if not commands:
            return await self._first_answer(key) or self._nothing(activity)
        try:
            return await self._do(commands, activity)
        except NotAllowed:
            raise
        except Refused as exc:
            if len(read) == 1:
                raise FormWrong({name: str(exc) for name in read}) from exc
            raise

    async def end(
        self,
        activity_id: str | None,
        sent: Mapping[str, Value],
        shown: Mapping[str, Value],
        *,
        actor: Actor,
        key: str,
    ) -> str:
        """What came of the end form. Raises FormWrong, Refused, Busy."""
        if (first := await self._first_answer(key)) is not None:
            return first
        activity = await self._activity(activity_id)
        values = merged(forms.end(activity).differing(sent, shown))
        command = End(actor=actor, workspace=WORKSPACE, activity_id=activity.id, key=key, **values)
        return await self._do([command], activity)

    async def _do(self, commands: Sequence[Command], activity: Activity) -> str:
        """All of *commands*, or none where one is not allowed; what the last was answered."""
        for command in commands:
            check(command, activity)
        text = ""
        for command in commands:
            text = (await self._lockstep.handle(command)).text
        return text

    async def _activity(self, activity_id: str | None) -> Activity:
        activity = None
        if activity_id:
            activity = await self._lockstep.store.find(Target(WORKSPACE, id=activity_id))
        if activity is None:
            raise NothingHere("That activity is not here. Nothing was changed.")
        return activity

    async def _first_answer(self, key: str) -> str | None:
        """What a request that was told before was answered then."""
        told = await self._lockstep.store.answered(WORKSPACE, key)
        return told.text if told else None

    def _nothing(self, activity: Activity) -> str:
        return f"Nothing to change: {describe(activity, self._lockstep.clock())}"


def _changes(
    values: dict[str, Any], activity: Activity, actor: Actor, key: str
) -> Sequence[Command]:
    """One `set` of all that shows; a clock is let go or frozen by a command of its own."""
    about: dict[str, Any] = {"actor": actor, "workspace": WORKSPACE, "activity_id": activity.id}
    running = values.pop(forms.RUNNING, None)
    commands: list[Command] = []
    if values:
        commands.append(Set(**about, key=key, **values))
    if running is not None:
        clock = Resume if running else Pause
        commands.append(clock(**about, key=f"{key}:clock"))
    return commands
