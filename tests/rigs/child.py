"""The command path as a program of its own: open, commands alone and in groups, show, close.

Everything here is the real thing but the surfaces. It says `ACK` for an answer and
`SHOW` for what a surface shows, each in one write, and only when it is true.
"""

import asyncio
import os
import random
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast

from bot.activity import Activity, Actor, Channel
from bot.buttons import Buttons, activity_id_of
from bot.codes import Codes
from bot.errors import Busy, StoreUnusable
from bot.lockstep import Lockstep
from bot.reconciler import Reconciler
from bot.store import Answer, Store
from bot.stores.sqlite import SqliteStore
from bot.templates import Templates
from tests.rigs.hasty import Hasty
from tests.rigs.screens import NAMES, Place, Screen

SECRET = b"the secret of a rig, no other"
SAYS = 1

Synchronous = Literal["FULL", "NORMAL", "OFF"]


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


def say_shown(place: Place, revision: int) -> None:
    """Tell whoever watches what a surface shows."""
    os.write(SAYS, f"SHOW {' '.join(place)} {revision}\n".encode())


def say_done(key: str, by: str, answer: Answer) -> None:
    """Tell whoever watches that a command was acknowledged."""
    revision = answer.activity.revision
    os.write(SAYS, f"ACK {key} {by or '-'} {answer.activity.id} {revision}\n".encode())


def room(name: str, workspace: str = "rig") -> Channel:
    """The channel that is called so."""
    return Channel(surface="console", id=name, workspace=workspace, name=name)


class Crew:
    """People in channels, each of whom says one thing and is known by it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._buttons = Buttons(SECRET)
        self._lockstep = Lockstep(
            store,
            templates=Templates(),
            buttons=self._buttons,
            codes=Codes(SECRET),
            clock=now,
            new_id=lambda: activity_id_of(os.urandom(16)),
        )
        surfaces = {name: Screen(name, say_shown) for name in NAMES}
        self._reconciler = Reconciler(store, surfaces, self._buttons, now, random.Random(1))

    async def say(self, key: str, channel: str, words: str, workspace: str = "rig") -> Activity:
        """Somebody called *key* says *words*; acknowledged when there is an answer."""
        told = await self._lockstep.say(
            words,
            actor=Actor(platform="console", id=key, name=key),
            channel=room(channel, workspace),
            key=key,
            named=room,
        )
        assert told.answer is not None, "the crew asks for changes only"
        if not told.answer.again:
            say_done(key, key, told.answer)
        return told.answer.activity

    def code(self, channel: str, workspace: str) -> str:
        """What somebody of another workspace agrees by."""
        return self._lockstep.code(room(channel, workspace))

    async def press(self, activity: Activity, verb: str) -> None:
        """Somebody presses the button for *verb*."""
        token = next(p.token for p in self._buttons.of(activity, now()) if p.verb == verb)
        answer = await self._lockstep.press(token)
        say_done(self._buttons.open(token, now=now()).key, "", answer)

    async def show(self) -> None:
        """Every surface shows once what is due on it."""
        for name in NAMES:
            await self._reconciler.show_due(name)


async def work(crew: Crew, life: int) -> None:
    """Commands, one by one and many at a time, with shows in between."""
    ops, db, shop = f"ops-{life}", f"db-{life}", f"shop-{life}"
    hall, abroad = f"hall-{life}", f"abroad-{life}"
    key = [f"life-{life}-{number}" for number in range(17)]
    await crew.say(key[1], ops, "start Deploy steps:4")
    alarm, *_ = await asyncio.gather(
        crew.say(key[2], db, 'start alert "Disk is full" 98 % used'),
        crew.say(key[3], ops, "step 2"),
        crew.say(key[4], shop, 'start "Sales" 42%'),
    )
    await crew.show()
    await crew.press(alarm, "ack")
    await asyncio.gather(
        crew.say(key[5], ops, "step 3"),
        crew.say(key[6], shop, "60%"),
        crew.say(key[7], db, "say Half of it is logs"),
        crew.say(key[8], ops, "say Going well"),
        crew.say(key[5], ops, "step 3"),
    )
    await asyncio.gather(
        crew.show(),
        crew.say(key[12], db, f"mirror {hall}"),
        crew.say(key[13], shop, f"mirror {crew.code(abroad, 'other')}"),
    )
    await asyncio.gather(
        crew.say(key[14], hall, "say Seen from the hall"),
        crew.say(key[15], abroad, "70%", "other"),
        crew.say(key[16], db, "mirror off"),
    )
    await asyncio.gather(crew.show(), crew.say(key[9], ops, "step 4"))
    await asyncio.gather(crew.say(key[10], ops, "end Shipped"), crew.say(key[11], shop, "80%"))
    await crew.show()


async def visit(path: str) -> None:
    """Open what is there, say one thing, and close."""
    store = await SqliteStore.open(Path(path))
    try:
        await Crew(store).say("visitor", "lobby", "start Visit")
    finally:
        await store.close()


async def endure(path: str) -> int:
    """Go on asking on a disk that fails; 3 if the store was broken by it, which ends it all."""
    store = await SqliteStore.open(Path(path))
    crew = Crew(store)

    async def ask(number: int) -> None:
        try:
            await crew.say(f"ask-{number}", f"room-{number}", f"start Job {number}")
        except Busy:
            os.write(SAYS, b"BUSY\n")
        except StoreUnusable:
            os.write(SAYS, b"BROKEN\n")

    for group in range(0, 30, 3):
        await ask(group)
        await asyncio.gather(ask(group + 1), ask(group + 2))
    await store.close()
    return 0 if store.broken is None else 3


async def live(path: str, life: int, synchronous: Synchronous, hasty: bool) -> None:
    """All of it, from a file that may not be there to one that is closed."""
    store = await SqliteStore.open(Path(path), synchronous=synchronous)
    try:
        await work(Crew(cast(Store, Hasty(store)) if hasty else store), life)
    finally:
        await store.close()


def main(path: str, synchronous: Synchronous, hasty: bool = False, lives: int = 1) -> None:
    """Live so many lives at *path*, one after the other."""
    for life in range(lives):
        asyncio.run(live(path, life, synchronous, hasty))


def visiting(path: str) -> None:
    """Visit *path*."""
    asyncio.run(visit(path))


def enduring(path: str) -> None:
    """Endure at *path*. Exits with 2 when it cannot even be opened."""
    try:
        sys.exit(asyncio.run(endure(path)))
    except StoreUnusable:
        sys.exit(2)
