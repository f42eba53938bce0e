"""Who asks, as the payload that Slack signed tells it. Pure."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.activity import Actor, Channel
from bot.errors import NotAllowed

NAME = "slack"

Payload = Mapping[str, Any]

_NAMELESS = frozenset({"directmessage", "privategroup"})
"""What Slack says for the name of a channel that it does not name."""


def workspace_of(payload: Payload) -> str:
    """The workspace in which a button was pressed or a form sent; empty if none is told."""
    team = payload.get("team") or {}
    user = payload.get("user") or {}
    return str(team.get("id") or user.get("team_id") or "")


def actor_of(payload: Payload, groups: frozenset[str]) -> Actor:
    """The person who pressed or sent. Raises NotAllowed for who is not of this workspace."""
    user = payload["user"]
    refuse_outsiders(user, workspace_of(payload))
    name = user.get("username") or user.get("name") or ""
    return person(user["id"], name, groups)


def refuse_outsiders(user: Payload, workspace: str) -> None:
    """Raises NotAllowed for a person of another workspace, a guest, or a bot.

    Only what the payload itself tells decides: it is signed, and nothing need be asked.
    """
    if user.get("team_id") not in (None, "", workspace) or user.get("is_stranger"):
        raise NotAllowed(
            "This belongs to another workspace; only its own members can use it. "
            "Nothing was changed."
        )
    if user.get("is_restricted") or user.get("is_ultra_restricted"):
        raise NotAllowed("Guests can look, but not change this. Nothing was changed.")
    if user.get("is_bot"):
        raise NotAllowed("Only people can use this. Nothing was changed.")


@lru_cache(maxsize=1024)
def channel_of(workspace: str, channel_id: str, name: str = "") -> Channel:
    """The channel of that id, with its name where Slack tells one."""
    if name in _NAMELESS or name.startswith("mpdm-"):
        name = ""
    return Channel(surface=NAME, id=channel_id, workspace=workspace, name=name)


@lru_cache(maxsize=1024)
def person(user: str, name: str, groups: frozenset[str]) -> Actor:
    """The person of that id; nearly always one of those who asked lately."""
    return Actor(platform=NAME, id=user, name=name, groups=groups)
