"""What people can do, and what Discord's own clients would not let them."""

from typing import Any

import discord as dpy
import pytest

from tests.discord import CannotDo, DiscordStandIn, Modal
from tests.discord.channel import Channel
from tests.discord.conftest import App, Listener, Rest
from tests.discord.guild import Member
from tests.discord.samples import BUTTON, LINK, MENU, MODAL

CARD: list[dict[str, Any]] = [
    {"type": 1, "components": [BUTTON, LINK, {**BUTTON, "custom_id": "off", "disabled": True}]},
    {"type": 1, "components": [MENU]},
    {"type": 1, "components": [{"type": 5, "custom_id": "who"}]},
]


@pytest.fixture
async def modal(
    discord: DiscordStandIn, listener: Listener, rest: Rest, ops: Channel, ada: Member
) -> Modal:
    """A form, open before Ada."""
    await rest.post(ops, content="Card", components=CARD)
    told = await discord.press(ada, ops.messages[-1], "Acknowledge", wait=False)
    await rest.answer(told, 9, **MODAL)
    assert told.modal is not None
    return told.modal


@pytest.mark.parametrize("what", ["Runbook", "off", "Nothing", ""])
async def test_what_cannot_be_pressed(
    discord: DiscordStandIn, rest: Rest, ops: Channel, ada: Member, what: str
) -> None:
    """A link opens a page, what is switched off does nothing, what is not there even less."""
    await rest.post(ops, content="Card", components=CARD)

    with pytest.raises(CannotDo):
        await discord.press(ada, ops.messages[0], what, custom_id=what)
    gone = ops.messages[0]
    gone.delete()
    with pytest.raises(CannotDo, match="deleted"):
        await discord.press(ada, gone, "Acknowledge")


async def test_choosing_by_label_by_value_or_a_person(
    discord: DiscordStandIn, listener: Listener, rest: Rest, ops: Channel, ada: Member
) -> None:
    """What is chosen is told as Discord tells it."""
    await rest.post(ops, content="Card", components=CARD)
    [card] = ops.messages

    for value in ("History", "update", ada):
        told = await discord.choose(ada, card, value, wait=False)
        await rest.answer(told, 6)
    with pytest.raises(CannotDo, match="no menu offers"):
        await discord.choose(ada, card, "Nothing")
    await discord.heard()

    chosen: list[Any] = [asked.data for asked in listener.asked]
    assert [data["values"] for data in chosen] == [["history"], ["update"], [ada.id]]
    assert [data["component_type"] for data in chosen] == [3, 3, 5]
    assert ada.id in chosen[2]["resolved"]["members"]


async def test_a_form_is_sent_as_it_was_filled_in(
    discord: DiscordStandIn, rest: Rest, ada: Member, modal: Modal
) -> None:
    """By custom_id or label; what is prefilled stays, what is left out is empty."""
    told = await discord.submit(ada, modal, {"Colour": "Blue"}, wait=False)
    await rest.answer(told, 6)

    sent = told.payload["data"]["components"]
    fields = [part["component"] for part in sent if "component" in part]
    assert [field.get("value", field.get("values")) for field in fields] == ["Checkout", [], "blue"]
    assert [part["type"] for part in sent] == [18, 18, 18, 10]
    assert told.payload["message"]["content"] == "Card"
    assert (modal.title, list(modal.fields)) == ("Update", ["title", "severity", "colour"])


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({}, "asks to choose colour"),
        ({"colour": "red", "title": ""}, "asks to fill in title"),
        ({"colour": "red", "title": "x" * 201}, "no more characters"),
        ({"colour": "red", "title": "a\nb"}, "no line break"),
        ({"colour": "green"}, "has no option"),
        ({"colour": "red", "severity": ["high", "low"]}, "no more choices"),
        ({"colour": "red", "reason": "x"}, "no field"),
    ],
)
async def test_what_a_form_does_not_let_one_send(
    discord: DiscordStandIn, ada: Member, modal: Modal, given: dict[str, Any], refused: str
) -> None:
    """Discord's clients say so before anything is sent."""
    with pytest.raises(CannotDo, match=refused):
        await discord.submit(ada, modal, given)
    with pytest.raises(CannotDo, match="no form"):
        await discord.submit(ada, None)


async def test_in_a_thread_and_in_a_post_it_is_said_where(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """With what it hangs on, who asks, and what the app may do there."""

    @app.tree.command(name="here", description="Where")
    async def here(interaction: dpy.Interaction) -> None:
        where = interaction.channel
        assert isinstance(where, dpy.Thread)
        assert isinstance(interaction.user, dpy.Member)
        roles = ", ".join(role.name for role in interaction.user.roles)
        speaks = interaction.app_permissions.send_messages_in_threads
        said = f"{where.name} in {where.parent}: {roles} {speaks} {interaction.locale}"
        await interaction.response.send_message(said, ephemeral=True)

    await app.tree.sync()
    guild = discord.guild()
    sam = guild.member("sam", roles=["sre"], locale="de")
    thread, post = ops.thread("Why"), guild.forum("incidents").thread("Checkout")

    told = [
        (await discord.command(who, where, "here")).text
        for who, where in ((sam, thread), (ada, post))
    ]

    assert told == [
        "Why in ops: @everyone, sre True de",
        "Checkout in incidents: @everyone True en-US",
    ]
    thread.archive()
    with pytest.raises(CannotDo, match="archived"):
        await discord.command(ada, thread, "here")


async def test_nobody_is_asked_where_nobody_listens(
    discord: DiscordStandIn, rest: Rest, ops: Channel, ada: Member
) -> None:
    """A test that forgot to connect says so at once."""
    await rest.post(ops, content="Card", components=CARD)

    with pytest.raises(AssertionError, match="nobody listens"):
        await discord.press(ada, ops.messages[0], "Acknowledge")
    with pytest.raises(CannotDo, match="does not offer"):
        await discord.menu(ada, ops.messages[0], "Pin")
