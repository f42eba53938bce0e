"""What an activity's content looks like on a card, in Discord's markdown. Pure."""

from datetime import datetime

from adapters.discord.text import MARKDOWN, code, literal
from bot import drawing as drawn
from bot.activity import Activity
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
from bot.phrases import shows
from bot.text import measure

MESSAGE_MAX = 1_800
VALUE_MAX = 1_000
VALUE_LARGE_MAX = 40
TABLE_WIDTH = 36
"""As many characters of one width as a phone shows in a line."""
TABLE_LABEL_MAX = 20
LABEL_MAX = 60
READOUT_MAX = 200


def drawing(activity: Activity, now: datetime) -> str:
    """What *activity* shows, with its subtitle; may be empty."""
    lines = [*_content(activity, activity.content, now), drawn.subtitle(activity, MARKDOWN)]
    return "\n".join(line for line in lines if line)


def _content(activity: Activity, content: AnyContent, now: datetime) -> list[str]:
    match content:
        case Alert():
            if content.message == content.title:
                return []
            return [literal(content.message, MESSAGE_MAX)]
        case Metrics() | Stats():
            return _gauges(content)
        case SegmentedProgress():
            return [drawn.steps(content, MARKDOWN), drawn.names(activity, content, MARKDOWN)]
        case Progress():
            return [drawn.bar(content, MARKDOWN)]
        case Timer():
            return [drawn.clockwork(content, activity, now, MARKDOWN)]
    return [_value(content)]


def _gauges(content: Metrics | Stats) -> list[str]:
    """A table; where a phone would break its lines, a line for each."""
    if all(
        measure(gauge.label) <= TABLE_LABEL_MAX
        and TABLE_LABEL_MAX + measure(shows(gauge)) < TABLE_WIDTH
        for gauge in content.metrics
    ):
        return [code("\n".join(drawn.table(content, TABLE_LABEL_MAX, TABLE_WIDTH)))]
    return [
        f"{MARKDOWN.bold(literal(gauge.label, LABEL_MAX) or '–')}  "
        f"{literal(shows(gauge), READOUT_MAX) or '–'}"
        for gauge in content.metrics
    ]


def _value(content: Value) -> str:
    """The readout, large if it is short."""
    shown = literal(drawn.value(content), VALUE_MAX) or "–"
    return f"# {shown}" if len(shown) <= VALUE_LARGE_MAX else MARKDOWN.bold(shown)
