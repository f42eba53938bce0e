"""A bare discord.py client to stand beside: it answers everything at once, and does nothing.

It is discord.py as its documentation has it: a CommandTree for `/live`, and whatever is
pressed or sent is acknowledged as it comes in.
"""

import asyncio
import sys

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

Asked = discord.Interaction["Bare"]
ANSWER = "`load-0` · step 3 of 9"

live = app_commands.Group(name="live", description="Answers at once", guild_only=True)


class Bare(discord.Client):
    """Asks for as little as Lockstep does."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
        )
        self.tree: app_commands.CommandTree[Bare] = app_commands.CommandTree(self)
        self.tree.add_command(live)

    async def setup_hook(self) -> None:
        """Before it connects."""
        await self.tree.sync()

    async def on_interaction(self, interaction: Asked) -> None:
        """A press, or a form that was sent; commands are the tree's."""
        kinds = discord.InteractionType
        if interaction.type in (kinds.component, kinds.modal_submit):
            await interaction.response.defer()


@live.command(description="Answers at once")
async def step(interaction: Asked, to: int, activity: str | None = None) -> None:
    """`/live step`."""
    await interaction.response.send_message(ANSWER, ephemeral=True)


@live.command(description="Answers at once")
async def end(interaction: Asked, activity: str | None = None) -> None:
    """`/live end`."""
    await interaction.response.send_message(ANSWER, ephemeral=True)


@end.autocomplete("activity")
async def _offered(interaction: Asked, typed: str) -> list[app_commands.Choice[str]]:
    return [app_commands.Choice(name=ANSWER, value="load-0")]


def main(api_url: str, gateway_url: str, token: str) -> None:
    """Run until stopped."""
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_url, yarl.URL(gateway_url)
    client = Bare()

    async def run() -> None:
        async with client:
            await client.start(token)

    asyncio.run(run())


if __name__ == "__main__":
    main(*sys.argv[1:])
