"""Codes: the consent of a channel to show an activity of elsewhere. Pure.

Somebody in the channel is told a code, and whoever says it where the activity is has the
activity shown in that channel, and in no other. A code is signed and expires, so that nothing
is kept of one that nobody uses.

It is base32, in small letters, of: kind 1, expiry in seconds 4, the channel's surface,
workspace, id and name with zeros between them, and 12 bytes of HMAC-SHA256 over all that.
There is nothing in it that a keyboard or a chat would bend.
"""

import base64
import binascii
import hmac
from datetime import datetime, timedelta

from bot.activity import Channel
from bot.errors import Refused
from bot.text import clean, cut

LIFETIME = timedelta(minutes=10)
NAME_MAX = 40

_KIND = b"\x01"
_CONTEXT = b"lockstep.mirror.v1\0"
_HEAD_LENGTH = 5
_MAC_LENGTH = 12
_ANEW = "Say `mirror` in the other channel to be told a new one. Nothing was changed."
_NOT_OURS = f"This code was not made here, or a part of it is missing. {_ANEW}"


class Codes:
    """Signs the codes of channels, and opens them."""

    def __init__(self, secret: bytes) -> None:
        self._key = hmac.digest(secret, b"lockstep.codes.v1", "sha256")

    def of(self, channel: Channel, now: datetime) -> str:
        """The code by which *channel* may be mirrored to until a while from *now*."""
        expires = int((now + LIFETIME).timestamp()).to_bytes(4, "big")
        told = (channel.surface, channel.workspace, channel.id, cut(clean(channel.name), NAME_MAX))
        body = _KIND + expires + "\0".join(told).encode(errors="replace")
        return _encoded(body + self._sign(body))

    def open(self, code: str, now: datetime) -> Channel:
        """The channel that *code* stands for. Raises Refused for one that is not ours, or old."""
        raw = self._verified(code.lower())
        if now.timestamp() >= int.from_bytes(raw[1:_HEAD_LENGTH], "big"):
            minutes = LIFETIME // timedelta(minutes=1)
            raise Refused(f"This code has expired: it was good for {minutes} minutes. {_ANEW}")
        told = raw[_HEAD_LENGTH:-_MAC_LENGTH].decode()
        surface, workspace, id, name = told.split("\0")
        return Channel(surface=surface, id=id, workspace=workspace, name=name)

    def _verified(self, code: str) -> bytes:
        """The bytes of *code*, if we signed them."""
        try:
            raw = base64.b32decode(code.upper() + "=" * (-len(code) % 8))
        except (binascii.Error, ValueError) as exc:
            raise Refused(_NOT_OURS) from exc
        if raw[:1] != _KIND or len(raw) < _HEAD_LENGTH + _MAC_LENGTH or _encoded(raw) != code:
            raise Refused(_NOT_OURS)
        if not hmac.compare_digest(raw[-_MAC_LENGTH:], self._sign(raw[:-_MAC_LENGTH])):
            raise Refused(_NOT_OURS)
        return raw

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, _CONTEXT + body, "sha256")[:_MAC_LENGTH]


def _encoded(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()
