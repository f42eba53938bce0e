"""Slack: slash command, buttons, forms and channels in; one card a channel out."""

from adapters.adapter import Adapter
from adapters.slack.settings import SlackSettings, read_slack_settings
from bot.lockstep import Lockstep

__all__ = ["SlackSettings", "connect"]


def connect(lockstep: Lockstep, settings: SlackSettings | None = None) -> Adapter | None:
    """Slack, if the settings name it. Raises SettingsInvalid when they name half of it."""
    settings = settings or read_slack_settings()
    if settings is None:
        return None
    # slack-bolt costs a quarter of a second, which is not for who has no Slack.
    from adapters.slack.connection import connected

    return connected(lockstep, settings)
