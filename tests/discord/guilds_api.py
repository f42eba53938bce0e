"""Guilds, as the app may look at them."""

from typing import Any

from tests.discord.endpoint import Refusal, Request, endpoint
from tests.discord.guild import Guild
from tests.discord.state import State

Json = dict[str, Any]


@endpoint("GET", "/users/@me/guilds")
def _mine(state: State, request: Request) -> list[Json]:
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": False,
            "permissions": str(guild.bot.may()),
            "features": [],
        }
        for guild in state.guilds.values()
        if guild.has_app
    ]


@endpoint("GET", "/guilds/{guild}/channels")
def _channels(state: State, request: Request) -> list[Json]:
    channels = known(state, request).channels.values()
    return [channel.shown() for channel in channels if not channel.is_thread]


@endpoint("GET", "/guilds/{guild}/roles")
def _roles(state: State, request: Request) -> list[Json]:
    return [role.shown() for role in known(state, request).roles.values()]


@endpoint("GET", "/guilds/{guild}/members/{user}")
def _member(state: State, request: Request) -> Json:
    guild = known(state, request)
    for member in (guild.bot, *guild.members.values()):
        if member.id == request.ids["user"]:
            return member.shown()
    raise Refusal(404, 10007, "Unknown Member")


def known(state: State, request: Request) -> Guild:
    guild = state.guilds.get(request.ids["guild"])
    if guild is None or not guild.has_app:
        raise Refusal(404, 10004, "Unknown Guild")
    return guild
