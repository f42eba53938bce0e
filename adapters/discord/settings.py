"""What Discord needs to know, from the environment and `.env`."""

import re
from typing import Any

from pydantic import SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsInvalid

API_URL = "https://discord.com/api/v10"
GATEWAY_URL = "wss://gateway.discord.gg/"


_ID = re.compile(r"\d{17,20}", re.A)


class DiscordSettings(BaseSettings):
    """Lockstep's settings for Discord; product.md section 8 names them.

    *guilds* are the ids of those that ACTIVITYSMITH_API_KEY is meant for, by comma: a bot may
    be added to others, which connect accounts of their own. The addresses are for whoever
    stands in for Discord, or stands between.
    """

    model_config = SettingsConfigDict(
        env_prefix="DISCORD_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    guilds: str = ""
    api_url: str = API_URL
    gateway_url: str = GATEWAY_URL

    @field_validator("bot_token")
    @classmethod
    def _is_a_bot_s(cls, token: SecretStr | None) -> SecretStr | None:
        said = token.get_secret_value().strip() if token is not None else ""
        if said.casefold().startswith("bot "):
            raise ValueError("is the token alone, without the word Bot before it")
        if said and (said.count(".") != 2 or not said.isascii() or " " in said):
            raise ValueError("has three parts with dots between; this is another kind of secret")
        return SecretStr(said) if said else None

    @field_validator("guilds")
    @classmethod
    def _are_ids(cls, guilds: str) -> str:
        if not all(_ID.fullmatch(guild) for guild in _parts(guilds)):
            raise ValueError(
                "names servers by their ids, 17 to 20 digits each, with commas between; "
                "`lockstep doctor` tells them"
            )
        return guilds

    @field_validator("api_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        return url.rstrip("/")

    @field_validator("gateway_url")
    @classmethod
    def _is_a_socket_s_address(cls, url: str) -> str:
        if not url.startswith(("wss://", "ws://")):
            raise ValueError("must begin with wss:// (or ws:// on this machine)")
        return url.rstrip("/") + "/"

    @property
    def is_absent(self) -> bool:
        """Whether nothing is said of Discord, so that there is none."""
        return self.bot_token is None

    @property
    def served(self) -> frozenset[str]:
        """The guilds that ACTIVITYSMITH_API_KEY is meant for."""
        return frozenset(_parts(self.guilds))

    @property
    def token(self) -> str:
        """The bot's token, where there is a Discord."""
        assert self.bot_token is not None, "whoever asks has seen that Discord is not absent"
        return self.bot_token.get_secret_value()

    @model_validator(mode="after")
    def _is_whole(self) -> "DiscordSettings":
        named = [
            name for name in ("guilds", "api_url", "gateway_url") if name in self.model_fields_set
        ]
        if self.bot_token is None and named:
            names = " and ".join(f"DISCORD_{name.upper()}" for name in named)
            raise ValueError(
                f"DISCORD_BOT_TOKEN is missing, and {names} set; "
                "set the whole of Discord, or none of it"
            )
        return self


def _parts(guilds: str) -> list[str]:
    return [part.strip() for part in guilds.split(",") if part.strip()]


def read_discord_settings(**named: Any) -> DiscordSettings | None:
    """The settings as they are now, *named* ones first; None when Discord is absent.

    Raises SettingsInvalid, naming the first that is wrong or what is missing.
    """
    try:
        settings = DiscordSettings(**named)
    except UnicodeDecodeError as exc:
        raise SettingsInvalid(".env is not UTF-8 text.") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        why = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise SettingsInvalid(f"{why}.") from exc
        name = str(first["loc"][0]).upper().removeprefix("DISCORD_")
        raise SettingsInvalid(f"DISCORD_{name}: {why[:1].lower()}{why[1:]}.") from exc
    return None if settings.is_absent else settings
