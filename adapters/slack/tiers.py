"""How often Slack lets each method be called. Pure.

The figures are Slack's own, a minute and a workspace; it promises "at least" so many, and
lets short bursts pass. What is not in the table is taken to be of tier 3.
"""

TIER_1, TIER_2, TIER_3, TIER_4, SPECIAL = 1, 20, 50, 100, 300

POSTS_PER_CHANNEL = 60
"""One message a second, in each channel."""

PER_MINUTE = {
    "auth.test": SPECIAL,
    "chat.getPermalink": SPECIAL,
    "chat.postMessage": SPECIAL,
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "chat.delete": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "conversations.info": TIER_3,
    "conversations.join": TIER_3,
    "conversations.open": TIER_3,
    "conversations.list": TIER_2,
    "conversations.members": TIER_4,
    "functions.completeError": TIER_3,
    "functions.completeSuccess": TIER_3,
    "team.info": TIER_3,
    "usergroups.list": TIER_2,
    "usergroups.users.list": TIER_2,
    "users.conversations": TIER_3,
    "users.info": TIER_4,
    "views.open": TIER_4,
    "views.publish": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
}

POSTS = frozenset({"chat.postMessage"})
"""The methods that put a message into a channel, of which each has its own pace."""


def per_minute(method: str) -> int:
    """How many calls of *method* a workspace allows in a minute."""
    return PER_MINUTE.get(method, TIER_3)
