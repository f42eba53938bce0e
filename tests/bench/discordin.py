"""A Discord for each side as one program, and the people in it, who carry out orders.

Each Discord has a guild with a channel for each activity of the load. An order is a line of
JSON, and is answered with one: what was answered how fast, from the event on the gateway to
the arrival of the first answer, all by the clock of this program.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from itertools import count
from statistics import median
from typing import Any

from bot.activity import Activity, Actor, Channel
from bot.buttons import Buttons
from bot.content import Timer
from bot.templates import Templates
from tests.bench.load import STEPS, Outcome
from tests.bench.programs import SECRET
from tests.discord import Clock, DiscordStandIn, Message, Modal, Told
from tests.discord.messages_api import post
from tests.discord.told import CHOICES, DEFER_UPDATE

SIDES = ("ours", "bare")
TIMED = "9h"
WIDER = 100_000.0
PLACES = 8


@dataclass(frozen=True)
class Order:
    """What is to be done on which *side*, so many at once; *what* is a method of People here."""

    what: str
    side: str = "ours"
    at_once: int = 1
    seconds: float = 0.0
    times: int = 0


class Presses:
    """The tokens of a timer's Pause and Resume, in the order in which they are pressed.

    Buttons of our own making: a card that shows each of them would be edited each time.
    """

    def __init__(self, activity_id: str) -> None:
        nobody = Actor(platform="discord", id="1", name="nobody")
        here = Channel(surface="discord", id="1", workspace="1", name="load")
        begin = Templates({}).begin(
            "", "Load", {"timer": 3_600}, actor=nobody, channel=here, activity_id=activity_id
        )
        now = Clock().utc()
        self._activity: Activity = begin.begin(now, {})
        self._buttons = Buttons(SECRET.encode())

    def next(self) -> str:
        """The token of the button that is there now; it counts as pressed."""
        activity, now = self._activity, Clock().utc()
        (token,) = (
            press.token
            for press in self._buttons.of(activity, now)
            if press.verb in ("pause", "resume")
        )
        content = activity.content
        assert isinstance(content, Timer), "it was begun as one"
        turned = {
            "content": content.set_running(not content.is_running, now),
            "turn": activity.turn + 1,
        }
        self._activity = activity.model_copy(update=turned)
        return token


class People:
    """Those in one Discord, and what they can be told to do."""

    def __init__(self, discord: DiscordStandIn, channels: int) -> None:
        self.discord = discord
        self._guild = discord.guild("Bench")
        self._ada = self._guild.member("ada", roles=["sre"])
        self._bars = [self._guild.text(f"load-{place}") for place in range(channels)]
        self._timers = [self._guild.text(f"timer-{place}") for place in range(PLACES)]
        self._presses: list[Presses] = []
        self._modals: list[Modal] = []
        self._said = count(1)

    # Before the load ---------------------------------------------------------------

    async def connected(self) -> None:
        """Wait until somebody listens, and has commands."""
        await self.discord.until(lambda: self.discord.sessions.connected and self.discord.commands)

    async def begin(self, bars: int) -> None:
        """Start a bar in so many channels and the timers, and wait for their cards."""
        for place, room in enumerate(self._bars[:bars]):
            await self.discord.command(
                self._ada, room, "start", title=f"Load {place}", steps=str(STEPS)
            )
        for place, room in enumerate(self._timers):
            await self.discord.command(
                self._ada, room, "start", title=f"Timer {place}", timer=TIMED
            )
        rooms = [*self._bars[:bars], *self._timers]
        await self.discord.until(lambda: all(room.messages for room in rooms))
        self._presses = [Presses(_id_on(room.messages[0])) for room in self._timers]
        for room in self._bars[:PLACES]:
            card = room.messages[0]
            opened = await self._press(card, f"live:update:{_id_on(card)}")
            assert opened.modal is not None, opened.text
            self._modals.append(opened.modal)

    async def like(self, other: "People") -> None:
        """Have the cards that the *other* Discord has, and the same forms open."""
        for mine, theirs in zip(self._rooms, other._rooms, strict=True):
            for card in theirs.messages[:1]:
                post(self.discord, mine, card.versions[-1])
        self._presses = [Presses(_id_on(room.messages[0])) for room in other._timers]
        for place, modal in enumerate(other._modals):
            card = self._bars[place].messages[0]
            self._modals.append(Modal(modal.body, await self._press(card, "live:update:-")))

    @property
    def _rooms(self) -> list[Any]:
        return [*self._bars, *self._timers]

    # The load ----------------------------------------------------------------------

    async def slash(self, place: int) -> Told:
        """`/live step`, another one each time."""
        to = next(self._said) % STEPS + 1
        return await self.discord.command(self._ada, self._bars[place], "step", to=to)

    async def press(self, place: int) -> Told:
        """Pause, or Resume."""
        card = self._timers[place].messages[0]
        return _as(await self._press(card, f"live:press:{self._presses[place].next()}"))

    async def form(self, place: int) -> Told:
        """The form of Update, sent with another title each time."""
        given = {"Title": f"Load {place} and {next(self._said)}"}
        return _as(await self.discord.submit(self._ada, self._modals[place], given))

    async def autocomplete(self, place: int) -> Told:
        """What may be ended, by its first letters."""
        room = self._bars[place]
        told = await self.discord.completing(self._ada, room, "end", "activity", "loa")
        assert told.type == CHOICES, told.answer
        assert told.choices, "nothing was offered"
        return told

    async def abandoned(self, place: int) -> Told:
        """The form of Update, opened and never sent."""
        card = self._bars[place].messages[0]
        told = await self._press(card, f"live:update:{_id_on(card)}")
        assert told.modal is not None, told.text
        return told

    async def _press(self, card: Message, custom_id: str) -> Told:
        return await self.discord.press(self._ada, card, custom_id=custom_id, stale=True)

    # Orders ------------------------------------------------------------------------

    async def load(self, order: Order) -> dict[str, Any]:
        """Closed loops, for so many seconds or so many times: an Outcome."""
        act: Callable[[int], Awaitable[Told]] = getattr(self, order.what)
        latencies: list[float] = []
        begun = time.perf_counter()
        left = count(order.times - 1, -1)

        async def loop(place: int) -> None:
            while (next(left) >= 0) if order.times else time.perf_counter() < begun + order.seconds:
                latencies.append((await act(place)).millis)

        await asyncio.gather(*(loop(place) for place in range(order.at_once)))
        took = time.perf_counter() - begun
        self.discord.forget()
        return asdict(_outcome(latencies, took))

    async def edits(self, order: Order) -> dict[str, Any]:
        """For each timer, how long a press takes to be answered, and to be shown on its card."""
        acks, shown = [], []
        for place, room in enumerate(self._timers):
            card = room.messages[0]
            before, begun = card.edits, time.perf_counter()
            pressing = asyncio.create_task(self.press(place))
            await self.discord.until(lambda: card.edits > before)  # noqa: B023 - awaited here
            shown.append((time.perf_counter() - begun) * 1e3)
            acks.append((await pressing).millis)
            await asyncio.sleep(order.seconds / PLACES)
        return {"ack": median(acks), "edit": median(shown)}

    async def rounds(self, order: Order) -> dict[str, Any]:
        """Change every bar so many times, each time until all cards show it."""
        cards = [room.messages[0] for room in self._bars if room.messages]
        first = sum(card.edits for card in cards)
        for _ in range(order.times):
            before = [card.edits for card in cards]
            waiting = iter(range(len(cards)))

            async def change() -> None:
                for place in waiting:  # noqa: B023 - awaited here
                    await self.slash(place)

            await asyncio.gather(*(change() for _ in range(PLACES)))
            await self.discord.until(
                lambda: all(c.edits > b for c, b in zip(cards, before, strict=True))  # noqa: B023
            )
            self.discord.forget()
        return {"edits": sum(card.edits for card in cards) - first}


def _as(told: Told) -> Told:
    """*told*, which was answered by nothing but what shows on the card."""
    assert told.type == DEFER_UPDATE, told.text
    return told


def _id_on(card: Message) -> str:
    """The activity that the card is about."""
    (menu,) = card.selects
    return str(menu["custom_id"]).rpartition(":")[2]


def _outcome(latencies: list[float], took: float) -> Outcome:
    times = sorted(latencies)
    at = [times[min(len(times) - 1, int(len(times) * part))] for part in (0.5, 0.99, 1)]
    return Outcome(len(times), 0, len(times) / took, *at)


async def serve(channels: int) -> None:
    """Carry out orders until there are no more."""
    async with (
        DiscordStandIn(contract=False) as ours,
        DiscordStandIn(contract=False) as bare,
    ):
        sides: dict[str, People] = {}
        for side, discord in zip(SIDES, (ours, bare), strict=True):
            discord.keep_calls = False
            discord.rates.times = WIDER
            sides[side] = People(discord, channels)
        told = {
            side: {"api_url": p.discord.api_url, "gateway_url": p.discord.gateway_url,
                   "token": p.discord.token}
            for side, p in sides.items()
        }  # fmt: skip
        print(json.dumps(told), flush=True)
        while line := await asyncio.to_thread(sys.stdin.readline):
            order = Order(**json.loads(line))
            print(json.dumps(await _done(order, sides)), flush=True)


async def _done(order: Order, sides: dict[str, People]) -> Any:
    people = sides[order.side]
    match order.what:
        case "connected":
            return await people.connected()
        case "begin":
            return await people.begin(order.times)
        case "like":
            return await people.like(sides["ours"])
        case "edits":
            return await people.edits(order)
        case "rounds":
            return await people.rounds(order)
    return await people.load(order)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
