"""Whatever could be wrong with what an app sends is noticed, and what is right is not."""

import os
from collections.abc import Callable, Iterable
from typing import Any

import aiohttp
import pytest

from tests.discord import DiscordStandIn
from tests.discord.channel import Channel
from tests.discord.conftest import SILENT, Rest
from tests.discord.contract import Contract, document
from tests.discord.mistakes import WRONG, Wrong, changed
from tests.discord.rules import channels, commands, house, messages, modals
from tests.discord.samples import CARD, SAMPLES

PUBLISHED = [wrong for wrong in WRONG if wrong.published]
WHERE = {
    "card": ("POST", "/channels/1/messages"),
    "line": ("POST", "/channels/1/messages"),
    "modal": ("POST", "/interactions/1/t/callback"),
    "commands": ("PUT", "/applications/1/commands"),
    "choices": ("POST", "/interactions/1/t/callback"),
    "post": ("POST", "/channels/1/threads"),
}


def named(wrong: Wrong) -> str:
    """As its test is called."""
    return f"{wrong.sample} {wrong.place or 'all'} {str(wrong.value)[:30]}"


def broken(sample: str, body: Any) -> list[str]:
    """What our own rules say of *body*."""
    forum = DiscordStandIn().guild().forum("incidents")
    judges: dict[str, Callable[[], Iterable[str]]] = {
        "card": lambda: messages.message(body),
        "line": lambda: messages.message(body),
        "modal": lambda: modals.modal(body),
        "commands": lambda: commands.commands(body),
        "choices": lambda: commands.choices(body["choices"], 3, "choices"),
        "post": lambda: [*channels.thread(body, forum), *messages.message(body["message"])],
    }
    return list(judges[sample]())


def unpublished(sample: str, body: Any) -> list[str]:
    """What the published document says of it."""
    contract = Contract.load()
    if contract is None:
        pytest.skip("shared/ is not beside this clone")
    sent = {"modal": {"type": 9, "data": body}, "choices": {"type": 8, "data": body}}
    return contract.request(*WHERE[sample], {}, sent.get(sample, body))


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_is_right_breaks_no_rule(sample: str) -> None:
    """Neither ours nor the document's."""
    assert broken(sample, SAMPLES[sample]) == []
    assert unpublished(sample, SAMPLES[sample]) == []


@pytest.mark.parametrize("wrong", WRONG, ids=named)
def test_what_is_wrong_breaks_a_rule_of_ours(wrong: Wrong) -> None:
    """With or without the document."""
    assert broken(wrong.sample, changed(wrong)) != []


@pytest.mark.parametrize("wrong", PUBLISHED, ids=named)
def test_what_is_published_is_held_against_it(wrong: Wrong) -> None:
    """The document catches what it knows of."""
    assert unpublished(wrong.sample, changed(wrong)) != []


def test_the_document_is_there_where_it_counts() -> None:
    """In CI nobody looks away."""
    if os.environ.get("CI") == "true":
        assert document() is not None


def test_what_the_document_does_not_know_is_told_too() -> None:
    """It forbids nothing that it does not name; we do."""
    assert unpublished("card", {**CARD, "colour": 1}) == ["unknown $.colour"]
    inside = changed(Wrong("card", "components.0.components.0.colour", 1))
    assert unpublished("card", inside) == ["unknown $.components[0].components[0].colour"]


def test_our_own_answers_are_held_against_it_too() -> None:
    """A stand-in that answers what Discord does not is found out."""
    contract = Contract.load()
    if contract is None:
        pytest.skip("shared/ is not beside this clone")
    channel = DiscordStandIn().guild().text("ops").shown()

    assert contract.response("GET", "/channels/1", 200, channel) == []
    assert contract.response("GET", "/channels/1", 200, {**channel, "id": 5.5}) != []
    assert contract.response("GET", "/users/@me", 200, {"id": "1"}) != []
    assert contract.response("PUT", "/channels/1/messages/pins/1", 200, {}) != []


@pytest.mark.parametrize("contract", [True, False], ids=["with the document", "without"])
async def test_a_broken_rule_is_refused_and_fails_the_run(contract: bool) -> None:
    """As Discord refuses it, with the place; and the stand-in's end says so."""
    discord = DiscordStandIn(contract=contract)
    button = {"type": 2, "style": 1, "label": "x" * 81, "custom_id": "x"}
    async with aiohttp.ClientSession() as session:
        await discord.__aenter__()
        ops = discord.guild().text("ops")
        row = {"type": 1, "components": [button]}
        status, said = await Rest(discord, session).post(ops, content="Down", components=[row])

    with pytest.raises(AssertionError, match=r"label"):
        await discord.__aexit__(None, None, None)

    assert (status, said["code"], ops.messages) == (400, 50035, [])


@pytest.mark.parametrize("sample", ["card", "line", "commands", "post"])
async def test_each_kind_is_judged_where_it_comes_in(
    discord: DiscordStandIn, rest: Rest, ops: Channel, sample: str
) -> None:
    """Forms and choices: see test_answers."""
    discord.contract = None
    forum = discord.guild().forum("incidents")
    method, path = {
        "card": ("POST", f"/channels/{ops.id}/messages"),
        "line": ("POST", f"/channels/{ops.id}/messages"),
        "commands": ("PUT", f"/applications/{discord.app_id}/commands"),
        "post": ("POST", f"/channels/{forum.id}/threads"),
    }[sample]
    wrong = next(wrong for wrong in WRONG if wrong.sample == sample and not wrong.published)

    refused, _ = await rest(method, path, changed(wrong))
    taken, _ = await rest(method, path, SAMPLES[sample])

    assert (refused, taken in (200, 201)) == (400, True)
    assert len(discord.expect("rule")) >= 1


def test_the_house_has_its_own_rules() -> None:
    """Nobody is pinged; nothing is posted twice; nothing is said outside of guilds."""
    assert [*house.mentions(SILENT), *house.nonce(CARD)] == []
    for allowed in (None, {}, {"parse": ["everyone"]}, {"parse": [], "users": ["1"]}):
        assert [*house.mentions({"allowed_mentions": allowed})] != []
    for missing in ({}, {"nonce": "1"}, {"nonce": "1", "enforce_nonce": False}):
        assert [*house.nonce(missing)] != []
    for name in ("contexts", "integration_types"):
        assert [*house.scope([{"contexts": [0], "integration_types": [0], name: [0, 1]}])] != []
