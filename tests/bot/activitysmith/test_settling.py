"""Ended is ended, and forward only: the surface before a peer that fails in every way there is.

A simulation with a clock of its own and a seed for every schedule: requests are lost,
answered too late, or take effect up to 30 seconds after we gave up; processes die with a
request under way. The control forgets every doubt, and must end wrong in some schedules.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import httpx

from bot.activity import Activity
from bot.activitysmith.account import Account
from bot.activitysmith.client import Client
from bot.activitysmith.surface import LockScreen
from bot.content import Alert
from bot.errors import SurfaceError
from bot.surface import Delivery, Shown
from tests.bot.activitysmith.samples import NOW, PHONES, activity, changed

SCHEDULES = 150
LEASE = timedelta(seconds=30)
GAVE_UP = timedelta(seconds=10)
HORIZON = timedelta(minutes=30)
DOUBTS = {"doubt", "shaky", "settle", "sent"}


class Died(BaseException):
    """The process is gone; nobody tells how the call went."""


def said(status: int, body: dict[str, object]) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(json.dumps(body).encode()))


@dataclass
class World(httpx.AsyncBaseTransport):
    """The streams, what is late, and the time."""

    dice: Random
    now: datetime = NOW
    streams: dict[str, str] = field(default_factory=dict)
    late: list[tuple[datetime, str, str, str]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    calm: datetime = NOW + HORIZON

    def clock(self) -> datetime:
        return self.now

    def land(self, until: datetime) -> None:
        """Let time pass; what is late takes effect on the way."""
        for late in sorted(late for late in self.late if late[0] <= until):
            self.late.remove(late)
            self.effect(*late[1:])
        self.now = max(self.now, until)

    def effect(self, method: str, key: str, title: str) -> None:
        self.shown.append(title if method == "PUT" else "end")
        if method == "PUT":
            self.streams[key] = title
        else:
            self.streams.pop(key, None)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        key = request.url.path.rsplit("/", 1)[1]
        title = json.loads(request.content)["content_state"]["title"]
        call = (request.method, key, title)
        fate = self.dice.random() if self.now < self.calm else 0.0
        if fate < 0.55:
            self.effect(*call)
            return said(200, {"success": True, "devices_notified": 1})
        if fate < 0.62:
            return said(429, {"error": "Rate limit exceeded"})
        if fate < 0.70:
            raise httpx.ReadError("before the effect")
        if fate < 0.78:
            self.effect(*call)
            raise httpx.ReadError("after the effect")
        delay = timedelta(seconds=self.dice.uniform(0, 30))
        self.late.append((self.now + delay, *call))
        if fate < 0.90:
            self.land(self.now + GAVE_UP)
            raise httpx.ReadTimeout("we gave up")
        raise Died


@dataclass
class Life:
    """One activity's changes in time, and its delivery as a store would keep it."""

    world: World
    forget: Callable[[Mapping[str, str]], Mapping[str, str]]
    changes: list[tuple[datetime, Activity]]
    due: datetime | None = NOW
    is_interrupted: bool = False
    attempts: int = 1
    memo: Mapping[str, str] = field(default_factory=dict)

    async def run(self) -> bool:
        """Whether the phone shows, in the end, what it should."""
        http = httpx.AsyncClient(base_url="http://smith/api", transport=self.world)
        account = Account(Client(http, clock=self.world.clock))
        screen = LockScreen(lambda _: account, public_url=None, clock=self.world.clock)
        current = self.changes.pop(0)[1]
        while self.due is not None or self.changes:
            coming = self.changes[0][0] if self.changes else None
            at = min(t for t in (self.due, coming) if t is not None)
            if at > NOW + 3 * HORIZON:
                break
            self.world.land(at)
            if coming == at:
                current = self.changes.pop(0)[1]
                self.due = max(self.world.now, at) if not self.is_interrupted else self.due
                continue
            await self.show(screen, current)
        self.world.land(self.world.now + HORIZON)
        await http.aclose()
        title = current.content.title
        expected = {} if current.ended_at else {f"ls-{current.id}": title}
        return self.world.streams == expected

    async def show(self, screen: LockScreen, current: Activity) -> None:
        base = Delivery(current, PHONES, self.memo, {}, attempts=self.attempts)
        delivery = replace(base, interrupted=self.is_interrupted)
        self.is_interrupted, dead = False, False
        try:
            outcome = await screen.show(delivery, ())
        except Died:
            dead = True
        except SurfaceError as exc:
            self.memo = self.forget(exc.memo if exc.memo is not None else self.memo)
            self.due = self.world.now + timedelta(seconds=min(2**self.attempts, 60))
            self.attempts += 1
        else:
            self.memo, self.attempts = self.forget(outcome.memo), 1
            self.due = outcome.again_at if isinstance(outcome, Shown) else outcome.until
        if dead:
            self.is_interrupted, self.due = True, self.world.now + LEASE


def schedule(seed: int, forget: Callable[[Mapping[str, str]], Mapping[str, str]]) -> Life:
    dice = Random(seed)
    now, current = NOW, activity(Alert(title="0", message="m"))
    changes = [(now, current)]
    for number in range(1, dice.randint(2, 10)):
        now += timedelta(seconds=dice.expovariate(1 / 10))
        current = changed(current, now, content=Alert(title=str(number), message="m"))
        changes.append((now, current))
    if dice.random() < 0.7:
        now += timedelta(seconds=dice.uniform(0.1, 20))
        changes.append((now, changed(current, now, ended_at=now)))
    return Life(World(dice, calm=now + timedelta(minutes=5)), forget, changes)


def careful(memo: Mapping[str, str]) -> Mapping[str, str]:
    return memo


def careless(memo: Mapping[str, str]) -> Mapping[str, str]:
    return {name: value for name, value in memo.items() if name not in DOUBTS}


async def lives(
    forget: Callable[[Mapping[str, str]], Mapping[str, str]],
) -> list[tuple[int, Life, bool]]:
    played = []
    for seed in range(SCHEDULES):
        life = schedule(seed, forget)
        played.append((seed, life, await life.run()))
    return played


def went_back(shown: list[str]) -> bool:
    """Whether a phone showed something older after something newer, or anything after the end."""
    order = [10**6 if title == "end" else int(title) for title in shown]
    return any(after < before for before, after in pairwise(order))


async def test_whatever_fails_the_phone_ends_right() -> None:
    """Every schedule comes to the last state or to none, and no phone ever goes back."""
    played = await lives(careful)

    assert [seed for seed, _, is_right in played if not is_right] == []
    assert [seed for seed, life, _ in played if went_back(life.world.shown)] == []


async def test_one_that_forgets_its_doubts_is_found_out() -> None:
    """The control: without settling, some phones stay wrong for ever, and some go back."""
    played = await lives(careless)

    assert [seed for seed, _, is_right in played if not is_right] != []
    assert [seed for seed, life, _ in played if went_back(life.world.shown)] != []
