"""What is likely to be said next: of an activity as it is, and after an option. Pure."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from bot import words as typed
from bot.activity import Activity
from bot.commands import Again, Next, Pause, Resume
from bot.commands.fields import READERS, UP
from bot.commands.shape import foreign
from bot.commands.step import step_name
from bot.content import (
    COLORS,
    TYPES,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
)

_BY_TYPE: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "alert": ("ack", "say", "set", "end"),
        "segmented_progress": ("next", "step", "back", "say", "set", "end"),
        "progress": ("progress", "say", "set", "end"),
        "value": ("set", "say", "end"),
        "timer": ("pause", "resume", "timer", "say", "end"),
        "metrics": ("set", "say", "end"),
        "stats": ("set", "say", "end"),
    }
)
_TYPES = tuple(str(kind.model_fields["type"].default) for kind in TYPES)
_ICONS = (
    "flame.fill", "exclamationmark.triangle.fill", "shippingbox.fill", "bolt.fill", "server.rack",
    "externaldrive.fill", "timer", "checkmark.circle.fill",
)  # fmt: skip
LENGTHS = ("5m", "10m", "25m", "1h", "90s", UP)
VALUES: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "color": COLORS, "icon_color": COLORS, "badge_color": COLORS, "step_color": COLORS,
    "step_colors": COLORS, "type": _TYPES, "icon": _ICONS,
    "badge": ("SEV1", "SEV2", "SEV3", "BETA", "none"), "steps": ("3", "4", "5", "build,test,ship"),
    "timer": LENGTHS, "dismiss": ("now", "1m", "5m", "10m", "1h", "4h"),
    "percentage": ("0%", "25%", "50%", "75%", "100%"),
})  # fmt: skip
"""What is likely after an option; what is not here, only its activity can tell."""
ABOUT: Mapping[str, str] = MappingProxyType({
    "title": "the name at the top", "subtitle": "the line below the title",
    "message": "the words of an alert", "color": "the colour of all of it",
    "icon": "an SF Symbol", "icon_color": "the icon's own colour",
    "badge": "a short word in a pill", "badge_color": "the badge's own colour",
    "step_color": "the colour of what is done", "step_colors": "a colour for each step",
    "type": "what it shows", "steps": "how many, or their names", "step": "where it is",
    "percentage": "how far the bar is", "value": "a number or text",
    "limit": "what the bar counts to", "timer": "a length of time, or up",
    "dismiss": "when the phones let go of it", "audience": "ActivitySmith channels",
    "tags": "words to find it by", "stream": "the key of a managed stream",
})  # fmt: skip
"""What each option is, in a few words."""
_PARTS = (0.25, 0.5, 0.75, 1)


def verbs(activity: Activity) -> tuple[str, ...]:
    """The verbs that fit the state of *activity*, the most wanted first."""
    content = activity.content
    running = isinstance(content, Timer) and content.is_running
    idle = {Resume.verb if running else Pause.verb, Again.verb}
    if activity.acknowledged_by is not None:
        idle.add("ack")
    if isinstance(content, SegmentedProgress):
        if content.current_step >= content.number_of_steps:
            idle.add(Next.verb)
        if content.current_step == 0:
            idle.add("back")
    return tuple(verb for verb in _BY_TYPE[content.type] if verb not in idle)


def options(activity: Activity) -> tuple[str, ...]:
    """The options that change what *activity* shows, or where."""
    kind = activity.content.type
    fits = [name for name in READERS if not foreign(kind, [name])]
    own = [name for name in fits if foreign("stats" if kind != "stats" else "alert", [name])]
    return tuple(dict.fromkeys((*sorted(own, key=_is_color), *fits)))


def metrics(activity: Activity | None) -> tuple[Metric, ...]:
    """The metrics that *activity* shows."""
    content = activity.content if activity else None
    return content.metrics if isinstance(content, Metrics | Stats) else ()


def has_clock(activity: Activity | None) -> bool:
    """Whether a timer can be set anew: unless it is plain that there is none."""
    return activity is None or isinstance(activity.content, Timer)


def steps(activity: Activity | None) -> Iterator[tuple[str, str]]:
    """Where it may go, as said and in words: the steps to come first, then those before."""
    if activity is None or not isinstance(activity.content, SegmentedProgress):
        return
    count, at = activity.content.number_of_steps, activity.content.current_step
    for step in (*range(at + 1, count + 1), *range(at - 1, 0, -1)):
        yield str(step), step_name(activity, step) or f"of {count}"


def bars(activity: Activity | None) -> Iterator[str]:
    """How far the bar may be next."""
    if activity is None or not isinstance(activity.content, Progress):
        return
    bar = activity.content
    if bar.percentage is not None:
        for percent in range(10, 101, 10):
            if percent > bar.percentage:
                yield f"{percent}%"
    elif bar.upper_limit is not None:
        for part in _PARTS:
            if (value := bar.upper_limit * part) > (bar.value or 0):
                yield f"{_said(value)}/{_said(bar.upper_limit)}"


def _is_color(name: str) -> bool:
    return "color" in name


def _said(number: float) -> str:
    return typed.spelled(int(number) if float(number).is_integer() else number)
