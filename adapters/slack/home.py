"""App Home: what is live in the workspace, with its buttons, for who looks at it.

It is drawn when it is opened, and again for a while as things change, if it would differ.
"""

import asyncio
import hashlib
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from adapters.slack.api import SlackApi
from adapters.slack.errands import Errands
from adapters.slack.listing import entries, section, start_button
from bot.errors import LockstepError
from bot.lockstep import Lockstep

LISTED_MAX = 40
LOOKING_FOR = timedelta(minutes=10)
LOOKERS_MAX = 200
AT_ONCE_MAX = 20
EVERY_SECONDS = 5.0

HINT = "Say `{command} help` in any channel to see all that can be said."


@dataclass
class _Look:
    """Somebody's Home, as it was published last."""

    at: datetime
    shown: str = ""


class Home:
    """Publishes the Home of whoever has opened it lately."""

    def __init__(
        self,
        lockstep: Lockstep,
        api: SlackApi,
        *,
        errands: Errands,
        command: str,
        every_seconds: float = EVERY_SECONDS,
    ) -> None:
        self._lockstep = lockstep
        self._api = api
        self._errands = errands
        self._command = command
        self._every_seconds = every_seconds
        self._looks: OrderedDict[tuple[str, str], _Look] = OrderedDict()

    def opened(self, workspace: str, user: str) -> None:
        """*user* looks at their Home."""
        look = self._looks.setdefault((workspace, user), _Look(self._lockstep.clock()))
        look.at, look.shown = self._lockstep.clock(), ""
        self._looks.move_to_end((workspace, user))
        while len(self._looks) > LOOKERS_MAX:
            self._looks.popitem(last=False)
        self._errands.begin(self._publish(workspace, user))

    async def run(self) -> None:
        """Publish again what differs, no more often than every few seconds, until cancelled."""
        seen = 0
        while True:
            seen = await self._lockstep.store.changed(seen, 60.0)
            oldest = self._lockstep.clock() - LOOKING_FOR
            self._looks = OrderedDict((k, v) for k, v in self._looks.items() if v.at >= oldest)
            for workspace, user in list(reversed(self._looks))[:AT_ONCE_MAX]:
                try:
                    await self._publish(workspace, user)
                except LockstepError:
                    self._looks.pop((workspace, user), None)
            await asyncio.sleep(self._every_seconds)

    async def _publish(self, workspace: str, user: str) -> None:
        look = self._looks.get((workspace, user))
        view = await self._view(workspace)
        shown = hashlib.sha256(json.dumps(view).encode()).hexdigest()
        if look is None or look.shown == shown:
            return
        look.shown = shown
        await self._api.call(workspace, "views.publish", user_id=user, view=view)

    async def _view(self, workspace: str) -> dict[str, Any]:
        live = await self._lockstep.store.live(workspace)
        now = self._lockstep.clock()
        title = {"type": "plain_text", "text": "Live now", "emoji": False}
        blocks: list[dict[str, Any]] = [{"type": "header", "text": title}]
        if live:
            blocks += entries(live, self._lockstep.presses, now, at_most=LISTED_MAX, where=True)
        else:
            blocks.append(section("Nothing is live."))
        blocks += [
            {"type": "divider"},
            start_button(""),
            section(HINT.format(command=self._command)),
        ]
        return {"type": "home", "blocks": blocks}
