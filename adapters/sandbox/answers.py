"""What the sandbox answers: successes carry the documented keys, refusals the documented forms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Json = dict[str, Any]
UPGRADE_URL = "https://activitysmith.com/app/billing"


@dataclass(frozen=True)
class Answer:
    """A status, a body, and what happened on the phones because of the request, if anything."""

    status: int
    body: Json
    headers: Mapping[str, str] = field(default_factory=dict)
    effect: str | None = None


class Refusal(Exception):
    """The request is answered with an error, and nothing happens."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.get("message", answer.body.get("error")))
        self.answer = answer


def unauthorized() -> Answer:
    """401: no key, or one that is not ours."""
    return _error(401, "Unauthorized", "A valid API key is required: Authorization: Bearer ask_...")


def rate_limited(*, code: bool, retry_after: str | None) -> Answer:
    """429 for too many requests; never with `limit` and `active`."""
    more = {"code": "rate_limited"} if code else {}
    headers = {} if retry_after is None else {"Retry-After": retry_after}
    text = "Too many requests, please try again later."
    return _error(429, "Rate limit exceeded", text, headers, **more)


def places_taken(limit: int, active: int, blocked: int, targeted: int) -> Answer:
    """429 for too many Live Activities; the two device counts only when some had room."""
    more: Json = {"limit": limit, "active": active}
    if blocked < targeted:
        more |= {"blocked_devices": blocked, "targeted_devices": targeted}
    text = f"Only {limit} concurrent Live Activities are allowed per account"
    return _error(429, "Live Activity limit reached", text, **more)


def billing_blocked(kind: str, now: datetime, stamp: Callable[[datetime], str]) -> Answer:
    """402 of one of three kinds, each with its upgrade_url."""
    texts = {
        "trial_expired": "The trial has ended. Choose a plan to go on.",
        "trial_exhausted": "The trial's allowance is used up. Choose a plan to go on.",
        "billing_overage_cap_reached": "The overage cap of this billing period is reached.",
    }
    more: Json = {"upgrade_url": UPGRADE_URL}
    if kind.startswith("trial"):
        started, ends = stamp(now - timedelta(days=15)), stamp(now - timedelta(days=1))
        more["trial_period"] = {"started_at": started, "ends_at": ends}
    return _error(402, kind, texts[kind], **more)


def invalid(message: str, error: str = "Invalid request") -> Answer:
    """400, and why."""
    return _error(400, error, message)


def invalid_targeting(message: str) -> Answer:
    """400 for channels that are not a list of slugs."""
    return invalid(message, "Invalid channel targeting")


def too_large(size_max: int) -> Answer:
    """413: more bytes than anybody needs."""
    return _error(413, "Payload too large", f"The body may have at most {size_max} bytes")


def outside_scope() -> Answer:
    """403 for channels that this key may not reach."""
    text = (
        "This API key can only target assigned channels. "
        "Requested channels include channels outside this key scope."
    )
    return _error(403, "Invalid channel targeting", text)


def forbidden(verb: str) -> Answer:
    """403 for an activity that is not this key's."""
    return _error(403, "Forbidden", f"This API key cannot {verb} this Live Activity")


def no_recipients(status: int, slugs: Sequence[str] | None, kind: str) -> Answer:
    """404 or 422: nobody has a device that would show it."""
    text = f"No {kind}devices matched the effective channel target"
    listed = None if slugs is None else list(slugs)
    return _error(status, "No recipients found", text, effective_channel_slugs=listed)


def stream_unknown(key: str) -> Answer:
    """404: no stream has that key."""
    text = f"No Live Activity stream found for stream_key: {key}"
    return _error(404, "Live Activity stream not found", text)


def not_found(what: str, message: str) -> Answer:
    """404 for anything else."""
    return _error(404, f"{what} not found", message)


def badge_refused(code: str, badge: int, targeted: int) -> Answer:
    """422: no app is connected any more; 502: Apple did not take it. No device shows the number."""
    gone = code == "badge_device_disconnected"
    text = "The targeted device is not connected." if gone else "The badge could not be updated."
    counts: dict[str, Any] = {"devices_targeted": targeted, "devices_updated": 0}
    title = "Badge update failed"
    return _error(422 if gone else 502, title, text, code=code, badge=badge, **counts)


def conflict(what: str) -> Answer:
    """409: published for a replacement, and nowhere explained."""
    return _error(409, "Conflict", f"The {what} cannot be replaced now.")


def metric_refused(status: int, error: str) -> Answer:
    """The metrics endpoint's short form: an error and no message."""
    return Answer(status, {"error": error})


def broken(status: int) -> Answer:
    """A fault of the server's own."""
    return _error(status, "Server error", "Something went wrong on our side.")


def _error(
    status: int, error: str, message: str, headers: Mapping[str, str] | None = None, **more: Any
) -> Answer:
    return Answer(status, {"error": error, "message": message, **more}, headers or {})
