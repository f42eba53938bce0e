"""Slack: slash command, buttons, forms and channels in; one card a channel out."""

from collections.abc import AsyncIterator, Mapping

from adapters.adapter import Adapter, Finding
from adapters.slack.manifest import Deployment, Json, manifest
from adapters.slack.settings import SlackSettings, read_begun_settings, read_slack_settings
from bot.errors import SettingsInvalid
from bot.lockstep import Lockstep
from bot.settings import Settings, read_settings

__all__ = ["SlackSettings", "app_manifest", "connect", "examine", "is_open"]


def connect(lockstep: Lockstep, settings: SlackSettings | None = None) -> Adapter | None:
    """Slack, if the settings name it. Raises SettingsInvalid when they name half of it."""
    settings = settings or read_slack_settings()
    if settings is None:
        return None
    # slack-bolt costs a quarter of a second, which is not for who has no Slack.
    from adapters.slack.connection import connected

    return connected(lockstep, settings)


def is_open() -> bool:
    """Whether any number of workspaces may install it, as far as the settings can be read."""
    try:
        settings = read_slack_settings()
    except SettingsInvalid:
        return False
    return settings is not None and settings.is_installed


def app_manifest(*, is_socket: bool = False) -> Json:
    """The manifest of the app that belongs to these settings. Raises SettingsInvalid."""
    own, begun = read_settings(), read_begun_settings()
    is_socket = is_socket or begun.app_token is not None
    if not own.public_url and (not is_socket or begun.client_id):
        raise SettingsInvalid(
            "Slack needs to know where Lockstep is: set LOCKSTEP_PUBLIC_URL to its https address, "
            "or add --socket, with which no address is needed."
        )
    if own.public_url.startswith("http://") and not is_socket:
        raise SettingsInvalid(
            f"LOCKSTEP_PUBLIC_URL: {own.public_url} must be https; Slack calls nothing else. "
            "With --socket no address is needed."
        )
    return manifest(Deployment(own.public_url, begun.command, is_socket, bool(begun.client_id)))


async def examine(
    settings: Settings, channel: str, ready: Mapping[str, str]
) -> AsyncIterator[Finding]:
    """What the doctor finds of Slack; in *channel*, if one is named, a message comes and goes.

    *ready* is what the Lockstep that runs on this machine says of its parts; empty if none.
    """
    try:
        own = read_slack_settings()
    except SettingsInvalid as exc:
        yield Finding("fix", f"slack settings: {exc}")
        return
    if own is None:
        yield Finding("note", "slack: not set up; `lockstep manifest slack` is where it begins")
        return
    from adapters.slack.checkup import findings

    async for finding in findings(settings, own, channel, ready):
        yield finding
