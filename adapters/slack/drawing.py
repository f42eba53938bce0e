"""What an activity's content looks like on a card: blocks, and the same in words. Pure.

A card does not tick: a clock that runs is told by the moment at which it ends or began.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.text import literal, mrkdwn, plain, plain_text, stamp
from bot import words
from bot.activity import Activity
from bot.commands.progress import how_far
from bot.content import (
    Alert,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.phrases import clock, shows

Block = dict[str, Any]

MESSAGE_MAX = 2_400
WORDS_MAX = 1_600
SUBTITLE_MAX = 600
VALUE_MAX = 1_000
FIELD_MAX = 200
NAME_MAX = 60
BAR = 16
STEPS_DRAWN_MAX = 24
NAMES_DRAWN_MAX = 8

_DONE, _LEFT = "▰", "▱"
_PAST, _NOW, _AHEAD = "✓", "▸", "·"


def drawing(activity: Activity, now: datetime) -> Iterator[Block]:
    """The blocks of what *activity* shows, with its subtitle."""
    content = activity.content
    below = literal(content.subtitle or "", SUBTITLE_MAX)
    match content:
        case Alert():
            if content.message != content.title:
                yield {"type": "section", "text": plain_text(content.message, MESSAGE_MAX)}
        case Metrics() | Stats():
            yield {"type": "section", "fields": [_field(metric) for metric in content.metrics]}
        case SegmentedProgress():
            lines = [_steps(content), _names(activity, content)]
            if content.subtitle in activity.step_names:
                below = ""  # It stands in the row of names.
            yield _section([*lines, below])
            return
        case Progress():
            yield _section([_bar(content), below])
            return
        case Timer():
            yield _section([_clockwork(content, activity, now), below])
            return
        case Value():
            yield _section([f"*{literal(_value(content), VALUE_MAX) or '–'}*", below])
            return
    if below:
        yield _section([below])


def in_words(activity: Activity, now: datetime) -> list[str]:
    """The same for who cannot see it, piece by piece."""
    content = activity.content
    pieces = []
    match content:
        case Alert():
            if content.message != content.title:
                pieces.append(plain(content.message, WORDS_MAX))
        case Metrics() | Stats():
            pieces += [
                plain(f"{metric.label} {shows(metric)}", FIELD_MAX) for metric in content.metrics
            ]
        case SegmentedProgress():
            pieces.append(f"step {content.current_step} of {content.number_of_steps}")
        case Progress():
            pieces.append(how_far(content))
        case Timer():
            pieces.append(_clockwork(content, activity, now).replace("*", ""))
        case Value():
            pieces.append(plain(_value(content), VALUE_MAX))
    if content.subtitle:
        pieces.append(plain(content.subtitle, SUBTITLE_MAX // 2))
    return pieces


def runs_out(activity: Activity, now: datetime) -> datetime | None:
    """When the countdown that *activity* shows will be over; None if none is running."""
    content = activity.content
    if activity.ended_at is not None or not isinstance(content, Timer) or not content.is_running:
        return None
    left = content.left_seconds(now)
    return now + timedelta(seconds=left) if left else None


def _section(lines: Sequence[str]) -> Block:
    return {"type": "section", "text": mrkdwn("\n".join(line for line in lines if line))}


def _field(metric: Metric) -> Block:
    label = literal(metric.label, FIELD_MAX) or "–"
    return mrkdwn(f"*{label}*\n{literal(shows(metric), FIELD_MAX) or '–'}")


def _steps(content: SegmentedProgress) -> str:
    done, count = content.current_step, content.number_of_steps
    drawn = ""
    if count <= STEPS_DRAWN_MAX:
        drawn = _DONE * done + _LEFT * (count - done) + "  "
    return f"{drawn}*Step {done} of {count}*"


def _names(activity: Activity, content: SegmentedProgress) -> str:
    """The steps by name, those around the present one if they are many."""
    names = activity.step_names[: content.number_of_steps]
    at = content.current_step
    first = 0
    if len(names) > NAMES_DRAWN_MAX:
        first = min(max(0, at - NAMES_DRAWN_MAX // 2), len(names) - NAMES_DRAWN_MAX)
    shown = names[first : first + NAMES_DRAWN_MAX]
    if activity.ended_at is not None and at == len(names):
        at += 1  # The last one, too, is behind.
    row = [_name(name, place, at) for place, name in enumerate(shown, start=first + 1)]
    if first > 0:
        row.insert(0, "…")
    if first + len(shown) < len(names):
        row.append("…")
    return "   ".join(row)


def _name(name: str, place: int, at: int) -> str:
    drawn = literal(name, NAME_MAX) or str(place)
    if place == at:
        return f"{_NOW} *{drawn}*"
    return f"{_PAST if place < at else _AHEAD} {drawn}"


def _bar(content: Progress) -> str:
    if content.percentage is not None:
        part = content.percentage / 100
    else:
        assert content.value is not None, "progress has a percentage or a value"
        assert content.upper_limit is not None, "a value has its upper limit"
        part = content.value / content.upper_limit
    done = round(BAR * min(1.0, max(0.0, part)))
    return f"{_DONE * done}{_LEFT * (BAR - done)}  *{how_far(content)}*"


def _clockwork(timer: Timer, activity: Activity, now: datetime) -> str:
    ran, left = timer.ran_seconds(now), timer.left_seconds(now)
    if activity.ended_at is not None or not timer.is_running:
        how = "Stopped" if activity.ended_at is not None else "Paused"
        where = f"{clock(left)} left" if left is not None else f"{clock(ran)} elapsed"
        return f"{how} with *{where}*" if left is not None else f"{how} at *{where}*"
    began = _whole(now - timedelta(seconds=ran))
    if timer.duration_seconds is None:
        return f"Running since *{stamp(began, '{time_secs}')}*"
    over = stamp(_whole(now - timedelta(seconds=ran - timer.duration_seconds)), "{time_secs}")
    if left:
        return f"Runs until *{over}*, {clock(timer.duration_seconds)} in all"
    return f"*Time is up* since {over}"


def _whole(at: datetime) -> datetime:
    """*at* to the second, so that the same clock is always told by the same moment."""
    return (at + timedelta(milliseconds=500)).replace(microsecond=0)


def _value(content: Value) -> str:
    return content.value if isinstance(content.value, str) else words.spelled(content.value)
