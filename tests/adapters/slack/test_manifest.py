"""`lockstep manifest slack`: Slack takes it, and it asks for what the code uses, nothing else."""

import ast
import json
import re
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from adapters.slack import checkup, install, shortcut, step
from adapters.slack.door import PATH
from adapters.slack.manifest import BOT_EVENTS, EVENTS, OAUTH, PIN, STEP, Deployment, manifest
from adapters.slack.scopes import OPTIONAL, SCOPES
from tests.adapters.programs import environment, lockstep
from tests.adapters.slack.bench import Bench
from tests.slack.manifest_schema import SCHEMA
from tests.slack.method import METHODS
from tests.steps import ROOT

Json = dict[str, Any]

URL = "https://lockstep.example.com"
METHOD = re.compile(
    r"(?:apps|auth|chat|conversations|functions|usergroups|users|views)\.\w+(\.\w+)?"
)
PLACES = {
    "http": Deployment(URL, "/live", is_socket=False, is_installed=False),
    "installed": Deployment(URL, "/live", is_socket=False, is_installed=True),
    "socket": Deployment("", "/live-staging", is_socket=True, is_installed=False),
}


def wrong(told: Json) -> list[str]:
    """Where Slack would find fault."""
    return [str(fault.json_path) for fault in Draft7Validator(SCHEMA).iter_errors(told)]


@pytest.mark.parametrize("place", PLACES)
def test_slack_takes_it(place: str) -> None:
    """By the rules of Slack's own schema."""
    assert wrong(manifest(PLACES[place])) == []


SPOILED: dict[str, Callable[[Json], Any]] = {
    "$.display_information.name": lambda m: m["display_information"].update(name="n" * 36),
    "$.display_information.long_description": lambda m: m["display_information"].update(
        long_description="short"
    ),
    "$.features.slash_commands[0].command": lambda m: m["features"]["slash_commands"][0].update(
        command="live"
    ),
    "$.features.slash_commands[0].url": lambda m: m["features"]["slash_commands"][0].update(
        url="http://lockstep.example.com"
    ),
    "$.features.shortcuts": lambda m: m["features"].update(
        shortcuts=m["features"]["shortcuts"] * 11
    ),
    "$.features.shortcuts[0].name": lambda m: m["features"]["shortcuts"][0].update(name="n" * 25),
    "$.features.shortcuts[0]": lambda m: m["features"]["shortcuts"][0].pop("description"),
    "$.oauth_config.scopes.bot[0]": lambda m: m["oauth_config"]["scopes"]["bot"].insert(0, "all"),
    "$.oauth_config.scopes.bot": lambda m: m["oauth_config"]["scopes"]["bot"].append("commands"),
    "$.settings.event_subscriptions.bot_events[0]": lambda m: m["settings"]["event_subscriptions"][
        "bot_events"
    ].insert(0, "everything"),
    "$.settings.interactivity": lambda m: m["settings"]["interactivity"].pop("is_enabled"),
    "$.settings.function_runtime": lambda m: m["settings"].update(function_runtime="local"),
    f"$.functions.{STEP}.input_parameters": lambda m: m["functions"][STEP].update(
        input_parameters={"title": {"type": "string"}}
    ),
    f"$.functions.{STEP}.input_parameters.properties.title.type": lambda m: m["functions"][STEP][
        "input_parameters"
    ]["properties"]["title"].update(type="text"),
    "$['_metadata'].major_version": lambda m: m["_metadata"].update(major_version=1),
    "$": lambda m: m.update(colour="red"),
}


@pytest.mark.parametrize("where", SPOILED)
def test_the_rules_find_what_is_wrong(where: str) -> None:
    """The test above can fail."""
    told = deepcopy(manifest(PLACES["http"]))
    SPOILED[where](told)

    assert where in wrong(told)


def test_over_http_all_comes_to_one_address() -> None:
    """Commands, presses and events; nothing is left where an older app had it."""
    told = manifest(PLACES["http"])

    heard = f"{URL}/slack/events"
    assert EVENTS == PATH
    assert told["features"]["slash_commands"][0]["url"] == heard
    assert told["settings"]["interactivity"] == {"is_enabled": True, "request_url": heard}
    assert told["settings"]["event_subscriptions"]["request_url"] == heard
    assert told["settings"]["socket_mode_enabled"] is False
    assert "redirect_urls" not in told["oauth_config"]


def test_by_a_socket_no_address_is_named() -> None:
    """Slack would want to see that it answers."""
    told = manifest(PLACES["socket"])

    assert told["settings"]["socket_mode_enabled"] is True
    assert "://" not in json.dumps(told)
    assert told["features"]["slash_commands"][0]["command"] == "/live-staging"


