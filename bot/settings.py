"""What the core needs to know, from the environment and `.env`."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsInvalid


class Settings(BaseSettings):
    """Lockstep's settings; product.md section 8 names them."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(
        default="sqlite:///lockstep.db",
        validation_alias=AliasChoices("LOCKSTEP_DATABASE_URL", "DATABASE_URL"),
    )
    secret: SecretStr | None = Field(default=None, validation_alias="LOCKSTEP_SECRET")
    keys: SecretStr | None = Field(default=None, validation_alias="LOCKSTEP_KEYS")
    public_url: str = Field(default="", validation_alias="LOCKSTEP_PUBLIC_URL")
    templates: str = Field(default="", validation_alias="LOCKSTEP_TEMPLATES")
    host: str = Field(default="127.0.0.1", validation_alias="HOST")
    port: int = Field(default=8000, ge=0, le=65_535, validation_alias="PORT")
    activitysmith_api_key: SecretStr | None = Field(
        default=None, validation_alias="ACTIVITYSMITH_API_KEY"
    )
    activitysmith_base_url: str = Field(
        default="https://activitysmith.com/api", validation_alias="ACTIVITYSMITH_BASE_URL"
    )
    activitysmith_audience: str = Field(default="", validation_alias="ACTIVITYSMITH_AUDIENCE")
    activitysmith_lifecycle: Literal["managed", "manual"] = Field(
        default="managed", validation_alias="ACTIVITYSMITH_LIFECYCLE"
    )
    activitysmith_requests_per_minute: int = Field(
        default=60, ge=1, le=10_000, validation_alias="ACTIVITYSMITH_REQUESTS_PER_MINUTE"
    )
    activitysmith_activities_max: int = Field(
        default=4, ge=1, le=100, validation_alias="ACTIVITYSMITH_ACTIVITIES_MAX"
    )

    @field_validator("public_url", "activitysmith_base_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if url and not url.startswith(("https://", "http://")):
            raise ValueError("must begin with https:// (or http:// on this machine)")
        if url and not _is_plain(url):
            raise ValueError("must be like https://lockstep.example.com, and nothing after it")
        return url.rstrip("/")

    @property
    def sqlite_path(self) -> Path | None:
        """The file of a `sqlite:///` database; None for another kind."""
        kind, _, path = self.database_url.partition(":///")
        return Path(path) if kind == "sqlite" and path else None

    @property
    def audience(self) -> tuple[str, ...]:
        """The ActivitySmith channels that see what names none."""
        parts = (part.strip() for part in self.activitysmith_audience.split(","))
        return tuple(part for part in parts if part)


def _is_plain(url: str) -> bool:
    """Whether *url* is a host, perhaps with a port and a path, and nothing that would be lost."""
    try:
        parts = urlsplit(url)
        well = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        return False
    return well and not (parts.query or parts.fragment or any(c.isspace() for c in url))


def read_settings(make: Callable[[], Settings] = Settings) -> Settings:
    """The settings as they are now. Raises SettingsInvalid, naming the first that is wrong."""
    try:
        return make()
    except UnicodeDecodeError as exc:
        raise SettingsInvalid(".env is not UTF-8 text.") from exc
    except OSError as exc:
        raise SettingsInvalid(f".env cannot be read ({exc.strerror}).") from exc
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_input=False)[0]
        name = first["loc"][0] if first["loc"] else "a setting"
        why = first["msg"].removeprefix("Value error, ")
        raise SettingsInvalid(f"{name}: {why[:1].lower()}{why[1:]}.") from exc
