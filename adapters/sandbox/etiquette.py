"""Notices what a polite client would never have done; only what is certain.

What counts is what the client knew: a call is held against it only if the answer that
should have stopped it had been given before the call came.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.sandbox.answers import Answer, Json
from adapters.sandbox.log import Violation
from adapters.sandbox.rate import MINUTE
from adapters.sandbox.state import Frame
from adapters.sandbox.switches import Switches

VIOLATIONS_MAX = 10_000
REMEMBERED_MAX = 10_000
WAIT_MAX_SECONDS = 300
CROSSING = timedelta(seconds=1)


@dataclass
class Conduct:
    """What one client sent, and what it has been told."""

    sent: deque[datetime] = field(default_factory=deque)
    deleted: dict[str, None] = field(default_factory=dict)
    ended: dict[str, None] = field(default_factory=dict)
    ended_keys: dict[str, None] = field(default_factory=dict)
    told_at: datetime | None = None
    wait_until: datetime | None = None


class Etiquette:
    """Every violation so far, the last ones kept."""

    def __init__(self) -> None:
        self.violations: deque[Violation] = deque(maxlen=VIOLATIONS_MAX)
        self.conduct: dict[str, Conduct] = {}

    def arrived(
        self, account: str, method: str, key: str, switches: Switches, now: datetime
    ) -> None:
        """Look at a call before anything is done about it."""
        conduct = self.conduct.setdefault(account, Conduct())
        while conduct.sent and conduct.sent[0] <= now - MINUTE:
            conduct.sent.popleft()
        conduct.sent.append(now)
        most = switches.requests_per_minute
        if switches.rate == "shared60" and len(conduct.sent) > most:
            self._note(now, account, "rate", f"more than {most} requests in a minute")
        if _too_early(conduct, now):
            self._note(now, account, "retry_after", f"asked before {conduct.wait_until}")
        if method == "PUT" and key in conduct.deleted:
            self._note(now, account, "put_after_delete", key)
        if method == "PUT" and key in conduct.ended_keys:
            self._note(now, account, "key_reused", key)

    def before_effect(
        self, account: str, endpoint: str, body: Json, was: Frame | None, now: datetime
    ) -> None:
        """Look at a readable body beside what is shown now."""
        conduct = self.conduct.setdefault(account, Conduct())
        if endpoint == "update" and body["activity_id"] in conduct.ended:
            self._note(now, account, "update_after_end", body["activity_id"])
        content = body.get("content_state", {})
        if endpoint in ("update", "put") and was is not None and _resent(content, was):
            self._note(now, account, "duration_resent", content["title"])

    def answered(
        self, account: str, endpoint: str, key: str, answer: Answer, now: datetime
    ) -> None:
        """Remember what the client has now been told; *key* is the stream's, if there is one."""
        conduct = self.conduct.setdefault(account, Conduct())
        if endpoint == "delete" and answer.status in (200, 404):
            _remember(conduct.deleted, key)
        if endpoint == "end" and answer.effect == "ended":
            _remember(conduct.ended, answer.body["activity_id"])
            if key:
                _remember(conduct.ended_keys, key)
        wait = answer.headers.get("Retry-After", "")
        if answer.status == 429 and wait.isdecimal() and 0 < int(wait) <= WAIT_MAX_SECONDS:
            conduct.told_at, conduct.wait_until = now, now + timedelta(seconds=int(wait))

    def forget(self, account: str) -> None:
        """Begin anew with one account."""
        self.conduct.pop(account, None)

    def _note(self, now: datetime, account: str, rule: str, detail: str) -> None:
        self.violations.append(Violation(now, account, rule, detail))


def _too_early(conduct: Conduct, now: datetime) -> bool:
    if conduct.told_at is None or conduct.wait_until is None:
        return False
    return conduct.told_at + CROSSING < now < conduct.wait_until


def _resent(content: Json, was: Frame) -> bool:
    """Whether a running clock is set back by a change that was about something else."""
    same_clock = was.timer is not None and content.get("duration_seconds") == (
        was.timer.duration_seconds
    )
    if "duration_seconds" not in content or not same_clock:
        return False
    clock = ("duration_seconds", "counts_down", "is_running", "type")
    rest = {k: v for k, v in content.items() if k not in clock}
    return rest != {k: v for k, v in was.content.items() if k not in clock}


def _remember(known: dict[str, None], name: str) -> None:
    known[name] = None
    while len(known) > REMEMBERED_MAX:
        del known[next(iter(known))]
