"""The seven types of content that an activity can show.

Names and bounds are ActivitySmith's own, so that what a person reads in its
documentation is what they find here. Only `Timer.clock` is ours: a phone runs its
timers alone, and a card must know what it shows.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, model_validator

Color = Literal[
    "lime", "green", "cyan", "blue", "purple", "magenta", "red", "orange", "yellow", "gray"
]
COLORS: tuple[str, ...] = (
    "lime", "green", "cyan", "blue", "purple", "magenta", "red", "orange", "yellow", "gray"
)  # fmt: skip

M = TypeVar("M", bound=BaseModel)


def _a_number(value: object) -> object:
    """*value*, unless it only counts as a number in Python, or in no reader of JSON."""
    if isinstance(value, bool):
        raise ValueError("must be a number, not true or false")
    if isinstance(value, int):
        try:
            float(value)
        except OverflowError as exc:
            raise ValueError("must be a finite number") from exc
    return value


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


Finite = Annotated[int | float, BeforeValidator(_a_number), Field(allow_inf_nan=False)]
Colors = Annotated[tuple[Color, ...], BeforeValidator(_as_tuple)]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class Icon(_Value):
    """An SF Symbol beside the title."""

    symbol: str = Field(min_length=1)
    color: Color | None = None


class Badge(_Value):
    """A short word in a pill, such as "SEV1"."""

    title: str = Field(min_length=1)
    color: Color | None = None


class Metric(_Value):
    """One labelled number or text, such as CPU 24 %."""

    label: str = Field(min_length=1)
    value: Annotated[Finite, Field(ge=0)] | Annotated[str, Field(min_length=1, max_length=64)]
    unit: str | None = None
    color: Color | None = None


Gauges = Annotated[
    tuple[Metric, ...], BeforeValidator(_as_tuple), Field(min_length=1, max_length=8)
]


class Clock(_Value):
    """Where a timer's clock stands: what had run by *at*, and whether it runs on.

    *window* names the window: it changes when the timer is set or reset, and only then.
    """

    window: datetime
    at: datetime
    ran_seconds: float = Field(default=0.0, ge=0)


class _Content(_Value):
    title: str
    subtitle: str | None = None
    color: Color | None = None
    icon: Icon | None = None
    badge: Badge | None = None


class SegmentedProgress(_Content):
    """A bar of steps, some of them done."""

    type: Literal["segmented_progress"] = "segmented_progress"
    number_of_steps: int = Field(ge=1)
    current_step: int = Field(default=0, ge=0)
    step_color: Color | None = None
    step_colors: Colors | None = None

    @model_validator(mode="after")
    def _within_steps(self) -> Self:
        if self.current_step > self.number_of_steps:
            raise ValueError("current_step is past number_of_steps")
        return self


class Progress(_Content):
    """A bar: a percentage, or a value of an upper limit. The percentage wins if both are set."""

    type: Literal["progress"] = "progress"
    percentage: Annotated[Finite, Field(ge=0, le=100)] | None = None
    value: Finite | None = None
    upper_limit: Annotated[Finite, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _measured(self) -> Self:
        if (self.value is None) != (self.upper_limit is None):
            raise ValueError("value and upper_limit go together")
        if self.percentage is None and self.value is None:
            raise ValueError("progress needs percentage, or value with upper_limit")
        return self


class Metrics(_Content):
    """One to eight gauges."""

    type: Literal["metrics"] = "metrics"
    metrics: Gauges


class Stats(_Content):
    """One to eight readouts, numbers or text."""

    type: Literal["stats"] = "stats"
    metrics: Gauges


class Alert(_Content):
    """A message that somebody should act on."""

    type: Literal["alert"] = "alert"
    message: str = Field(min_length=1)


class Timer(_Content):
    """A clock that runs on the phone: down from a duration, or up from nothing."""

    type: Literal["timer"] = "timer"
    duration_seconds: Annotated[Finite, Field(gt=0)] | None = None
    counts_down: bool = True
    is_running: bool = True
    clock: Clock | None = Field(default=None, strict=False)

    @model_validator(mode="after")
    def _has_a_window(self) -> Self:
        if self.counts_down and self.duration_seconds is None:
            raise ValueError("a countdown needs duration_seconds")
        return self

    def ran_seconds(self, now: datetime) -> float:
        """How long the clock has run by *now*, in seconds."""
        if self.clock is None:
            return 0.0
        since = (now - self.clock.at).total_seconds() if self.is_running else 0.0
        return self.clock.ran_seconds + max(0.0, since)

    def left_seconds(self, now: datetime) -> float | None:
        """What is left of the window at *now*, never below zero; None without a window."""
        if self.duration_seconds is None:
            return None
        return max(0.0, self.duration_seconds - self.ran_seconds(now))

    def set_going(self, now: datetime) -> "Timer":
        """The same timer with a fresh window that begins at *now*."""
        return replace(self, clock=Clock(window=now, at=now))

    def set_running(self, running: bool, now: datetime) -> "Timer":
        """The same timer, frozen or running on from where it stood."""
        assert self.clock is not None, "a started timer has a clock"
        clock = replace(self.clock, at=now, ran_seconds=self.ran_seconds(now))
        return replace(self, is_running=running, clock=clock)


class Value(_Content):
    """One prominent readout: a number, or text whose form is kept."""

    type: Literal["value"] = "value"
    value: Finite | str


AnyContent = SegmentedProgress | Progress | Metrics | Stats | Alert | Timer | Value
Content = Annotated[AnyContent, Field(discriminator="type")]
TYPES: tuple[type[AnyContent], ...] = (
    Alert, SegmentedProgress, Progress, Value, Timer, Metrics, Stats
)  # fmt: skip
TAKES_TWO_BUTTONS = frozenset({"alert", "progress", "segmented_progress", "value"})
CONTENT: TypeAdapter[AnyContent] = TypeAdapter(Content)


def replace(value: M, /, **changes: Any) -> M:
    """*value* with *changes*, checked as if it were made anew. Raises ValidationError."""
    fields = {name: getattr(value, name) for name in value.model_fields_set}
    return type(value).model_validate({**fields, **changes})
