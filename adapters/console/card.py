"""An activity as a card of text. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.activity import LOCK_SCREEN, Activity, Channel
from bot.content import (
    Alert,
    AnyContent,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.phrases import clock, shows
from bot.surface import Observed

BAR = 20
BUTTONS_MAX = 3

_DONE, _LEFT = "█", "░"
_STEP_DONE, _STEP_LEFT = "●", "○"
_STEPS_DRAWN = 24


def card(
    activity: Activity,
    others: Sequence[tuple[Channel, Observed]],
    labels: Sequence[str],
    now: datetime,
) -> str:
    """The card of *activity*: title, drawing, who did what last, the phones, the buttons."""
    content = activity.content
    badge = f"  [{content.badge.title}]" if content.badge else ""
    lines = [f"{content.title}{badge}", *_drawing(content, now)]
    if content.subtitle:
        lines.append(content.subtitle)
    if activity.acknowledged_by is not None and activity.acknowledged_at is not None:
        name = activity.acknowledged_by.name or "somebody"
        lines.append(f"Acknowledged by {name}, {_at(activity.acknowledged_at)}")
    lines.append(f"{activity.line.actor.name}, {_at(activity.line.at)}: {activity.line.text}")
    lines.append(_phones(others))
    if labels and activity.ended_at is None:
        lines.append("  ".join(f"[{label}]" for label in labels[:BUTTONS_MAX]))
    last = len(lines) - 1
    edges = {0: "┌", last: "└"}
    return "\n".join(f"{edges.get(place, '│')} {line}" for place, line in enumerate(lines))


def _drawing(content: AnyContent, now: datetime) -> Iterable[str]:
    match content:
        case SegmentedProgress():
            yield _steps(content)
        case Progress():
            yield _bar(content)
        case Metrics() | Stats():
            width = max(len(metric.label) for metric in content.metrics)
            yield from (f"{m.label:<{width}}  {shows(m)}" for m in content.metrics)
        case Alert():
            yield content.message
        case Timer():
            yield _timer(content, now)
        case Value():
            yield str(content.value)


def _steps(content: SegmentedProgress) -> str:
    done, count = content.current_step, content.number_of_steps
    drawn = ""
    if count <= _STEPS_DRAWN:
        drawn = _STEP_DONE * done + _STEP_LEFT * (count - done) + "  "
    return f"{drawn}step {done} of {count}"


def _bar(content: Progress) -> str:
    if content.percentage is not None:
        part, text = content.percentage / 100, f"{content.percentage:g} %"
    else:
        assert content.value is not None, "progress has a percentage or a value"
        assert content.upper_limit is not None, "a value has its upper limit"
        part = content.value / content.upper_limit
        text = f"{content.value:g} of {content.upper_limit:g}"
    done = round(BAR * min(1.0, max(0.0, part)))
    return f"{_DONE * done}{_LEFT * (BAR - done)}  {text}"


def _timer(content: Timer, now: datetime) -> str:
    left = content.left_seconds(now)
    text = f"{clock(left)} left" if left is not None else f"{clock(content.ran_seconds(now))}"
    return text if content.is_running else f"{text}, paused"


def _phones(others: Sequence[tuple[Channel, Observed]]) -> str:
    for channel, observed in others:
        if channel.surface == LOCK_SCREEN:
            return f"Lock Screens: {observed.get('detail') or 'on their way'}"
    return "Lock Screens: none"


def _at(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M} UTC"
