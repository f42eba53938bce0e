"""Installing the app: the page where people agree, and the code that becomes a token."""

from urllib.parse import urlencode

from aiohttp import web

from tests.slack.method import Args, method
from tests.slack.state import Refusal, State
from tests.slack.world import Json, Team


def authorize(state: State, request: web.Request) -> web.Response:
    """GET /oauth/v2/authorize: everybody agrees; `&team=T2` says in which workspace."""
    asked = request.query
    if asked.get("client_id") != state.app.client_id:
        return web.Response(status=400, text="invalid_client_id")
    code = f"code-{state.number():08x}"
    team = asked.get("team", "")
    state.codes[code] = {
        "team": state.team(team).id,
        "scopes": asked.get("scope", ""),
        "redirect_uri": asked.get("redirect_uri", ""),
    }
    back = urlencode({"code": code, "state": asked.get("state", "")})
    raise web.HTTPFound(f"{asked.get('redirect_uri', '')}?{back}")


@method("oauth.v2.access", tier=4, forms_only=True)
def access(state: State, team: Team, args: Args) -> Json:
    """The token of the workspace where somebody agreed; a code is good once."""
    del team
    if args.words("client_id") != state.app.client_id:
        raise Refusal("invalid_client_id")
    if args.words("client_secret") != state.app.client_secret:
        raise Refusal("bad_client_secret")
    agreed = state.codes.pop(args.words("code"), None)
    if agreed is None:
        raise Refusal("invalid_code")
    if args.words("redirect_uri") != agreed["redirect_uri"]:
        raise Refusal("bad_redirect_uri")
    installed = state.team(agreed["team"])
    installed.installed = True
    installed.scopes = agreed["scopes"]
    return {
        "ok": True,
        "app_id": installed.app_id,
        "authed_user": {"id": "U1"},
        "scope": installed.scopes,
        "token_type": "bot",
        "access_token": installed.token,
        "bot_user_id": installed.bot,
        "team": {"id": installed.id, "name": installed.domain.title()},
        "enterprise": None,
        "is_enterprise_install": False,
    }
