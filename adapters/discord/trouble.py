"""What may come of a call to Discord, as errors; and what people are told of it. Pure."""

from bot.errors import LockstepError, SurfaceRejected, SurfaceUnavailable
from bot.surface import Observed

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE = 10003, 10004, 10008
OLD_EDITS = 30046
MISSING_ACCESS, NOT_A_TEXT_CHANNEL, MISSING_PERMISSIONS = 50001, 50008, 50013
NOT_FOR_THIS_CHANNEL, ARCHIVED = 50024, 50083
THREAD_EXISTS, LOCKED, TOO_MANY_THREADS = 160004, 160005, 160006

FORBIDDEN = frozenset({MISSING_ACCESS, MISSING_PERMISSIONS})
NO_THREAD = FORBIDDEN | {NOT_FOR_THIS_CHANNEL, TOO_MANY_THREADS}
"""What says that a card will have no thread."""

TOKEN_DEAD = "Discord does not know the bot token any more; see DISCORD_BOT_TOKEN"  # noqa: S105
DELETED_TWICE = (
    "the card was deleted twice, so it is not posted again; say `/live again` to have it back"
)
NOT_OPENED = (
    "the thread is archived, and Lockstep may not open it; open it again, or let Lockstep "
    "manage threads"
)
THREADLESS = (
    "the card has no thread; give Lockstep Create Public Threads and Send Messages in Threads here"
)
THREAD_LOCKED = "the card's thread is locked, so it is told nothing more; History has everything"

CHANNEL_GONE = "the channel is gone"

OVER = {"deleted": DELETED_TWICE, "gone": CHANNEL_GONE}
"""Why no card comes any more, unless somebody says `again`."""

_SENTENCES = {
    UNKNOWN_CHANNEL: CHANNEL_GONE,
    UNKNOWN_GUILD: "Lockstep was removed from this server; invite it again",
    MISSING_ACCESS: (
        "Lockstep cannot see this channel; give it View Channel here, or invite it to the "
        "server again"
    ),
    MISSING_PERMISSIONS: (
        "Lockstep may not post here; give it Send Messages, Send Messages in Threads and Read "
        "Message History in this channel"
    ),
    NOT_A_TEXT_CHANNEL: "nothing can be posted in such a channel; use a text channel or a post",
    ARCHIVED: NOT_OPENED,
    LOCKED: "the thread is locked; somebody who manages threads can unlock it",
}
_GONE = frozenset({UNKNOWN_CHANNEL, UNKNOWN_GUILD})


class NotYet(SurfaceUnavailable):
    """It has to wait: our own pace says so, or Discord. Nothing was done, and nothing is wrong."""


class AnswerLost(SurfaceUnavailable):
    """The call was sent, and nobody knows whether it was done."""


class TokenDead(SurfaceRejected):
    """The bot's token is of no use any more."""


class DiscordSaid(LockstepError):
    """Discord has something against this call; what follows is for who called.

    *code* is Discord's own, 0 if it told none; *status* HTTP's, *text* what it said of it.
    """

    def __init__(self, code: int, status: int, text: str = "") -> None:
        super().__init__(f"Discord said {code or status}: {text or 'nothing else'}")
        self.code = code
        self.status = status
        self.text = text


def sentence(exc: DiscordSaid) -> str:
    """What is wrong, and what to do about it."""
    return _SENTENCES.get(exc.code, f"Discord refused the card ({exc.code or exc.status})")


def observed(exc: DiscordSaid, url: str) -> Observed:
    """The same as an observation; the address of what stands there is kept."""
    return refused(sentence(exc), url, state="gone" if exc.code in _GONE else "refused")


def refused(detail: str, url: str, state: str = "refused") -> Observed:
    """An observation of a channel that does not show the activity as it is."""
    told = {"state": state, "detail": detail}
    return {**told, "url": url} if url else told
