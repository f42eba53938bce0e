"""Slack: its real requests, signed, to the one address that it calls."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters import slack as platform
from adapters.adapter import Adapter
from adapters.slack.connection import SlackAdapter
from adapters.slack.settings import SlackSettings
from bot.lockstep import Lockstep
from tests.adapters.edge import Edge, until
from tests.scenario.fronts.front import Clock, Front, Opened, behind
from tests.scenario.story import Step
from tests.slack import Clock as SlackClock
from tests.slack import Slack
from tests.slack.typing_in import CannotDo
from tests.slack.world import Group, Message, Person, Room, View

TEAM = "T1"
FORMS = {"update": "Update…", "end": "End…", "buttons": "Buttons…"}


@dataclass
class _Slack:
    edge: Edge
    clock: Clock
    slack: Slack
    adapter: SlackAdapter
    surface: str = "slack"
    workspace: str = TEAM

    async def says(self, step: Step) -> str:
        before = len(self._told(step))
        line = f"/live {step.what}"
        await self.slack.command(line, user=self._user(step), channel=self._id(step.where))
        return await self._since(step, before)

    async def presses(self, step: Step) -> str:
        before = len(self._told(step))
        await self.slack.press(self._card(step), step.what, user=self._user(step))
        return await self._since(step, before)

    async def fills(self, step: Step) -> str:
        before, user = len(self._told(step)), self._user(step)
        card, label = self._card(step), FORMS[step.what]
        try:
            await self.slack.press(card, label, user=user)
        except CannotDo:
            await self.slack.choose(card, "live:more", label, user=user)
        await self.adapter.parts.errands.idle()
        if (form := self.slack.open_view(user)) is None or not _asks(form):
            return await self._since(step, before)
        put = {f"field:{name}": value for name, value in step.put.items()}
        await self.slack.submit(form, put, user=user)
        return " ".join(form.errors.values()) or await self._since(step, before)

    async def creates(self, step: Step) -> str:
        await self.slack.create_channel(step.what, user=self._user(step))
        await self.adapter.parts.errands.idle()
        return ""

    async def renames(self, step: Step) -> str:
        await self.slack.rename(self._id(step.what), step.to, user=self._user(step))
        await self.adapter.parts.errands.idle()
        return ""

    async def archives(self, step: Step) -> str:
        await self.slack.archive(self._id(step.what), user=self._user(step))
        await self.adapter.parts.errands.idle()
        return ""

    def _told(self, step: Step) -> list[str]:
        return [each.text for each in self.slack.ephemerals(self._user(step))]

    async def _since(self, step: Step, before: int) -> str:
        await self.adapter.parts.errands.idle()
        return "\n".join(self._told(step)[before:])

    def _user(self, step: Step) -> str:
        return f"U{step.who.upper()}"

    def _id(self, name: str) -> str:
        rooms = self.slack.team(TEAM).rooms.values()
        return next(room.id for room in rooms if room.name == name)

    def _card(self, step: Step) -> Message:
        return [m for m in self.slack.channel(self._id(step.where)).cards if m.metadata][-1]


def _asks(form: View) -> bool:
    """Whether there is something to fill in: no skeleton, and no sentence that says why not."""
    return "submit" in form.sent and "One moment" not in json.dumps(form.blocks)


@dataclass(frozen=True)
class _Named:
    settings: SlackSettings

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        return platform.connect(lockstep, self.settings)


def _furnish(slack: Slack) -> None:
    """The people of the story, and its channel."""
    team = slack.team(TEAM)
    for name in ("Linus", "Ada"):
        team.people[f"U{name.upper()}"] = Person(f"U{name.upper()}", name, TEAM)
    team.groups["sre"] = Group("SSRE", "sre", ["UADA"])
    members = {"ULINUS", "UADA", team.bot}
    team.rooms["COPS"] = Room("COPS", "ops", creator="UADA", members=members)


@asynccontextmanager
async def slack(opened: Opened) -> AsyncIterator[Front]:
    """A workspace that has the app."""
    clock = SlackClock(standing=True, at=opened.at)
    async with Slack(clock).serve() as there:
        there.signs_by_own_clock = True
        _furnish(there)
        settings = SlackSettings(
            _env_file=None,
            bot_token=there.team().token,
            signing_secret=there.app.signing_secret,
            api_url=there.api_url,
        )
        async with behind(opened, clock, (_Named(settings),)) as edge:
            (adapter,) = edge.app.adapters
            assert isinstance(adapter, SlackAdapter)
            there.app_url = f"{edge.url}/slack/events"
            held = asyncio.create_task(adapter.run())
            try:
                await until(lambda: adapter.parts.groups.are_known(TEAM))
                yield _Slack(edge, clock, there, adapter)
                await adapter.parts.errands.idle()
            finally:
                held.cancel()
                await asyncio.wait({held})
        there.assert_polite()
