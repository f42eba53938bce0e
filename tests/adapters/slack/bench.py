"""Lockstep with a Slack at one end and the sandbox at the other, all over HTTP."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters import console, slack
from adapters.adapter import Adapter
from adapters.app import Clock, utc_now
from adapters.slack.connection import SlackAdapter
from adapters.slack.settings import SlackSettings
from bot.activity import Activity
from bot.lockstep import Lockstep
from tests.adapters.edge import Edge, edge, until
from tests.slack import Clock as SlackClock
from tests.slack import Slack
from tests.slack.delivery import Heard
from tests.slack.world import Message, View

PUBLIC_URL = "https://lockstep.example.com"
"""Where browsers and Slack think that Lockstep is."""

TEMPLATES = """
[templates.sev1]
title = "SEV1 {title}"
steps = ["Investigating", "Identified", "Monitoring", "Resolved"]
starts_on = ["inc-sev1-*"]
buttons = ["ack", "open chat"]
may = { end = ["@sre"] }

[templates.inc]
title = "{title}"
type = "alert"
message = "{title}"
starts_on = ["inc-*"]

[templates.quiet]
title = "{title}"
type = "alert"
message = "{title}"
starts_on = ["quiet-*"]
may = { say = [] }
"""


@dataclass
class Bench:
    """Both ends, and Lockstep between them."""

    slack: Slack
    edge: Edge
    adapter: SlackAdapter

    async def live(self, workspace: str = "T1") -> list[Activity]:
        """What is live in the workspace."""
        return list(await self.edge.app.store.live(workspace))

    async def only(self, workspace: str = "T1") -> Activity:
        """The one activity that is live."""
        (activity,) = await self.live(workspace)
        return activity

    async def started(self, words: str, **how: Any) -> Activity:
        """What `/live start` and *words* begins."""
        before = {activity.id for activity in await self.live()}
        heard = await self.slack.command(f"/live start {words}", **how)
        assert heard.status == 200, heard.raw
        fresh = [a for a in await self.live() if a.id not in before]
        assert len(fresh) == 1, heard.text
        return fresh[0]

    async def card(self, channel: str = "C1") -> Message:
        """The one card in *channel*, as soon as it is there."""
        cards: list[Message] = await until(lambda: self.cards(channel))
        assert len(cards) == 1, [card.text for card in cards]
        return cards[0]

    def cards(self, channel: str = "C1", team: str = "") -> list[Message]:
        """The messages of the app that are cards."""
        return [m for m in self.slack.channel(channel, team).cards if m.metadata]

    async def rows(self) -> Mapping[str, list[Any]]:
        """Every row of the store."""
        return await self.edge.tables()

    async def form(self, user: str = "U1") -> View:
        """The form that *user* has open, as soon as it is more than a skeleton."""

        def filled() -> View | None:
            view = self.slack.open_view(user)
            return view if view and "One moment" not in json.dumps(view.blocks) else None

        view: View = await until(filled)
        return view

    async def idle(self) -> None:
        """Wait until every errand is done."""
        await self.adapter.parts.errands.idle()

    async def told(self, user: str = "U1") -> str:
        """What *user* alone was told last, once the errands are done."""
        await self.idle()
        found = self.slack.ephemerals(user)
        return found[-1].text if found else ""


@dataclass(frozen=True)
class _Named:
    """Slack, of these settings and not of the environment's."""

    settings: SlackSettings

    def connect(self, lockstep: Lockstep) -> Adapter | None:
        """See Platform."""
        return slack.connect(lockstep, self.settings)


@asynccontextmanager
async def bench(
    folder: Path,
    *,
    clock: Clock = utc_now,
    working: bool = True,
    socket: bool = False,
    groups: bool = True,
    installs: bool = False,
) -> AsyncIterator[Bench]:
    """Lockstep as `lockstep run` builds it, with Slack as its settings name it.

    With *installs* no workspace has given a token yet, and any may install the app.
    """
    async with Slack(SlackClock(standing=True)).serve() as there:
        several: dict[str, Any] = {
            "client_id": there.app.client_id,
            "client_secret": there.app.client_secret,
            "LOCKSTEP_PUBLIC_URL": PUBLIC_URL,
        }
        settings = SlackSettings(
            _env_file=None,
            **(several if installs else {"bot_token": there.team().token}),
            signing_secret=None if socket else there.app.signing_secret,
            app_token=there.app.app_token if socket else None,
            api_url=there.api_url,
        )
        named = folder / "lockstep.toml"
        named.write_text(TEMPLATES)
        platforms = (console, _Named(settings))
        async with edge(
            folder,
            clock=clock,
            working=working,
            named={"LOCKSTEP_TEMPLATES": str(named)},
            platforms=platforms,
        ) as parts:
            adapter = parts.app.adapters[1]
            assert isinstance(adapter, SlackAdapter)
            there.app_url = f"{parts.url}/slack/events"
            if working:
                await until(adapter.is_introduced)
                if groups and not installs:
                    await until(lambda: adapter.parts.groups.are_known("T1"))
            yield Bench(there, parts, adapter)
            await adapter.parts.errands.idle()


def said(heard: Heard) -> str:
    """What the person alone was answered, which is all that Slack was told."""
    assert heard.status == 200, heard.raw
    return heard.text
