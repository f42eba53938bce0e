"""What is offered while an option is typed: what fits, of this guild, in no time."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord.completing import CHOICES_MAX, TEXT_MAX, Known, choices
from adapters.discord.live import Live
from adapters.discord.options import Option
from adapters.discord.subcommands import subcommands
from bot.activity import Activity
from bot.stores.sqlite import SqliteStore
from bot.text import units
from tests.adapters.discord.stage import Stage
from tests.adapters.edge import until
from tests.bot.spoken import begun
from tests.discord import Permission
from tests.discord.rules.commands import choices as wrong_with

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
OPTIONS = {
    (asked.name, option.name): option
    for asked in subcommands()
    for option in asked.options
    if option.offers
}


def offered(verb: str, name: str, text: str = "", **known: Any) -> list[tuple[str, Any]]:
    """What is offered for an option of *verb*, of which *text* is typed."""
    found = choices(OPTIONS[verb, name], text, Known(NOW, **known))
    return [(choice["name"], choice["value"]) for choice in found]


def values(verb: str, name: str, text: str = "", **known: Any) -> list[Any]:
    return [value for _, value in offered(verb, name, text, **known)]


# What fits -------------------------------------------------------------------------


def test_steps_are_offered_by_their_names() -> None:
    """Those to come first; a number or a part of the name finds them."""
    backup = begun('start "Backup" steps:snapshot,upload,verify,prune step:2')

    assert offered("step", "to", meant=backup) == [
        ("3: verify", 3), ("4: prune", 4), ("1: snapshot", 1),
    ]  # fmt: skip
    assert values("step", "to", "PRU", meant=backup) == [4]
    assert values("step", "to", "3", meant=backup) == [3]
    assert offered("set", "step", meant=begun('start "B" steps:2')) == [
        ("1 of 2", 1),
        ("2 of 2", 2),
    ]
    assert offered("step", "to") == []


def test_bars_are_offered_from_where_they_are() -> None:
    """As percentages, or as values of what they count to."""
    assert offered("progress", "to", "9", meant=begun('start "R" 42%')) == [("90%", 90)]
    assert offered("progress", "to", meant=begun('start "EV" 120/300')) == [
        ("150/300", 150), ("225/300", 225), ("300/300", 300),
    ]  # fmt: skip


def test_a_list_is_completed_at_its_end() -> None:
    """What stands before the last comma stays."""
    assert values("start", "step_colors", "red,gr") == ["red,green", "red,gray"]
    assert values("set", "audience", "oncall,pay", audiences=["oncall", "payments"]) == [
        "oncall,payments"
    ]


def test_audiences_are_those_that_somebody_named() -> None:
    """In a template, or of what is live."""
    live = begun('start "B" steps:4 audience:nightly')

    assert values("start", "audience", audiences=["oncall"], activities=[live]) == [
        "oncall", "nightly",
    ]  # fmt: skip


def test_metrics_are_offered_as_they_are() -> None:
    """To be changed; unless they would be read as something else."""
    assert values("set", "metrics", meant=begun('start "web" CPU=24% MEM=61%')) == [
        "CPU=24% MEM=61%"
    ]
    assert values("set", "metrics", meant=begun('start "web" STATUS="All good"')) == []
    assert values("set", "metrics", meant=begun("start Checkout")) == []


def test_what_is_likely_is_offered() -> None:
    """Lengths of time, badges, icons, colours, and what a button may do."""
    assert values("timer", "length", "1") == ["10m", "1h"]
    assert "now" in values("end", "dismiss")
    assert values("set", "badge", "sev") == ["SEV1", "SEV2", "SEV3"]
    assert values("set", "icon_color", "re") == ["green", "red"]
    assert values("button", "does", meant=begun('start "B" steps:4')) == [
        "next", "step", "end", 'say:"Rolling back"', "https://",
    ]  # fmt: skip


def test_two_of_the_same_title_are_told_apart() -> None:
    """By their names, which differ; and nothing is offered twice under one name."""
    first = begun("start Checkout is down")
    second = first.model_copy(update={"id": "b" * 26, "name": "checkout-is-down-2"})
    ended = first.model_copy(update={"id": "c" * 26, "ended_at": NOW})
    again = ended.model_copy(update={"id": "d" * 26})

    found = offered("history", "activity", activities=[first, second, ended, again])

    assert [value for _, value in found] == [first.id, second.id, "c" * 26, "d" * 26]
    assert len({name for name, _ in found}) == 4


def test_long_and_wide_titles_fit() -> None:
    """Names are cut to a hundred of Discord's characters."""
    wide = begun(f'start "{chr(0x1F525) * 150}" steps:4')
    many = [wide.model_copy(update={"id": f"{number:026}"}) for number in range(40)]

    found = choices(OPTIONS["end", "activity"], "", Known(NOW, activities=many))

    assert len(found) == CHOICES_MAX
    assert all(units(choice["name"]) <= TEXT_MAX for choice in found)
    assert list(wrong_with(found, 3, "choices")) == []


