"""Who may act: only what the signed payload tells decides."""

import itertools
from typing import Any

import pytest

from adapters.slack.people import actor_of, channel_of, workspace_of
from bot.errors import NotAllowed

OUTSIDE: tuple[dict[str, Any], ...] = (
    {"team_id": "T9"}, {"team_id": "T1", "is_stranger": True}, {"is_restricted": True},
    {"is_ultra_restricted": True}, {"is_bot": True},
)  # fmt: skip


@pytest.mark.parametrize(
    ("user", "kind"),
    list(itertools.product(OUTSIDE, ["block_actions", "view_submission", "message_action"])),
)
def test_outsiders_guests_and_bots_are_refused(user: dict[str, Any], kind: str) -> None:
    """With a sentence, whatever they do."""
    payload = {"type": kind, "team": {"id": "T1"}, "user": {"id": "U9", **user}}

    with pytest.raises(NotAllowed, match="Nothing was changed"):
        actor_of(payload, frozenset())


def test_a_member_is_who_they_are() -> None:
    """With the groups that are known."""
    payload = {"team": {"id": "T1"}, "user": {"id": "U1", "team_id": "T1", "username": "ana"}}

    actor = actor_of(payload, frozenset({"sre"}))

    assert (actor.id, actor.name, actor.groups) == ("U1", "ana", frozenset({"sre"}))


def test_installed_for_an_organization_the_person_tells_the_workspace() -> None:
    """There `team` is null."""
    assert workspace_of({"team": None, "user": {"id": "U1", "team_id": "T1"}}) == "T1"


@pytest.mark.parametrize("name", ["privategroup", "directmessage", "mpdm-a--b-1"])
def test_a_channel_without_a_name_has_none(name: str) -> None:
    """What Slack says instead is no name."""
    assert channel_of("T1", "C1", name).name == ""
