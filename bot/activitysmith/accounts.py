"""Which ActivitySmith account a workspace has: its own, else that of the settings.

Each account has its own client, pace and places, made when it is first needed. Two
workspaces that gave the same key have the same account: its limits are the key's.
"""

from collections.abc import Callable

from pydantic import SecretStr

from bot.activitysmith.account import Account
from bot.keyring import Keyring

KEPT_AS = "activitysmith"
"""The name under which a workspace's own key is kept."""


class Accounts:
    """The accounts, by workspace. *opened* makes the account of a key, *usual* is the settings'.

    *serves* tells which workspaces may use the usual one.
    """

    def __init__(
        self,
        keyring: Keyring,
        opened: Callable[[SecretStr], Account],
        usual: SecretStr | None = None,
    ) -> None:
        self._keyring = keyring
        self._opened = opened
        self._usual = usual
        self._made: dict[str, Account] = {}
        self._former: dict[str, Account] = {}
        self.serves: Callable[[str], bool] = lambda _: True

    def of(self, workspace: str) -> Account | None:
        """The account of *workspace*; None when it has none, and may not use the usual one."""
        key = self._keyring.of(workspace, KEPT_AS)
        if key is None and self.serves(workspace):
            key = self._usual
        if key is None:
            return None
        account = self._made.get(key.get_secret_value())
        if account is None:
            account = self._made[key.get_secret_value()] = self._opened(key)
        return account

    def former(self, workspace: str, mark: str) -> Account | None:
        """The account of that *mark*, if it is the one that *workspace* had before its own.

        Only as long as this process lives: whoever replaces a key wants it forgotten.
        """
        before = self._former.get(workspace)
        return before if before is not None and before.mark == mark else None

    async def keep(self, workspace: str, key: SecretStr | None) -> None:
        """Give *workspace* the account of *key*, durably; None leaves it the usual one, if any.

        Raises Busy, StoreUnusable.
        """
        before = self.of(workspace)
        await self._keyring.keep(workspace, KEPT_AS, key)
        used = {key.get_secret_value() for key in self._keyring.all_of(KEPT_AS).values()}
        if self._usual is not None:
            used.add(self._usual.get_secret_value())
        self._made = {key: account for key, account in self._made.items() if key in used}
        if before is not None and before is not self.of(workspace):
            self._former[workspace] = before
