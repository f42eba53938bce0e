"""The Lock Screens of all workspaces: their accounts, and the one connection pool to all."""

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import httpx
from pydantic import SecretStr

from bot.activitysmith.account import Account
from bot.activitysmith.accounts import Accounts
from bot.activitysmith.caution import Caution
from bot.activitysmith.client import Client, open_http
from bot.activitysmith.connecting import Connecting
from bot.activitysmith.patience import Patience
from bot.activitysmith.surface import LockScreen
from bot.keyring import Keyring
from bot.settings import Settings
from bot.store import Store


class Pool:
    """One connection pool for all accounts, opened when there is something to say."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport | None) -> None:
        self._base_url = base_url
        self._transport = transport
        self._http: httpx.AsyncClient | None = None

    def client(self, key: SecretStr) -> Client:
        """Speaks for the account of *key*."""
        if self._http is None:
            self._http = open_http(self._base_url, transport=self._transport)
        return Client(self._http, key.get_secret_value())

    async def close(self) -> None:
        """Let go of the connections."""
        if self._http is not None:
            await self._http.aclose()


@dataclass(frozen=True)
class Phones:
    """What shows on phones, whose account it is, and what ties a workspace to one."""

    surface: LockScreen
    accounts: Accounts
    connecting: Connecting

    async def recall(self, store: Store) -> None:
        """Take up what the phones show already; before anything is shown."""
        self.surface.remember(await store.held(self.surface.name))


@asynccontextmanager
async def open_phones(
    settings: Settings,
    store: Store,
    keyring: Keyring,
    *,
    clock: Callable[[], datetime],
    new_id: Callable[[], str],
    transport: httpx.AsyncBaseTransport | None = None,
    caution: Caution | None = None,
    patience: Patience | None = None,
) -> AsyncIterator[Phones]:
    """The phones of *settings* and of what *keyring* has, until the block ends."""
    pool = Pool(settings.activitysmith_base_url, transport)

    def opened(key: SecretStr) -> Account:
        return Account(
            pool.client(key),
            requests_per_minute=settings.activitysmith_requests_per_minute,
            activities_max=settings.activitysmith_activities_max,
            patience=patience,
            mark=_mark(key),
        )

    accounts = Accounts(keyring, opened, settings.activitysmith_api_key)
    url = settings.public_url or None
    surface = LockScreen(
        accounts.of, former_of=accounts.former, public_url=url, clock=clock, caution=caution
    )
    connecting = Connecting(
        accounts, surface, store, client_of=pool.client, clock=clock, new_id=new_id
    )
    if settings.activitysmith_api_key is not None:
        pool.client(settings.activitysmith_api_key)  # Now, not in the way of the first show.
    try:
        yield Phones(surface, accounts, connecting)
    finally:
        await pool.close()


def _mark(key: SecretStr) -> str:
    """What tells accounts apart in memos, and tells nothing of the key."""
    return hashlib.sha256(b"lockstep.account.v1\0" + key.get_secret_value().encode()).hexdigest()[
        :8
    ]
