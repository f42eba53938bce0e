"""What Slack takes as an app's manifest: the rules that apply to ours, in our own words.

Read from Slack's own schema, version 2 (`manifest.schema.2.0.0.json` of the repository
slackapi/manifest-schema): what must be there, what may be, and how long each may be.
Stricter than that one in three things that it leaves open and Slack's servers do not:
addresses are https, and scopes and events are ones that Slack knows.
"""

from typing import Any

Json = dict[str, Any]

KNOWN_SCOPES = [
    "app_mentions:read", "bookmarks:write", "channels:history", "channels:join", "channels:manage",
    "channels:read", "chat:write", "chat:write.customize", "chat:write.public", "commands",
    "groups:history", "groups:read", "groups:write", "im:history", "im:read", "im:write",
    "links:read", "links:write", "pins:read", "pins:write", "reactions:read", "reactions:write",
    "team:read", "usergroups:read", "users:read", "users:read.email", "workflow.steps:execute",
]  # fmt: skip
KNOWN_EVENTS = [
    "app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_created",
    "channel_deleted", "channel_history_changed", "channel_id_changed", "channel_left",
    "channel_rename", "channel_shared", "channel_unarchive", "channel_unshared",
    "function_executed", "group_archive", "group_close", "group_deleted", "group_left",
    "group_open", "group_rename", "group_unarchive", "link_shared", "member_joined_channel",
    "member_left_channel", "message.channels", "message.groups", "message.im", "message.mpim",
    "subteam_created", "subteam_members_changed", "subteam_self_added", "subteam_self_removed",
    "subteam_updated", "team_join", "tokens_revoked", "user_change",
]  # fmt: skip
TYPES = [
    "integer", "number", "boolean", "string", "object", "array", "slack#/types/user_id",
    "slack#/types/channel_id", "slack#/types/usergroup_id", "slack#/types/timestamp",
    "slack#/types/rich_text", "slack#/types/message_ts",
]  # fmt: skip


def _text(most: int, least: int = 1, **more: Any) -> Json:
    return {"type": "string", "minLength": least, "maxLength": most, **more}


def _object(properties: Json, *required: str) -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }


def _list(items: Json, most: int, **more: Any) -> Json:
    return {"type": "array", "items": items, "maxItems": most, **more}


def _url(most: int) -> Json:
    return _text(most, pattern="^https://")


_YES: Json = {"type": "boolean"}
_PARAMETERS: Json = {
    "type": "object",
    "required": ["properties"],
    "properties": {
        "properties": {
            "type": "object",
            "maxProperties": 50,
            "additionalProperties": {
                "type": "object",
                "required": ["type"],
                "properties": {"type": {"enum": TYPES}},
            },
        },
        "required": _list({"type": "string"}, 50),
    },
}

SCHEMA: Json = _object(
    {
        "_metadata": _object(
            {"major_version": {"const": 2}, "minor_version": {"type": "integer"}}, "major_version"
        ),
        "display_information": _object(
            {
                "name": _text(35),
                "description": _text(140),
                "background_color": _text(7, 4, pattern="^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
                "long_description": _text(4_000, 175),
            },
            "name",
        ),
        "features": _object(
            {
                "app_home": _object(
                    {
                        "home_tab_enabled": _YES,
                        "messages_tab_enabled": _YES,
                        "messages_tab_read_only_enabled": _YES,
                    }
                ),
                "bot_user": _object(
                    {"display_name": _text(80), "always_online": _YES}, "display_name"
                ),
                "shortcuts": _list(
                    _object(
                        {
                            "name": _text(24),
                            "type": {"enum": ["message", "global"]},
                            "callback_id": _text(255),
                            "description": _text(150),
                        },
                        *("name", "type", "callback_id", "description"),
                    ),
                    10,
                    minItems=1,
                ),
                "slash_commands": _list(
                    _object(
                        {
                            "command": _text(32, 2, pattern="^/"),
                            "url": _url(3_000),
                            "description": _text(2_000),
                            "usage_hint": _text(1_000),
                            "should_escape": _YES,
                        },
                        *("command", "description"),
                    ),
                    50,
                    minItems=1,
                ),
            }
        ),
        "oauth_config": _object(
            {
                "redirect_urls": _list(_url(2_500), 1_000, uniqueItems=True),
                "scopes": _object({"bot": _list({"enum": KNOWN_SCOPES}, 255, uniqueItems=True)}),
            }
        ),
        "settings": _object(
            {
                "event_subscriptions": _object(
                    {
                        "request_url": _url(3_500),
                        "bot_events": _list({"enum": KNOWN_EVENTS}, 100, uniqueItems=True),
                    }
                ),
                "interactivity": _object(
                    {"is_enabled": _YES, "request_url": _url(3_500)}, "is_enabled"
                ),
                "org_deploy_enabled": _YES,
                "socket_mode_enabled": _YES,
                "token_rotation_enabled": _YES,
                "function_runtime": {"enum": ["remote", "slack"]},
            }
        ),
        "functions": {
            "type": "object",
            "maxProperties": 50,
            "additionalProperties": _object(
                {
                    "title": {"type": "string"},
                    "description": {"type": "string"},
                    "input_parameters": _PARAMETERS,
                    "output_parameters": _PARAMETERS,
                },
                *("title", "description", "input_parameters", "output_parameters"),
            ),
        },
    },
    "display_information",
)
