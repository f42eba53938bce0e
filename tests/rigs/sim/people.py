"""Who asks what, and when; and how often they must, until they are answered."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from bot.activity import Channel

SPACING_SECONDS = 8.0
ENDS = 0.7
DOUBLED = 0.15
WORDS = {
    "deploy": ("next", "step 1", "step 2", "step 3", "say on it {n}", "set color:red", "back"),
    "load": ("progress 20", "progress 55", "progress 90", "say on it {n}", "set color:red"),
    "incident": ("ack", "say on it {n}", "say not yet {n}", "set badge:SEV1", "set icon:bolt.fill"),
}
MIRRORED = 0.4
"""In how many nights something is mirrored to the channel beside, and asked for there."""
MIRRORS = ("mirror #{beside}", "mirror #{beside}", "mirror off", "say from beside {n}", "ack")
PRESS = "press"


@dataclass(frozen=True)
class Wish:
    """Something that somebody will ask at *at*, and once more at each of *again*.

    *words* are what they type in *channel*; PRESS is a press of a button that shows.
    """

    number: int
    at: float
    channel: Channel
    words: str
    again: tuple[float, ...] = ()

    @property
    def key(self) -> str:
        """The request's key, and the id of who asks."""
        return f"person-{self.number}"


def wishes(dice: random.Random) -> list[Wish]:
    """What is asked in a run, in the order of the times."""
    made: list[Wish] = []
    for place in range(dice.randint(1, 3)):
        kind = dice.choice(list(WORDS))
        template = f"manual-{kind}" if dice.random() < 0.4 else kind
        channel = room(f"c{place}")
        at = dice.uniform(0, 5)
        words = [f"start {template} v{place}"]
        words += [_word(dice, kind, template) for _ in range(dice.randint(1, 11))]
        if dice.random() < ENDS:
            words.append("end")
        for said in words:
            number = len(made) + 1
            made.append(Wish(number, at, channel, said.format(n=number), _again(dice, at)))
            at += dice.expovariate(1 / SPACING_SECONDS)
    return sorted(made, key=lambda wish: wish.at)


def mirrors(dice: random.Random, wished: Sequence[Wish]) -> list[Wish]:
    """What is asked besides what is *wished*, of mirrors; nothing in most nights."""
    if dice.random() >= MIRRORED:
        return []
    made: list[Wish] = []
    for start in [wish for wish in wished if wish.words.startswith("start")]:
        at, beside = start.at, room(f"beside-{start.channel.id}")
        for words in (MIRRORS[0], *dice.choices(MIRRORS, k=dice.randint(1, 6))):
            at += dice.expovariate(1 / SPACING_SECONDS)
            number = len(wished) + len(made) + 1
            where = start.channel if words == MIRRORS[0] or dice.random() < 0.3 else beside
            said = words.format(beside=beside.name, n=number)
            made.append(Wish(number, at, where, said, _again(dice, at)))
    return made


def room(name: str) -> Channel:
    """The channel that is called so."""
    return Channel(surface="console", id=name, workspace="console", name=name)


def _word(dice: random.Random, kind: str, template: str) -> str:
    if dice.random() < 0.2:
        return PRESS
    if template != kind and dice.random() < 0.1:
        return "again"
    return dice.choice(WORDS[kind])


def _again(dice: random.Random, at: float) -> tuple[float, ...]:
    if dice.random() >= DOUBLED:
        return ()
    return tuple(at + dice.choice((0.0, 0.5, 60.0)) for _ in range(dice.randint(1, 3)))
