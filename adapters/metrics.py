"""What `/metrics` tells Prometheus. Labels are few and fixed: no channel, no person, no text."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.buttons import Press
from bot.errors import SurfaceRejected, SurfaceUnavailable
from bot.store import Health
from bot.surface import Delivery, Postponed, Shown, Surface

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The counters of one Lockstep."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.asked = Counter(
            "lockstep_asked_total",
            "Commands and presses, by the way in and what came of them.",
            ["way", "outcome"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "lockstep_ask_seconds",
            "How long an answer took, in seconds.",
            ["way"],
            buckets=(0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5),
            registry=self.registry,
        )
        self.shown = Counter(
            "lockstep_shown_total",
            "Shows of an activity, by surface and outcome.",
            ["surface", "outcome"],
            registry=self.registry,
        )
        self._live = Gauge(
            "lockstep_activities_live", "Activities that have not ended.", registry=self.registry
        )
        self._due = Gauge(
            "lockstep_deliveries_due", "Channels that wait to be shown.", registry=self.registry
        )
        self._overdue = Gauge(
            "lockstep_overdue_seconds",
            "For how long the oldest due channel has waited.",
            registry=self.registry,
        )

    def text(self, health: Health, overdue_seconds: float) -> bytes:
        """The page that Prometheus reads."""
        self._live.set(health.activities_live)
        self._due.set(health.deliveries_due)
        self._overdue.set(overdue_seconds)
        return generate_latest(self.registry)

    def counting(self, surfaces: Iterable[Surface]) -> dict[str, Surface]:
        """*surfaces* by name, each counting how its shows go."""
        return {surface.name: Counted(surface, self.shown) for surface in surfaces}


class Counted:
    """A surface that counts what comes of its shows."""

    def __init__(self, surface: Surface, shown: Counter) -> None:
        self._surface = surface
        self._shown = shown
        self.name = surface.name
        self.lanes = surface.lanes

    async def show(self, delivery: Delivery, presses: tuple[Press, ...]) -> Shown | Postponed:
        """See Surface."""
        outcome = "failed"
        try:
            result = await self._surface.show(delivery, presses)
            outcome = "shown" if isinstance(result, Shown) else "postponed"
        except SurfaceUnavailable:
            outcome = "unavailable"
            raise
        except SurfaceRejected:
            outcome = "rejected"
            raise
        finally:
            self._shown.labels(self.name, outcome).inc()
        return result
