"""Ties a workspace to its ActivitySmith account: the key is checked, kept, and never shown.

ActivitySmith has no call that only looks. To end a stream that nobody has changes nothing,
and the answer, 404 or 401, tells whether the key is known.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import datetime

from pydantic import SecretStr

from bot.activitysmith.accounts import Accounts
from bot.activitysmith.answers import (
    Billing,
    Forbidden,
    NoPlace,
    NoRecipients,
    NotFound,
    RateLimited,
    SmithError,
    Unauthorized,
)
from bot.activitysmith.client import Client
from bot.activitysmith.surface import LockScreen
from bot.errors import Refused
from bot.store import Store

CHECKED_AT_ONCE_MAX = 2
"""All accounts share few connections, and what is shown goes first."""

_KEY = re.compile(r"ask_[A-Za-z0-9_-]{4,200}", re.A)
_WORDLESS = "ActivitySmith answered 404"


class Connecting:
    """Connects workspaces. *client_of* speaks for the account of a key."""

    def __init__(
        self,
        accounts: Accounts,
        phones: LockScreen,
        store: Store,
        *,
        client_of: Callable[[SecretStr], Client],
        clock: Callable[[], datetime],
        new_id: Callable[[], str],
    ) -> None:
        self._accounts = accounts
        self._phones = phones
        self._store = store
        self._client_of = client_of
        self._clock = clock
        self._new_id = new_id
        self._checks = asyncio.Semaphore(CHECKED_AT_ONCE_MAX)

    async def connect(self, workspace: str, key: SecretStr) -> int:
        """Tie *workspace* to the account of *key*; what waits there is shown. Raises Refused.

        How many activities another account shows, which ends them first.
        """
        key = checked(key)
        async with self._checks:
            await self._check(self._client_of(key))
        before = self._accounts.of(workspace)
        await self._accounts.keep(workspace, key)
        held = [
            delivery
            for delivery in await self._store.held(self._phones.name)
            if delivery.activity.workspace == workspace
        ]
        if self._accounts.of(workspace) is not before:
            self._phones.remember(held)
        waiting = {activity.id for activity in await self._store.live(workspace)}
        waiting |= {delivery.activity.id for delivery in held}
        await self._store.wake(self._phones.name, sorted(waiting), self._clock())
        return self._phones.moving(held)

    async def _check(self, client: Client) -> None:
        try:
            await client.end_stream(f"ls-connect-{self._new_id()}", {})
        except NotFound as exc:
            if str(exc) == _WORDLESS:  # Any web server says 404; ActivitySmith also says why.
                raise _unchecked() from None
        except (Billing, NoPlace, NoRecipients, RateLimited):
            return  # It says so only to whom it knows.
        except Unauthorized:
            raise Refused(
                "ActivitySmith does not know this key. Nothing was changed; copy the key from "
                "ActivitySmith once more."
            ) from None
        except Forbidden:
            raise Refused(
                "ActivitySmith knows this key, but the key may not show Live Activities. "
                "Nothing was changed; make one that may."
            ) from None
        except SmithError:
            raise _unchecked() from None


def checked(key: SecretStr) -> SecretStr:
    """*key* without the blanks around it. Raises Refused when it cannot be one."""
    said = key.get_secret_value().strip()
    if not _KEY.fullmatch(said):
        raise Refused("An ActivitySmith key begins with `ask_` and has no spaces in it.")
    return SecretStr(said)


def _unchecked() -> Refused:
    return Refused(
        "ActivitySmith could not be asked about this key just now. Nothing was changed; "
        "try again in a minute."
    )
