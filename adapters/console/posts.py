"""The page's surface: one post a channel for each activity, edited in place ever after."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from adapters.console import drawing
from adapters.console.post import Post
from adapters.console.room import Room
from adapters.console.surface import NAME
from bot.activity import LOCK_SCREEN
from bot.buttons import Press
from bot.errors import Refused, SurfaceRejected
from bot.store import Entry
from bot.surface import Delivery, Shown

REST = timedelta(seconds=0.5)
"""For how long a card stays as it is when only a number moves."""


class Posts:
    """Shows activities in the channels of a room.

    The memo is the post, and the last revision whose line its thread has. *timeline*
    tells what was done to an activity.
    """

    name = NAME
    lanes = 16

    def __init__(
        self,
        room: Room,
        timeline: Callable[[str], Awaitable[Sequence[Entry]]],
        clock: Callable[[], datetime],
        public_url: str,
    ) -> None:
        self._room = room
        self._timeline = timeline
        self._clock = clock
        self._public_url = public_url.rstrip("/")

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown:
        """See Surface."""
        lines = await self._untold(delivery)
        try:
            post = self._shown(delivery, presses)
        except Refused as exc:
            raise SurfaceRejected(str(exc)) from exc
        if post is None:  # It is over, and the room has forgotten it since.
            return Shown(delivery.memo, delivery.observed)
        for entry in lines:
            text, who = drawing.told(entry.line, entry.platform, entry.actor_name)
            post = self._room.tell(post, entry.at, text[:1].upper() + text[1:], who, entry.revision)
        url = f"{self._public_url}/#{post.channel}/{post.id}"
        memo = {"post": post.id, "told": str(post.told)}
        return Shown(memo, {"state": "posted", "url": url}, rest_until=self._clock() + REST)

    def _shown(self, delivery: Delivery, presses: tuple[Press, ...]) -> Post | None:
        """The post as it shows the activity now; None for one that may stay away."""
        activity, channel, memo = delivery.activity, delivery.channel, delivery.memo
        others, left = delivery.others, delivery.left
        card = drawing.card(activity, others, presses, left=left)
        text = drawing.text(activity, others, self._clock(), left=left)
        post = self._room.find_card(channel.id, activity.id, memo.get("post", ""))
        if post is not None:
            return self._room.edit(post, card, text)
        if left or (memo.get("post") and activity.ended_at is not None):
            return None
        return self._room.post_card(channel.id, card, text, told=_told(delivery))

    async def _untold(self, delivery: Delivery) -> list[Entry]:
        """The transitions that the thread has no line of yet, up to what is shown."""
        activity, told = delivery.activity, _told(delivery)
        pressed = activity.line.actor.platform == LOCK_SCREEN
        if told >= (activity.revision if pressed else activity.transition):
            return []  # A thousand ticks are not worth a look at the whole timeline each.
        return [
            entry
            for entry in await self._timeline(activity.id)
            if told < entry.revision <= activity.revision and _is_for_threads(entry)
        ]


def _told(delivery: Delivery) -> int:
    return int(delivery.memo.get("told", "0"))


def _is_for_threads(entry: Entry) -> bool:
    """Transitions, and whatever was pressed on a Lock Screen."""
    return entry.transition or entry.platform == LOCK_SCREEN
