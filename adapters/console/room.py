"""The chat itself, in memory: channels, posts, threads. It never grows past its bounds.

Every change counts one more, so that who looks again gets only what is new since then.
"""

import asyncio
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from adapters.console.people import Person
from adapters.console.post import LOCKSTEP, Author, Json, Post, ThreadLine
from adapters.console.surface import NAME, WORKSPACE, channel
from bot.activity import Channel
from bot.errors import Refused
from bot.text import clean, echo, slug

CHANNELS_MAX = 50
POSTS_MAX = 300
THREAD_MAX = 200
TEXT_MAX = 4_000
KEYS_MAX = 1_000

BEGINNINGS = (
    ("ops", "What is going on"),
    ("deploys", "What is on its way out"),
    ("general", "Everything else"),
)


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Place:
    """A channel of the room. Its id stays when its name changes."""

    id: str
    name: str
    topic: str = ""
    archived: bool = False
    posts: list[str] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        """The channel as the core knows channels."""
        return Channel(surface=NAME, id=self.id, workspace=WORKSPACE, name=self.name)


class Room:
    """Channels with their posts, and a count of all that has changed."""

    def __init__(self, clock: Callable[[], datetime] = _utc_now) -> None:
        self._clock = clock
        self._places = {name: Place(name, name, topic) for name, topic in BEGINNINGS}
        self._posts: OrderedDict[str, Post] = OrderedDict()
        """By id; what changed last is last."""
        self._done: OrderedDict[str, str] = OrderedDict()
        """The requests that were done already: a key, and what it made."""
        self._count = 0
        self._numbers = 0
        self._lines = 0
        self._rung = asyncio.Event()

    async def changed(self, since: int, timeout_seconds: float) -> int:
        """How much has changed so far; waits until that is another number, or time is up."""
        if self._count == since:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_seconds):
                    await self._rung.wait()
        return self._count

    def channels(self) -> list[Json]:
        """Every channel as the page shows it, the oldest first."""
        return [
            {
                "id": place.id,
                "name": place.name,
                "topic": place.topic,
                "archived": place.archived,
                "live": sum(self._posts[post].is_live for post in place.posts),
            }
            for place in self._places.values()
        ]

    def names(self) -> list[str]:
        """What the channels are called in which people may speak."""
        return [place.name for place in self._places.values() if not place.archived]

    def posts(self, since: int = 0) -> list[Json]:
        """The posts that changed after that count, in the order of their numbers."""
        return [post.described() for post in sorted(self._since(since), key=lambda p: p.number)]

    def place(self, channel_id: str) -> Place:
        """The channel of that id. Raises Refused."""
        place = self._places.get(channel_id)
        if place is None:
            raise Refused("There is no such channel. Nothing was changed.")
        return place

    def open_place(self, channel_id: str) -> Place:
        """The channel of that id, where people may speak. Raises Refused."""
        place = self.place(channel_id)
        if place.archived:
            raise Refused(f"#{place.name} is archived; nobody can speak there any more.")
        return place

    def named(self, name: str) -> Channel:
        """The channel called *name*, if people may speak there. Raises Refused."""
        wanted = name.strip().casefold()
        found = next((p for p in self._places.values() if p.name.casefold() == wanted), None)
        if found is None:
            raise Refused(f"There is no channel #{echo(name)}. Nothing was changed.")
        return self.open_place(found.id).channel

    def did(self, key: str) -> bool:
        """Whether the request of that *key* was done already."""
        return key in self._done

    def say(self, channel_id: str, person: Person, text: str, *, key: str = "") -> None:
        """*person*'s words as a post, once for each *key*. Raises Refused."""
        if self.did(key):
            return
        place = self.open_place(channel_id)
        if len(text) > TEXT_MAX:
            raise Refused(f"That is longer than {TEXT_MAX} characters. Nothing was posted.")
        cleaned = _lines_of(text)
        if not cleaned:
            raise Refused("There is nothing in that. Nothing was posted.")
        self._add(place, Author(person.id, person.name), cleaned)
        self._remember(key, place.id)

    def create(self, name: str, person: Person, *, key: str = "") -> Place:
        """A new channel called *name*, made once for each *key*. Raises Refused."""
        if (made := self._done.get(key)) is not None:
            return self.place(made)
        wanted = self._free(name)
        if len(self._places) >= CHANNELS_MAX:
            raise Refused(f"There are {CHANNELS_MAX} channels already. Nothing was changed.")
        place = Place(self._new_id(wanted), wanted)
        self._places[place.id] = place
        self._remember(key, place.id)
        self._add(place, LOCKSTEP, f"{person.name} made the channel.")
        return place

    def rename(self, channel_id: str, name: str, person: Person, *, key: str = "") -> Place:
        """The channel with another name; its id stays. Raises Refused."""
        place = self.place(channel_id)
        if self.did(key):
            return place
        place = self.open_place(channel_id)
        before, place.name = place.name, self._free(name, besides=place.id)
        self._remember(key, place.id)
        if before != place.name:
            renamed = f"{person.name} renamed the channel from #{before} to #{place.name}."
            self._add(place, LOCKSTEP, renamed)
        return place

    def archive(self, channel_id: str, person: Person, *, key: str = "") -> Place:
        """The channel, where nobody may speak any more. Raises Refused."""
        place = self.place(channel_id)
        if self.did(key):
            return place
        place = self.open_place(channel_id)
        self._add(place, LOCKSTEP, f"{person.name} archived the channel.")
        place.archived = True
        self._remember(key, place.id)
        return place

    def find_card(self, channel_id: str, activity_id: str, post_id: str = "") -> Post | None:
        """The post that shows that activity there, *post_id* if it is that one."""
        place = self.place(channel_id)
        for each in (post_id, *reversed(place.posts)):
            post = self._posts.get(each)
            if post is None or post.channel != channel_id or post.card is None:
                continue
            if post.card["activity"] == activity_id:
                return post
        return None

    def post_card(self, channel_id: str, card: Json, text: str, *, told: int = 0) -> Post:
        """A new post of Lockstep that shows *card*. Raises Refused when there is no room."""
        return self._add(self.place(channel_id), LOCKSTEP, text, card=card, told=told)

    def edit(self, post: Post, card: Json, text: str) -> Post:
        """The post with another card; no change if it is the same."""
        return post if card == post.card else self._keep(replace(post, card=card, text=text))

    def tell(self, post: Post, at: datetime, text: str, who: str, revision: int) -> Post:
        """The post with one line more in its thread, unless that *revision* was told."""
        if revision <= post.told:
            return post
        self._lines += 1
        line = ThreadLine(f"t{self._lines}", at, text, who)
        thread = (*post.thread, line)[-THREAD_MAX:]
        return self._keep(replace(post, thread=thread, told=revision))

    def _since(self, since: int) -> Iterator[Post]:
        for post in reversed(self._posts.values()):
            if post.changed <= since:
                return
            yield post

    def _free(self, name: str, besides: str = "") -> str:
        """*name* as a channel may be called that no other is called yet. Raises Refused."""
        wanted = channel(name).name
        if any(p.name == wanted and p.id != besides for p in self._places.values()):
            raise Refused(f"There is a channel #{wanted} already. Nothing was changed.")
        return wanted

    def _new_id(self, name: str) -> str:
        """An id that can stand in an address, and that no channel has or had."""
        plain = slug(name, 80) or "channel"
        wanted, count = plain, 1
        while wanted in self._places:
            count += 1
            wanted = f"{plain}-{count}"
        return wanted

    def _add(
        self, place: Place, author: Author, text: str, *, card: Json | None = None, told: int = 0
    ) -> Post:
        self._make_room(place)
        self._numbers += 1
        post = Post(self._numbers, place.id, self._clock(), author, text, card, told=told)
        place.posts.append(post.id)
        return self._keep(post)

    def _make_room(self, place: Place) -> None:
        """Forget the oldest post of *place* if it is full: the cards of what is live stay."""
        if len(place.posts) < POSTS_MAX:
            return
        oldest = next((post for post in place.posts if not self._posts[post].is_live), None)
        if oldest is None:
            raise Refused(f"#{place.name} is full of live cards. Nothing was posted.")
        place.posts.remove(oldest)
        del self._posts[oldest]

    def _keep(self, post: Post) -> Post:
        self._count += 1
        kept = replace(post, changed=self._count)
        self._posts[post.id] = kept
        self._posts.move_to_end(post.id)
        self._rung.set()
        self._rung = asyncio.Event()
        return kept

    def _remember(self, key: str, made: str) -> None:
        if key:
            self._done[key] = made
        while len(self._done) > KEYS_MAX:
            self._done.popitem(last=False)


def _lines_of(text: str) -> str:
    """*text* without anything that misleads, its lines kept, at most one empty between two."""
    lines = "\n".join(clean(line) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip()
