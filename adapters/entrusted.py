"""What workspaces have entrusted to Lockstep, for a look beside whoever owns the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.keys import secret_of
from adapters.vault import At, opened, seals_of, unopened
from bot.activitysmith.accounts import KEPT_AS
from bot.settings import Settings
from bot.stores.reader import SqliteReader


@dataclass(frozen=True)
class Entrusted:
    """The workspaces that have an account of their own; and what is wrong with any secret."""

    connected: frozenset[str] = frozenset()
    why: str = ""


async def entrusted(settings: Settings) -> Entrusted:
    """Opens what is kept, and tells no secret. Raises SettingsInvalid, StoreUnusable, Busy."""
    path = settings.sqlite_path
    if path is None or not path.exists():
        return Entrusted()
    reader = SqliteReader.open(path)
    try:
        kept: Mapping[At, str] = await reader.secrets()
    finally:
        await reader.close()
    told, lost = opened(kept, seals_of(settings, secret_of(settings)))
    connected = frozenset(workspace for workspace, name in told if name == KEPT_AS)
    return Entrusted(connected, unopened(lost) if lost else "")
