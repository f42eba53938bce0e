"""What can be typed into a command, as options of Discord's own kinds. Pure.

They come from the command's own fields and the readers of `fields.py`, so that a new command
needs nothing here unless one of its fields is read from words.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from bot import likely
from bot import words as typed
from bot.activity import Channel
from bot.commands import (
    Adopt,
    Ask,
    Begin,
    Command,
    Connect,
    End,
    Help,
    List,
    Look,
    Set,
    SetButton,
    Start,
)
from bot.commands import Timer as SetTimer
from bot.commands.button import LABEL_MAX as BUTTON_LABEL_MAX
from bot.commands.fields import READERS, STEPS_MAX, metrics
from bot.errors import Refused
from bot.form import Read
from bot.text import LABEL_MAX, LINE_MAX, TITLE_MAX

Kind = Literal["line", "whole", "number", "switch", "channel"]

ACTIVITY = "activity"
"""Says which activity is meant, where several could be."""
TEMPLATE = "template"
NONE = "none"

_WORKSPACE_WIDE = (Begin, List, Help, Connect)
_OF_BUTTONS = frozenset({"came_from"})
"""Fields that only buttons fill in."""
_LISTED = ("type", "color")
"""Options whose few values Discord lists from the start."""
_OFFERED = frozenset({
    "icon_color", "badge_color", "step_color", "step_colors", "icon", "badge", "steps", "step",
    "percentage", "timer", "dismiss", "audience", "metrics",
    "step.to", "progress.to", "timer.length", "button.does", "mirror.name",
})  # fmt: skip
_KINDS: Mapping[str, Kind] = {"step": "whole", "percentage": "number", "limit": "number"}
_BOUNDS: Mapping[str, tuple[int, int]] = {
    "title": (1, TITLE_MAX), "icon": (1, 100), "badge": (1, LABEL_MAX), "percentage": (0, 100),
    "step": (0, STEPS_MAX),
}  # fmt: skip
_ORDER = (
    "type", "steps", "step", "percentage", "value", "limit", "metrics", "timer", "color", "icon",
    "badge",
)  # fmt: skip
"""Which of the options that change what shows stand first."""
_ABOUT: Mapping[str, str] = {
    "icon": "An SF Symbol, such as flame.fill",
    "badge": "A short word in a pill, such as SEV1",
    "steps": "How many, or their names with commas between",
    "step": "The step it is at",
    "value": "A number or text, such as $12,430",
    "metrics": "What it measures, such as CPU=24% MEM=61%",
    "limit": "What the bar counts to, such as 300",
    "timer": "A length of time such as 10m, or up",
    "dismiss": "When the phones let go of it, such as 10m",
    "audience": "ActivitySmith channels, with commas between",
    "step_colors": "A colour for each step, with commas between",
    "tags": "Words to find it by, with commas between",
    "step.to": "The step to go to",
    "step.steps": "How many steps there are now",
    "progress.to": "How far it is: a percentage, or the value of a bar with a limit",
    "progress.limit": "What it counts to",
    "progress.percent": "Whether that is a percentage, even of a bar with a limit",
    "say.text": "The line",
    "end.text": "The last line, such as All clear",
    "end.steps": "How many steps there were",
    "mirror.to": "The other channel of this server",
    "mirror.code": "The code that was told in a channel of elsewhere",
    "mirror.off": "Whether it shall no longer be shown there",
    "mirror.name": "What a channel of elsewhere is called, to leave it",
}


@dataclass(frozen=True)
class Option:
    """One option: what people see of it, and how what they typed is read.

    *least* and *most* bound a number, or the length of a line. Where it *offers*, something
    may be offered while it is typed.
    """

    name: str
    kind: Kind
    about: str
    read: Read
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    offers: bool = False
    least: int | None = None
    most: int | None = None


def options_of(kind: type[Ask]) -> tuple[Option, ...]:
    """What can be typed into a command of *kind*; what it needs stands first."""
    own = sorted(_OWN.get(kind, _by_fields)(kind), key=lambda option: not option.required)
    if issubclass(kind, _WORKSPACE_WIDE):
        return tuple(own)
    which = Option(ACTIVITY, "line", "Which one, where several are live", _as_it_is(ACTIVITY),
                   offers=True, most=100)  # fmt: skip
    return *own, which


def _by_fields(kind: type[Ask]) -> Iterator[Option]:
    """An option for each field that is the command's own, of the field's type."""
    shared = (Command if issubclass(kind, Command) else Look).model_fields
    for name, field in kind.model_fields.items():
        if name in shared or name in _OF_BUTTONS:
            continue
        at = f"{kind.verb}.{name}"
        option = _of_type(name, field.annotation)
        yield replace(
            option,
            about=_ABOUT.get(at) or _about(name),
            required=field.is_required() or at == "step.to",
            offers=at in _OFFERED,
        )


def _of_type(name: str, annotation: Any) -> Option:
    leaves = set(_leaves(annotation)) - {type(None)}
    if Channel in leaves:
        return Option(name, "channel", "", _as_it_is(name))
    if leaves == {bool}:
        return Option(name, "switch", "", lambda text: {name: text == "yes"})
    if leaves == {int}:
        return Option(name, "whole", "", _number(name, typed.whole, "a whole number"))
    if leaves == {int, float}:
        return Option(name, "number", "", _number(name, typed.number, "a number"))
    return Option(name, "line", "", _as_it_is(name), most=LINE_MAX)


def _leaves(annotation: Any) -> Iterator[Any]:
    if not (parts := get_args(annotation)):
        yield annotation
    for part in parts:
        yield from _leaves(part)


def _start(kind: type[Ask]) -> Iterator[Option]:
    yield replace(_named("title"), required=True)
    yield Option(TEMPLATE, "line", "A named way to start", _as_it_is(TEMPLATE),
                 offers=True, most=100)  # fmt: skip
    yield from _looks("title")


def _adopt(kind: type[Ask]) -> Iterator[Option]:
    yield replace(_named("title"), required=True)
    yield Option("id", "line", "Its activity_id at ActivitySmith", _as_it_is("id"), most=128)
    yield Option("stream", "line", "Or the key of its managed stream", _as_it_is("stream"),
                 most=255)  # fmt: skip
    yield from _looks("title")


def _set(kind: type[Ask]) -> Iterator[Option]:
    for option in _looks("type"):
        clears = option.name == "color"
        yield (
            replace(option, choices=(*option.choices, (NONE.capitalize(), NONE)))
            if clears
            else option
        )


def _end(kind: type[Ask]) -> Iterator[Option]:
    for option in _by_fields(kind):
        yield option if option.name in ("text", "steps") else _named(option.name)


def _timer(kind: type[Ask]) -> Iterator[Option]:
    yield Option("length", "line", "Such as 10m or 1h30m; up counts up", SetTimer.read,
                 required=True, offers=True, most=LABEL_MAX)  # fmt: skip


def _button(kind: type[Ask]) -> Iterator[Option]:
    yield Option("label", "line", "What is on it; none puts the usual button back",
                 _as_it_is("label"), required=True, most=BUTTON_LABEL_MAX)  # fmt: skip
    yield Option("does", "line", 'An https:// address, a command such as next, say:"…", or POST '
                 "https://… and JSON", _as_it_is("does"), offers=True, most=LINE_MAX)  # fmt: skip
    yield Option("slot", "whole", "Which of the two buttons",
                 _number("slot", typed.whole, "1 or 2"),
                 choices=(("1", "1"), ("2", "2")))  # fmt: skip


def _looks(without: str) -> Iterator[Option]:
    """Everything that shows, by the names that are typed elsewhere too."""
    for name in dict.fromkeys((*_ORDER, *READERS)):
        if name != without:
            yield _named(name)


def _named(name: str) -> Option:
    """The option that is called so wherever words are typed."""
    kind = _KINDS.get(name, "line")
    listed = likely.VALUES[name] if name in _LISTED else ()
    choices = tuple((value.replace("_", " ").capitalize(), value) for value in listed)
    usual = (None, LINE_MAX) if kind == "line" and not listed else (None, None)
    least, most = _BOUNDS.get(name, usual)
    return Option(name, kind, _about(name), READERS.get(name, metrics), choices=choices,
                  offers=name in _OFFERED, least=least, most=most)  # fmt: skip


def _about(name: str) -> str:
    about = _ABOUT.get(name) or likely.ABOUT.get(name) or name.replace("_", " ")
    return about[:1].upper() + about[1:]


def _as_it_is(name: str) -> Read:
    return lambda text: {name: text}


def _number(name: str, reads: Callable[[str], typed.Number | None], what: str) -> Read:
    def read(text: str) -> Mapping[str, Any]:
        if (number := reads(text)) is None:
            raise Refused(f"`{name}` is {what}. Nothing was changed.")
        return {name: number}

    return read


_OWN: Mapping[type[Ask], Callable[[type[Ask]], Iterator[Option]]] = {
    Start: _start, Adopt: _adopt, Set: _set, End: _end, SetTimer: _timer, SetButton: _button,
}  # fmt: skip
