"""Who is in which user group, from memory: nobody waits for Slack to be asked.

A template's `may` names groups as `@sre`. They are read when a workspace is first heard
of and every few minutes, and at once when Slack tells that one changed.
"""

import asyncio
import logging
from collections.abc import Mapping

from adapters.slack.api import SlackApi
from bot.errors import LockstepError

EVERY_SECONDS = 300.0
WORKSPACES_MAX = 1_000

NOBODY: frozenset[str] = frozenset()

log = logging.getLogger(__name__)


class Groups:
    """The user groups of every workspace that was heard of."""

    def __init__(self, api: SlackApi, *, every_seconds: float = EVERY_SECONDS) -> None:
        self._api = api
        self._every_seconds = every_seconds
        self._of: dict[str, Mapping[str, frozenset[str]]] = {}
        self._wanted: dict[str, None] = {}
        self._bell = asyncio.Event()

    def of(self, workspace: str, user: str) -> frozenset[str]:
        """The handles of the groups that *user* is known to be in."""
        known = self._of.get(workspace)
        if known is None:
            self.changed(workspace)
            return NOBODY
        return known.get(user, NOBODY)

    def are_known(self, workspace: str) -> bool:
        """Whether the groups of *workspace* have been read."""
        return workspace in self._of

    def changed(self, workspace: str) -> None:
        """The groups of *workspace* are to be read anew."""
        if workspace not in self._wanted and len(self._wanted) < WORKSPACES_MAX:
            self._wanted[workspace] = None
            self._bell.set()

    def forget(self, workspace: str) -> None:
        """Lockstep was removed from *workspace*."""
        self._of.pop(workspace, None)
        self._wanted.pop(workspace, None)

    async def run(self) -> None:
        """Read what is wanted, and everything every few minutes, until cancelled."""
        while True:
            try:
                async with asyncio.timeout(self._every_seconds):
                    await self._bell.wait()
            except TimeoutError:
                self._wanted |= dict.fromkeys(self._of)
            self._bell.clear()
            wanted, self._wanted = self._wanted, {}
            for workspace in wanted:
                await self.read(workspace)

    async def read(self, workspace: str) -> None:
        """Read the groups of *workspace*; what is known stays when Slack does not answer."""
        try:
            told = await self._api.call(workspace, "usergroups.list", include_users=True)
        except LockstepError as exc:
            # Without the scope there are no groups; a template that names one is refused.
            log.info("user groups unread", extra={"workspace": workspace, "why": str(exc)})
            return
        members: dict[str, set[str]] = {}
        for group in told.get("usergroups") or ():
            if group.get("date_delete"):
                continue
            for user in group.get("users") or ():
                members.setdefault(user, set()).add(str(group.get("handle", "")))
        if len(self._of) >= WORKSPACES_MAX and workspace not in self._of:
            self._of.pop(next(iter(self._of)))
        self._of[workspace] = {user: frozenset(handles) for user, handles in members.items()}
