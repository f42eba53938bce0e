"""What an activity's content looks like on a card: blocks, and the same in words. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from adapters.slack.text import MRKDWN, PLAIN, literal, mrkdwn, plain, plain_text
from bot import drawing as drawn
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
from bot.phrases import shows

Block = dict[str, Any]

MESSAGE_MAX = 2_400
WORDS_MAX = 1_600
VALUE_MAX = 1_000
FIELD_MAX = 200


def drawing(activity: Activity, now: datetime) -> Iterator[Block]:
    """The blocks of what *activity* shows, with its subtitle."""
    content = activity.content
    below = drawn.subtitle(activity, MRKDWN)
    match content:
        case Alert():
            if content.message != content.title:
                yield {"type": "section", "text": plain_text(content.message, MESSAGE_MAX)}
        case Metrics() | Stats():
            yield {"type": "section", "fields": [_field(metric) for metric in content.metrics]}
        case SegmentedProgress():
            names = drawn.names(activity, content, MRKDWN)
            yield _section([drawn.steps(content, MRKDWN), names, below])
            return
        case Progress():
            yield _section([drawn.bar(content, MRKDWN), below])
            return
        case Timer():
            yield _section([drawn.clockwork(content, activity, now, MRKDWN), below])
            return
        case Value():
            shown = literal(drawn.value(content), VALUE_MAX)
            yield _section([MRKDWN.bold(shown or "–"), below])
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
            pieces.append(drawn.clockwork(content, activity, now, PLAIN))
        case Value():
            pieces.append(plain(drawn.value(content), VALUE_MAX))
    if content.subtitle:
        pieces.append(plain(content.subtitle, drawn.SUBTITLE_MAX // 2))
    return pieces


def _section(lines: Sequence[str]) -> Block:
    return {"type": "section", "text": mrkdwn("\n".join(line for line in lines if line))}


def _field(metric: Metric) -> Block:
    label = literal(metric.label, FIELD_MAX) or "–"
    return mrkdwn(f"*{label}*\n{literal(shows(metric), FIELD_MAX) or '–'}")
