"""Registering commands: for everybody, or for one guild."""

from typing import Any

from tests.discord.endpoint import Refusal, Request, endpoint
from tests.discord.rates import Limit
from tests.discord.rules import commands, house
from tests.discord.state import State

Json = dict[str, Any]
CREATES_A_DAY = 200
DAY_SECONDS = 86_400.0


@endpoint("GET", "/applications/{app}/commands")
@endpoint("GET", "/applications/{app}/guilds/{guild}/commands")
def _list(state: State, request: Request) -> list[Json]:
    return state.commands.get(request.ids.get("guild", ""), [])


@endpoint("PUT", "/applications/{app}/commands", limit=Limit(5, 5.0))
@endpoint("PUT", "/applications/{app}/guilds/{guild}/commands", limit=Limit(5, 5.0))
def _overwrite(state: State, request: Request) -> list[Json]:
    """Those that are not named are gone; those that are keep their ids."""
    if request.ids["app"] != state.app_id:
        raise Refusal(403, 20012, "You are not authorized to perform this action")
    if not isinstance(request.body, list):
        raise Refusal(400, 50109, "The request body contains invalid JSON.")
    state.refuse(commands.commands(request.body))
    guild = request.ids.get("guild", "")
    if not guild:
        state.frown(house.scope(request.body))
    before = {(c["type"], c["name"]): c for c in state.commands.get(guild, [])}
    named = [(command.get("type") or 1, command["name"]) for command in request.body]
    _count_creates(state, guild, sum(name not in before for name in named))
    made = [_made(state, guild, before.get(n), c) for n, c in zip(named, request.body, strict=True)]
    state.commands[guild] = made
    return made


def _count_creates(state: State, guild: str, created: int) -> None:
    now = state.clock.now()
    today = [at for at in state.created_commands.get(guild, []) if at > now - DAY_SECONDS]
    if len(today) + created > CREATES_A_DAY:
        state.violations.add("creates", "more than 200 commands were created in a day")
        text = "Max number of daily application command creates has been reached (200)"
        raise Refusal(400, 30034, text, retry_after=today[0] + DAY_SECONDS - now if today else 1.0)
    state.created_commands[guild] = today + [now] * created


def _made(state: State, guild: str, before: Json | None, sent: Json) -> Json:
    made: Json = {
        "id": before["id"] if before else state.snowflake(),
        "application_id": state.app_id,
        "version": state.snowflake(),
        "default_member_permissions": None,
        "type": 1,
        "nsfw": False,
        "description": "",
        "name_localizations": None,
        "description_localizations": None,
    }
    if guild:
        made["guild_id"] = guild
    else:
        made |= {"dm_permission": True, "contexts": None, "integration_types": [0]}
    made |= {name: value for name, value in sent.items() if value is not None}
    if made["default_member_permissions"] is not None:
        made["default_member_permissions"] = str(made["default_member_permissions"])
    return made
