"""What people are told when Slack does not let a card be shown. Pure."""

from adapters.slack.answers import SlackSaid
from bot.surface import Observed

MESSAGE_GONE = frozenset({"message_not_found", "thread_not_found"})
CANNOT_EDIT = frozenset({"cant_update_message", "edit_window_closed"})

DELETED_TWICE = "the card was deleted twice, so it is not posted again; say `again` to have it back"
FROZEN = "Slack does not let this message be changed any more; the thread tells what is new"

_SENTENCES = {
    "channel_not_found": "Lockstep is not in this channel; say `/invite @Lockstep` there",
    "not_in_channel": "Lockstep is not in this channel; say `/invite @Lockstep` there",
    "is_archived": "the channel is archived",
    "restricted_action": "only some people may post in this channel; let Lockstep post there",
    "restricted_action_read_only_channel": "this channel is read-only; let Lockstep post there",
    "restricted_action_thread_only_channel": "this channel takes replies only",
    "restricted_action_non_threadable_channel": "this channel has no threads",
    "team_access_not_granted": "the app may not speak in this workspace; an owner can allow it",
}
_GONE = frozenset({"is_archived"})


def sentence(exc: SlackSaid) -> str:
    """What is wrong, and what to do about it."""
    if exc.error == "missing_scope":
        return f"the app lacks the scope {exc.needed or 'it needs'}; install it again to grant it"
    return _SENTENCES.get(exc.error, f"Slack refused the card ({exc.error})")


def observed(exc: SlackSaid, url: str) -> Observed:
    """The same as an observation; the address of what stands there is kept."""
    return refused(sentence(exc), url, state="gone" if exc.error in _GONE else "refused")


def refused(detail: str, url: str, state: str = "refused") -> Observed:
    """An observation of a channel that does not show the activity as it is."""
    told = {"state": state, "detail": detail}
    return {**told, "url": url} if url else told
