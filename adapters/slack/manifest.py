"""The manifest by which Slack makes the app of this deployment. Pure.

It asks for what the code uses and for nothing else: the events are those that `parts.py`
hears, the scopes those of `scopes.py`; tests hold all of them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.slack.scopes import SCOPES

Json = dict[str, Any]

EVENTS, OAUTH = "/slack/events", "/slack/oauth"
PIN, STEP = "live:pin", "update_live_activity"
"""The callback ids of the shortcut and of the Workflow Builder step."""

BOT_EVENTS: Mapping[str, str] = {
    "app_home_opened": "",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_created": "channels:read",
    "channel_deleted": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "function_executed": "",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_rename": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "subteam_created": "usergroups:read",
    "subteam_members_changed": "usergroups:read",
    "subteam_updated": "usergroups:read",
    "tokens_revoked": "",
}
"""What the app hears, and the scope that each takes."""

_USAGE = "[start TITLE | step 3 | 60% | say TEXT | ack | end | help]"
_ABOUT = "Keeps the team's iPhone Lock Screens in step with the channel."
_LONG = (
    "What a team says about something that is going on, an incident, a deploy or a migration, "
    "appears as a Live Activity on the team's iPhones, through ActivitySmith; and what somebody "
    "presses on a Lock Screen comes back into the channel. One card a channel shows how things "
    "stand, and is edited in place."
)


@dataclass(frozen=True)
class Deployment:
    """What is particular to one Lockstep. Without an address Slack is heard by a socket."""

    public_url: str
    command: str
    is_socket: bool
    is_installed: bool


def manifest(of: Deployment) -> Json:
    """The manifest of that deployment, as Slack's second schema wants it."""
    heard = "" if of.is_socket else of.public_url + EVENTS
    return {
        "_metadata": {"major_version": 2, "minor_version": 1},
        "display_information": {
            "name": "Lockstep",
            "description": _ABOUT,
            "long_description": _LONG,
            "background_color": "#1b1d2a",
        },
        "features": _features(of.command, heard),
        "oauth_config": {
            **({"redirect_urls": [of.public_url + OAUTH]} if of.is_installed else {}),
            "scopes": {"bot": sorted(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**_at(heard), "bot_events": sorted(BOT_EVENTS)},
            "interactivity": {"is_enabled": True, **_at(heard)},
            "org_deploy_enabled": True,
            "socket_mode_enabled": of.is_socket,
            "token_rotation_enabled": False,
            "function_runtime": "remote",
        },
        "functions": {STEP: _step()},
    }


def _at(url: str) -> Json:
    return {"request_url": url} if url else {}


def _features(command: str, heard: str) -> Json:
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "Lockstep", "always_online": True},
        "shortcuts": [
            {
                "name": "Pin to Lock Screen",
                "type": "message",
                "callback_id": PIN,
                "description": "Put this message on the team's Lock Screens.",
            }
        ],
        "slash_commands": [
            {
                "command": command,
                **({"url": heard} if heard else {}),
                "description": "Show, move and end what is on the Lock Screens.",
                "usage_hint": _USAGE,
                "should_escape": True,
            }
        ],
    }


def _step() -> Json:
    """The Workflow Builder step, as `step.py` reads and answers it."""
    takes: Json = {
        "title": {
            "type": "string",
            "title": "Title",
            "description": "Of the live activity; there may be none yet.",
        },
        "words": {
            "type": "string",
            "title": "Words",
            "description": "As after the slash command: 60%, step 3, say Done, end.",
        },
        "channel": {
            "type": "slack#/types/channel_id",
            "title": "Channel",
            "description": "Where it starts, if nothing of that title is live.",
        },
    }
    gives = {"type": "string", "title": "Result", "description": "What came of it."}
    return {
        "title": "Update Live Activity",
        "description": "Start, move or end what the Lock Screens show.",
        "input_parameters": {"properties": takes, "required": ["title", "words"]},
        "output_parameters": {"properties": {"result": gives}, "required": ["result"]},
    }
