"""A clock that runs on the phone: where it began, and whether it is held."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from adapters.sandbox.answers import Json


@dataclass(frozen=True)
class Window:
    """A countdown of *duration_seconds*, or time elapsed; held since *paused_at* if that is set."""

    started_at: datetime
    duration_seconds: float | None
    counts_down: bool
    paused_at: datetime | None = None

    def elapsed_seconds(self, now: datetime) -> float:
        """How long it has run, pauses left out."""
        return max(0.0, ((self.paused_at or now) - self.started_at).total_seconds())

    def picture(self, now: datetime) -> Json:
        """What the phone shows at *now*."""
        elapsed = self.elapsed_seconds(now)
        left = max(0.0, (self.duration_seconds or 0.0) - elapsed) if self.counts_down else None
        return {
            "counts_down": self.counts_down,
            "is_running": self.paused_at is None,
            "duration_seconds": self.duration_seconds,
            "elapsed_seconds": elapsed,
            "remaining_seconds": left,
            "started_at": self.started_at.isoformat(),
        }


def opened(content: Json, now: datetime) -> Window:
    """The window that a first content opens."""
    counts_down = content.get("counts_down", True)
    held = now if content.get("is_running") is False else None
    return Window(now, content.get("duration_seconds"), counts_down, held)


def moved(window: Window, content: Json, now: datetime, *, omitted_is_true: bool) -> Window:
    """*window* as a later content leaves it: duration_seconds begins it again at *now*."""
    was_running = window.paused_at is None
    runs = content.get("is_running", True if omitted_is_true else was_running)
    counts_down = content.get("counts_down", True if omitted_is_true else window.counts_down)
    if "duration_seconds" in content:
        return Window(now, content["duration_seconds"], counts_down, None if runs else now)
    if runs and window.paused_at is not None:
        shift: timedelta = now - window.paused_at
        window = replace(window, started_at=window.started_at + shift, paused_at=None)
    elif not runs and was_running:
        window = replace(window, paused_at=now)
    return replace(window, counts_down=counts_down)


def held(window: Window, now: datetime) -> Window:
    """*window* stopped where it stands: an end freezes it."""
    return window if window.paused_at is not None else replace(window, paused_at=now)
