"""Asks what people wish, again after a death, and notes what they were answered."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.activity import Actor
from bot.commands import HOLDER
from bot.errors import Busy, Refused
from bot.store import Answer
from tests.rigs.history import Asked
from tests.rigs.sim.people import PRESS, Wish, room
from tests.rigs.sim.phones import Phones
from tests.rigs.sim.process import Life

TRIES_MAX = 6
NOTHING = "Nothing to change"


@dataclass
class _Told:
    """What somebody was answered, each time."""

    verb: str
    answers: list[Answer] = field(default_factory=list)
    refusals: int = 0
    silences: int = 0


class People:
    """Everybody who asks. *up* has the process that is up, when one is."""

    def __init__(self, phones: Phones, dice: random.Random, note: Callable[[str], None]) -> None:
        self.life: Life | None = None
        self._phones = phones
        self._dice = dice
        self._note = note
        self._told: dict[str, _Told] = defaultdict(lambda: _Told(""))

    async def live_on(self, wish: Wish) -> None:
        """Ask what is wished, as often as it takes."""
        await asyncio.gather(*(self._ask(wish, at) for at in (wish.at, *wish.again)))

    def asked(self) -> tuple[Asked, ...]:
        """What came of everything."""
        return tuple(_summed(key, told) for key, told in self._told.items())

    async def _ask(self, wish: Wish, at: float) -> None:
        await _until(at)
        token = ""
        if wish.words == PRESS:
            shown = self._phones.tokens()
            if not shown:
                return
            token = self._dice.choice(shown)
        for _ in range(TRIES_MAX):
            if self.life is not None and await self._asked(self.life, wish, token):
                return
            await asyncio.sleep(self._dice.uniform(1, 15))

    async def _asked(self, life: Life, wish: Wish, token: str) -> bool:
        """Whether there was any answer."""
        key = f"token-{token[-22:]}" if token else wish.key
        told = self._told[key]
        if token:
            asking = life.task(life.lockstep.press(token, actor=Actor(platform=HOLDER, id=key)))
        else:
            told.verb = wish.words.split()[0]
            asking = life.task(self._say(life, wish))
        await first_of(asking, life.death)
        if not asking.done() or asking.cancelled():
            told.silences += 1
            self._note(f"{key} hears nothing")
            return False
        return self._heard(key, told, asking)

    async def _say(self, life: Life, wish: Wish) -> Answer:
        actor = Actor(platform="console", id=wish.key)
        told = await life.lockstep.say(
            wish.words, actor=actor, channel=wish.channel, key=wish.key, named=room
        )
        assert told.answer is not None, "nobody asks a question"
        return told.answer

    def _heard(self, key: str, told: _Told, asking: asyncio.Task[Answer]) -> bool:
        try:
            answer = asking.result()
        except Refused as exc:
            told.refusals += 1
            self._note(f"{key} is refused: {exc}")
            return True
        except Busy:
            told.silences += 1
            self._note(f"{key} is asked to try again")
            return False
        told.answers.append(answer)
        self._note(f"{key} hears {answer.activity.revision} {answer.again} {answer.text}")
        return True


def _summed(key: str, told: _Told) -> Asked:
    changed = [a for a in told.answers if not a.text.startswith(NOTHING)]
    if changed:
        first = [a.activity.revision for a in changed if not a.again]
        return Asked(key, "done", changed[0].activity.id, told.verb, first[0] if first else None)
    if told.answers:
        return Asked(key, "nothing", told.answers[0].activity.id, told.verb)
    return Asked(key, "silence" if told.silences else "refused", verb=told.verb)


async def first_of(*waits: asyncio.Future[Any], timeout_seconds: float | None = None) -> None:
    """Until one of *waits* is done; they all go on."""
    await asyncio.wait(waits, timeout=timeout_seconds, return_when=asyncio.FIRST_COMPLETED)


async def _until(at: float) -> None:
    await asyncio.sleep(max(0.0, at - asyncio.get_running_loop().time()))
