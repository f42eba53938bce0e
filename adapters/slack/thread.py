"""A card's thread: told once of each transition, after the card shows it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from adapters.slack import trouble
from adapters.slack.answers import AnswerLost, NotYet, SlackSaid
from adapters.slack.api import SlackApi
from adapters.slack.finding import LINE, Finder
from adapters.slack.text import MRKDWN, mrkdwn
from adapters.slack.visit import Visit, post
from bot.lines import lines, untold
from bot.store import Entry

Timeline = Callable[[str], Awaitable[Sequence[Entry]]]


class Thread:
    """Tells the threads of cards. *timeline* is what was done to an activity."""

    def __init__(
        self, api: SlackApi, finder: Finder, timeline: Timeline, clock: Callable[[], datetime]
    ) -> None:
        self._api = api
        self._finder = finder
        self._timeline = timeline
        self._clock = clock

    async def tell(self, visit: Visit) -> None:
        """Tell the card's thread of the transitions that it has not heard of."""
        if not visit.memory.ts:
            return
        entries = await self._timeline(visit.activity.id)
        if not untold(entries, visit.memory.told, visit.activity.revision):
            visit.learn(replied=None)
            return
        if visit.memory.replied is not None or visit.delivery.interrupted:
            await self._look_into_thread(visit, entries)
        news = untold(entries, visit.memory.told, visit.activity.revision)
        if not news:
            return
        text, last = lines(news, MRKDWN), news[-1].revision
        payload = {"activity": visit.activity.id, "revision": last}
        try:
            await post(
                self._api,
                visit,
                thread_ts=visit.memory.ts,
                text=text,
                blocks=[{"type": "section", "text": mrkdwn(text)}],
                metadata={"event_type": LINE, "event_payload": payload},
            )
        except NotYet as exc:  # The card is shown; its thread follows.
            visit.again.append(self._clock() + timedelta(seconds=exc.retry_after_seconds or 1))
            return
        except AnswerLost:
            visit.learn(replied=self._clock())
            raise
        except SlackSaid as exc:
            if exc.error not in trouble.MESSAGE_GONE:
                raise
            visit.learn(drawn="")  # The next edit finds that the card is gone.
            visit.again.append(self._clock() + timedelta(seconds=1))
            return
        visit.learn(told=last)

    async def _look_into_thread(self, visit: Visit, entries: Sequence[Entry]) -> None:
        """Learn which lines stand there. Raises NotYet while one may still come."""
        since = visit.memory.replied or visit.now
        visit.learn(replied=since)
        told = await self._finder.told(visit.delivery, visit.memory, entries, since, self._clock())
        visit.learn(replied=None, told=told)
