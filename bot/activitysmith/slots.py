"""Who has one of the account's few places on the Lock Screen, and who waits in line. Pure.

A phone shows four activities of an account. When all places are taken, a higher priority
(a smaller number) takes the place of the lowest that has had it for a while; equals wait
in line. Whoever was parked, or waits, comes back by itself.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.activitysmith.patience import Patience

FORGET_AFTER = timedelta(seconds=180)
STARTS_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Holder:
    """Who has a place. *fixed* is one we may not take away; *leaving* was asked to go."""

    priority: int
    since: datetime
    fixed: bool = False
    leaving: bool = False


@dataclass(frozen=True)
class Waiting:
    """Who stands in line, and when they last asked."""

    priority: int
    since: datetime
    asked: datetime


@dataclass(frozen=True)
class Wait:
    """Not now: ask again at *until*. *park* has to go first; *sentence* tells people why."""

    until: datetime
    sentence: str
    park: str | None = None


@dataclass
class Places:
    """The places of one account."""

    limit: int = 4
    patience: Patience = field(default_factory=Patience)
    holders: dict[str, Holder] = field(default_factory=dict)
    line: dict[str, Waiting] = field(default_factory=dict)
    _starts: list[datetime] = field(default_factory=list)
    _strangers: int = 0
    _strangers_until: datetime | None = None

    def take(self, activity_id: str, priority: int, now: datetime) -> Wait | None:
        """Give the activity a place, or say until when it waits. None: the place is taken."""
        if activity_id in self.holders:
            return None
        since = self.line[activity_id].since if activity_id in self.line else now
        self.line[activity_id] = Waiting(priority, since, now)
        self._forget_the_silent(now)
        if wait := self._starts_spent(now):
            return wait
        ahead = self._order().index(activity_id)
        if ahead < self._free(now):
            del self.line[activity_id]
            self.holders[activity_id] = Holder(priority, now)
            self._starts.append(now)
            return None
        return self._in_line(ahead, priority, now)

    def hold(
        self, activity_id: str, priority: int, since: datetime, *, fixed: bool = False
    ) -> None:
        """Note that the activity is on the Lock Screen already."""
        self.line.pop(activity_id, None)
        if activity_id not in self.holders:
            self._starts.append(since)
        old = self.holders.get(activity_id, Holder(priority, since))
        self.holders[activity_id] = replace(old, priority=priority, fixed=fixed)

    def wait(self, activity_id: str, priority: int, since: datetime, now: datetime) -> None:
        """Note that the activity has stood in line since then."""
        self.line[activity_id] = Waiting(priority, since, now)

    def release(self, activity_id: str, now: datetime) -> tuple[str, ...]:
        """The activity has no place and wants none; who is to ask now."""
        self.holders.pop(activity_id, None)
        self.line.pop(activity_id, None)
        return self.called(now)

    def give_back(self, activity_id: str, now: datetime) -> None:
        """The place that was taken was not used after all; the activity stands in line again."""
        holder = self.holders.pop(activity_id)
        if holder.since in self._starts:
            self._starts.remove(holder.since)
        self.line[activity_id] = Waiting(holder.priority, holder.since, now)

    def called(self, now: datetime) -> tuple[str, ...]:
        """The first in line, as many as there are places free."""
        return tuple(self._order()[: max(0, self._free(now))])

    def is_leaving(self, activity_id: str) -> bool:
        """Whether the activity was asked to make room, and somebody still wants it."""
        holder = self.holders.get(activity_id)
        if holder is None or not holder.leaving:
            return False
        if any(waiting.priority < holder.priority for waiting in self.line.values()):
            return True
        self.holders[activity_id] = replace(holder, leaving=False)
        return False

    def learn(self, limit: int, active: int, now: datetime) -> None:
        """ActivitySmith has no place left: how many there are, and how many others take."""
        self.limit = max(1, limit)
        self._strangers = max(0, active - len(self.holders))
        self._strangers_until = now + self.patience.place

    def _order(self) -> list[str]:
        return sorted(self.line, key=lambda a: (self.line[a].priority, self.line[a].since, a))

    def _free(self, now: datetime) -> int:
        known = self._strangers_until is not None and now < self._strangers_until
        return self.limit - len(self.holders) - (self._strangers if known else 0)

    def _in_line(self, ahead: int, priority: int, now: datetime) -> Wait:
        sentence = f"waiting for a free place: {self.limit} of {self.limit} in use"
        leaving = sum(holder.leaving for holder in self.holders.values())
        if ahead < self._free(now) + leaving:
            return Wait(now + self.patience.place, sentence)
        lower = {a: h for a, h in self.holders.items() if h.priority > priority}
        lower = {a: h for a, h in lower.items() if not (h.fixed or h.leaving)}
        ripe = [a for a, h in lower.items() if now - h.since >= self.patience.hold_off]
        if ripe:
            park = min(ripe, key=lambda a: (-lower[a].priority, lower[a].since, a))
            self.holders[park] = replace(self.holders[park], leaving=True)
            return Wait(now + self.patience.place, sentence, park=park)
        soon = [holder.since + self.patience.hold_off for holder in lower.values()]
        return Wait(min([now + self.patience.place, *soon]), sentence)

    def _starts_spent(self, now: datetime) -> Wait | None:
        self._starts = sorted(at for at in self._starts if now - at < STARTS_WITHIN)
        if len(self._starts) < self.patience.starts_max:
            return None
        sentence = "waiting: phones take only so many new activities in ten minutes"
        return Wait(self._starts[0] + STARTS_WITHIN, sentence)

    def _forget_the_silent(self, now: datetime) -> None:
        """Whoever has not asked for long has ended, or has been taken up by another process."""
        for waiting in list(self.line):
            if now - self.line[waiting].asked > FORGET_AFTER:
                del self.line[waiting]