BACKUP, REINDEX, WEB = (
    begun(words) for words in (
        'start "Backup" steps:snapshot,upload', 'start "R" 42%', 'start "web" CPU=24%',
    )
)  # fmt: skip
TYPES = {"line": 3, "whole": 4, "number": 10}


@settings(deadline=None)
@given(
    option=st.sampled_from(list(OPTIONS.values())),
    text=st.text(max_size=200),
    meant=st.sampled_from([None, BACKUP, REINDEX, WEB]),
    names=st.lists(st.text(min_size=1, max_size=150), max_size=30),
)
def test_whatever_is_typed_discord_takes_what_is_offered(
    option: Option, text: str, meant: Activity | None, names: list[str]
) -> None:
    """At most 25, each with a name and a value of its type, no name twice."""
    known = Known(NOW, names, names, [BACKUP, REINDEX, WEB], meant)

    found = choices(option, text, known)

    assert list(wrong_with(found, TYPES[option.kind], option.name)) == []


# Whose they are --------------------------------------------------------------------


async def asked(stage: Stage, verb: str, option: str, text: str = "", **more: Any) -> list[str]:
    """The names that Ana is offered in #ops, or in another channel."""
    channel = more.pop("channel", stage.ops)
    person = more.pop("person", stage.ana)
    found = await stage.discord.autocomplete(person, channel, verb, option, text, **more)
    return [choice.name for choice in found]


async def test_those_of_the_channel_come_first(still: Stage) -> None:
    """The latest of them at the top; then the guild's others; their ids are what is sent."""
    other = still.guild.text("other")
    await still.discord.heard()
    away = await still.started("Reindexing", other, steps="4")
    still.discord.clock.advance(1)
    first = await still.started("Backup", steps="4")
    still.discord.clock.advance(1)
    second = await still.started("Deploying", steps="4")

    found = await still.discord.autocomplete(still.ana, still.ops, "end", "activity")

    assert [choice.value for choice in found] == [second.id, first.id, away.id]
    assert found[0].name == "Deploying · step 0 of 4"
    assert await asked(still, "end", "activity", "back") == ["Backup · step 0 of 4"]
    assert await asked(still, "end", "activity", "nothing like it") == []


async def test_another_guilds_are_never_offered(still: Stage) -> None:
    """Nor what is in a channel that the person cannot read; unless they manage the guild."""
    stranger = still.discord.guild("Other")
    private = still.guild.text("private")
    private.deny(Permission.VIEW_CHANNEL, whom=still.guild.id)
    private.allow(Permission.VIEW_CHANNEL, whom=still.guild.bot.id)
    private.allow(Permission.VIEW_CHANNEL, whom=still.ben.id)
    boss = still.guild.member("boss", admin=True)
    await still.discord.heard()
    await still.started("Theirs", stranger.text("ops"))
    told = await still.discord.command(still.ben, private, "start", title="Private", steps="4")
    assert "Private" in told.text

    for verb in ("end", "history", "status", "set"):
        assert await asked(still, verb, "activity") == []
    assert await asked(still, "end", "activity", person=boss) == ["Private · step 0 of 4"]
    assert await asked(still, "end", "activity", person=still.ben) == ["Private · step 0 of 4"]


async def test_a_history_may_be_of_what_has_ended(still: Stage) -> None:
    """After what is live; nothing else can be done to it."""
    await still.started("Backup", steps="4")
    await still.discord.command(still.ana, still.ops, "end")
    await still.started("Deploying", steps="4")

    at = f"{still.discord.clock.utc():%d %b %H:%M} UTC"
    assert await asked(still, "history", "activity") == [
        "Deploying · step 0 of 4", f"Backup · step 0 of 4 · ended {at}",
    ]  # fmt: skip
    assert await asked(still, "end", "activity") == ["Deploying · step 0 of 4"]
    (_, ended) = await still.discord.autocomplete(still.ana, still.ops, "history", "activity")
    told = await still.discord.command(still.ana, still.ops, "history", activity=ended.value)
    assert "ended" in told.text


