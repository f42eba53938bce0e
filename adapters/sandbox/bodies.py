"""What a body may say, field by field: closed, strict, and finite.

A field that is left out is ABSENT, never null: null is not a value anywhere in this API.
"""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from adapters.sandbox.metadata import Metadata

ABSENT: Any = None


def _integral(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _address(value: str) -> str:
    parts = urlsplit(value)
    if value != value.strip() or any(c.isspace() for c in value):
        raise ValueError("a URL has no spaces")
    if parts.scheme in ("http", "https") and not parts.hostname:
        raise ValueError("a URL needs a host")
    return value


Whole = Annotated[int, BeforeValidator(_integral)]
Filled = Annotated[str, Field(min_length=1)]
Url = Annotated[str, AfterValidator(_address)]
SecureUrl = Annotated[Url, Field(pattern=r"^https://")]
Tag = Annotated[str, Field(min_length=1, max_length=64)]
Tags = list[Tag]
Color = Literal[
    "lime", "green", "cyan", "blue", "purple", "magenta", "red", "orange", "yellow", "gray"
]
Kind = Literal["segmented_progress", "progress", "metrics", "stats", "alert", "timer", "value"]


class Body(BaseModel):
    """Closed and strict."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


class Metric(Body):
    """A label and what it stands at."""

    label: Filled
    value: Annotated[str, Field(min_length=1, max_length=64)] | Annotated[float, Field(ge=0)]
    unit: str = ABSENT
    color: Color = ABSENT


class Icon(Body):
    """An SF Symbol."""

    symbol: Filled
    color: Color = ABSENT


class Badge(Body):
    """A few letters beside the title."""

    title: Filled
    color: Color = ABSENT


class Content(Body):
    """content_state, of any type; which fields a type needs is in rules.py."""

    title: str
    type: Kind = ABSENT
    subtitle: str = ABSENT
    number_of_steps: Annotated[Whole, Field(ge=1)] = ABSENT
    current_step: Annotated[Whole, Field(ge=0)] = ABSENT
    percentage: Annotated[float, Field(ge=0, le=100)] = ABSENT
    value: str | float = ABSENT
    upper_limit: Annotated[float, Field(gt=0)] = ABSENT
    duration_seconds: Annotated[float, Field(gt=0)] = ABSENT
    counts_down: bool = ABSENT
    is_running: bool = ABSENT
    metrics: Annotated[list[Metric], Field(min_length=1, max_length=8)] = ABSENT
    message: Filled = ABSENT
    icon: Icon = ABSENT
    badge: Badge = ABSENT
    color: Color = ABSENT
    step_color: Color = ABSENT
    step_colors: list[Color] = ABSENT


class FirstContent(Content):
    """What POST /start wants: the type is said."""

    type: Kind


class LastContent(Content):
    """What /end and the streams take: also when the phone may forget it."""

    auto_dismiss_minutes: Annotated[Whole, Field(ge=0)] = ABSENT
    auto_dismiss_seconds: Annotated[Whole, Field(ge=0)] = ABSENT


class Action(Body):
    """A button of a Live Activity. Its URL is looked at in rules.py."""

    title: str
    type: Literal["open_url", "webhook"]
    url: Url
    method: Literal["GET", "POST"] = ABSENT
    body: dict[str, Any] = ABSENT


class PushAction(Action):
    """A button of a push notification, which may open more kinds of address."""

    @model_validator(mode="after")
    def _check_url(self) -> "PushAction":
        if self.type == "webhook" and not self.url.startswith("https://"):
            raise ValueError("a webhook needs an https URL")
        _deep_link(self.url)
        return self


class Alert(Body):
    """The banner that comes with a push."""

    title: str = ABSENT
    body: str = ABSENT


class Target(Body):
    """Channels, by slug."""

    channels: Annotated[list[str], Field(min_length=1)]


class Buttons(Body):
    """What every Live Activity call may carry."""

    action: Action = ABSENT
    secondary_action: Action = ABSENT
    tags: Tags = ABSENT
    metadata: Metadata = ABSENT


class Start(Buttons):
    """POST /live-activity/start."""

    content_state: FirstContent
    alert: Alert = ABSENT
    target: Target = ABSENT


class Update(Buttons):
    """POST /live-activity/update."""

    activity_id: str
    content_state: Content


class End(Buttons):
    """POST /live-activity/end."""

    activity_id: str
    content_state: LastContent


class StreamPut(Buttons):
    """PUT /live-activity/stream/{stream_key}."""

    content_state: LastContent
    alert: Alert = ABSENT
    channels: Annotated[list[str], Field(min_length=1)] = ABSENT
    target: Target = ABSENT


class StreamDelete(Buttons):
    """DELETE /live-activity/stream/{stream_key}."""

    content_state: LastContent = ABSENT
    alert: Alert = ABSENT


def _deep_link(value: str) -> str:
    scheme = urlsplit(value).scheme.lower()
    if not scheme or scheme in ("javascript", "file", "data", "activitysmith"):
        raise ValueError("an address needs a scheme that a phone may open")
    return value


class Replacement(Body):
    """PUT /push-notification/{notification_id}."""

    title: str
    message: str = ABSENT
    subtitle: str = ABSENT
    icon: SecureUrl = ABSENT
    media: SecureUrl = ABSENT
    redirection: Annotated[str, Field(max_length=2048), AfterValidator(_deep_link)] = ABSENT
    actions: Annotated[list[PushAction], Field(max_length=4)] = ABSENT
    payload: dict[str, Any] = ABSENT
    badge: Whole = ABSENT
    tags: Annotated[Tags, Field(max_length=20)] = ABSENT
    metadata: Metadata = ABSENT

    @model_validator(mode="after")
    def _check_media(self) -> "Replacement":
        if self.media and self.actions:
            raise ValueError("media cannot be combined with actions")
        return self


class Push(Replacement):
    """POST /push-notification."""

    sound: str = ABSENT
    interruption_level: Literal["passive", "active", "time-sensitive"] = ABSENT
    target: Target = ABSENT


class BadgeCount(Body):
    """POST /badge."""

    badge: Annotated[Whole, Field(ge=0, le=2_147_483_647)]
    target: Target = ABSENT
