"""Words in, words out: the one grammar that every text box and every button speaks. Pure."""

import re
from collections.abc import Callable, Set
from datetime import datetime
from typing import Any

from bot import words as typed
from bot.activity import Activity, Actor, Channel, Phrase
from bot.commands import (
    COMMANDS,
    LOOKS,
    Ask,
    Begin,
    Command,
    End,
    Mirror,
    MirrorCode,
    SetButton,
    Start,
    fields,
)
from bot.commands.progress import how_far
from bot.content import (
    Alert,
    AnyContent,
    Metric,
    Metrics,
    Progress,
    SegmentedProgress,
    Stats,
    Timer,
)
from bot.errors import Refused
from bot.templates import Templates, places
from bot.text import echo
from bot.words import Word

TEXT_MAX = 4_000

KINDS: dict[str, type[Ask]] = {kind.verb: kind for kind in (*COMMANDS, *LOOKS)}
"""All that can be asked, by its verb."""

_ALSO = {"acknowledge": "ack", "begin": "start", "finish": "end", "prev": "back", "": "status"}
_BAR = re.compile(r"[0-9][0-9.,]*%|[0-9][0-9.,]*/[0-9][0-9.,]*")
_NAME = re.compile(r"[\w-]{1,40}")


Named = Callable[[str], Channel]
"""The channel of a platform that people call so, without its `#`. Raises Refused."""


def no_names(name: str) -> Channel:
    """Where channels have no names that we could know."""
    raise Refused(
        "Here I cannot tell which channel that is. Say `mirror` there, and here `mirror` with "
        "the code that it tells. Nothing was changed."
    )


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
        named: Named = no_names,
    ) -> Ask:
        """What *text* asks. Raises Refused, with one sentence, when it asks nothing we know.

        *names* are those of the live activities; *new_id* is for one that is started, and
        *named* finds channels. Where *activity_id* says which one is meant, "on" at the end of
        the words is just a word.
        """
        if len(text) > TEXT_MAX:
            raise Refused(f"That is longer than {TEXT_MAX} characters. Nothing was changed.")
        about: dict[str, Any] = {
            "actor": actor, "workspace": channel.workspace if channel else None,
            "channel": channel, "key": key,
        }  # fmt: skip
        on, text = _on_first(text)
        verb, rest = verb_of(text)
        kind = _kind(verb)
        if issubclass(kind, Begin):
            if on is not None:
                raise Refused("An activity that begins has no `on`. Say `start` and a title.")
            return self._begun(kind, about, rest, channel, new_id)
        if on is None and activity_id is None:
            on, rest = _on(kind, rest, names)
        about |= {"on": on, "activity_id": activity_id}
        if kind is Mirror:
            return _mirror(about, rest, named)
        ask = kind(**{**about, **kind.read(rest)})
        if isinstance(ask, SetButton) and isinstance(ask.to, Phrase):
            self._check_phrase(ask.to, ask)
        return ask

    def _begun(
        self,
        kind: type[Begin],
        about: dict[str, Any],
        words: str,
        channel: Channel | None,
        new_id: str,
    ) -> Ask:
        if channel is None:
            raise Refused("An activity begins in a channel. Nothing was changed.")
        if kind is Start:
            start = self._templates.start(
                words, actor=about["actor"], channel=channel, activity_id=new_id
            )
            return start.model_copy(update={"key": about["key"]})
        begins = {"activity_id": new_id, "channels": places(channel)}
        return kind(**{**about, **begins, **kind.read(words)})

    def _check_phrase(self, phrase: Phrase, ask: SetButton) -> None:
        """Raises Refused unless the words on a button are a command that a button may do."""
        verb, _ = verb_of(_on_first(phrase.words)[1])
        kind = _kind(verb)
        if not (issubclass(kind, Command) and kind.on_buttons):
            raise Refused(
                f"A button cannot do `{verb}`; give it a command such as `next`, or "
                '`say:"…"`. Nothing was changed.'
            )
        if self.parse(phrase.words, actor=ask.actor, channel=ask.channel).on is not None:
            raise Refused("A button acts on its own activity only. Nothing was changed.")


def describe(activity: Activity, now: datetime) -> str:
    """*activity* in one line, for a reply, a notification or a list."""
    content = activity.content
    parts = [content.title, *_shows(content, now, activity.ended_at is not None)]
    if activity.acknowledged_by is not None:
        parts.append(activity.acknowledgement.replace("Acknowledged", "acknowledged", 1))
    if activity.ended_at is not None:
        parts.append("ended")
    return " · ".join(part for part in parts if part)


