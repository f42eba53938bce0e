"""What somebody is told of what they did; and why no card will follow, where one should. Pure."""

import discord

from adapters.discord.people import Interaction
from adapters.discord.text import literal
from bot.store import Answer

TEXT_MAX = 1_500

NO_CARD = (
    "No card can be posted here: Lockstep lacks {} in this channel. Allow it, and the card comes "
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
    return f"{text}\n{why}" if begun and (why := _lacks(interaction)) else text


def _lacks(interaction: Interaction) -> str:
    """What is missing for a card to be posted where something was begun; empty if nothing is."""
    posts = "send_messages"
    if isinstance(interaction.channel, discord.Thread):
        posts = "send_messages_in_threads"
    may = interaction.app_permissions
    lacking = [_CALLED[name] for name in ("view_channel", posts) if not getattr(may, name)]
    return NO_CARD.format(" and ".join(lacking)) if lacking else ""
