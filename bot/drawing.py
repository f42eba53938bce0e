"""What an activity's content looks like in a chat, in lines of a platform's markup. Pure.

A card does not tick: a clock that runs is told by the moment at which it ends or began.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot import words
from bot.activity import Activity
from bot.commands.progress import how_far
from bot.content import Metrics, Progress, SegmentedProgress, Stats, Timer, Value
from bot.markup import Markup
from bot.phrases import clock, shows
from bot.text import clean, cut, measure

SUBTITLE_MAX = 600
NAME_MAX = 60
BAR = 16
STEPS_DRAWN_MAX = 24
NAMES_DRAWN_MAX = 8

_DONE, _LEFT = "▰", "▱"
_PAST, _NOW, _AHEAD = "✓", "▸", "·"


def steps(content: SegmentedProgress, markup: Markup) -> str:
    """A bar of steps, unless they are too many, and how many are done."""
    done, count = content.current_step, content.number_of_steps
    drawn = ""
    if count <= STEPS_DRAWN_MAX:
        drawn = _DONE * done + _LEFT * (count - done) + "  "
    return drawn + markup.bold(f"Step {done} of {count}")


def names(activity: Activity, content: SegmentedProgress, markup: Markup) -> str:
    """The steps by name, those around the present one if they are many."""
    named = activity.step_names[: content.number_of_steps]
    at = content.current_step
    first = 0
    if len(named) > NAMES_DRAWN_MAX:
        first = min(max(0, at - NAMES_DRAWN_MAX // 2), len(named) - NAMES_DRAWN_MAX)
    shown = named[first : first + NAMES_DRAWN_MAX]
    if activity.ended_at is not None and at == len(named):
        at += 1  # The last one, too, is behind.
    row = [_name(name, place, at, markup) for place, name in enumerate(shown, start=first + 1)]
    if first > 0:
        row.insert(0, "…")
    if first + len(shown) < len(named):
        row.append("…")
    return "   ".join(row)


def bar(content: Progress, markup: Markup) -> str:
    """A bar, and how far it is in words."""
    done = round(BAR * fraction(content))
    return f"{_DONE * done}{_LEFT * (BAR - done)}  {markup.bold(how_far(content))}"


def fraction(content: Progress) -> float:
    """How much of the bar is full: from 0 to 1."""
    if content.percentage is not None:
        part = content.percentage / 100
    else:
        assert content.value is not None, "progress has a percentage or a value"
        assert content.upper_limit is not None, "a value has its upper limit"
        part = content.value / content.upper_limit
    return min(1.0, max(0.0, part))


def clockwork(timer: Timer, activity: Activity, now: datetime, markup: Markup) -> str:
    """Until when a clock runs, since when, or where it stands."""
    ran, left = timer.ran_seconds(now), timer.left_seconds(now)
    if activity.ended_at is not None or not timer.is_running:
        how = "Stopped" if activity.ended_at is not None else "Paused"
        if left is not None:
            return f"{how} with {markup.bold(f'{clock(left)} left')}"
        return f"{how} at {markup.bold(f'{clock(ran)} elapsed')}"
    began = _whole(now - timedelta(seconds=ran))
    if timer.duration_seconds is None:
        return f"Running since {markup.bold(markup.moment(began, 'ticking'))}"
    over = _whole(now - timedelta(seconds=ran - timer.duration_seconds))
    at = markup.moment(over, "ticking")
    if left:
        return f"Runs until {markup.bold(at)}, {clock(timer.duration_seconds)} in all"
    return f"{markup.bold('Time is up')} since {at}"


def runs_out(activity: Activity, now: datetime) -> datetime | None:
    """When the countdown that *activity* shows will be over; None if none is running."""
    content = activity.content
    if activity.ended_at is not None or not isinstance(content, Timer) or not content.is_running:
        return None
    left = content.left_seconds(now)
    return now + timedelta(seconds=left) if left else None


def value(content: Value) -> str:
    """A readout as it was typed; a number as people write it."""
    return content.value if isinstance(content.value, str) else words.spelled(content.value)


def table(content: Metrics | Stats, label_max: int, width: int) -> Iterator[str]:
    """The gauges as plain text, one a line, their values below each other."""
    labels = [cut(clean(metric.label), label_max) for metric in content.metrics]
    widest = max(measure(label) for label in labels)
    for label, metric in zip(labels, content.metrics, strict=True):
        gap = " " * (widest - measure(label) + 2)
        yield label + gap + cut(clean(shows(metric)), width - widest - 2)


def subtitle(activity: Activity, markup: Markup) -> str:
    """What stands below the content; empty if the row of step names says it."""
    said = activity.content.subtitle or ""
    if isinstance(activity.content, SegmentedProgress) and said in activity.step_names:
        return ""
    return markup.typed(said, SUBTITLE_MAX)


def _name(name: str, place: int, at: int, markup: Markup) -> str:
    drawn = markup.typed(name, NAME_MAX) or str(place)
    if place == at:
        return f"{_NOW} {markup.bold(drawn)}"
    return f"{_PAST if place < at else _AHEAD} {drawn}"


def _whole(at: datetime) -> datetime:
    """*at* to the second, so that the same clock is always told by the same moment."""
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)
