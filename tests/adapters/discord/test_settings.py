"""What Discord needs to know: whole, or not at all; and what it costs who has none."""

from typing import Any

import pytest

from adapters.discord.settings import (
    API_URL,
    GATEWAY_URL,
    DiscordSettings,
    read_discord_settings,
)
from bot.errors import SettingsInvalid
from tests.test_guards import loaded

TOKEN = "an-id.a-moment.a-secret"


def read(**named: Any) -> DiscordSettings | None:
    """What is read where no `.env` is."""
    return read_discord_settings(_env_file=None, **named)


def test_without_a_token_there_is_no_discord() -> None:
    """And nothing is asked for."""
    assert read() is None
    assert read(bot_token="  ") is None


def test_a_token_is_enough() -> None:
    """The rest is where Discord is."""
    settings = read(bot_token=f" {TOKEN}\n")

    assert settings is not None
    assert (settings.token, settings.api_url, settings.gateway_url) == (TOKEN, API_URL, GATEWAY_URL)
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (
            {"api_url": "http://127.0.0.1:1"},
            "DISCORD_BOT_TOKEN is missing, and DISCORD_API_URL set; set the whole of Discord, or "
            "none of it.",
        ),
        (
            {"api_url": "http://127.0.0.1:1", "gateway_url": "ws://127.0.0.1:1"},
            "DISCORD_BOT_TOKEN is missing, and DISCORD_API_URL and DISCORD_GATEWAY_URL set; set "
            "the whole of Discord, or none of it.",
        ),
        (
            {"bot_token": f"Bot {TOKEN}"},
            "DISCORD_BOT_TOKEN: is the token alone, without the word Bot before it.",
        ),
        (
            {"bot_token": "0123456789abcdef0123456789abcdef"},
            "DISCORD_BOT_TOKEN: has three parts with dots between; this is another kind of secret.",
        ),
        (
            {"bot_token": TOKEN, "api_url": "discord.com/api"},
            "DISCORD_API_URL: must begin with https:// (or http:// on this machine).",
        ),
        (
            {"bot_token": TOKEN, "gateway_url": "https://gateway.discord.gg"},
            "DISCORD_GATEWAY_URL: must begin with wss:// (or ws:// on this machine).",
        ),
    ],
)
def test_what_is_wrong_is_named(named: dict[str, Any], told: str) -> None:
    """By its setting, and without its value."""
    with pytest.raises(SettingsInvalid) as raised:
        read(**named)

    assert str(raised.value) == told


def test_addresses_end_as_they_must() -> None:
    """However they are written."""
    settings = read(
        bot_token=TOKEN, api_url="http://127.0.0.1:1/api/v10/", gateway_url="ws://127.0.0.1:1/gw"
    )

    assert settings is not None
    assert settings.api_url == "http://127.0.0.1:1/api/v10"
    assert settings.gateway_url == "ws://127.0.0.1:1/gw/"


def test_who_has_no_discord_does_not_pay_for_it() -> None:
    """discord.py takes a quarter of a second to load."""
    unset = "import os; os.environ.pop('DISCORD_BOT_TOKEN', None)"
    asked = "import adapters.app, adapters.discord as own; own.connect(None)"

    assert "discord" not in loaded(f"{unset}; {asked}")
    assert "discord" in loaded("import adapters.discord.connection")
