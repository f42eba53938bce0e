"""What a `content_state` may say, in each of the five calls. Pure."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.content import Badge, Color, Colors, Finite, Gauges, Icon

Type = Literal["segmented_progress", "progress", "metrics", "stats", "alert", "timer", "value"]
Text = Annotated[str, Field(min_length=1)]


class Said(BaseModel):
    """What is said to ActivitySmith: nothing unknown, nothing converted, finite numbers."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, allow_inf_nan=False)


class State(Said):
    """A `content_state` that leaves out what has not changed: only the title is a must."""

    title: str
    type: Type | None = None
    subtitle: str | None = None
    number_of_steps: Annotated[int, Field(ge=1)] | None = None
    current_step: Annotated[int, Field(ge=0)] | None = None
    percentage: Annotated[Finite, Field(ge=0, le=100)] | None = None
    value: Finite | str | None = None
    upper_limit: Annotated[Finite, Field(gt=0)] | None = None
    metrics: Gauges | None = None
    message: Text | None = None
    duration_seconds: Annotated[Finite, Field(gt=0)] | None = None
    counts_down: bool | None = None
    is_running: bool | None = None
    color: Color | None = None
    step_color: Color | None = None
    step_colors: Colors | None = None
    icon: Icon | None = None
    badge: Badge | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if any(getattr(self, name) is None for name in self.model_fields_set):
            raise ValueError("a field that is not known is left out, not null")
        if (self.current_step or 0) > (self.number_of_steps or self.current_step or 0):
            raise ValueError("current_step is past number_of_steps")
        if self.upper_limit is not None and not isinstance(self.value, int | float):
            raise ValueError("upper_limit needs a number as value")
        if self.type not in (None, "value") and self.value is not None and not self.upper_limit:
            raise ValueError("a value without upper_limit is only for the type value")
        return self


class EndState(State):
    """A final `content_state`, and how long it stays."""

    auto_dismiss_minutes: Annotated[int, Field(ge=0)] | None = None


class StreamEndState(EndState):
    """A stream's final `content_state`, which may count its stay in seconds."""

    auto_dismiss_seconds: Annotated[int, Field(ge=0)] | None = None


class WholeState(State):
    """A `content_state` that has all that its type needs, once the type is said."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if missing := _missing(self):
            raise ValueError(f"{self.type} needs {missing}")
        return self


class StartState(WholeState):
    """What a new activity needs: all of its type."""

    type: Type

    @model_validator(mode="after")
    def _has_a_window(self) -> Self:
        counts_up = self.counts_down is False
        if self.type == "timer" and self.duration_seconds is None and not counts_up:
            raise ValueError("timer needs duration_seconds, or counts_down false")
        return self


def _missing(state: State) -> str:
    """What *state* lacks of its type; empty when it is whole, or its type is not said."""
    lacks = {
        "segmented_progress": ("number_of_steps", "current_step"),
        "metrics": ("metrics",),
        "stats": ("metrics",),
        "alert": ("message",),
        "value": ("value",),
    }.get(state.type or "", ())
    missing = [name for name in lacks if getattr(state, name) is None]
    if state.type == "progress" and state.percentage is None and state.upper_limit is None:
        missing.append("percentage, or value with upper_limit")
    return " and ".join(missing)
