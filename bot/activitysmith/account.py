"""One ActivitySmith account: who speaks for it, how fast, and why it may have to be quiet.

A pause holds this account and no other. After a pause that only people can end, one
activity goes first, to see whether it is over.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.activitysmith.client import Client
from bot.activitysmith.pacing import Rate
from bot.activitysmith.patience import Patience
from bot.activitysmith.slots import Places
from bot.surface import Observed

Reason = Literal["rate", "billing", "key"]


@dataclass
class Pause:
    """Why the account is quiet, until when, and who was turned away."""

    until: datetime
    observed: Observed
    turned_away: set[str] = field(default_factory=set)


class Account:
    """What all activities of an account share. *mark* tells it from others, and tells no key."""

    def __init__(
        self,
        client: Client,
        *,
        requests_per_minute: int = 60,
        activities_max: int = 4,
        patience: Patience | None = None,
        mark: str = "",
    ) -> None:
        self.client = client
        self.patience = patience or Patience()
        self.mark = mark
        self.rate = Rate(requests_per_minute)
        self.places = Places(activities_max, self.patience)
        self.lost: set[str] = set()
        self._pauses: dict[Reason, Pause] = {}
        self._ours: dict[str, str] = {}

    def pause(self, reason: Reason, until: datetime, observed: Observed) -> bool:
        """Be quiet until then; whether that is new."""
        known = self._pauses.get(reason)
        turned_away = known.turned_away if known else set()
        self._pauses[reason] = Pause(until, observed, turned_away)
        return known is None

    def held(self, activity_id: str, *, ending: bool, now: datetime) -> Pause | None:
        """Why the activity may not be told of now; None if it may."""
        for reason, pause in list(self._pauses.items()):
            if ending and reason == "billing":
                continue  # Ending is free.
            if now < pause.until:
                pause.turned_away.add(activity_id)
                return pause
            if reason == "rate":
                del self._pauses[reason]
            else:
                pause.until = now + self.patience.probe
        return None

    def answered(self, *, ending: bool) -> tuple[str, ...]:
        """It was let in: the pauses are over. Whom to wake."""
        turned_away: set[str] = set()
        for reason in list(self._pauses):
            if reason == "key" or (reason == "billing" and not ending):
                turned_away |= self._pauses.pop(reason).turned_away
        return tuple(sorted(turned_away))

    def know(self, smith_id: str, activity_id: str) -> None:
        """Remember ActivitySmith's name for one of our activities."""
        if smith_id:
            self._ours[smith_id] = activity_id

    def lose(self, smith_id: str | None) -> tuple[str, ...]:
        """ActivitySmith ended that one to make room; which of our activities it was."""
        ours = self._ours.pop(smith_id or "", None)
        if ours is None:
            return ()
        self.lost.add(ours)
        return (ours,)

    def forget(self, activity_id: str) -> None:
        """The activity has ended."""
        self.lost.discard(activity_id)
        self._ours = {smith: ours for smith, ours in self._ours.items() if ours != activity_id}
