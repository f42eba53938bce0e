"""A Lock Screen surface before a real sandbox, with a clock to set; it keeps what a store would."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from adapters.sandbox import Sandbox
from bot.activity import Activity, Channel
from bot.activitysmith.account import Account
from bot.activitysmith.client import Client, open_http
from bot.activitysmith.patience import Patience
from bot.activitysmith.surface import LockScreen
from bot.buttons import Press
from bot.errors import SurfaceError
from bot.surface import Delivery, Observed, Postponed, Shown
from tests.bot.activitysmith.samples import CHAT_URL, NOW, PHONES, PUBLIC_URL, ROOM

KEY = "ask_stage"
CARD: tuple[tuple[Channel, Observed], ...] = ((ROOM, {"state": "posted", "url": CHAT_URL}),)

Outcome = Shown | Postponed | SurfaceError


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Stage:
    """What is on it, and what it is told."""

    clock: Clock
    sandbox: Sandbox
    account: Account
    screen: LockScreen
    kept: dict[str, Delivery] = field(default_factory=dict)

    async def show(self, activity: Activity, *presses: Press, interrupted: bool = False) -> Outcome:
        """Show it, and keep the memo and what was observed as a store does."""
        before = self.kept.get(activity.id)
        if before is None:
            before = Delivery(activity, PHONES, {}, {}, others=CARD)
        delivery = replace(before, activity=activity, interrupted=interrupted)
        offered = presses if activity.ended_at is None else ()
        outcome: Outcome
        try:
            outcome = await self.screen.show(delivery, offered)
        except SurfaceError as exc:
            outcome = exc
        memo = delivery.memo if outcome.memo is None else outcome.memo
        observed = delivery.observed if outcome.observed is None else outcome.observed
        attempts = delivery.attempts + 1 if isinstance(outcome, SurfaceError) else 1
        self.kept[activity.id] = replace(
            delivery, memo=memo, observed=observed, attempts=attempts, interrupted=False
        )
        return outcome

    def restart(self, patience: Patience | None = None) -> None:
        """A fresh process with the same store."""
        self.account = Account(self.account.client, patience=patience)
        self.screen = LockScreen(lambda _: self.account, public_url=PUBLIC_URL, clock=self.clock)
        self.screen.remember(list(self.kept.values()))

    def told(self, activity: Activity) -> tuple[str, str]:
        """What people are told of the activity's phones."""
        observed = self.kept[activity.id].observed
        return observed.get("state", ""), observed.get("detail", "")

    def switch(self, **changes: Any) -> None:
        """Have the sandbox misbehave."""
        self.sandbox.switch(KEY, **changes)

    def cards(self, *, live: bool = True) -> list[dict[str, Any]]:
        """What the first phone shows."""
        screens = self.sandbox.picture(KEY)["lock_screens"]
        return [card for card in screens[0]["cards"] if card["is_live"] == live]

    def titles(self) -> list[str]:
        """The live ones on the first phone, oldest first."""
        return [card["content_state"]["title"] for card in self.cards()]

    def calls(self) -> list[str]:
        """Every request that was made, as `PUT key`."""
        entries = self.sandbox.picture(KEY)["log"]
        return [f"{e['method']} {e['path'].rsplit('/', 1)[1]}" for e in entries]

    def broken_rules(self) -> list[str]:
        """What a polite client would not have done."""
        return [violation.rule for violation in self.sandbox.violations]


def stage_at(
    url: str,
    sandbox: Sandbox,
    clock: Clock,
    http: httpx.AsyncClient,
    patience_seconds: float = 10.0,
) -> Stage:
    """A stage with an account of its own."""
    account = Account(Client(http, deadline_seconds=patience_seconds, clock=clock))
    screen = LockScreen(lambda _: account, public_url=PUBLIC_URL, clock=clock)
    return Stage(clock, sandbox, account, screen)


def opened(url: str, patience_seconds: float = 10.0) -> httpx.AsyncClient:
    """The HTTP client for the stage's key."""
    return open_http(url, KEY, deadline_seconds=patience_seconds)
