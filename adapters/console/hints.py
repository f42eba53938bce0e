"""What may come next in a command that is being typed. Pure, and good for any text.

It knows nothing of pages: a place in the words, and what may stand there instead of what
follows it. The words are those after the slash command.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot import likely
from bot import words as typed
from bot.activity import Activity
from bot.commands import (
    Adopt,
    Ask,
    Begin,
    End,
    Mirror,
    Next,
    Progress,
    Set,
    Start,
    Step,
    Timer,
    fields,
)
from bot.phrases import KINDS, TEXT_MAX, shows, verb_of
from bot.text import ECHO_MAX, clean, cut, echo
from bot.words import QUOTES, Word

CHOICES_MAX = 8

_STARTS_WITH = ("steps", "percentage", "timer", "value", "type", "color", "icon", "badge")
_ADOPTS_WITH = ("title", "type", "stream")
_ON = "on"


@dataclass(frozen=True)
class Choice:
    """What may stand there: *insert*, which people see as *label*, and what it is *about*."""

    insert: str
    label: str
    about: str = ""


@dataclass(frozen=True)
class Hints:
    """*choices* may replace what stands from *start* on; *about* tells of the command."""

    about: str
    start: int
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Known:
    """What there is to name: templates, what is live in all and here, the other channels."""

    templates: Sequence[str] = ()
    live: Sequence[Activity] = ()
    here: Sequence[Activity] = ()
    channels: Sequence[str] = ()

    def meant(self, name: str | None) -> Activity | None:
        """The activity that a command would be about, if that is plain."""
        if name is not None:
            return next((a for a in self.live if a.name == name), None)
        return self.here[0] if len(self.here) == 1 else None

    @property
    def needs_name(self) -> bool:
        """Whether a command has to say `on NAME`."""
        return len(self.here) > 1 or (not self.here and bool(self.live))


def hints(text: str, known: Known) -> Hints:
    """What may follow in *text*, the words after the slash command."""
    if len(text) > TEXT_MAX:
        return Hints("", len(text))
    said, now = _so_far(text)
    name: str | None = None
    if said and _is_on(said[0]):
        if len(said) == 1:
            return _offered("", now, _names(known))
        name, said = typed.plain(said[1].text).casefold(), said[2:]
    present = known.meant(name)
    if not said and not fields.is_option(now):
        if now.key is not None:
            return Hints("", now.at)  # `CPU:` begins no command that we know.
        about = _welcome(now, known) if name is None else ""
        return _offered(about, now, _verbs(present, now, known, named=name is not None))
    verb, _ = verb_of(text[(said or [now])[0].at :])
    kind = KINDS.get(verb)
    if kind is None:
        return Hints(f"`{echo(verb)}` is no command here; `help` tells all.", now.at)
    about = f"{kind.usage} — {_summary(kind)}"
    if sum(char in QUOTES for char in text) % 2:
        return Hints(about, now.at)  # A sentence between quotes is nobody's to guess.
    if now.key is not None:
        return _offered(about, _value_in(now), _values(fields.option_of(now), present))
    arguments = said if fields.is_option((said or [now])[0]) else said[1:]
    choices = (
        *_arguments(kind, arguments, now, present, known),
        *_channels(kind, arguments, present, known),
        *_ending(kind, said, now, name, known),
    )
    return _offered(about, now, choices)


def _so_far(text: str) -> tuple[list[Word], Word]:
    """The words that are complete, and the one that is being typed, which may be empty."""
    said = typed.split(text)
    if said and said[-1].end == len(text) and not said[-1].quoted:
        return said[:-1], said[-1]
    return said, Word("", at=len(text), end=len(text))


def _offered(about: str, now: Word, choices: Iterable[Choice]) -> Hints:
    """Those of *choices* that begin as the word does."""
    begun = typed.plain(now.text).casefold()
    fits = [c for c in dict.fromkeys(choices) if c.insert.casefold().startswith(begun)]
    if len(fits) == 1 and fits[0].insert.strip().casefold() == begun:
        fits = []  # It is all there already.
    return Hints(about, now.at, tuple(fits[:CHOICES_MAX]))


def _welcome(now: Word, known: Known) -> str:
    if now.text:
        kind = KINDS.get(now.text.casefold())
        return f"{kind.usage} — {_summary(kind)}" if kind else ""
    if known.here:
        return "Send it as it is to see what is live here, or say what is new."
    return "Nothing is live here. `start` and a title begin something."


def _verbs(present: Activity | None, now: Word, known: Known, *, named: bool) -> Iterator[Choice]:
    """The verbs, the most likely first; all of them for who has begun one."""
    verbs = [*likely.verbs(present)] if present else []
    if not named:
        verbs += ["status", "start"] if known.here else ["start", "list", "help"]
    if now.text or not verbs:
        verbs += [v for v, kind in KINDS.items() if not (named and issubclass(kind, Begin))]
    for verb in dict.fromkeys(verbs):
        alone = KINDS[verb].usage == verb and (named or not known.needs_name)
        about = _summary(KINDS[verb])
        if verb == Next.verb and (step := next(likely.steps(present), None)):
            about = f"Go to step {step[0]}: {step[1]}"
        yield Choice(verb if alone else f"{verb} ", verb, about)
    if not named and known.needs_name:
        yield Choice("on ", "on NAME", "Say which one is meant.")


def _arguments(
    kind: type[Ask], said: Sequence[Word], now: Word, present: Activity | None, known: Known
) -> Iterator[Choice]:
    """What a command of *kind* may be given after what was *said*."""
    if issubclass(kind, Start):
        if not said:
            yield from (Choice(f"{t} ", t, "a template") for t in known.templates)
        elif len(now.text) != 1:  # One letter is likelier a word of the title.
            yield from _options(_STARTS_WITH, said)
            yield from _options(tuple(fields.READERS), said)
    elif issubclass(kind, Adopt):
        yield from _options(_ADOPTS_WITH, said)
    elif issubclass(kind, Step) and not said:
        yield from (Choice(step, step, name) for step, name in likely.steps(present))
    elif issubclass(kind, Progress) and not said:
        yield from (Choice(bar, bar) for bar in likely.bars(present))
    elif issubclass(kind, Timer) and not said and likely.has_clock(present):
        yield from (Choice(length, length) for length in likely.LENGTHS)
    elif issubclass(kind, Set):
        yield from (_metric(m.label, shows(m)) for m in likely.metrics(present))
        yield from _options(likely.options(present) if present else tuple(fields.READERS), said)
    elif issubclass(kind, End) and len(now.text) != 1:
        yield from _options(("dismiss",), said)


def _channels(
    kind: type[Ask], said: Sequence[Word], present: Activity | None, known: Known
) -> Iterator[Choice]:
    """Where it may be mirrored to; after `off`, where it is."""
    if not issubclass(kind, Mirror) or len(said) > 1:
        return
    mirrors = [channel.name for channel in present.chats[1:]] if present else []
    is_off = bool(said) and said[0].text.casefold() == "off"
    if said and not is_off:
        return
    for name in mirrors if is_off else known.channels:
        if is_off or name not in mirrors:
            yield Choice(f"#{name} ", f"#{name}", "no longer there" if is_off else "there too")
    if mirrors and not said:
        yield Choice("off ", "off", "no longer in another channel")


def _ending(
    kind: type[Ask], said: Sequence[Word], now: Word, name: str | None, known: Known
) -> Iterator[Choice]:
    """`on NAME`, where it has to be said and can be."""
    if name is not None or issubclass(kind, Begin):
        return
    if kind.takes_text and not known.needs_name:
        return  # There "on" is just a word.
    if _is_on(said[-1]) if said else False:
        yield from _names(known)
    elif known.needs_name and (now.text or not kind.takes_text):
        for choice in _names(known):
            yield Choice(f"{_ON} {choice.insert}", f"{_ON} {choice.label}", choice.about)


def _options(names: Sequence[str], said: Sequence[Word]) -> Iterator[Choice]:
    """The options of these *names* that were not *said* yet."""
    there = {fields.option_of(word) for word in said if word.key is not None}
    for name in names:
        if name not in there:
            yield Choice(f"{name}:", f"{name}:", likely.ABOUT.get(name, ""))


def _values(option: str, present: Activity | None) -> Iterator[Choice]:
    """What may stand after an option."""
    if option == "step":
        yield from (Choice(f"{step} ", step, name) for step, name in likely.steps(present))
    if option == "percentage":
        yield from (Choice(f"{bar} ", bar) for bar in likely.bars(present) if bar.endswith("%"))
    yield from (Choice(f"{value} ", value) for value in likely.VALUES.get(option, ()))


def _value_in(now: Word) -> Word:
    """The value in `color:re`; the last one in `step_colors:red,gr`."""
    value = now.text.rsplit(",", 1)[-1] if fields.option_of(now) == "step_colors" else now.text
    return Word(value, at=now.end - len(value), end=now.end)


def _names(known: Known) -> Iterator[Choice]:
    for activity in known.here or known.live:
        yield Choice(f"{activity.name} ", activity.name, clean(activity.content.title))


def _metric(label: str, value: str) -> Choice:
    """The option that sets a metric, as it has to be typed."""
    plain = typed.split(f"{label}=")
    key = label if len(plain) == 1 and plain[0].key == label else f'"{label}"'
    return Choice(f"{key}=", f"{key}=", f"it is {cut(clean(value), ECHO_MAX)}")


def _is_on(word: Word) -> bool:
    return word.text.casefold() == _ON and not word.quoted and word.key is None


def _summary(kind: type[Ask]) -> str:
    return (kind.__doc__ or "").splitlines()[0]
