"""The unmodified discord.py logs in, syncs, and hears what people do."""

from typing import Any

import discord as dpy
from discord import app_commands

from tests.discord import DiscordStandIn
from tests.discord.conftest import App


async def test_a_command_is_heard_and_answered(discord: DiscordStandIn, app: App) -> None:
    """Typed options arrive, and what is said privately is seen by one alone."""
    live = app_commands.Group(name="live", description="Live Activities")

    @live.command(name="start", description="Start")
    async def start(interaction: dpy.Interaction, title: str, steps: int) -> None:
        await interaction.response.send_message(f"{title} in {steps}", ephemeral=True)

    app.tree.add_command(live)
    await app.tree.sync()
    guild = discord.guild("Acme")
    ada, ops = guild.member("ada"), guild.text("ops")

    told = await discord.command(ada, ops, "start", title="Ship", steps=3)

    assert (told.text, told.private, told.deferred, ops.messages) == ("Ship in 3", True, False, [])


async def test_a_deferred_answer_is_read_when_it_is_there(
    discord: DiscordStandIn, app: App
) -> None:
    """What says "thinking" is waited for."""

    @app.tree.command(name="slow", description="Slow")
    async def slow(interaction: dpy.Interaction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        await interaction.edit_original_response(content="done")

    await app.tree.sync()
    guild = discord.guild("Acme")

    told = await discord.command(guild.member("ada"), guild.text("ops"), "slow")

    assert (told.deferred, told.first, told.final, told.private) == (True, "", "done", True)


async def test_a_button_a_form_and_its_answer(discord: DiscordStandIn, app: App) -> None:
    """A press opens a form, whose fields come back, and whose answer edits the message."""
    guild = discord.guild("Acme")
    ada, ops = guild.member("ada"), guild.text("ops")
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
    channel = app.get_partial_messageable(int(ops.id))
    await channel.send("Card", view=view)
    [card] = ops.messages

    opened = await discord.press(ada, card, "Update")
    assert opened.modal is not None
    told = await discord.submit(ada, opened.modal, {"Title": "New"})

    assert (fields, told.type, card.text, card.edits) == (["New"], 7, "Changed", 1)


async def test_what_was_missed_is_told_on_resume(discord: DiscordStandIn, app: App) -> None:
    """A dropped gateway loses nothing: the session is resumed, and goes on."""
    await discord.drop()

    ops = discord.guild("Acme").text("ops")
    await discord.connected()
    await discord.heard()

    assert discord.sessions.resumes == 1
    assert app.get_channel(int(ops.id)) is not None
