"""views.*: modals in a stack of three, and the Home tab."""

import copy
from typing import Any

from tests.slack.blockkit import parts
from tests.slack.chat import as_json, filled
from tests.slack.method import Args, method
from tests.slack.mrkdwn import block_pings
from tests.slack.state import Refusal, State
from tests.slack.typing_in import begun
from tests.slack.viewkit import view_faults
from tests.slack.world import Json, Team, View

STACK_MAX = 3
VIEW_BYTES_MAX = 250_000


def checked_view(state: State, team: Team, given: Any, where: str, kind: str = "modal") -> Json:
    """The view, if Slack takes it."""
    view = as_json(given, "invalid_arguments")
    faults = view_faults(view)
    if not faults and view["type"] != kind:
        faults = [f"must be of type {kind} [json-pointer:/view/type]"]
    if faults:
        state.violations.add("view", f"{where}: {'; '.join(faults)}")
        messages = [f"[ERROR] {fault}" for fault in faults]
        raise Refusal("invalid_arguments", response_metadata={"messages": messages})
    if pings := block_pings(view["blocks"]):
        state.violations.add("ping", f"{where}: {', '.join(pings)}")
    view = copy.deepcopy(view)
    view["blocks"] = filled(state, view["blocks"])
    for part in parts(view["blocks"]):
        if part.get("type") == "input":
            part["element"].setdefault("action_id", f"a{state.number():x}")
    return dict(view)


def put(state: State, team: Team, user: str, sent: Json, on: View | None = None) -> View:
    """A new modal: alone, or on top of *on*."""
    external = sent.get("external_id")
    open_now = [view for stack in team.stacks.values() for view in stack]
    if external and external in (view.sent.get("external_id") for view in open_now):
        raise Refusal("duplicate_external_id")
    view = View(f"V{state.number()}", user, sent, _hash(state), values=begun(sent["blocks"], {}))
    if on is None:
        team.stacks[user] = [view]
    else:
        view.root, view.previous = on.root or on.id, on.id
        team.stacks[user].append(view)
    return view


def change(state: State, view: View, sent: Json) -> None:
    """What was typed stays where block and action are still the same."""
    view.values = begun(sent["blocks"], view.values)
    view.sent, view.hash, view.errors = sent, _hash(state), {}


def _hash(state: State) -> str:
    return f"{int(state.clock.now())}.{state.number():08x}"


def find(team: Team, view_id: str, external_id: str = "") -> View:
    everything = [view for stack in team.stacks.values() for view in stack]
    for view in [*everything, *team.homes.values()]:
        if view_id == view.id or (external_id and view.sent.get("external_id") == external_id):
            return view
    raise Refusal("not_found")


@method("views.open", tier=4)
def open_modal(state: State, team: Team, args: Args) -> Json:
    sent = checked_view(state, team, args.get("view"), "views.open")
    trigger = state.spend(args.need("trigger_id"), team.id)
    return {"ok": True, "view": put(state, team, trigger.user, sent).shown(team)}


@method("views.push", tier=4)
def push(state: State, team: Team, args: Args) -> Json:
    sent = checked_view(state, team, args.get("view"), "views.push")
    trigger = state.spend(args.need("trigger_id"), team.id)
    stack = team.stacks.get(trigger.user)
    if not trigger.view or not stack:
        raise Refusal("invalid_trigger_id")
    return {"ok": True, "view": pushed(state, team, trigger.user, sent).shown(team)}


def pushed(state: State, team: Team, user: str, sent: Json) -> View:
    stack = team.stacks[user]
    if len(stack) >= STACK_MAX:
        state.violations.add("view", f"more than {STACK_MAX} views in the stack")
        raise Refusal("push_limit_reached")
    return put(state, team, user, sent, on=stack[-1])


@method("views.update", tier=4)
def update(state: State, team: Team, args: Args) -> Json:
    view = find(team, args.words("view_id"), args.words("external_id"))
    sent = checked_view(state, team, args.get("view"), "views.update", view.sent["type"])
    if args.words("hash") and args.words("hash") != view.hash:
        raise Refusal("hash_conflict")
    change(state, view, sent)
    return {"ok": True, "view": view.shown(team)}


@method("views.publish", tier=4)
def publish(state: State, team: Team, args: Args) -> Json:
    user = args.need("user_id")
    if user not in team.people:
        raise Refusal("invalid_arguments")
    sent = checked_view(state, team, args.get("view"), "views.publish", "home")
    home = team.homes.get(user)
    if home is None:
        home = team.homes[user] = View(f"V{state.number()}", user, sent, _hash(state))
    elif args.words("hash") and args.words("hash") != home.hash:
        raise Refusal("hash_conflict")
    change(state, home, sent)
    return {"ok": True, "view": home.shown(team)}
