"""start: begin an activity."""

from collections.abc import Sequence
from typing import ClassVar

from bot import words as typed
from bot.activity import Activity
from bot.commands import fields
from bot.commands.begin import Begin
from bot.words import Word


class Start(Begin):
    """Begin an activity, from a template or from what is said."""

    verb: ClassVar[str] = "start"
    usage: ClassVar[str] = 'start [TEMPLATE] "TITLE" [steps:4 | 42% | CPU=24% | timer:5m | value:…]'

    def tell(self, after: Activity) -> str:
        """See Command."""
        return "started"


def title_and_options(text: str, said: Sequence[Word]) -> tuple[str, list[Word]]:
    """The title in the words of `start`, and the options around it."""
    known = [fields.is_option(word) and bool(word.text or word.quoted) for word in said]
    first = next((word for word, option in zip(said, known, strict=True) if not option), None)
    quoted = first is not None and first.quoted and first.key is None
    gauges = _gauges_from(said)
    options: list[Word] = []
    plain: list[Word] = []
    for place, word in enumerate(said):
        bar = _bar(word) if quoted else None
        if bar is not None:
            options.append(bar)
        elif known[place] or (word.key is not None and (quoted or place >= gauges)):
            options.append(word)
        else:
            plain.append(word)
    if quoted:
        return " ".join(word.text for word in plain), options
    return " ".join(text[word.at : word.end] for word in plain), options


def _gauges_from(said: Sequence[Word]) -> int:
    """From where on only `LABEL=VALUE` words and options are left, so that these are metrics."""
    place = len(said)
    while place > 0:
        word = said[place - 1]
        if word.key is None or not word.text:
            break
        if word.joint != "=" and not fields.is_option(word):
            break
        place -= 1
    return place


def _bar(word: Word) -> Word | None:
    """The option that a bare `42%` or `120/300` stands for."""
    if word.key is not None or word.quoted:
        return None
    percent = word.text.endswith("%") and typed.number(word.text[:-1]) is not None
    if percent or typed.fraction(word.text):
        return Word(word.text, key="percentage")
    return None
