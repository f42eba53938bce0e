"""The console: a page's requests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from adapters import keys
from adapters.console.page import Page
from adapters.console.room import Room
from adapters.console.surface import WORKSPACE
from bot.buttons import Buttons
from tests.adapters.edge import Edge, settings
from tests.discord.clock import Clock as Hand
from tests.scenario.fronts.front import PUBLIC_URL, Clock, Front, Opened, behind
from tests.scenario.story import Step

Json = dict[str, Any]


@dataclass
class _Console:
    edge: Edge
    clock: Clock
    room: Room
    surface: str = "console"
    workspace: str = WORKSPACE
    keys: "count[int]" = field(default_factory=count)

    async def says(self, step: Step) -> str:
        return await self._post("say", step, text=f"/live {step.what}")

    async def presses(self, step: Step) -> str:
        buttons = {b["label"]: b["token"] for b in self._card(step)["buttons"]}
        return await self._post("press", step, token=buttons[step.what])

    async def fills(self, step: Step) -> str:
        activity = self._card(step)["activity"]
        asked = {"activity": activity}
        answer = await self.edge.http.get(f"/demo/forms/{step.what}", params=asked)
        form = answer.json()
        shown = {each["name"]: each["value"] for each in form["fields"]}
        fields = {**shown, **step.put}
        assert fields.keys() == shown.keys(), f"the form has no {step.put}"
        return await self._post(
            f"forms/{step.what}", step, activity=activity, shown=shown, fields=fields
        )

    async def creates(self, step: Step) -> str:
        return await self._post("channels", step, name=step.what)

    async def renames(self, step: Step) -> str:
        return await self._post(f"channels/{self._id(step.what)}/rename", step, name=step.to)

    async def archives(self, step: Step) -> str:
        return await self._post(f"channels/{self._id(step.what)}/archive", step)

    async def _post(self, path: str, step: Step, **body: Any) -> str:
        about = {"person": step.who.lower(), "key": f"{next(self.keys)}"}
        if path in ("say", "press") or path.startswith("forms/"):
            about["channel"] = self._id(step.where)
        answer = await self.edge.http.post(f"/demo/{path}", json={**about, **body})
        told = answer.json()
        assert answer.status_code in (200, 409, 422), answer.text
        return str(told.get("refused") or told["text"])

    def _card(self, step: Step) -> Json:
        place = self._id(step.where)
        posts = [p for p in self.room.posts() if p["card"] and p["channel"] == place]
        card: Json = posts[-1]["card"]
        return card

    def _id(self, name: str) -> str:
        return str(next(c["id"] for c in self.room.channels() if c["name"] == name))


@asynccontextmanager
async def console(opened: Opened) -> AsyncIterator[Front]:
    """A page, and what is behind it."""
    clock, secret = Hand(at=opened.at), keys.secret_of(settings(opened.folder))
    room = Room(clock.utc)
    page = Page(room, Buttons(secret), PUBLIC_URL)
    async with behind(opened, clock, (page,)) as edge:
        yield _Console(edge, clock, room)
