"""What Discord allows and we do not."""

from typing import Any

from tests.discord.rules.sizes import Wrong

Json = dict[str, Any]
CONTEXT_GUILD, GUILD_INSTALL = 0, 0


def mentions(body: Json) -> Wrong:
    """Nobody is ever pinged: every message and every edit says so itself."""
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict) or allowed.get("parse") != []:
        yield f"allowed_mentions: {allowed!r} does not forbid to ping"
    elif allowed.get("users") or allowed.get("roles") or allowed.get("replied_user"):
        yield f"allowed_mentions: {allowed!r} pings"


def nonce(body: Json) -> Wrong:
    """What is posted to a channel can be posted again without being there twice."""
    if body.get("nonce") is None or body.get("enforce_nonce") is not True:
        yield "nonce: a message is posted that would be there twice if it were sent again"


def scope(commands: list[Json]) -> Wrong:
    """Commands are for guilds that have the app, and nowhere else."""
    for command in commands:
        name = command.get("name")
        if command.get("contexts") != [CONTEXT_GUILD]:
            yield f"command {name!r}.contexts: {command.get('contexts')!r} is not just guilds"
        if command.get("integration_types") != [GUILD_INSTALL]:
            told = command.get("integration_types")
            yield f"command {name!r}.integration_types: {told!r} is not just guilds"
