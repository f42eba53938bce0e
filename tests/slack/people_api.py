"""auth.*, users.*, usergroups.*, team.*, functions.*: who is who, and steps that end."""

from tests.slack.chat import as_json
from tests.slack.method import Args, method
from tests.slack.state import Refusal, State
from tests.slack.world import Json, Team


@method("auth.test")
def test(state: State, team: Team, args: Args) -> Json:
    del state, args
    return {
        "ok": True,
        "url": f"https://{team.domain}.slack.com/",
        "team": team.domain.title(),
        "user": "lockstep",
        "team_id": team.id,
        "user_id": team.bot,
        "bot_id": team.bot_id,
        "is_enterprise_install": False,
    }


@method("team.info", "team:read", tier=3, forms_only=True)
def team_told(state: State, team: Team, args: Args) -> Json:
    del state, args
    told = {"id": team.id, "name": team.domain.title(), "domain": team.domain, "email_domain": ""}
    return {"ok": True, "team": told}


@method("users.info", "users:read", tier=4, forms_only=True)
def user(state: State, team: Team, args: Args) -> Json:
    del state
    person = team.people.get(args.words("user"))
    if person is None:
        raise Refusal("user_not_found")
    return {"ok": True, "user": person.shown(team.id)}


@method("usergroups.list", "usergroups:read", tier=2, forms_only=True)
def groups(state: State, team: Team, args: Args) -> Json:
    del state
    told: list[Json] = []
    for group in team.groups.values():
        shown: Json = {
            "id": group.id,
            "team_id": team.id,
            "is_usergroup": True,
            "name": group.handle.title(),
            "handle": group.handle,
            "description": "",
            "date_delete": 0,
            "user_count": len(group.users),
        }
        if args.flag("include_users"):
            shown["users"] = list(group.users)
        told.append(shown)
    return {"ok": True, "usergroups": told}


def _ended(state: State, args: Args, how: Json) -> Json:
    execution = state.executions.get(args.need("function_execution_id"))
    if execution is None:
        raise Refusal("function_execution_not_found")
    if execution.get("status"):
        state.violations.add("step", "a step was ended twice")
        raise Refusal("function_execution_not_in_running_state")
    execution.update(how)
    return {"ok": True}


@method("functions.completeSuccess", tier=3)
def complete(state: State, team: Team, args: Args) -> Json:
    del team
    outputs = as_json(args.get("outputs"), "invalid_arguments")
    if not isinstance(outputs, dict):
        raise Refusal("invalid_arguments")
    return _ended(state, args, {"status": "completed", "outputs": outputs})


@method("functions.completeError", tier=3)
def fail(state: State, team: Team, args: Args) -> Json:
    del team
    return _ended(state, args, {"status": "failed", "error": args.need("error")})
