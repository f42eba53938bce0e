"""Real cards on a Slack that stands in: the real store and reconciler, and one clock for all."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from adapters.slack.api import SlackApi
from adapters.slack.surface import SlackCard
from adapters.slack.tokens import Token
from adapters.slack.wire import Wire, open_session
from bot.activity import LOCK_SCREEN, Activity, Actor, Channel
from bot.buttons import Buttons, activity_id_of
from bot.commands import Command
from bot.lockstep import SOMEBODY, Lockstep
from bot.reconciler import Reconciler
from bot.stores.sqlite import SqliteStore
from bot.surface import Delivery
from bot.templates import Templates
from tests.slack import Clock, Slack
from tests.slack.world import Message

ANA = Actor(platform="slack", id="U1", name="Ana")
ROOM = Channel(surface="slack", id="C1", workspace="T1", name="inc-2042-checkout")


@dataclass
class EveryToken:
    """The tokens of every workspace that the stand-in knows."""

    slack: Slack
    without: set[str] = field(default_factory=set)

    async def of(self, team: str) -> Token | None:
        if team in self.without:
            return None
        known = self.slack.team(team)
        return Token(SecretStr(known.token), known.bot_id, known.bot, team)


@dataclass
class Stage:
    """All of it. Time goes on only when a test says `later`."""

    slack: Slack
    store: SqliteStore
    lockstep: Lockstep
    reconciler: Reconciler
    api: SlackApi
    tokens: EveryToken

    def now(self) -> datetime:
        return now(self.slack)

    async def say(self, words: str, channel: Channel = ROOM, actor: Actor = ANA) -> Activity:
        told = await self.lockstep.say(words, actor=actor, channel=channel)
        assert told.answer is not None
        return told.answer.activity

    async def press(self, token: str) -> Activity:
        """As a phone does."""
        return (await self.lockstep.press(token, actor=SOMEBODY)).activity

    async def do(self, command: Command) -> Activity:
        return (await self.lockstep.handle(command)).activity

    async def show(self, limit: int = 30) -> int:
        """Show what is due at this moment, until nothing is; how many shows it took."""
        shows = 0
        while shows < limit and (due := await self.reconciler.show_due("slack")):
            shows += due
        return shows

    async def later(self, seconds: float) -> None:
        """Time goes by, a second at a time, and what comes due is shown."""
        while seconds > 0:
            self.slack.clock.advance(min(1.0, seconds))
            seconds -= 1.0
            await self.show()

    async def delivery(self, activity: Activity, channel: str = "C1") -> Delivery:
        deliveries = await self.store.deliveries(activity.id)
        return next(d for d in deliveries if d.channel.id == channel)

    @property
    def cards(self) -> list[Message]:
        return self.slack.channel("C1").cards

    @property
    def card(self) -> Message:
        [card] = self.cards
        return card

    @property
    def thread(self) -> list[str]:
        return [reply.text for reply in self.card.replies]


def now(slack: Slack) -> datetime:
    return datetime.fromtimestamp(slack.clock.now(), UTC)


def shown(card: Message) -> str:
    """Every text on *card*, line by line."""
    return "\n".join(text for block in card.blocks for text in _texts(block))


def _texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if isinstance(node.get("text"), str) else []
        return own + [text for inner in node.values() for text in _texts(inner)]
    if isinstance(node, list):
        return [text for inner in node for text in _texts(inner)]
    return []


@asynccontextmanager
async def staged(folder: Path) -> AsyncIterator[Stage]:
    """A stage, until the block ends."""
    async with Slack(Clock(standing=True)).serve() as slack, open_session() as session:

        def clock() -> datetime:
            return now(slack)

        store = await SqliteStore.open(folder / "lockstep.db", environ={}, clock=clock)
        try:
            buttons, ids = Buttons(b"a secret of the tests"), count(1)
            tokens = EveryToken(slack)
            api = SlackApi(Wire(session, slack.api_url), tokens, clock)
            yield Stage(
                slack=slack,
                store=store,
                lockstep=Lockstep(
                    store,
                    templates=Templates(),
                    buttons=buttons,
                    clock=clock,
                    new_id=lambda: activity_id_of(next(ids).to_bytes(16, "big")),
                ),
                reconciler=Reconciler(
                    store, {"slack": SlackCard(api, store.timeline, clock)}, buttons, clock
                ),
                api=api,
                tokens=tokens,
            )
        finally:
            await store.close()


__all__ = ["ANA", "LOCK_SCREEN", "ROOM", "EveryToken", "Stage", "now", "shown", "staged"]
