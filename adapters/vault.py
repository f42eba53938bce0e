"""The keyring: sealed with the keys of the settings on its way to the store, open in memory.

The newest key seals, and any of them opens; what an older one sealed is sealed anew at the
start. `cryptography` is imported when there is something to seal or to open, and not before.
"""

import asyncio
import base64
import hmac
import json
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store import Store
from bot.stores.start import ACCEPT_LOSS

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

KEY_LENGTH_MIN = 16

_CONTEXT = b"lockstep.vault.v1\0"

At = tuple[str, str]
"""A workspace, and the name of what it entrusted."""

log = logging.getLogger(__name__)


class Unreadable(Exception):
    """What was sealed is not opened by any of our keys, or was sealed for somebody else."""


class Seals:
    """Seals, with the first of *keys*, and opens, with any of them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = [_derived(key) for key in keys]
        self._fernets: tuple[MultiFernet, MultiFernet] | None = None

    def seal(self, workspace: str, name: str, secret: SecretStr) -> str:
        """*secret*, which nobody but us can read, for this workspace and name alone."""
        said = json.dumps([workspace, name, secret.get_secret_value()])
        newest, _ = self._made()
        return newest.encrypt(said.encode()).decode()

    def open(self, workspace: str, name: str, sealed: str) -> SecretStr:
        """What was sealed for this workspace and name. Raises Unreadable."""
        from cryptography.fernet import InvalidToken

        _, every = self._made()
        try:
            said = json.loads(every.decrypt(sealed))
        except InvalidToken:
            raise Unreadable from None
        if said[:2] != [workspace, name]:
            raise Unreadable
        return SecretStr(said[2])

    def renewed(self, sealed: str) -> str | None:
        """What can be opened, sealed with the newest key; None if it is. The time stays."""
        from cryptography.fernet import InvalidToken

        newest, every = self._made()
        try:
            newest.decrypt(sealed)
        except InvalidToken:
            return every.rotate(sealed).decode()
        return None

    def _made(self) -> "tuple[MultiFernet, MultiFernet]":
        if self._fernets is None:
            from cryptography.fernet import Fernet, MultiFernet

            fernets = [Fernet(key) for key in self._keys]
            self._fernets = (MultiFernet(fernets[:1]), MultiFernet(fernets))
        return self._fernets


class Vault:
    """See Keyring. Open it with `open`."""

    def __init__(self, store: Store, seals: Seals) -> None:
        self._store = store
        self._seals = seals
        self._opened: dict[At, SecretStr] = {}
        self._keeping: set[asyncio.Task[None]] = set()

    @classmethod
    async def open(cls, store: Store, seals: Seals, *, accept_loss: bool = False) -> "Vault":
        """What *store* keeps, opened, and sealed anew where another key than the newest did.

        Raises SettingsInvalid when something cannot be opened; with *accept_loss* it is
        dropped instead.
        """
        vault, kept = cls(store, seals), await store.secrets()
        vault._opened, lost = opened(kept, seals)
        if lost and not accept_loss:
            raise SettingsInvalid(f"LOCKSTEP_KEYS: {unopened(lost)}")
        for workspace, name in lost:
            await store.keep_secret(workspace, name, None)
        await vault._renew(kept)
        return vault

    def of(self, workspace: str, name: str) -> SecretStr | None:
        """See Keyring."""
        return self._opened.get((workspace, name))

    def all_of(self, name: str) -> Mapping[str, SecretStr]:
        """See Keyring."""
        return {at[0]: secret for at, secret in self._opened.items() if at[1] == name}

    async def keep(self, workspace: str, name: str, secret: SecretStr | None) -> None:
        """See Keyring."""
        # Finished even when whoever asks is cancelled: memory must say what the disk says.
        keeping = asyncio.create_task(self._keep((workspace, name), secret))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        await asyncio.shield(keeping)

    async def _keep(self, at: At, secret: SecretStr | None) -> None:
        sealed = None if secret is None else self._seals.seal(*at, secret)
        await self._store.keep_secret(*at, sealed)
        if secret is None:
            self._opened.pop(at, None)
        else:
            self._opened[at] = secret

    async def _renew(self, kept: Mapping[At, str]) -> None:
        renewed = {at: self._seals.renewed(kept[at]) for at in self._opened}
        anew = {at: sealed for at, sealed in renewed.items() if sealed is not None}
        for at, sealed in anew.items():
            await self._store.keep_secret(*at, sealed)
        if anew:
            log.info("secrets sealed anew with the newest key", extra={"count": len(anew)})


def opened(kept: Mapping[At, str], seals: Seals) -> tuple[dict[At, SecretStr], list[At]]:
    """What is *kept*, opened; and which of it could not be."""
    told: dict[At, SecretStr] = {}
    lost = []
    for at, sealed in kept.items():
        try:
            told[at] = seals.open(*at, sealed)
        except Unreadable:
            lost.append(at)
    return told, lost


def unopened(lost: Sequence[At]) -> str:
    """What to say of so many that could not be opened."""
    return (
        f"{len(lost)} of the keys and tokens that workspaces entrusted to"
        " Lockstep cannot be opened with the keys that are set. Nothing was changed. Put"
        " the key (or LOCKSTEP_SECRET) that they were sealed with at the end of"
        f" LOCKSTEP_KEYS; or start once with {ACCEPT_LOSS}=1 to drop them."
    )


def seals_of(settings: Settings, secret: bytes) -> Seals:
    """The seals that *settings* want: LOCKSTEP_KEYS, newest first, and at last the secret's own.

    Raises SettingsInvalid.
    """
    said = settings.keys.get_secret_value() if settings.keys is not None else ""
    keys = [key.strip() for key in said.split(",") if key.strip()]
    if any(len(key) < KEY_LENGTH_MIN for key in keys):
        raise SettingsInvalid(
            f"LOCKSTEP_KEYS: each key has at least {KEY_LENGTH_MIN} characters, such as"
            " `openssl rand -hex 32` gives; commas between them, the newest first."
        )
    return Seals([*(key.encode() for key in keys), secret])


def _derived(key: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.new(key, _CONTEXT, "sha256").digest())
