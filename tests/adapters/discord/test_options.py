"""Whatever is typed becomes a command or a refusal, and nothing else."""

import math
from contextlib import suppress
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.options import ACTIVITY, TEMPLATE, Option
from adapters.discord.subcommands import Subcommand, subcommands
from bot.activity import Actor, Channel
from bot.commands import Adopt, Ask, Command, Mirror, SetButton, Start
from bot.errors import Refused
from bot.templates import Templates

ADA = Actor(platform="discord", id="1", name="Ada")
OPS = Channel(surface="discord", id="2", workspace="3", name="ops")
ABOUT: dict[str, Any] = {"actor": ADA, "workspace": "3", "channel": OPS}

LINES = st.text(max_size=40) | st.sampled_from(
    ["none", "4", "a,b", "red", "CPU=24%", "10m", "up", "now", "120/300", "42%", "-1", "\ud800"]
)
TYPED: dict[str, st.SearchStrategy[Any]] = {
    "line": LINES,
    "whole": st.integers(),
    "number": st.floats() | st.integers() | st.sampled_from([math.nan, math.inf, 1e308]),
    "switch": st.booleans(),
    "channel": st.just(OPS),
}


def typed_into(asked: Subcommand) -> st.SearchStrategy[tuple[Subcommand, dict[str, Any]]]:
    """Anything at all in some of the options of *asked*, and in all that it needs."""

    def some(options: list[Option]) -> st.SearchStrategy[dict[str, Any]]:
        needed = [option for option in asked.options if option.required]
        return st.fixed_dictionaries({o.name: TYPED[o.kind] for o in (*needed, *options)})

    values = st.lists(st.sampled_from(asked.options), max_size=6, unique=True).flatmap(some)
    return st.tuples(st.just(asked), values)


ANYTHING = st.sampled_from([asked for asked in subcommands() if asked.options]).flatmap(typed_into)


@settings(deadline=None, max_examples=300)
@given(ANYTHING)
def test_anything_is_a_command_or_refused(typed: tuple[Subcommand, dict[str, Any]]) -> None:
    """Also what Discord's own program would not let anybody type."""
    asked, given = typed
    with suppress(Refused):
        values = asked.read(given)
        values.pop(ACTIVITY, None)
        made = _made(asked.kind, values)
        assert made is None or isinstance(made, Ask)


def _made(kind: type[Ask] | None, values: dict[str, Any]) -> Ask | None:
    if kind is Start:
        title, template = values.pop("title"), values.pop(TEMPLATE, "")
        return Templates().begin(
            template, title, values, actor=ADA, channel=OPS, activity_id="a" * 26
        )
    if kind in (None, Adopt, SetButton, Mirror):
        return None
    assert issubclass(kind, Command) or not values
    return kind(**ABOUT, **values)
