"""The app itself: who it is, and where its gateway is."""

from typing import Any

from tests.discord.endpoint import Request, endpoint
from tests.discord.guild import user
from tests.discord.state import State

Json = dict[str, Any]


@endpoint("GET", "/users/@me")
def _me(state: State, request: Request) -> Json:
    more = {"locale": "en-US", "mfa_enabled": True, "verified": True, "email": None}
    return state.app_user() | more


@endpoint("GET", "/oauth2/applications/@me")
@endpoint("GET", "/applications/@me")
def _application(state: State, request: Request) -> Json:
    return {
        "id": state.app_id,
        "name": "Lockstep",
        "icon": None,
        "description": "",
        "summary": "",
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "00" * 32,
        "flags": state.app_flags,
        "flags_new": str(state.app_flags),
        "hook": True,
        "owner": user(state.user_id("owner"), "owner"),
        "team": None,
        "bot": state.app_user(),
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "redirect_uris": [],
        "tags": [],
        "approximate_guild_count": len(state.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "eligible_oauth2_scopes": [],
        "type": None,
        "integration_types_config": {"0": {}},
        **state.app_settings,
    }


@endpoint("GET", "/gateway")
def _gateway(state: State, request: Request) -> Json:
    return {"url": state.gateway_url}


@endpoint("GET", "/gateway/bot")
def _gateway_for_bots(state: State, request: Request) -> Json:
    sessions = state.sessions
    return {
        "url": state.gateway_url,
        "shards": sessions.shards,
        "session_start_limit": {
            "total": 1000,
            "remaining": max(0, 1000 - sessions.identifies),
            "reset_after": 14_400_000,
            "max_concurrency": sessions.max_concurrency,
        },
    }
