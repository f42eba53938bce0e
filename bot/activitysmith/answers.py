"""What ActivitySmith answers, read tolerantly: what is new to us is let through. Pure.

* SmithError
  x NotSent        it cannot have had an effect: nobody was reached
  x Ambiguous      it may have had an effect, or have it yet
  x RateLimited    too many requests; wait
  x NoPlace        the phones show as many activities as they can
  x Billing        the account does not pay for it; the message says so
  x Unauthorized   the key is not, or no longer, known
  x Forbidden      the key may not do this
  x NoRecipients   nobody would see it
  x NotFound       there is no such activity or stream
  x Invalid        the request is wrong
"""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.text import clean, cut

RETRY_SECONDS_MIN = 1.0
RETRY_SECONDS_MAX = 300.0

_SECRET = re.compile(r"ask_[A-Za-z0-9_-]+|[A-Za-z0-9_-]{40,}")
_SAID_MAX = 200


class SmithError(Exception):
    """Base class of what a call may come to. The text holds neither key nor header."""


class NotSent(SmithError):
    """Nobody was reached, so nothing happened."""


class Ambiguous(SmithError):
    """Nobody can say whether it was done."""


class Unauthorized(SmithError):
    """The key is not known."""


class Forbidden(SmithError):
    """The key may not do this."""


class NoRecipients(SmithError):
    """No phone would show it."""


class NotFound(SmithError):
    """There is no such activity or stream."""


class Invalid(SmithError):
    """The request is refused as it is."""


class RateLimited(SmithError):
    """Too many requests. *retry_after_seconds* is within bounds, or None if nothing was said."""

    def __init__(self, message: str, retry_after_seconds: float | None) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class NoPlace(SmithError):
    """All places are taken."""

    def __init__(self, message: str, limit: int, active: int, blocked: int, targeted: int) -> None:
        super().__init__(message)
        self.limit = limit
        self.active = active
        self.blocked_devices = blocked
        self.targeted_devices = targeted


class Billing(SmithError):
    """The account has to be paid for first, at *upgrade_url*."""

    def __init__(self, message: str, kind: str, upgrade_url: str | None) -> None:
        super().__init__(message)
        self.kind = kind
        self.upgrade_url = upgrade_url


@dataclass(frozen=True)
class Answer:
    """A 200, which is not yet success: *operation*, *ignored* and *failures* say more."""

    operation: str = ""
    activity_id: str | None = None
    ended_activity_id: str | None = None
    notified: int | None = None
    queued: int | None = None
    failures: int = 0
    ignored: bool = False
    warning: str = ""
    message: str = ""


def read(status: int, raw: bytes | None, retry_after: str | None, now: datetime) -> Answer:
    """What an answer says; *raw* is None if it could not be read to its end. Raises SmithError."""
    said = _object(raw)
    if 200 <= status < 300:
        if said is None or said.get("success") is False:
            raise Ambiguous(f"ActivitySmith's answer ({status}) could not be read")
        return _answer(said)
    if status == 429:
        raise _too_many(said or {}, retry_after, now)
    raise _refusal(status, said or {})


def retry_seconds(header: str | None, now: datetime) -> float | None:
    """The seconds of a Retry-After, within bounds; None if it says nothing that can be read."""
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            at = parsedate_to_datetime(header)
        except ValueError:
            return None
        seconds = (at.replace(tzinfo=at.tzinfo or UTC) - now).total_seconds()
    if seconds != seconds:  # "nan" is a float, too
        return None
    return min(max(seconds, RETRY_SECONDS_MIN), RETRY_SECONDS_MAX)


def _object(raw: bytes | None) -> dict[str, Any] | None:
    try:
        said = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def _answer(said: dict[str, Any]) -> Answer:
    errors = said.get("errors")
    return Answer(
        operation=_line(said.get("operation")),
        activity_id=_name(said.get("activity_id")),
        ended_activity_id=_name(said.get("ended_activity_id")),
        notified=_count(said.get("devices_notified")),
        queued=_count(said.get("devices_queued")),
        failures=len(errors) if isinstance(errors, list) else 0,
        ignored=said.get("ignored") is True,
        warning=_line(said.get("warning")),
        message=_line(said.get("message")),
    )


def _too_many(said: dict[str, Any], retry_after: str | None, now: datetime) -> SmithError:
    limit, active = _count(said.get("limit")), _count(said.get("active"))
    if limit is not None and active is not None:
        blocked = _count(said.get("blocked_devices")) or 0
        targeted = _count(said.get("targeted_devices")) or 0
        return NoPlace(f"{active} of {limit} places are in use", limit, active, blocked, targeted)
    return RateLimited("ActivitySmith asks for fewer requests", retry_seconds(retry_after, now))


def _refusal(status: int, said: dict[str, Any]) -> SmithError:
    error, message = _line(said.get("error")), _line(said.get("message"))
    text = message or error or f"ActivitySmith answered {status}"
    if status >= 500 or status < 400 or status in (408, 425):
        return Ambiguous(f"ActivitySmith answered {status}")
    if status == 402:
        return Billing(text, error, _link(said.get("upgrade_url")))
    if status in (404, 422) and ("recipient" in error.casefold() or _ADDRESSED in said):
        return NoRecipients(text)
    kinds: dict[int, type[SmithError]] = {401: Unauthorized, 403: Forbidden, 404: NotFound}
    return kinds.get(status, Invalid)(text)


_ADDRESSED = "effective_channel_slugs"


def _line(value: object) -> str:
    """*value* as a short line for people, without what could be a secret."""
    return cut(clean(_SECRET.sub("…", value[:2_000])), _SAID_MAX) if isinstance(value, str) else ""


def _name(value: object) -> str | None:
    return value if isinstance(value, str) and 0 < len(value) <= 255 else None


def _count(value: object) -> int | None:
    return value if type(value) is int and 0 <= value < 1_000_000 else None


def _link(value: object) -> str | None:
    if not isinstance(value, str) or len(value) > 500 or not value.startswith("https://"):
        return None
    return value if value.isprintable() and " " not in value else None
