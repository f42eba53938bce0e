"""What a new card needs: a bot that is in the channel, and whom to tell when it is not."""

from adapters.slack.answers import SlackSaid
from adapters.slack.api import SlackApi
from adapters.slack.errands import Errands
from adapters.slack.people import NAME
from adapters.slack.replies import Replies, Reply
from adapters.slack.text import escape
from bot.activity import Channel
from bot.lockstep import Lockstep

_ALREADY = frozenset({"already_in_channel", "method_not_supported_for_channel_type"})
_CLOSED = frozenset({"channel_not_found", "not_in_channel", "is_private"})

INVITE_THERE = (
    "I am not in {channel}, so no card can be there yet: invite me there with `/invite` and it "
    "appears."
)
INVITE = (
    "It has started, and is on the Lock Screens. I am not in this channel, so there is no card "
    "here yet: invite me with `/invite` and it appears."
)


class Arrivals:
    """Sees that the bot is where something begins."""

    def __init__(
        self, lockstep: Lockstep, api: SlackApi, *, replies: Replies, errands: Errands
    ) -> None:
        self._lockstep = lockstep
        self._api = api
        self._replies = replies
        self._errands = errands

    def began(self, channel: Channel, activity_id: str, reply: Reply | None = None) -> None:
        """Something began in *channel*: join it, if it is a public one."""
        self._arrive(channel, activity_id, reply, INVITE)

    def mirrored(self, channel: Channel, activity_id: str, reply: Reply) -> None:
        """Something shows in *channel* too, or is to: join it, wherever it is."""
        if channel.surface == NAME:
            name = f"#{escape(channel.name)}" if channel.name else "that channel"
            self._arrive(channel, activity_id, reply, INVITE_THERE.format(channel=name))

    def _arrive(self, channel: Channel, activity_id: str, reply: Reply | None, invite: str) -> None:
        if channel.id.startswith("C"):
            self._errands.begin(self._join(channel, activity_id, reply, invite))

    async def _join(
        self, channel: Channel, activity_id: str, reply: Reply | None, invite: str
    ) -> None:
        try:
            joined = await self._api.call(
                channel.workspace, "conversations.join", channel=channel.id
            )
        except SlackSaid as exc:
            if exc.error in _CLOSED and reply is not None:
                await self._replies.privately(reply, invite)
            return
        if activity_id and joined.get("warning") not in _ALREADY:
            await self.show(activity_id)

    async def show(self, activity_id: str) -> None:
        """Show its cards again: there is a channel more that lets us in."""
        await self._lockstep.store.wake(NAME, [activity_id], self._lockstep.clock())
