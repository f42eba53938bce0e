"""What is offered while an option is typed. Pure, and good for any text.

Whatever is offered is only offered: what comes in the end is read as if it had been typed.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from adapters.discord.options import ACTIVITY, TEMPLATE, Option
from adapters.discord.text import plain
from bot import likely
from bot import words as typed
from bot.activity import Activity
from bot.commands import fields
from bot.errors import Refused
from bot.phrases import describe
from bot.text import clean, slug, units

CHOICES_MAX = 25
TEXT_MAX = 100
"""What one choice may show, and what it may stand for, in Discord's characters."""

_DOES = ("next", "ack", "pause", "resume", "step", "end")


@dataclass(frozen=True)
class Choice:
    """One choice: what people see, what it stands for, and what *else* they may type for it."""

    name: str
    value: str | int | float
    other: str = ""

    @property
    def is_fit(self) -> bool:
        """Whether Discord takes it."""
        return not isinstance(self.value, str) or 0 < units(self.value) <= TEXT_MAX


@dataclass(frozen=True)
class Known:
    """What there is to choose from.

    *activities* are all that the person may see, those of the channel first; *meant* is the
    one that a command would be about, if that is plain.
    """

    now: datetime
    templates: Sequence[str] = ()
    audiences: Sequence[str] = ()
    activities: Sequence[Activity] = ()
    meant: Activity | None = None


def choices(option: Option, text: str, known: Known) -> list[dict[str, Any]]:
    """What may stand in *option*, of which *text* is typed; at most 25, as Discord has them."""
    part = text
    offered = _OFFERS.get(option.name, _likely)(option, known)
    if option.name in _SEVERAL:
        said, comma, part = text.rpartition(",")
        offered = (replace(choice, value=f"{said}{comma}{choice.value}") for choice in offered)
    begun = typed.plain(clean(part)).casefold()
    fits = (
        choice
        for choice in dict.fromkeys(offered)
        if choice.is_fit and begun in f"{choice.name} {choice.other}".casefold()
    )
    told: dict[str, str | int | float] = {}
    for choice in islice(fits, CHOICES_MAX):
        told[_name(choice.name, told)] = choice.value
    return [{"name": name, "value": value} for name, value in told.items()]


def _name(text: str, told: Container[str]) -> str:
    """*text* in one line that Discord shows whole, and that was not *told* yet."""
    name, count = plain(text, TEXT_MAX), 1
    while name in told:
        count += 1
        end = f" ({count})"
        name = plain(text, TEXT_MAX - len(end)) + end
    return name


def _activities(option: Option, known: Known) -> Iterator[Choice]:
    for activity in known.activities:
        title, name = activity.content.title, activity.name
        line = describe(activity, known.now)
        if activity.ended_at is not None:
            line += f" {activity.ended_at.astimezone(UTC):%d %b %H:%M} UTC"
        own = line if slug(title) == name else f"{name}: {line}"
        yield Choice(own, activity.id, f"{name} {title}")


def _templates(option: Option, known: Known) -> Iterator[Choice]:
    yield from (Choice(name, name) for name in known.templates)


def _audiences(option: Option, known: Known) -> Iterator[Choice]:
    live = (name for activity in known.activities for name in activity.audience)
    yield from (Choice(name, name) for name in dict.fromkeys((*known.audiences, *live)))


def _steps(option: Option, known: Known) -> Iterator[Choice]:
    for step, name in likely.steps(known.meant):
        yield Choice(f"{step} {name}" if name.startswith("of ") else f"{step}: {name}", int(step))


def _to(option: Option, known: Known) -> Iterator[Choice]:
    """Where a bar or a bar of steps may go."""
    yield from _steps(option, known)
    for bar in likely.bars(known.meant):
        value = typed.number(bar.rstrip("%")) or (typed.fraction(bar) or (None,))[0]
        if value is not None:
            yield Choice(bar, value)


def _percentages(option: Option, known: Known) -> Iterator[Choice]:
    for bar in likely.VALUES["percentage"]:
        yield Choice(bar, int(bar.rstrip("%")))


def _metrics(option: Option, known: Known) -> Iterator[Choice]:
    """What it measures now, to be changed: only if it would be read as the same."""
    metrics = likely.metrics(known.meant)
    said = " ".join(f"{m.label}={_value(m.value)}{m.unit or ''}" for m in metrics)
    try:
        read = fields.metrics(said)["metrics"]
    except Refused:
        return
    if [(m.label, m.value, m.unit) for m in read] == [(m.label, m.value, m.unit) for m in metrics]:
        yield Choice(said, said)


def _value(value: str | int | float) -> str:
    return value if isinstance(value, str) else typed.spelled(value)


def _mirrors(option: Option, known: Known) -> Iterator[Choice]:
    """The channels to which it is mirrored, by what they are called."""
    chats = known.meant.chats[1:] if known.meant else ()
    yield from (Choice(f"#{chat.name}", chat.name) for chat in chats if chat.name)


def _does(option: Option, known: Known) -> Iterator[Choice]:
    verbs = likely.verbs(known.meant) if known.meant else ()
    yield from (Choice(verb, verb) for verb in _DOES if not verbs or verb in verbs)
    yield from (Choice(words, words) for words in ('say:"Rolling back"', "https://"))


def _likely(option: Option, known: Known) -> Iterator[Choice]:
    named = {"length": "timer"}.get(option.name, option.name)
    yield from (Choice(value, value) for value in likely.VALUES.get(named, ()))


_SEVERAL = frozenset({"audience", "step_colors"})
"""Options that take several, with commas between: the last is being typed."""
_OFFERS: Mapping[str, Callable[[Option, Known], Iterator[Choice]]] = {
    ACTIVITY: _activities, TEMPLATE: _templates, "audience": _audiences, "step": _steps,
    "to": _to, "percentage": _percentages, "metrics": _metrics, "does": _does,
    "name": _mirrors,
}  # fmt: skip