def test_who_installs_is_sent_back() -> None:
    """To the route that trades the code for a token."""
    told = manifest(PLACES["installed"])

    assert told["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth"]
    assert (checkup.INSTALL, OAUTH) == (install.INSTALL, install.OAUTH)


def test_names_come_as_ids() -> None:
    """Without should_escape `@ana` and `#ops` would come as text that anybody can have."""
    assert manifest(PLACES["http"])["features"]["slash_commands"][0]["should_escape"] is True


def test_the_shortcut_and_the_step_are_ours() -> None:
    """Their ids are what the listeners listen for, the step's words what it reads."""
    told = manifest(PLACES["http"])
    source = (ROOT / "adapters/slack/step.py").read_text()

    assert (PIN, STEP) == (shortcut.CALLBACK, step.CALLBACK)
    assert set(told["functions"]) == {STEP}
    for name in told["functions"][STEP]["input_parameters"]["properties"]:
        assert f'"{name}"' in source


# What is asked for, and what is used -------------------------------------------------


def subscription(heard: str) -> set[str]:
    """What is subscribed to so that *heard* comes."""
    return {"message.channels", "message.groups"} if heard.startswith("message.") else {heard}


async def test_events_are_exactly_those_that_are_heard(still: Bench) -> None:
    """And the one by which a workflow's step comes."""
    heard = set().union(*map(subscription, still.adapter.parts.events))

    assert set(BOT_EVENTS) == heard | {"function_executed"}


def called() -> set[str]:
    """Every method of Slack's that our code names."""
    names = set()
    for path in (ROOT / "adapters/slack").glob("*.py"):
        if path.name != "tiers.py":  # It knows more methods than are called.
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    names |= {node.value} if METHOD.fullmatch(node.value) else set()
    return names - {name for name in names if name.startswith("users.py")}


def test_every_method_that_is_called_is_allowed() -> None:
    """With each of the scopes that it may need: public channels and private ones."""
    asked = called()
    needed = {scope for name in asked for scope in METHODS[name].scopes}

    assert {"chat.update", "conversations.history", "views.open"} <= asked
    assert needed - set(SCOPES) == set()


def test_nothing_is_asked_for_that_is_not_used() -> None:
    """Each scope is what a method or an event takes; `commands` is what the command takes."""
    by_methods = {scope for name in called() for scope in METHODS[name].scopes}
    by_events = {scope for scope in BOT_EVENTS.values() if scope}

    assert set(SCOPES) - by_methods - by_events == {"commands"}
    assert set(SCOPES) > OPTIONAL
    assert manifest(PLACES["http"])["oauth_config"]["scopes"] == {"bot": sorted(SCOPES)}


# As it is typed ----------------------------------------------------------------------


def typed(folder: Path, *more: str, code: int = 0, **environ: str) -> tuple[Json, str]:
    """What `lockstep manifest slack` prints, and what it complains of."""
    done = lockstep(folder, "manifest", "slack", *more, environ=environment(**environ), code=code)
    return (json.loads(done.stdout) if done.stdout else {}), done.stderr


def test_it_is_printed_for_these_settings(tmp_path: Path) -> None:
    """As JSON, which Slack's page takes as it is; a socket wins over an address."""
    told, _ = typed(tmp_path, LOCKSTEP_PUBLIC_URL=URL + "/", SLACK_COMMAND="/live-staging")
    socket, _ = typed(tmp_path, SLACK_APP_TOKEN="xapp-1", LOCKSTEP_PUBLIC_URL=URL)

    assert told == manifest(Deployment(URL, "/live-staging", is_socket=False, is_installed=False))
    assert socket["settings"]["socket_mode_enabled"] is True


def test_an_app_that_is_only_being_made_has_half_its_settings(tmp_path: Path) -> None:
    """The tokens come from the app, which comes from the manifest."""
    told, _ = typed(tmp_path, LOCKSTEP_PUBLIC_URL=URL, SLACK_CLIENT_ID="1.2")

    assert told["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth"]


@pytest.mark.parametrize(
    ("more", "environ", "says"),
    [
        ((), {}, "set LOCKSTEP_PUBLIC_URL to its https address, or add --socket"),
        ((), {"LOCKSTEP_PUBLIC_URL": "http://a.example.com"}, "must be https"),
        (("--socket",), {"SLACK_CLIENT_ID": "1.2"}, "set LOCKSTEP_PUBLIC_URL"),
        (("--socket",), {"SLACK_COMMAND": "live"}, "SLACK_COMMAND"),
    ],
)
def test_what_is_missing_is_said_in_one_sentence(
    tmp_path: Path, more: tuple[str, ...], environ: dict[str, str], says: str
) -> None:
    """With exit code 2, and nothing printed that could be pasted."""
    told, complaint = typed(tmp_path, *more, code=2, **environ)

    assert told == {}
    assert says in complaint
    assert complaint.count("\n") == 1
