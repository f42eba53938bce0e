"""The link by which a server's administrator adds the bot, and what it asks for. Pure.

It asks for what the code uses and for nothing else: tests hold `scopes.py` to the calls.
Intents are not in it: Lockstep wants Guilds alone, which Discord grants to every bot.
"""

from collections.abc import Iterator
from urllib.parse import urlencode

from adapters.discord.scopes import ASKED, PERMISSIONS, SCOPES

AUTHORIZE = "https://discord.com/oauth2/authorize"
GUILD_INSTALL = 0


def link(application_id: int) -> str:
    """Where an administrator adds the bot of *application_id* to a server."""
    asks = urlencode(
        {
            "client_id": application_id,
            "scope": " ".join(SCOPES),
            "permissions": ASKED,
            "integration_type": GUILD_INSTALL,
        }
    )
    return f"{AUTHORIZE}?{asks}"


def manifest(application_id: int) -> str:
    """The link, and below it what it asks for, each with its reason."""
    return "\n".join([link(application_id), "", *_reasons()])


def _reasons() -> Iterator[str]:
    yield "Open it in a browser, and choose a server that you manage. It asks for"
    asked = [*SCOPES.items(), *((each.name, each.why) for each in PERMISSIONS)]
    width = max(len(name) for name, _ in asked)
    for name, why in asked:
        yield f"  {name:<{width}}  {why}"
    yield "and for no privileged intent."
