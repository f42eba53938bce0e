"""What Discord is told of `/live`: within its limits, and with nothing left out."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from discord import Locale

from adapters.discord.client import Client
from adapters.discord.german import GERMAN
from adapters.discord.subcommands import subcommands
from adapters.discord.translations import Translations
from adapters.discord.tree import PIN, Tree
from bot.commands import Adopt, Ask, Command, Look, SetButton, Start, fields
from bot.phrases import KINDS
from tests.adapters.discord.stage import Stage
from tests.discord import CannotDo, Permission
from tests.discord.rules.commands import MOST_CHARACTERS, commands

Json = dict[str, Any]


@pytest.fixture
async def payload() -> list[Json]:
    """What is registered."""
    return await Tree(Client()).payload()


@pytest.fixture
def live(payload: list[Json]) -> Json:
    return next(command for command in payload if command["name"] == "live")


def sub(live: Json, name: str) -> dict[str, Json]:
    """The options of a subcommand, by name."""
    found = next(option for option in live["options"] if option["name"] == name)
    return {option["name"]: option for option in found["options"]}


def said(told: Json) -> Iterator[str]:
    """Everything that people read."""
    if "description" in told:
        yield told["description"]
    for choice in told.get("choices", ()):
        if not choice["name"].isdigit():
            yield choice["name"]
    for option in told.get("options", ()):
        yield from said(option)


def size(told: Json, languages: Mapping[str, str]) -> int:
    """How many characters Discord counts, in the longer of two languages."""
    texts = [told["name"], told.get("description", "")]
    counted = sum(max(len(text), len(languages.get(text, ""))) for text in texts)
    value = told.get("value")
    inner = [*told.get("options", ()), *told.get("choices", ())]
    return (
        counted
        + len(value if isinstance(value, str) else "")
        + sum(size(one, languages) for one in inner)
    )


def test_it_is_within_discords_limits(payload: list[Json], live: Json) -> None:
    """With room for a language that is longer still, and for a command more."""
    assert list(commands(payload)) == []
    assert size(live, GERMAN) < MOST_CHARACTERS - 500
    assert len(live["options"]) <= 25
    assert max(len(option["options"]) for option in live["options"]) <= 25


def test_every_command_is_there(live: Json) -> None:
    """And what bare `/live` does elsewhere, first."""
    assert [option["name"] for option in live["options"]] == ["show", *KINDS]


def test_every_field_can_be_typed() -> None:
    """A command's own fields are its options, but for what only buttons fill in."""
    for asked in subcommands():
        kind = asked.kind
        if kind is None or kind in (Start, Adopt, SetButton):
            continue
        base: type[Ask] = Command if issubclass(kind, Command) else Look
        own = set(kind.model_fields) - set(base.model_fields) - {"came_from", "step_names"}
        assert own <= {option.name for option in asked.options}, kind


@pytest.mark.parametrize("verb", ["start", "set", "adopt"])
def test_whatever_shows_can_be_typed(live: Json, verb: str) -> None:
    """By the names that are typed elsewhere too."""
    unsaid = {"type"} if verb == "set" else set()

    assert {*fields.READERS, "metrics"} - unsaid <= set(sub(live, verb))


def test_options_are_of_their_own_types(live: Json) -> None:
    """Lines, whole numbers, numbers, switches; with bounds, choices or something offered."""
    start, step, progress = (sub(live, name) for name in ("start", "step", "progress"))

    assert start["title"] == {
        "type": 3, "name": "title", "description": "The name at the top", "required": True,
        "min_length": 1, "max_length": 200,
        "description_localizations": {"de": GERMAN["The name at the top"]},
    }  # fmt: skip
    assert [choice["value"] for choice in start["type"]["choices"]][:2] == [
        "alert", "segmented_progress",
    ]  # fmt: skip
    assert len(start["color"]["choices"]) == 10
    assert (step["to"]["type"], step["to"]["required"]) == (4, True)
    assert (progress["to"]["type"], progress["percent"]["type"]) == (10, 5)
    assert (start["percentage"]["min_value"], start["percentage"]["max_value"]) == (0, 100)
    for name, option in start.items():
        offers = name in ("template", "audience", "steps", "timer")
        assert option.get("autocomplete", False) or not offers, name


def test_whoever_may_write_may_use_it_in_servers_alone(payload: list[Json]) -> None:
    """It is installed for a server, and not for a person."""
    assert {command["name"] for command in payload} == {"live", PIN}
    for command in payload:
        assert command["default_member_permissions"] == Permission.SEND_MESSAGES
        assert (command["contexts"], command["integration_types"]) == ([0], [0])


async def test_whoever_may_only_read_does_not_see_it(still: Stage) -> None:
    """Unless the server says otherwise."""
    still.ops.deny(Permission.SEND_MESSAGES, whom=still.guild.id)

    with pytest.raises(CannotDo, match="does not see /live"):
        await still.discord.command(still.ana, still.ops, "show")


def test_german_has_a_sentence_for_each(payload: list[Json]) -> None:
    """No more and no less."""
    english = {text for command in payload for text in said(command)} | {PIN}

    assert english == set(GERMAN)
    assert not any("  " in text or len(text) > 100 for text in GERMAN.values())


def test_verbs_and_options_keep_their_names(live: Json) -> None:
    """People of one team tell each other what to type."""
    for option in live["options"]:
        assert option.get("name_localizations", {}) == {}
        for own in option["options"]:
            assert "name_localizations" not in own


async def test_another_language_is_a_table() -> None:
    """Also of names, where a language wants its own."""
    tree = Tree(Client())
    french = Translations({Locale.french: {"start": "commencer", "Move the bar": "Avancer"}})

    group = tree.get_command("live")
    assert group is not None
    told = await group.get_translated_payload(tree, french)

    by_name = {option["name"]: option for option in told["options"]}
    assert by_name["start"]["name_localizations"] == {"fr": "commencer"}
    assert by_name["progress"]["description_localizations"] == {"fr": "Avancer"}
