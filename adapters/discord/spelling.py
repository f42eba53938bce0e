"""The core's sentences, as they are typed in Discord: `/live step to:3 steps:5`. Pure.

A refusal says what to say instead, in the words of text boxes. Where these are a command,
they become its options.
"""

import re
from collections.abc import Sequence

from adapters.discord.options import ACTIVITY, Option
from adapters.discord.subcommands import COMMAND, Subcommand, subcommands
from bot import words as typed
from bot.commands import Help, SetButton
from bot.commands.fields import option_of
from bot.errors import SeveralHere

_QUOTED = re.compile(r"`([a-z]+)( [^`]*)?`(?! (?:has|goes|is no|cannot|belongs)\b)")
"""What is quoted, but for the name of an activity or a word that is told to be wrong."""
_SUBCOMMANDS = {asked.name: asked for asked in subcommands()}


def respelled(sentence: str, asked: Subcommand | None = None) -> str:
    """*sentence*, with each command that it quotes as Discord has it.

    What is told of a button, which is what is *asked*, quotes also what the button may do;
    that is said in words.
    """
    only = {SetButton.verb, Help.verb} if asked and asked.kind is SetButton else None

    def command(found: re.Match[str]) -> str:
        return _command(found) if only is None or found[1] in only else found[0]

    return _QUOTED.sub(command, sentence)


def several(exc: SeveralHere) -> str:
    """What is asked of whoever must say which one is meant."""
    names = ", ".join(f"`{name}`" for name in exc.names)
    return f"Several are live here: {names}. Pick one in `{ACTIVITY}`. Nothing was changed."


def _command(found: re.Match[str]) -> str:
    verb, rest = found[1], (found[2] or "").strip()
    asked = _SUBCOMMANDS.get(verb)
    if asked is None:
        return found[0]
    said = " ".join((f"/{COMMAND} {verb}", *_options(asked, rest)))
    return f"`{said}`"


def _options(asked: Subcommand, rest: str) -> list[str]:
    """What *rest* says, as options; words that belong to none are the first's that is left."""
    own = {option.name: option for option in asked.options}
    if not rest or not own:
        return [rest] if rest else []
    if asked.kind is SetButton:
        return _button(rest)
    plain, metrics, others = [], [], dict[str, str]()
    for word in typed.split(rest):
        if word.key is None:
            plain.append(word.text)
        elif (name := option_of(word)) in own:
            others[name] = word.text
        else:
            metrics.append(f"{word.key}={word.text}")
    if metrics:
        others["metrics"] = " ".join(metrics)
    first = [option for option in asked.options if option.name not in others]
    return [*_first(first, " ".join(plain)), *(f"{name}:{text}" for name, text in others.items())]


def _first(options: Sequence[Option], words: str) -> list[str]:
    """*words* as the first of *options*."""
    of = next((option.name for option in options if option.name in ("steps", "limit")), None)
    if of and (both := typed.fraction(words)):
        return [f"{options[0].name}:{both[0]}", f"{of}:{both[1]}"]
    return [f"{options[0].name}:{words}"] if words else []


def _button(rest: str) -> list[str]:
    """The label, what it does, and which of the two."""
    slot, after = (rest[0], rest[2:]) if rest[:2] in ("1 ", "2 ") else ("", rest)
    label, *_ = typed.split(after)
    does = after[label.end :].strip()
    told = {"label": label.text, "does": does, "slot": slot}
    return [f"{name}:{text}" for name, text in told.items() if text]
