"""What may come of a call to Slack, as errors: what is known of it, and what follows."""

from bot.errors import LockstepError, SurfaceRejected, SurfaceUnavailable

RETRY_AFTER_SECONDS_MAX = 300.0
RETRY_AFTER_SECONDS_USUAL = 30.0

DEAD = {
    "account_inactive": "the app was removed from this workspace; install it there again",
    "app_uninstalled": "the app was removed from this workspace; install it there again",
    "invalid_auth": "Slack does not know the bot token; see SLACK_BOT_TOKEN",
    "not_authed": "there is no bot token; see SLACK_BOT_TOKEN",
    "token_expired": "the bot token has expired; install the app again",
    "token_revoked": "the bot token was revoked; install the app again",
}
"""What says that a token is of no use any more, and what people are told of it."""

_BUSY = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_AWAY = frozenset({"service_unavailable", "team_added_to_org", "org_login_required"})
_UNSURE = frozenset({"fatal_error", "internal_error", "request_timeout"})


class NotYet(SurfaceUnavailable):
    """Our own pace says to wait. Nothing was sent, and nothing is wrong."""


class AnswerLost(SurfaceUnavailable):
    """The call was sent, and nobody knows whether it was done."""


class TokenDead(SurfaceRejected):
    """The workspace's token is of no use any more."""


class SlackSaid(LockstepError):
    """Slack answered with an *error* of this call; what follows is for who called.

    *needed* is the scope that was missing, *messages* what Slack says of what was sent.
    """

    def __init__(self, error: str, *, needed: str = "", messages: tuple[str, ...] = ()) -> None:
        super().__init__(f"Slack said {error}")
        self.error = error
        self.needed = needed
        self.messages = messages


def failure(status: int, said: dict[str, object], retry_after: str | None) -> LockstepError:
    """What follows from an answer that is not ok."""
    error = str(said.get("error") or "")
    if status == 429 or error in _BUSY:
        wait = retry_after_seconds(retry_after)
        return SurfaceUnavailable("Slack asks for fewer requests", retry_after_seconds=wait)
    if error in DEAD:
        return TokenDead(DEAD[error])
    if error in _AWAY:
        wait = retry_after_seconds(retry_after)
        return SurfaceUnavailable(f"Slack is away ({error})", retry_after_seconds=wait)
    if error in _UNSURE or status >= 500 or not error:
        return AnswerLost(f"Slack failed ({error or status})")
    more = said.get("response_metadata")
    told = more.get("messages") if isinstance(more, dict) else None
    messages = tuple(str(each) for each in told) if isinstance(told, list) else ()
    return SlackSaid(error, needed=str(said.get("needed") or ""), messages=messages)


def retry_after_seconds(header: str | None) -> float:
    """How long Slack asks us to wait: 1 to 300 seconds, whatever it writes."""
    text = (header or "").strip()
    if not (text.isascii() and text.isdigit()):
        return RETRY_AFTER_SECONDS_USUAL
    return float(min(max(int(text[:6]), 1), RETRY_AFTER_SECONDS_MAX))
