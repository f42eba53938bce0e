"""The small parts of a command, each by itself, in microseconds."""

import timeit
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median
from typing import cast

from bot.activity import Activity
from bot.buttons import Buttons
from bot.commands import Command, Start
from bot.decide import decide
from bot.phrases import Phrases, describe
from bot.stores.rows import activity_of, body_of
from bot.templates import Templates
from tests.bench import inside
from tests.bench.programs import SECRET
from tests.bench.size import Size
from tests.bench.table import Row

TIMES = 300


def rows(size: Size) -> Iterator[Row]:
    """`step 3` through the grammar, the rule and the words; a token; the row of the store."""
    phrases, now = Phrases(Templates({})), datetime.now(UTC)
    buttons = Buttons(SECRET.encode())

    def said(words: str) -> Command:
        return cast(
            Command,
            phrases.parse(words, actor=inside.ACTOR, channel=inside.channel(1), new_id="a" * 26),
        )

    start = said('start "Load" steps:9')
    assert isinstance(start, Start)
    activity: Activity = decide(None, start, now)
    step = said("step 3")
    after = decide(activity, step, now)
    assert after.revision == 2
    token = buttons.of(activity, now)[0].token
    body = body_of(after)
    parts: dict[str, Callable[[], object]] = {
        "parse `step 3`": lambda: said("step 3"),
        "decide": lambda: decide(activity, step, now),
        "describe": lambda: describe(after, now),
        "all three": lambda: describe(decide(activity, said("step 3"), now), now),
        "sign the buttons of an activity": lambda: buttons.of(activity, now),
        "open a token": lambda: buttons.open(token, now=now),
        "an activity to JSON and checked": lambda: body_of(after),
        "an activity from JSON": lambda: activity_of.__wrapped__(body),
    }
    for name, work in parts.items():
        yield Row(name, f"{_micros(work, size.pairs):.1f} µs")


def _micros(work: Callable[[], object], pairs: int) -> float:
    work()
    return median(timeit.repeat(work, number=TIMES, repeat=pairs)) / TIMES * 1e6
