"""The states of installs under way: signed, for one browser, for ten minutes, good once.

The key is made when the program starts and lives no longer: whoever was on the way then
begins again, and no state can be used a second time.
"""

import base64
import binascii
import hmac
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

LIFETIME = timedelta(minutes=10)
SPENT_MAX = 10_000

_NONCE, _UNTIL, _MAC = 16, 8, 32
_CONTEXT = b"lockstep.install.v1\0"


class StateWrong(Exception):
    """The state was not made here for this browser, is too old, or was used before."""


class States:
    """Makes states, and lets each be spent once."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._spent: dict[bytes, float] = {}

    def make(self, browser: str) -> str:
        """A state for *browser*, which is known by what its cookie holds."""
        until = int((self._clock() + LIFETIME).timestamp())
        said = secrets.token_bytes(_NONCE) + until.to_bytes(_UNTIL, "big")
        return base64.urlsafe_b64encode(said + self._mac(said, browser)).decode()

    def spend(self, state: str, browser: str) -> None:
        """Use *state* up. Raises StateWrong."""
        try:
            raw = base64.b64decode(state.encode("ascii"), b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise StateWrong from None
        said, mac = raw[: _NONCE + _UNTIL], raw[_NONCE + _UNTIL :]
        if not (browser and hmac.compare_digest(mac, self._mac(said, browser))):
            raise StateWrong
        now, until = self._clock().timestamp(), int.from_bytes(said[_NONCE:], "big")
        if now >= until or said in self._spent:
            raise StateWrong
        self._forget(now)
        self._spent[said] = until

    def _mac(self, said: bytes, browser: str) -> bytes:
        return hmac.digest(self._key, _CONTEXT + said + browser.encode(), "sha256")

    def _forget(self, now: float) -> None:
        if len(self._spent) < SPENT_MAX:
            return
        self._spent = {said: until for said, until in self._spent.items() if until > now}
        if len(self._spent) >= SPENT_MAX:
            raise StateWrong  # Nobody installs that often; better none than one twice.
