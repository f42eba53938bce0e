"""What Slack needs to know, from the environment and `.env`."""

from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsInvalid

COMMAND_MAX = 32

S = TypeVar("S", bound="SlackSettings")

_TOKENS = {"bot_token": "xoxb-", "app_token": "xapp-"}


class SlackSettings(BaseSettings):
    """Lockstep's settings for Slack; product.md section 8 names them.

    The token of one workspace, or the id and secret with which workspaces install it; and
    the signing secret, or the app's token for Socket Mode, by which Slack is known. Who
    installs it is sent back to *public_url*.
    """

    model_config = SettingsConfigDict(
        env_prefix="SLACK_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    bot_token: SecretStr | None = None
    signing_secret: SecretStr | None = None
    app_token: SecretStr | None = None
    client_id: str = ""
    client_secret: SecretStr | None = None
    command: str = Field(default="/live", pattern=r"^/[a-z0-9_-]+$", max_length=COMMAND_MAX)
    api_url: str = "https://slack.com/api/"
    public_url: str = Field(default="", validation_alias="LOCKSTEP_PUBLIC_URL")

    @field_validator("api_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        return url.rstrip("/") + "/"

    @field_validator("bot_token", "app_token")
    @classmethod
    def _is_of_its_kind(cls, token: SecretStr | None, field: Any) -> SecretStr | None:
        begins = _TOKENS[field.field_name]
        if token is not None and not token.get_secret_value().startswith(begins):
            raise ValueError(f"begins with {begins}; this is another kind of token")
        return token

    @field_validator("public_url")
    @classmethod
    def _ends_plainly(cls, url: str) -> str:
        return url.rstrip("/")

    @property
    def is_installed(self) -> bool:
        """Whether workspaces install the app, instead of one token in the settings."""
        return bool(self.client_id)

    @property
    def is_absent(self) -> bool:
        """Whether nothing is said of Slack, so that there is none."""
        return not any(self._said(("bot_token", "signing_secret", "app_token")) or self._install())

    @model_validator(mode="after")
    def _is_whole(self) -> "SlackSettings":
        if self.is_absent:
            return self
        missing = []
        if len(self._install()) == 1:
            missing += sorted({"client_id", "client_secret"} - set(self._install()))
        if self.bot_token is not None and len(self._install()) == 2:
            raise ValueError(
                "SLACK_BOT_TOKEN is for one workspace, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET "
                "are for several that install it; set one or the other"
            )
        if self.bot_token is None and not self._install():
            missing.append("bot_token")
        if self.signing_secret is None and self.app_token is None:
            missing.append("signing_secret")
        if missing:
            names = " and ".join(f"SLACK_{name.upper()}" for name in missing)
            verb = "is" if len(missing) == 1 else "are"
            raise ValueError(f"{names} {verb} missing; set the whole of Slack, or none of it")
        if self._install() and not self.public_url:
            raise ValueError(
                "LOCKSTEP_PUBLIC_URL is missing; whoever installs the app is sent back there"
            )
        return self

    def _install(self) -> tuple[str, ...]:
        return self._said(("client_id", "client_secret"))

    def _said(self, names: Iterable[str]) -> tuple[str, ...]:
        return tuple(name for name in names if getattr(self, name))


class BegunSettings(SlackSettings):
    """The same, when the app is only being made: half of it may still be missing."""

    @model_validator(mode="after")
    def _is_whole(self) -> "BegunSettings":
        return self


def read_slack_settings(**named: Any) -> SlackSettings | None:
    """The settings as they are now, *named* ones first; None when Slack is absent.

    Raises SettingsInvalid, naming the first that is wrong or what is missing.
    """
    settings = _read(SlackSettings, named)
    return None if settings.is_absent else settings


def read_begun_settings(**named: Any) -> BegunSettings:
    """The settings so far. Raises SettingsInvalid, naming the first that is wrong."""
    return _read(BegunSettings, named)


def _read(kind: type[S], named: dict[str, Any]) -> S:
    try:
        return kind(**named)
    except UnicodeDecodeError as exc:
        raise SettingsInvalid(".env is not UTF-8 text.") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        why = first["msg"].removeprefix("Value error, ")
        if not first["loc"]:
            raise SettingsInvalid(f"{why}.") from exc
        name = str(first["loc"][0]).upper().removeprefix("SLACK_")
        raise SettingsInvalid(f"SLACK_{name}: {why[:1].lower()}{why[1:]}.") from exc
