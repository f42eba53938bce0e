"""All that the stand-in remembers, and the small change of the wire: ids, triggers, URLs."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.slack.clock import Clock
from tests.slack.faults import Fault, Faults
from tests.slack.rates import Rates
from tests.slack.violations import Violations
from tests.slack.world import Ephemeral, Json, Room, Team, View, acme

TRIGGER_SECONDS = 3.0
RESPONSE_USES = 5
RESPONSE_SECONDS = 30 * 60.0


class Refusal(Exception):
    """An answer with "ok": false."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.answer: Json = {"ok": False, "error": error, **more}


@dataclass
class Call:
    """One call of the Web API, for tests to look at."""

    method: str
    team: str
    args: Json
    answer: Json = field(default_factory=dict)


@dataclass
class Trigger:
    team: str
    user: str
    at: float
    view: str = ""
    """The root of the stack on which it was pressed, which is where it may push."""
    used: bool = False


@dataclass
class ResponseUrl:
    team: str
    user: str
    channel: str
    at: float
    ts: str = ""
    uses: int = 0


@dataclass(frozen=True)
class Identity:
    """The app, as its settings pages show it. Nothing here is a secret of anybody."""

    app_id: str = "A1"
    client_id: str = "1.1"
    client_secret: str = "stand-in client secret"
    signing_secret: str = "stand-in signing secret"
    app_token: str = "xapp-stand-in"
    verification: str = "stand-in verification"


class State:
    """What Slack knows."""

    def __init__(self, clock: Clock | None = None, teams: list[Team] | None = None) -> None:
        self.clock = clock or Clock()
        self.app = Identity()
        self.violations = Violations()
        self.rates = Rates(self.clock.now, self.violations)
        self.faults = Faults()
        made = teams if teams is not None else [acme("T1", "acme"), acme("T2", "globex")]
        self.teams = {team.id: team for team in made}
        self.calls: list[Call] = []
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.executions: dict[str, Json] = {}
        self.codes: dict[str, Json] = {}
        self.tickets: set[str] = set()
        self.edit_window_closed = False
        self.url = ""
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._news = asyncio.Event()

    # What a person sees ------------------------------------------------------------

    def team(self, team: str = "") -> Team:
        return self.teams[team or next(iter(self.teams))]

    def channel(self, channel: str, team: str = "") -> Room:
        return self.team(team).rooms[channel]

    def ephemerals(self, user: str = "U1", team: str = "") -> list[Ephemeral]:
        return [e for e in self.team(team).ephemerals if e.user == user]

    def open_view(self, user: str = "U1", team: str = "") -> View | None:
        """The modal on top."""
        stack = self.team(team).stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str = "U1", team: str = "") -> View | None:
        return self.team(team).homes.get(user)

    # For tests ---------------------------------------------------------------------

    def fail(self, method: str, kind: Any, **more: Any) -> Fault:
        """Switch a fault on for the next calls of *method*: see Fault."""
        fault = Fault(kind, method, **more)
        self.faults.append(fault)
        return fault

    def called(self, method: str, team: str = "") -> list[Call]:
        """The calls of *method*, those that were refused too."""
        return [c for c in self.calls if c.method == method and team in ("", c.team)]

    def assert_polite(self) -> None:
        """Nothing was done that Slack forbids, or punishes later."""
        assert not self.violations, "\n".join(map(str, self.violations))

    async def until(self, holds: Callable[[], Any], seconds: float = 30.0) -> None:
        """Wait for *holds*, which is looked at whenever something happens here."""
        async with asyncio.timeout(seconds):
            while not holds():
                await self._news.wait()

    def tell(self) -> None:
        """Something happened."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    # Small change ------------------------------------------------------------------

    def number(self) -> int:
        return next(self._numbers)

    def ts(self) -> str:
        """A message's time: unique, and later than the last."""
        self._last_ts = max(self._last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def trigger(self, team: str, user: str, view: str = "") -> str:
        made = f"{self.number()}.{self.number()}.{self.number():032x}"
        self.triggers[made] = Trigger(team, user, self.clock.now(), view)
        return made

    def spend(self, trigger: str, team: str) -> Trigger:
        """The trigger, which is spent with this; Refusal if it is none, spent or late."""
        found = self.triggers.get(trigger)
        if found is None or found.team != team:
            raise Refusal("invalid_trigger_id")
        if found.used:
            self.violations.add("trigger", "a trigger_id was used twice")
            raise Refusal("exchanged_trigger_id")
        if self.clock.now() - found.at > TRIGGER_SECONDS:
            self.violations.add("trigger", "a trigger_id was used after 3 seconds")
            raise Refusal("expired_trigger_id")
        found.used = True
        return found

    def response_url(self, kind: str, team: str, user: str, channel: str, ts: str = "") -> str:
        path = f"/{kind}/{team}/{self.number()}/{self.number():024x}"
        self.response_urls[path] = ResponseUrl(team, user, channel, self.clock.now(), ts)
        return self.url + path
