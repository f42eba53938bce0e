"""Who administers a workspace, as Slack says: asked when it matters, remembered for minutes."""

from collections.abc import Callable
from datetime import datetime, timedelta

from adapters.slack.api import SlackApi

REMEMBERED_FOR = timedelta(minutes=5)
REMEMBERED_MAX = 1_000


class Admins:
    """The administrators that were asked about. Who is none is asked about again each time."""

    def __init__(self, api: SlackApi, clock: Callable[[], datetime]) -> None:
        self._api = api
        self._clock = clock
        self._until: dict[tuple[str, str], datetime] = {}

    async def has(self, workspace: str, user: str) -> bool:
        """Whether *user* is an administrator or owner of *workspace* itself, and not of another.

        Raises what `SlackApi.call` raises.
        """
        now, who = self._clock(), (workspace, user)
        if now < self._until.get(who, now):
            return True
        told = (await self._api.call(workspace, "users.info", user=user)).get("user") or {}
        is_one = (
            told.get("team_id") == workspace
            and not (told.get("deleted") or told.get("is_bot") or told.get("is_restricted"))
            and bool(told.get("is_admin") or told.get("is_owner"))
        )
        self._until.pop(who, None)
        if is_one:
            if len(self._until) >= REMEMBERED_MAX:
                self._until.pop(next(iter(self._until)))
            self._until[who] = now + REMEMBERED_FOR
        return is_one
