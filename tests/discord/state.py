"""All that the stand-in remembers."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.discord.channel import Channel
from tests.discord.clock import Clock
from tests.discord.endpoint import Refusal
from tests.discord.faults import Fault, Faults
from tests.discord.guild import Guild, user
from tests.discord.insistence import Insistence
from tests.discord.message import Message
from tests.discord.rates import Rates
from tests.discord.sessions import Sessions
from tests.discord.snowflakes import Snowflakes
from tests.discord.told import Told
from tests.discord.violations import Violations

Json = dict[str, Any]
PATIENCE_SECONDS = 60.0
SHOWN = 20


@dataclass
class Call:
    """One request to the REST API, for tests to look at."""

    method: str
    path: str
    query: dict[str, str]
    body: Any
    status: int = 0
    answer: Any = None
    at_ns: int = field(default_factory=time.perf_counter_ns)


class State:
    """See DiscordStandIn, which adds to it what can be done."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or Clock()
        self.snowflake = Snowflakes(self.clock)
        self.token = "a-token.of-the.stand-in"
        self.violations = Violations()
        self.faults = Faults()
        self.rates = Rates(self.clock.ticking, self.violations)
        self.insistence = Insistence(self.violations)
        self.guilds: dict[str, Guild] = {}
        self.calls: deque[Call] = deque(maxlen=100_000)
        self.keep_calls = True
        self.commands: dict[str, list[Json]] = {}
        """By guild; "" are the global ones."""
        self.created_commands: dict[str, list[float]] = {}
        self.interactions: dict[str, Told] = {}
        self.by_token: dict[str, Told] = {}
        self.nonces: dict[str, tuple[float, Message]] = {}
        self.app_flags = 0
        self.app_settings: Json = {}
        """What its owner has set otherwise, in Discord's developer portal."""
        self._user_ids: dict[str, str] = {}
        self.app_id = self.user_id("Lockstep")
        self.sessions = Sessions(self)
        self.url = ""
        self._news = asyncio.Event()

    # What is not right -------------------------------------------------------------

    def refuse(self, wrong: Iterable[str]) -> None:
        """Refusal, if Discord would not take it for what is *wrong*."""
        found = list(wrong)
        if found:
            for sentence in found:
                self.violations.add("rule", sentence)
            said = [{"code": "BROKEN_RULE", "message": sentence} for sentence in found]
            raise Refusal(400, 50035, "Invalid Form Body", errors={"body": {"_errors": said}})

    def frown(self, wrong: Iterable[str]) -> None:
        """Discord takes it; we do not want to see it."""
        for sentence in wrong:
            self.violations.add("house", sentence)

    # What is there -----------------------------------------------------------------

    @property
    def api_url(self) -> str:
        """What stands in DISCORD_API_URL."""
        return self.url + "/api/v10"

    @property
    def gateway_url(self) -> str:
        """What stands in DISCORD_GATEWAY_URL."""
        return self.url.replace("http", "ws", 1) + "/gateway/"

    def guild(self, name: str = "Acme") -> Guild:
        """The guild of this name; made, and told to the gateway, if it is not there."""
        for guild in self.guilds.values():
            if guild.name == name:
                return guild
        made = Guild(self, name)
        self.guilds[made.id] = made
        made.begin()
        return made

    def channel(self, wanted: str) -> Channel | None:
        """The channel or thread with this id, in whichever guild."""
        for guild in self.guilds.values():
            if wanted in guild.channels:
                return guild.channels[wanted]
        return None

    def user_id(self, name: str) -> str:
        """A person is the same one in every guild."""
        if name not in self._user_ids:
            self._user_ids[name] = self.snowflake()
        return self._user_ids[name]

    def app_user(self) -> Json:
        """The app as a user: the same in every guild, and there before there is one."""
        return user(self.app_id, "Lockstep", is_bot=True)

    # For tests ---------------------------------------------------------------------

    def fail(self, method: str, path: str, **more: Any) -> Fault:
        """Switch a fault on for the next calls whose path matches: see Fault."""
        fault = Fault(method, path, **more)
        self.faults.append(fault)
        return fault

    def called(self, method: str, path: str) -> list[Call]:
        """The calls whose path matches, those that were refused too."""
        wanted = Fault(method, path)
        return [call for call in self.calls if wanted.meets(call.method, call.path)]

    def expect(self, kind: str) -> list[str]:
        """Forgive what the test provoked; an AssertionError if it did not happen."""
        forgiven = self.violations.forgive(kind)
        assert forgiven, f"no {kind!r} happened, but {[str(v) for v in self.violations]}"
        return forgiven

    def assert_polite(self) -> None:
        """Nothing was done that Discord forbids, or that we never want to see."""
        first = "\n".join(map(str, self.violations[:SHOWN]))
        assert not self.violations, f"{len(self.violations)} violations:\n{first}"

    async def until(self, holds: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> None:
        """Wait for *holds*, which is looked at whenever something happens here."""
        async with asyncio.timeout(seconds):
            while not holds():
                await self._news.wait()

    def forget(self) -> None:
        """Keep nothing of what is over: for those who measure memory."""
        self.calls.clear()
        self.nonces.clear()
        self.interactions = {t.id: t for t in self.interactions.values() if not t.answered}
        self.by_token = {told.token: told for told in self.interactions.values()}
        for session in self.sessions.all.values():
            session.past.clear()

    def tell(self) -> None:
        """Something happened."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    def dispatch(self, guild: str, name: str, told: Json) -> int:
        """Tell every session that has this guild; how many those are."""
        return self.sessions.dispatch(guild, name, told)