def shows(metric: Metric) -> str:
    """A metric's value with its unit, as people write them."""
    value = metric.value if isinstance(metric.value, str) else typed.spelled(metric.value)
    return f"{value} {metric.unit}".strip() if metric.unit else value


def clock(seconds: float) -> str:
    """A length of time as a clock shows it: 4:05, 1:00:00."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def clockwork(timer: Timer, now: datetime, *, ended: bool) -> str:
    """What *timer* shows at *now*: "4:05 left", "1:10 elapsed, paused"."""
    left = timer.left_seconds(now)
    text = f"{clock(left)} left" if left is not None else f"{clock(timer.ran_seconds(now))} elapsed"
    return text if timer.is_running or ended else f"{text}, paused"


def help_text(command: str, templates: tuple[str, ...]) -> str:
    """All that can be said, in one screen. *command* is the slash command's own name."""
    width = max(len(kind.usage) for kind in KINDS.values() if len(kind.usage) < 40)
    lines = [f"{command} followed by:"]
    for kind in KINDS.values():
        summary = (kind.__doc__ or "").splitlines()[0]
        lines.append(f"  {kind.usage:<{width}}  {summary}")
    lines.append(f"Templates: {', '.join(templates)}. Several live here? Add `on NAME`.")
    return "\n".join(lines)


def verb_of(text: str) -> tuple[str, str]:
    """The verb that *text* says, and the words after it."""
    first = typed.first(text)
    if first is None:
        return "status", ""
    if fields.is_option(first):
        return "set", text.strip()
    if _BAR.fullmatch(typed.plain(first.text)):
        return "progress", text.strip()
    verb = text[first.at : first.end].casefold()
    return _ALSO.get(verb, verb), text[first.end :].strip()


def _mirror(about: dict[str, Any], words: str, named: Named) -> Ask:
    """A channel that is left may be one that *named* does not know: then its name says it."""
    said = Mirror.read(words)
    if not said:
        return MirrorCode(**about)
    ask = Mirror(**{**about, **said})
    if not ask.name:
        return ask
    try:
        return ask.model_copy(update={"to": named(ask.name)})
    except Refused:
        if ask.off:
            return ask
        raise


def _shows(content: AnyContent, now: datetime, ended: bool) -> tuple[str, ...]:
    subtitle = content.subtitle or ""
    match content:
        case SegmentedProgress():
            return f"step {content.current_step} of {content.number_of_steps}", subtitle
        case Progress():
            return how_far(content), subtitle
        case Metrics() | Stats():
            return ", ".join(f"{m.label} {shows(m)}" for m in content.metrics), subtitle
        case Alert():
            return content.message if content.message != content.title else "", subtitle
        case Timer():
            return clockwork(content, now, ended=ended), subtitle
    value = content.value
    return value if isinstance(value, str) else typed.spelled(value), subtitle


def _on_first(text: str) -> tuple[str | None, str]:
    """The name of `on NAME step 3`, and the words after it; None and *text* otherwise."""
    if text.lstrip()[:2].casefold() != "on":
        return None, text
    said = typed.split(text)
    if len(said) >= 3 and _is_on(said[0]) and (name := _name(said[1])):
        return name, text[said[2].at :]
    return None, text


def _kind(verb: str) -> type[Ask]:
    kind = KINDS.get(verb)
    if kind is None:
        raise Refused(f"I do not know `{echo(verb)}`. Say `help` to see what I know.")
    return kind


def _on(kind: type[Ask], words: str, names: Set[str]) -> tuple[str | None, str]:
    """The name after `on`, at the end or the beginning of *words*, and the words without it.

    Where a sentence is expected, "on" is just a word unless the name is a live one. Nobody
    ends with the words "on NAME": a name that is not live is better refused than misread.
    """
    if "on" not in words.casefold():
        return None, words
    said = typed.split(words)
    for place in sorted({len(said) - 2, 0}, reverse=True):
        pair = said[place : place + 2]
        if place < 0 or len(pair) < 2 or not _is_on(pair[0]):
            continue
        name = _name(pair[1])
        sure = not kind.takes_text or name in names or (kind is End and len(said) == 2)
        if name and sure:
            return name, (words[: pair[0].at] + words[pair[1].end :]).strip()
    return None, words


def _is_on(word: Word) -> bool:
    return word.text.casefold() == "on" and not word.quoted and word.key is None


def _name(word: Word) -> str:
    """The activity's name that *word* may be; empty if it cannot be one."""
    name = typed.plain(word.text).casefold()
    return name if word.key is None and _NAME.fullmatch(name) else ""