async def test_steps_are_of_the_one_that_is_meant(still: Stage) -> None:
    """The one that was picked, else the one of the channel; of several, none is plain."""
    backup = await still.started("Backup", steps="snapshot,upload")
    await still.started("Deploying", steps="build,ship")

    assert await asked(still, "step", "to") == []
    alone = still.guild.text("alone")
    await still.discord.heard()
    await still.started("Painting", alone, steps="sand,paint")
    assert await asked(still, "step", "to", channel=alone) == ["1: sand", "2: paint"]
    assert await asked(still, "step", "to", activity=backup.id) == ["1: snapshot", "2: upload"]
    assert await asked(still, "step", "to", "ship", activity="deploying") == ["2: ship"]


async def test_templates_are_offered(still: Stage) -> None:
    """Those of the file, and those built in."""
    assert await asked(still, "start", "template", "s", title="x") == ["sev1"]
    assert set(await asked(still, "start", "template", title="x")) >= {"sev1", "incident"}


# From memory -----------------------------------------------------------------------


async def test_it_is_from_memory(still: Stage) -> None:
    """The store is not asked for a guild in which nothing has changed."""
    await still.started("Backup", steps="4")
    before = await asked(still, "end", "activity")
    await still.edge.app.store.close()

    assert before == ["Backup · step 0 of 4"]
    assert await asked(still, "end", "activity") == before


class Gated:
    """A store that says what is live when it is let."""

    def __init__(self, store: SqliteStore) -> None:
        self.store = store
        self.gate = asyncio.Event()
        self.gate.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.store, name)

    async def live(self, workspace: str) -> Sequence[Activity]:
        await self.gate.wait()
        return await self.store.live(workspace)


async def test_nobody_waits_for_a_slow_store(still: Stage) -> None:
    """What was known last is offered; what is read meanwhile is for the next key."""
    store: Any = Gated(still.edge.app.store)
    live, guild = Live(store), still.guild.id
    await still.started("Backup", steps="4")
    before = await live.of(guild)
    await still.started("Deploying", steps="4")

    store.gate.clear()
    meanwhile = await live.of(guild)
    store.gate.set()

    assert [activity.name for activity in before] == ["backup"]
    assert meanwhile == before

    async def is_fresh() -> bool:
        return len(await live.of(guild)) == 2

    await until(is_fresh)


async def test_a_store_that_is_away_offers_nothing(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """And nobody waits for it, and nothing is wrong."""
    await still.edge.app.store.close()
    caplog.clear()

    with caplog.at_level(logging.WARNING):
        assert await asked(still, "end", "activity") == []

    assert caplog.records == []


async def test_what_is_typed_twice_is_no_mistake(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Two processes hear each key; whoever answers second is told so, and says nothing."""
    told = await still.discord.completing(still.ana, still.ops, "end", "activity", "b")
    caplog.clear()

    with caplog.at_level(logging.WARNING):
        await still.discord.again(told)
        await still.idle()

    assert told.refused == []
    assert caplog.records == []


async def test_what_is_not_ours_to_complete_is_answered(still: Stage) -> None:
    """An option or a command of another time: with nothing."""
    live = still.discord.commands[""][0]
    end = next(option for option in live["options"] if option["name"] == "end")
    end["options"].append(
        {"name": "why", "type": 3, "description": "why", "required": False, "autocomplete": True}
    )
    live["options"].append(end | {"name": "finish"})

    assert await asked(still, "end", "why", "b") == []
    assert await asked(still, "finish", "activity", "b") == []


async def test_a_mistake_of_ours_offers_nothing(
    still: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the log, and nobody is left to wait."""

    async def broken(*_: Any) -> Sequence[dict[str, Any]]:
        raise ZeroDivisionError

    adapter, tree = still.adapter, still.adapter.registry.tree
    unused: Any = None
    tree.hear(adapter.parts.answers, said=unused, offers=broken, pins=unused)

    assert await asked(still, "end", "activity", "b") == []
    assert caplog.records[-1].message == "interaction not handled"
