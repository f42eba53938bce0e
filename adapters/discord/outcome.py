"""What somebody is told of what they did; and why no card will follow, where one should. Pure."""

import discord

from adapters.discord.people import Interaction
from adapters.discord.sight import own_permissions
from adapters.discord.text import literal
from bot.store import Answer

TEXT_MAX = 1_500

NO_CARD = (
    "No card can be posted here: Lockstep lacks {} in this channel. Allow it, and the card comes "
    "with the next change."
)
NO_CARD_THERE = (
    "No card can be posted there: Lockstep lacks {} in that channel. Allow it, and the card comes "
    "with the next change."
)

_CALLED = {
    "view_channel": "“View Channel”",
    "send_messages": "“Send Messages”",
    "send_messages_in_threads": "“Send Messages in Threads”",
}


def outcome(answer: Answer, interaction: Interaction) -> str:
    """What came of it, told where it was asked."""
    text = literal(answer.text, TEXT_MAX)
    begun = answer.activity.revision == 1 and not answer.again
    return f"{text}\n{why}" if begun and (why := no_card(interaction)) else text


def no_card(interaction: Interaction) -> str:
    """Why no card can be posted where it was asked; empty if one can."""
    is_thread = isinstance(interaction.channel, discord.Thread)
    lacking = _lacking(interaction.app_permissions, is_thread=is_thread)
    return NO_CARD.format(lacking) if lacking else ""


def no_card_there(interaction: Interaction, channel_id: str) -> str:
    """Why no card can be posted in that channel of the guild; empty if one can."""
    channel, may = own_permissions(interaction, channel_id)
    lacking = _lacking(may, is_thread=isinstance(channel, discord.Thread)) if may else ""
    return NO_CARD_THERE.format(lacking) if lacking else ""


def _lacking(may: discord.Permissions, *, is_thread: bool) -> str:
    posts = "send_messages_in_threads" if is_thread else "send_messages"
    return " and ".join(_CALLED[name] for name in ("view_channel", posts) if not getattr(may, name))
