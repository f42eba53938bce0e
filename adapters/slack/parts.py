"""The parts that listen, and which event goes to which."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from adapters.slack.channels import Channels
from adapters.slack.commands import WITHIN_SECONDS, Commands
from adapters.slack.connecting import Connect
from adapters.slack.errands import Errands
from adapters.slack.forms import Forms
from adapters.slack.groups import Groups
from adapters.slack.home import Home
from adapters.slack.presses import Presses
from adapters.slack.shortcut import Shortcut
from adapters.slack.step import Step

Heard = Callable[[str, Mapping[str, Any], str], Awaitable[None]]
"""Hears an event of a workspace; the last is the event's key."""


@dataclass
class Parts:
    """Everything that hears. *removed* is told of a workspace that has removed the app."""

    commands: Commands
    presses: Presses
    forms: Forms
    connect: Connect
    shortcut: Shortcut
    step: Step
    channels: Channels
    home: Home
    groups: Groups
    errands: Errands
    removed: list[Callable[[str], Awaitable[None]]] = field(default_factory=list)
    within_seconds: float = WITHIN_SECONDS

    def __post_init__(self) -> None:
        channels = self.channels
        self.events: Mapping[str, Heard] = {
            "channel_created": channels.created,
            "channel_rename": channels.renamed,
            "group_rename": channels.renamed,
            "message.channel_name": channels.renamed,
            "message.group_name": channels.renamed,
            "message.channel_topic": channels.topic,
            "message.group_topic": channels.topic,
            "channel_archive": channels.archived,
            "channel_deleted": channels.archived,
            "group_archive": channels.archived,
            "group_deleted": channels.archived,
            "channel_unarchive": channels.unarchived,
            "group_unarchive": channels.unarchived,
            "member_joined_channel": channels.joined,
            "app_home_opened": self._home_opened,
            "subteam_created": self._groups_changed,
            "subteam_updated": self._groups_changed,
            "subteam_members_changed": self._groups_changed,
            "app_uninstalled": self._removed,
            "tokens_revoked": self._revoked,
        }

    async def _home_opened(self, workspace: str, event: Mapping[str, Any], key: str) -> None:
        if event.get("tab", "home") == "home" and event.get("user"):
            self.home.opened(workspace, str(event["user"]))

    async def _groups_changed(self, workspace: str, event: Mapping[str, Any], key: str) -> None:
        self.groups.changed(workspace)

    async def _revoked(self, workspace: str, event: Mapping[str, Any], key: str) -> None:
        tokens = event.get("tokens")
        if isinstance(tokens, dict) and tokens.get("bot"):
            await self._removed(workspace, event, key)

    async def _removed(self, workspace: str, event: Mapping[str, Any], key: str) -> None:
        self.groups.forget(workspace)
        for told in self.removed:
            await told(workspace)
