"""The unmodified discord.py logs in, registers commands, and hears what people do."""

from typing import Any

import discord as dpy
from discord import app_commands

from tests.discord import DiscordStandIn, Message
from tests.discord.channel import Channel
from tests.discord.conftest import App
from tests.discord.guild import Member


async def test_a_command_is_heard_and_answered(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """Typed options arrive, and what is said privately is seen by one alone."""
    live = app_commands.Group(name="live", description="Live Activities")

    @live.command(name="start", description="Start")
    async def start(
        interaction: dpy.Interaction,
        title: str,
        steps: int,
        channel: dpy.TextChannel,
        member: dpy.Member | None = None,
    ) -> None:
        said = f"{title} in {steps} in {channel} by {member and member.display_name}"
        await interaction.response.send_message(said, ephemeral=True)

    app.tree.add_command(live)
    await app.tree.sync()

    told = await discord.command(ada, ops, "start", title="Ship", steps=3, channel=ops, member=ada)

    assert (told.text, told.private, told.deferred) == ("Ship in 3 in ops by ada", True, False)
    assert ops.messages == []
    assert told.millis > 0


async def test_a_deferred_answer_is_read_when_it_is_there(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """What says "thinking" is waited for."""

    @app.tree.command(name="slow", description="Slow")
    async def slow(interaction: dpy.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="done")

    await app.tree.sync()

    told = await discord.command(ada, ops, "slow")

    assert (told.deferred, told.first, told.final, told.private) == (True, "", "done", True)


async def test_a_button_a_form_and_its_answer(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """A press opens a form, whose fields come back, and whose answer edits the message."""
    fields: list[Any] = []

    @app.event
    async def on_interaction(interaction: dpy.Interaction) -> None:
        data: Any = interaction.data
        if interaction.type is dpy.InteractionType.component:
            title = dpy.ui.TextInput[Any](custom_id="title", default="Old")
            form = dpy.ui.Modal(title="Update", custom_id="live:form:update:1")
            form.add_item(dpy.ui.Label(text="Title", component=title))
            await interaction.response.send_modal(form)
        else:
            fields.append(data["components"][0]["component"]["value"])
            await interaction.response.edit_message(content="Changed")

    view = dpy.ui.View(timeout=None)
    view.add_item(dpy.ui.Button(label="Update", custom_id="live:update:1"))
    await app.get_partial_messageable(int(ops.id)).send("Card", view=view)
    [card] = ops.messages

    opened = await discord.press(ada, card, "Update")
    told = await discord.submit(ada, opened.modal, {"Title": "New"})

    assert (opened.type, fields, told.type) == (9, ["New"], 7)
    assert (card.text, card.edits, told.shown) == ("Changed", 1, [])


async def test_completion_and_a_message_s_menu(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """Choices come back as they are offered, and a menu is told the message."""

    @app.tree.command(name="end", description="End")
    async def end(interaction: dpy.Interaction, activity: str) -> None:
        await interaction.response.send_message(activity, ephemeral=True)

    @end.autocomplete("activity")
    async def complete(interaction: dpy.Interaction, typed: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{typed}out", value="a1")]

    @app.tree.context_menu(name="Pin to Lock Screen")
    async def pin(interaction: dpy.Interaction, message: dpy.Message) -> None:
        await interaction.response.send_message(f"{message.content} {message.jump_url}")

    await app.tree.sync()
    said = ops.says(ada, "It is down")

    [choice] = await discord.autocomplete(ada, ops, "end", "activity", "check")
    ended = await discord.command(ada, ops, "end", activity=choice)
    pinned = await discord.menu(ada, said, "Pin to Lock Screen")

    assert (choice.name, ended.text) == ("checkout", "a1")
    assert (pinned.text, pinned.private) == (f"It is down {said.url}", False)
    assert [message.text for message in ops.messages] == ["It is down", pinned.text]


async def test_a_card_of_components_is_posted_and_edited(
    discord: DiscordStandIn, app: App, ops: Channel, ada: Member
) -> None:
    """What discord.py draws is taken, and read back with an id on each component."""
    view = dpy.ui.LayoutView(timeout=None)
    button = dpy.ui.Button[Any](label="Acknowledge", custom_id="live:press:1")
    box = dpy.ui.Container[Any](dpy.ui.TextDisplay("## Checkout"), dpy.ui.ActionRow(button))
    view.add_item(box)

    posted = await app.get_partial_messageable(int(ops.id)).send(view=view)
    await posted.edit(view=view, allowed_mentions=dpy.AllowedMentions.none())
    [card] = ops.messages
    pressed = await discord.press(ada, card, "Acknowledge", wait=False)
    await discord.heard()
    pressed.expects_silence = True

    assert isinstance(card, Message)
    assert (card.text, card.labels, card.edits) == ("## Checkout", ["Acknowledge"], 1)
    assert [part["id"] for part in card.components[0]["components"]] == [2, 3]
    [heard] = app.asked
    assert heard.message is not None
    assert (heard.message.id, heard.user.id) == (int(card.id), int(ada.id))


async def test_it_is_quick(discord: DiscordStandIn, app: App, ops: Channel, ada: Member) -> None:
    """A command is heard and answered without anybody waiting for a clock."""

    @app.tree.command(name="ping", description="Ping")
    async def ping(interaction: dpy.Interaction) -> None:
        await interaction.response.send_message("pong", ephemeral=True)

    await app.tree.sync()

    for _ in range(100):
        assert (await discord.command(ada, ops, "ping")).text == "pong"
