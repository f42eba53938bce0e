"""Which activity is meant: the one that was picked, else the one of the channel.

In a thread in which nothing was started, what is live in its channel is meant; in the thread
of a card, that card's activity.
"""

from typing import Any

from adapters.discord.people import NAME, Interaction, channel_of
from adapters.discord.said import Said
from adapters.discord.sight import places, seen
from bot.activity import Activity, Channel
from bot.errors import NothingHere
from bot.lockstep import Lockstep
from bot.store import Target
from bot.text import echo


class Meant:
    """Finds what is meant among what whoever asks may see."""

    def __init__(self, lockstep: Lockstep) -> None:
        self._lockstep = lockstep

    async def about(self, said: Said) -> dict[str, Any]:
        """What every command and look is about: who asks, from where, and of which activity.

        Raises Refused, Busy.
        """
        who, channel = said.who, await self.channel(said.interaction)
        if said.which:
            meant: Activity | None = await self.named(said.interaction, said.which, channel)
        else:
            meant = await self.of_thread(said.interaction)
        about = {"workspace": channel.workspace, "activity_id": meant.id if meant else None}
        return {**who, **about, "channel": channel}

    async def channel(self, interaction: Interaction) -> Channel:
        """The channel whose activities are here. Raises Refused, Busy."""
        own = channel_of(interaction)
        _, *parent = places(interaction)
        if not parent or await self._lockstep.store.live(own.workspace, own):
            return own
        named = getattr(getattr(interaction.channel, "parent", None), "name", None)
        return Channel(surface=NAME, id=parent[0], workspace=own.workspace, name=named or "")

    async def named(self, interaction: Interaction, which: str, channel: Channel) -> Activity:
        """The one that was picked as *which*, or typed by its name. Raises NothingHere, Busy."""
        name = which.strip().casefold()
        live = await self._lockstep.within_reach(channel)
        found = [activity for activity in live if name in (activity.id, activity.name)]
        if not found:
            by_id = Target(channel.workspace, id=name, channel=channel)
            ended = await self._lockstep.store.find(by_id)
            found = [ended] if ended is not None else []
        for activity in seen(interaction, found):
            return activity
        raise NothingHere(
            f"Nothing called `{echo(which)}` is live here. Say `list` to see what is."
        )

    async def of_thread(self, interaction: Interaction) -> Activity | None:
        """The one whose card the thread belongs to, where there are several to choose from."""
        own, *parent = places(interaction)
        if not parent:
            return None
        channel = await self.channel(interaction)
        live = await self._lockstep.store.live(channel.workspace, channel)
        for activity in live:
            for delivery in await self._lockstep.store.deliveries(activity.id):
                if delivery.observed.get("url", "").endswith(f"/{parent[0]}/{own}"):
                    return activity
        return live[0] if len(live) == 1 else None
