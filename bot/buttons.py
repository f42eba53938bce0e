"""Buttons: a label, and a signed token that says what pressing it does. Pure.

Every surface carries the same token, and every press comes back through `open`.
A token is the right to do one thing to one activity until it expires. What it says
is absolute ("step 4 from 3", not "next"), and it names the turn of the activity in which
it was offered, so that the same step reached again is another button. Its bytes stay
the same while its meaning does: a payload that has not changed is the same bytes.

A token is base64url of: kind 1, activity id 16, expiry in minutes 4, turn 4, words,
and 16 bytes of HMAC-SHA256 over all that. It fits in 100 characters.
"""

import base64
import binascii
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.activity import Activity, Phrase
from bot.commands import COMMANDS
from bot.errors import Refused, UnknownToken

LIFETIME = timedelta(hours=12)
TOKEN_LENGTH_MAX = 100

_KIND = b"\x01"
_CONTEXT = b"lockstep.press.v1\0"
_MAC_LENGTH = 16
_WORDS_BYTES_MAX = 34
_HEAD_LENGTH = 25
_WINDOW_MINUTES = LIFETIME // timedelta(minutes=2)


@dataclass(frozen=True)
class Press:
    """A button of ours as a surface draws it. *slot* is 1 or 2 for one that a person set."""

    label: str
    token: str
    verb: str
    slot: int | None = None


@dataclass(frozen=True)
class Opened:
    """What a token says: *words* to the activity. *key* names the press, which is done once."""

    activity_id: str
    words: str
    key: str


class Buttons:
    """Signs the buttons of activities, and opens the tokens of presses."""

    def __init__(self, secret: bytes) -> None:
        key = hmac.digest(secret, b"lockstep.buttons.v1", "sha256")
        self._mac = hmac.new(key, _CONTEXT, "sha256")

    def of(self, activity: Activity, now: datetime) -> tuple[Press, ...]:
        """The presses that *activity* offers at *now*: what people set, then the most wanted."""
        if activity.ended_at is not None:
            return ()
        expires = _expiry_minutes(activity, now)
        presses = []
        for slot, custom in enumerate((activity.action, activity.secondary_action), start=1):
            if isinstance(custom, Phrase):
                token = self._token(activity, f"press {slot} {_digest(custom)}", expires)
                presses.append(Press(custom.label, token, "press", slot))
        for command in COMMANDS:
            if offer := command.button(activity, now):
                label, words = offer
                text = f"{command.verb} {words}".strip()
                presses.append(Press(label, self._token(activity, text, expires), command.verb))
        return tuple(presses)

    def open(self, token: str, *, now: datetime) -> Opened:
        """What *token* says. Raises UnknownToken if it is not ours, Refused if it is too old."""
        raw = self._verified(token)
        expires = int.from_bytes(raw[17:21], "big") * 60
        if now.timestamp() > expires:
            raise Refused("This button has expired. Nothing was changed; say it in the channel.")
        return Opened(
            activity_id=activity_id_of(raw[1:17]),
            words=raw[_HEAD_LENGTH:-_MAC_LENGTH].decode(),
            key="press:" + base64.urlsafe_b64encode(raw[-_MAC_LENGTH:]).decode().rstrip("="),
        )

    def _verified(self, token: str) -> bytes:
        """The bytes of *token*, if we signed them. Touches no store, so garbage costs nothing."""
        unknown = UnknownToken("This button was not made here. Nothing was changed.")
        if not (len(token) <= TOKEN_LENGTH_MAX and token.isascii()):
            raise unknown
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as exc:
            raise unknown from exc
        if len(raw) < _HEAD_LENGTH + _MAC_LENGTH or raw[:1] != _KIND or _encoded(raw) != token:
            raise unknown
        if not hmac.compare_digest(raw[-_MAC_LENGTH:], self._sign(raw[:-_MAC_LENGTH])):
            raise unknown
        return raw

    def _token(self, activity: Activity, words: str, expires_minutes: int) -> str:
        said = words.encode()
        assert len(said) <= _WORDS_BYTES_MAX, "a command's button has few words"
        head = _KIND + id_bytes(activity.id) + expires_minutes.to_bytes(4, "big")
        body = head + activity.turn.to_bytes(4, "big") + said
        return _encoded(body + self._sign(body))

    def _sign(self, body: bytes) -> bytes:
        # A copy, since hmac.digest lets the other threads in: it then waits for its turn again.
        mac = self._mac.copy()
        mac.update(body)
        return mac.digest()[:_MAC_LENGTH]


def phrase_pressed(activity: Activity, slot: int, digest: str) -> Phrase:
    """The phrase behind a press of a button that people set. Raises Refused if it was changed."""
    custom = activity.action if slot == 1 else activity.secondary_action
    if not isinstance(custom, Phrase) or _digest(custom) != digest:
        raise Refused("This button was changed since. Nothing was done; look at the card.")
    return custom


def activity_id_of(raw: bytes) -> str:
    """16 random bytes as an activity's id: 26 small letters and digits."""
    return base64.b32encode(raw).decode().rstrip("=").lower()


def id_bytes(activity_id: str) -> bytes:
    """The 16 bytes behind an activity's id."""
    return base64.b32decode(activity_id.upper() + "======")


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _digest(phrase: Phrase) -> str:
    mac = hmac.digest(b"lockstep.phrase.v1", phrase.model_dump_json().encode(), "sha256")
    return mac[:6].hex()


def _expiry_minutes(activity: Activity, now: datetime) -> int:
    """Six to twelve hours ahead, and the same for six hours, whatever else changes."""
    started = int(activity.started_at.timestamp()) // 60
    windows = (int(now.timestamp()) // 60 - started) // _WINDOW_MINUTES
    return started + (windows + 2) * _WINDOW_MINUTES
