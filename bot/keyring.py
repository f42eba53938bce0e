"""The contract of what workspaces entrust to us: their keys and tokens, kept sealed."""

from collections.abc import Mapping
from typing import Protocol

from pydantic import SecretStr


class Keyring(Protocol):
    """Secrets by workspace and name: sealed where they are kept, open only in memory."""

    def of(self, workspace: str, name: str) -> SecretStr | None:
        """What *workspace* entrusted to us as *name*; from memory, so that nobody waits."""
        ...

    def all_of(self, name: str) -> Mapping[str, SecretStr]:
        """What all workspaces entrusted to us as *name*, by the workspace."""
        ...

    async def keep(self, workspace: str, name: str, secret: SecretStr | None) -> None:
        """Keep *secret* in place of what was; None drops it. On disk before this returns.

        Raises Busy, StoreUnusable; then what was is still there.
        """
        ...
