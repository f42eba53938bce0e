"""Words in, words out: the one grammar that every text box and every button speaks. Pure."""

import re
from collections.abc import Set
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from bot import words as typed
from bot.activity import Activity, Actor, Channel, Phrase
from bot.commands import COMMANDS, LOOKS, Ask, Begin, SetButton, Start, fields
from bot.content import (
    Alert,
    AnyContent,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
    Value,
)
from bot.errors import Refused
from bot.templates import Templates
from bot.words import Word

TEXT_MAX = 4_000

_KINDS: dict[str, type[Ask]] = {kind.verb: kind for kind in (*COMMANDS, *LOOKS)}
_ALSO = {"acknowledge": "ack", "begin": "start", "finish": "end", "prev": "back", "": "status"}
_BAR = re.compile(r"[0-9][0-9.,]*%|[0-9][0-9.,]*/[0-9][0-9.,]*")
_NAME = re.compile(r"[\w-]{1,40}")


class Phrases:
    """The grammar of a workspace, whose templates may be named."""

    def __init__(self, templates: Templates) -> None:
        self._templates = templates

    def parse(
        self,
        text: str,
        *,
        actor: Actor,
        channel: Channel | None,
        key: str = "",
        activity_id: str | None = None,
        new_id: str = "",
        names: Set[str] = frozenset(),
    ) -> Ask:
        """What *text* asks. Raises Refused, with one sentence, when it asks nothing we know.

        *names* are those of the live activities; *new_id* is for one that is started.
        """
        if len(text) > TEXT_MAX:
            raise Refused(f"That is longer than {TEXT_MAX} characters. Nothing was changed.")
        verb, rest = _verb(text)
        kind = _KINDS.get(verb)
        if kind is None:
            raise Refused(f"I do not know `{verb[:40]}`. Say `help` to see what I know.")
        on, rest = (None, rest) if issubclass(kind, Begin) else _on(kind, rest, names)
        if on is None and text.lstrip()[:3].casefold() == "on ":
            on = typed.split(text)[1].text
        workspace = channel.workspace if channel else None
        if kind is Start:
            if channel is None:
                raise Refused("An activity starts in a channel. Nothing was changed.")
            start = self._templates.start(rest, actor=actor, channel=channel, activity_id=new_id)
            return start.model_copy(update={"key": key})
        about: dict[str, Any] = {
            "actor": actor, "workspace": workspace, "channel": channel, "key": key,
            "on": on, "activity_id": activity_id,
        }  # fmt: skip
        if issubclass(kind, Begin):
            about |= self._begins(channel, new_id)
        ask = _made(kind, about, rest)
        if isinstance(ask, SetButton) and isinstance(ask.to, Phrase):
            self._check_phrase(ask.to, ask)
        return ask

    def _begins(self, channel: Channel | None, new_id: str) -> dict[str, Any]:
        if channel is None:
            raise Refused("An activity is adopted in a channel. Nothing was changed.")
        like = self._templates.start("x", actor=Actor(platform="", id=""), channel=channel,
                                     activity_id=new_id)  # fmt: skip
        return {"activity_id": new_id, "channels": like.channels}

    def _check_phrase(self, phrase: Phrase, ask: SetButton) -> None:
        """Raises Refused unless the words on a button are a command that a button may do."""
        said = self.parse(phrase.words, actor=ask.actor, channel=ask.channel, new_id="x")
        if isinstance(said, Begin | SetButton) or said.verb not in {c.verb for c in COMMANDS}:
            raise Refused(
                f"A button cannot do `{said.verb}`; give it a command such as `next`, or "
                '`say:"…"`. Nothing was changed.'
            )


def describe(activity: Activity, now: datetime) -> str:
    """*activity* in one line, for a reply, a notification or a list."""
    content = activity.content
    parts = [content.title, *_shows(content, now)]
    if activity.acknowledged_by is not None:
        parts.append(f"acknowledged by {activity.acknowledged_by.name or 'somebody'}")
    if activity.ended_at is not None:
        parts.append("ended")
    return " · ".join(part for part in parts if part)


def shows(metric: Metric) -> str:
    """A metric's value with its unit, as people write them."""
    value = f"{metric.value:g}" if isinstance(metric.value, int | float) else metric.value
    return f"{value} {metric.unit}".strip() if metric.unit else value


def clock(seconds: float) -> str:
    """A length of time as a clock shows it: 4:05, 1:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def help_text(command: str, templates: tuple[str, ...]) -> str:
    """All that can be said, in one screen. *command* is the slash command's own name."""
    width = max(len(kind.usage) for kind in _KINDS.values() if len(kind.usage) < 40)
    lines = [f"{command} followed by:"]
    for kind in _KINDS.values():
        summary = (kind.__doc__ or "").splitlines()[0]
        lines.append(f"  {kind.usage:<{width}}  {summary}")
    lines.append(f"Templates: {', '.join(templates)}. Several live here? Add `on NAME`.")
    return "\n".join(lines)


def _shows(content: AnyContent, now: datetime) -> tuple[str, ...]:
    subtitle = content.subtitle or ""
    match content:
        case SegmentedProgress():
            return f"step {content.current_step} of {content.number_of_steps}", subtitle
        case Progress() if content.percentage is not None:
            return f"{content.percentage:g} %", subtitle
        case Progress():
            return f"{content.value:g} of {content.upper_limit:g}", subtitle
        case Metrics() | Stats():
            return ", ".join(f"{m.label} {shows(m)}" for m in content.metrics), subtitle
        case Alert():
            return content.message if content.message != content.title else "", subtitle
        case Timer():
            return _timer(content, now), subtitle
        case Value():
            return str(content.value), subtitle


def _timer(content: Timer, now: datetime) -> str:
    left = content.left_seconds(now)
    text = (
        f"{clock(left)} left" if left is not None else f"{clock(content.ran_seconds(now))} elapsed"
    )
    return text if content.is_running else f"{text}, paused"


def _verb(text: str) -> tuple[str, str]:
    """The verb that *text* says, and the words after it."""
    said = typed.split(text)
    if len(said) >= 3 and said[0].text.casefold() == "on" and _NAME.fullmatch(said[1].text):
        text = text[said[2].at :]
        said = typed.split(text)
    if not said:
        return "status", ""
    first = said[0]
    if first.key is not None and first.at == 0 and first.option in fields.READERS:
        return "set", text.strip()
    if _BAR.fullmatch(typed.plain(first.text)):
        return "progress", text.strip()
    verb = text[first.at : first.end].casefold()
    return _ALSO.get(verb, verb), text[first.end :].strip()


def _on(kind: type[Ask], words: str, names: Set[str]) -> tuple[str | None, str]:
    """The name after `on`, at the end or the beginning of *words*, and the words without it.

    Where a sentence is expected, "on" is just a word unless the name is a live one.
    """
    said = typed.split(words)
    for place in (len(said) - 2, 0):
        pair = said[place : place + 2] if place >= 0 else []
        if len(pair) == 2 and _is_on(pair, kind, names):
            rest = (words[: pair[0].at] + words[pair[1].end :]).strip()
            return pair[1].text.casefold(), rest
    return None, words


def _is_on(pair: list[Word], kind: type[Ask], names: Set[str]) -> bool:
    on, name = pair
    if on.text.casefold() != "on" or on.quoted or name.key or not _NAME.fullmatch(name.text):
        return False
    return name.text.casefold() in names or not kind.takes_text


def _made(kind: type[Ask], about: dict[str, Any], words: str) -> Ask:
    try:
        return kind(**{**about, **kind.read(words)})
    except ValidationError as exc:
        raise fields.refusal(exc) from exc
