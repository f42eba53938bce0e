"""What tests of the core say: one person in one channel, at one moment."""

import os
from collections.abc import Set
from datetime import UTC, datetime, timedelta

from hypothesis import settings

from bot.activity import Activity, Actor, Channel
from bot.commands import Ask, Command
from bot.decide import decide
from bot.errors import Refused
from bot.phrases import Phrases
from bot.templates import Templates

NOW = datetime(2026, 3, 4, 12, 0, 30, tzinfo=UTC)
ADA = Actor(platform="slack", id="U1", name="Ada")
OPS = Channel(surface="slack", id="C1", workspace="T1", name="ops")
ID = "mzxw6ytboi4dsmrvg4zdgojugq"
SAME = Phrases(Templates())

LONG = int(os.environ.get("LOCKSTEP_EXAMPLES", "0"))
"""How many examples each property is to be tried with at the least, for a long run."""
settings.register_profile("core", deadline=None)
settings.load_profile("core")


def named(name: str) -> Channel:
    """The channel that is called so where Ada is."""
    return Channel(surface="slack", id=f"C-{name}", workspace="T1", name=name)


def ask(text: str, *, names: Set[str] = frozenset(), phrases: Phrases = SAME) -> Ask:
    """What *text* asks, typed by Ada in #ops. Raises Refused."""
    return phrases.parse(text, actor=ADA, channel=OPS, new_id=ID, names=names, named=named)


def command(text: str, *, phrases: Phrases = SAME) -> Command:
    """The command that *text* gives. Raises Refused."""
    asked = ask(text, phrases=phrases)
    assert isinstance(asked, Command)
    return asked


def begun(text: str, *, phrases: Phrases = SAME) -> Activity:
    """The activity that `start` or `adopt` begins. Raises Refused."""
    return decide(None, command(text, phrases=phrases), NOW)


def after(activity: Activity | str, *texts: str, seconds: float = 0) -> Activity:
    """*activity*, or what it begins, after all of *texts* were said. Raises Refused."""
    done = begun(activity) if isinstance(activity, str) else activity
    for text in texts:
        done = decide(done, command(text), NOW + timedelta(seconds=seconds))
    return done


def refusal(text: str, activity: Activity | str | None = None) -> str:
    """The sentence that *text* is refused with: at once, or by *activity*."""
    try:
        said = command(text)
        assert activity is not None, f"`{text}` was understood"
        decide(begun(activity) if isinstance(activity, str) else activity, said, NOW)
    except Refused as refused:
        return str(refused)
    raise AssertionError(f"`{text}` was done")
