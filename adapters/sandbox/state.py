"""An account and what it has: devices, activities, streams, notifications.

Time moves only through `settle`: tokens register, activities expire after eight hours.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from adapters.sandbox.answers import Json
from adapters.sandbox.rate import Rate
from adapters.sandbox.switches import Switchboard
from adapters.sandbox.timer import Window, held

LIFETIME = timedelta(hours=8)
LINGER_MAX = timedelta(hours=4)
FINISHED_MAX = 1000
PRESSES_MAX = 1000

Status = Literal["in_progress", "completed", "cancelled", "expired"]


@dataclass
class Device:
    """A phone: whose it is, and which channels it hears; None hears them all."""

    id: str
    owner: str
    channels: frozenset[str] | None = None
    token_seconds: float = 0.0

    def hears(self, slugs: Sequence[str] | None) -> bool:
        """Whether it is among those addressed; nobody named means everybody."""
        return slugs is None or self.channels is None or bool(self.channels & set(slugs))


@dataclass(frozen=True)
class Frame:
    """One state of a Lock Screen's card."""

    content: Json
    action: Json | None
    secondary_action: Json | None
    timer: Window | None
    at: datetime


@dataclass
class Activity:
    """One Live Activity, what was asked of it, and what each device shows of it."""

    id: str
    frame: Frame
    channels: list[str] | None
    devices: list[Device]
    started_at: datetime
    stream_key: str | None = None
    tags: list[str] | None = None
    metadata: Json | None = None
    status: Status = "in_progress"
    updates: int = 0
    ended_at: datetime | None = None
    dismiss_at: datetime | None = None
    end_reason: str | None = None
    shown: dict[str, Frame] = field(default_factory=dict)
    waiting: dict[str, Frame] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """Its type of content."""
        return str(self.frame.content["type"])

    @property
    def is_live(self) -> bool:
        """Whether it can still be updated."""
        return self.status == "in_progress"

    def token_ready(self, device: Device, now: datetime) -> bool:
        """Whether *device* has told ActivitySmith how to reach this activity."""
        return now >= self.started_at + timedelta(seconds=device.token_seconds)

    def settle(self, now: datetime) -> None:
        """Do what time alone does."""
        for device in self.devices:
            if device.id in self.waiting and self.token_ready(device, now):
                self.shown[device.id] = self.waiting.pop(device.id)
        if self.is_live and now >= self.started_at + LIFETIME:
            ended_at = self.started_at + LIFETIME
            self.finish("expired", ended_at, ended_at + LINGER_MAX, "eight_hours")

    def next_at(self, now: datetime) -> datetime | None:
        """When time alone will next change what a phone shows of it."""
        times = [self.started_at + LIFETIME] if self.is_live else []
        times += [self.dismiss_at] if self.dismiss_at is not None else []
        waiting = [device for device in self.devices if device.id in self.waiting]
        times += [self.started_at + timedelta(seconds=d.token_seconds) for d in waiting]
        return min((at for at in times if at > now), default=None)

    def finish(self, status: Status, now: datetime, dismiss_at: datetime, reason: str) -> None:
        """Be over; from *dismiss_at* on no device shows it. Only an expired timer runs on."""
        self.status, self.ended_at, self.end_reason = status, now, reason
        self.dismiss_at = min(dismiss_at, now + LINGER_MAX)
        if status == "expired":
            return
        self.frame = _stopped(self.frame, now)
        self.shown = {d: _stopped(f, now) for d, f in self.shown.items()}
        self.waiting = {d: _stopped(f, now) for d, f in self.waiting.items()}

    def visible(self, device: Device, now: datetime) -> Frame | None:
        """What *device* shows of it at *now*."""
        if self.dismiss_at is not None and now >= self.dismiss_at:
            return None
        return self.shown.get(device.id)


def _stopped(frame: Frame, now: datetime) -> Frame:
    timer = None if frame.timer is None else held(frame.timer, now)
    return Frame(frame.content, frame.action, frame.secondary_action, timer, frame.at)


@dataclass
class Stream:
    """A key that stands for whichever activity is its current one."""

    key: str
    status: Literal["active", "idle", "paused"] = "idle"
    activity_id: str | None = None
    type: str | None = None


@dataclass
class Notification:
    """A push notification, which can be replaced."""

    id: str
    content: Json
    channels: list[str] | None


def two_phones() -> list[Device]:
    """What a fresh account has: one person's two devices, which hear every channel."""
    return [Device("phone-1", "owner"), Device("phone-2", "owner")]


@dataclass
class Account:
    """What belongs to one API key."""

    key: str
    devices: list[Device] = field(default_factory=two_phones)
    scope: list[str] | None = None
    metrics: set[str] | None = None
    switchboard: Switchboard = field(default_factory=Switchboard)
    rate: Rate = field(default_factory=Rate)
    activities: dict[str, Activity] = field(default_factory=dict)
    streams: dict[str, Stream] = field(default_factory=dict)
    ended_keys: set[str] = field(default_factory=set)
    notifications: dict[str, Notification] = field(default_factory=dict)
    metric_values: Json = field(default_factory=dict)
    badge: int = 0
    pressing: int = 0
    """How many presses have called a webhook that has not answered yet."""
    presses: deque[Json] = field(default_factory=lambda: deque(maxlen=PRESSES_MAX))

    def live(self) -> list[Activity]:
        """Those that take a place, oldest first."""
        return [a for a in self.activities.values() if a.is_live]

    def settle(self, now: datetime) -> None:
        """Do what time alone does, and forget what has long been over."""
        for activity in self.activities.values():
            activity.settle(now)
        for stream in self.streams.values():
            if stream.status == "active" and self.current(stream) is None:
                stream.status, stream.activity_id = "idle", None
        finished = [a.id for a in self.activities.values() if not a.is_live]
        for gone in finished[: max(0, len(finished) - FINISHED_MAX)]:
            del self.activities[gone]

    def next_at(self, now: datetime) -> datetime | None:
        """When time alone will next change what a phone shows."""
        times = [activity.next_at(now) for activity in self.activities.values()]
        return min((at for at in times if at is not None), default=None)

    def current(self, stream: Stream | None) -> Activity | None:
        """The activity that *stream* stands for: live, or expired and about to be rotated."""
        if stream is None or stream.activity_id is None:
            return None
        found = self.activities.get(stream.activity_id)
        return found if found is not None and found.status in ("in_progress", "expired") else None
