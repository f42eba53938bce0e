"""What a page does, as its requests and no more: who speaks, where, and what comes back."""

from dataclasses import dataclass
from itertools import count
from typing import Any

import httpx

from adapters.console.room import Room
from bot.activity import Activity
from tests.adapters.edge import Edge, until

Json = dict[str, Any]

TEMPLATES = """
[templates.sev1]
title = "SEV1 {title}"
steps = ["Investigating", "Identified", "Monitoring", "Resolved"]
color = "red"
badge = "SEV1"
starts_on = ["inc-sev1-*"]
may = { end = ["@sre"] }
"""
_KEYS = count(1)


@dataclass
class Chat:
    """A page, and what is behind it."""

    edge: Edge
    room: Room

    async def post(self, path: str, **body: Any) -> httpx.Response:
        """What the route answers: to Ada, in #ops, for the first time, unless said otherwise."""
        said = {"person": "ada", "key": f"key-{next(_KEYS)}", **body}
        return await self.edge.http.post(f"/demo/{path}", json=said)

    async def say(self, text: str, **more: Any) -> Json:
        """What came of *text*, which is done."""
        answer = await self.post("say", **{"channel": "ops", "text": text, **more})
        assert answer.status_code == 200, answer.text
        told: Json = answer.json()
        return told

    async def refused(self, text: str, **more: Any) -> str:
        """The sentence that *text* is refused with."""
        answer = await self.post("say", **{"channel": "ops", "text": text, **more})
        assert answer.status_code == 409, answer.text
        return str(answer.json()["refused"])

    async def form(self, name: str, activity: str = "") -> Json:
        """The form as the page gets it."""
        answer = await self.edge.http.get(f"/demo/forms/{name}", params={"activity": activity})
        assert answer.status_code == 200, answer.text
        form: Json = answer.json()
        return form

    async def fill(self, form: Json, **changed: Any) -> httpx.Response:
        """What comes of *form* sent back whole, as the page does, with what was *changed*."""
        shown = {field["name"]: field["value"] for field in form["fields"]}
        body = {"channel": "ops", "activity": form["activity"], "shown": shown}
        body |= {name: changed.pop(name) for name in ("person", "key") if name in changed}
        return await self.post(f"forms/{form['form']}", **body, fields={**shown, **changed})

    async def hints(self, text: str, channel: str = "ops") -> Json:
        """What is offered for *text*."""
        answer = await self.edge.http.get("/demo/hints", params={"text": text, "channel": channel})
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    async def only(self) -> Activity:
        """The one activity that is live."""
        (activity,) = await self.edge.app.store.live("console")
        return activity

    def cards(self, channel: str = "ops") -> list[Json]:
        """The posts there that are cards."""
        return [p for p in self.room.posts() if p["card"] and p["channel"] == channel]

    async def card(self, revision: int = 1, *, phones: str = "") -> Json:
        """The one post that is a card, once it shows that revision, and its *phones* are so."""

        def shown() -> Json | None:
            for post in self.cards():
                card = post["card"]
                if card["revision"] >= revision and phones in card["phones"]["state"]:
                    return post
            return None

        post: Json = await until(shown)
        assert len(self.cards()) == 1, "one card for one activity, however often it is shown"
        return post

    async def show(self) -> None:
        """Show what is due on the page now, once."""
        await self.edge.app.reconciler.show_due("console")
