"""Slack's settings: all, none, or a sentence that names what is missing."""

import subprocess
import sys
from typing import Any

import pytest

from adapters.slack.settings import SlackSettings, read_slack_settings
from bot.errors import SettingsInvalid

WHOLE: dict[str, Any] = {"bot_token": "xoxb-1", "signing_secret": "s"}

INSTALLED: dict[str, Any] = {"client_id": "1.2", "client_secret": "c", "signing_secret": "s"}


def test_nothing_said_is_absent() -> None:
    """Then there is no Slack, and nothing is wrong."""
    assert read_slack_settings(_env_file=None) is None


@pytest.mark.parametrize(
    "named",
    [
        WHOLE,
        {"bot_token": "xoxb-1", "app_token": "xapp-1"},
        {**INSTALLED, "LOCKSTEP_PUBLIC_URL": "https://lockstep.example.com"},
    ],
)
def test_what_is_whole_is_read(named: dict[str, Any]) -> None:
    """Over HTTP, over a socket, or installed by workspaces."""
    settings = read_slack_settings(_env_file=None, **named)

    assert settings is not None
    assert settings.command == "/live"


@pytest.mark.parametrize(
    ("named", "sentence"),
    [
        ({"bot_token": "xoxb-1"}, "SLACK_SIGNING_SECRET is missing"),
        ({"signing_secret": "s"}, "SLACK_BOT_TOKEN is missing"),
        ({"app_token": "xapp-1"}, "SLACK_BOT_TOKEN is missing"),
        ({"client_id": "1.2"}, "SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET are missing"),
        ({**WHOLE, "client_secret": "c"}, "SLACK_CLIENT_ID is missing"),
        (INSTALLED, "LOCKSTEP_PUBLIC_URL is missing"),
        ({**WHOLE, **INSTALLED}, "set one or the other"),
        ({**WHOLE, "bot_token": "xoxp-1"}, "SLACK_BOT_TOKEN: begins with xoxb-"),
        ({**WHOLE, "command": "live"}, "SLACK_COMMAND"),
        ({**WHOLE, "api_url": "slack.com"}, "SLACK_API_URL: must begin with https://"),
    ],
)
def test_half_of_it_is_refused(named: dict[str, Any], sentence: str) -> None:
    """By the name of what is missing or wrong, and never with a secret."""
    with pytest.raises(SettingsInvalid, match=sentence) as refused:
        read_slack_settings(_env_file=None, **named)

    assert "xoxp-1" not in str(refused.value)


def test_api_url_ends_in_a_slash() -> None:
    """As slack_sdk wants it."""
    settings = SlackSettings(_env_file=None, **WHOLE, api_url="http://127.0.0.1:1/api")

    assert settings.api_url == "http://127.0.0.1:1/api/"


def test_who_has_no_slack_does_not_import_it() -> None:
    """It would cost a quarter of a second, and 20 MB."""
    code = (
        "import sys; from adapters import app, slack; from adapters.slack.settings import *;"
        "print([m for m in sys.modules if m.startswith(('slack_bolt', 'slack_sdk'))])"
    )

    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )

    assert done.stdout.strip() == "[]"
