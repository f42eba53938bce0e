"""Who listens at the gateway, and what each has been told."""

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tests.discord.snowflakes import shard_of

if TYPE_CHECKING:
    from tests.discord.state import State

Json = dict[str, Any]


class Link(Protocol):
    """A connection, over which a session is told."""

    beats: int

    def push(self, payload: Json) -> None: ...

    def abort(self) -> None: ...

    async def close(self, code: int) -> None: ...


@dataclass(eq=False)
class Session:
    """Outlives its connections: what it missed is told when it resumes."""

    id: str
    shard: int
    shards: int
    link: Link | None = None
    seq: int = 0
    past: deque[Json] = field(default_factory=lambda: deque(maxlen=10_000))

    def tell(self, name: str, told: Json) -> None:
        self.seq += 1
        payload = {"op": 0, "d": told, "s": self.seq, "t": name}
        self.past.append(payload)
        if self.link is not None:
            self.link.push(payload)

    def replay(self, link: Link, after: int) -> None:
        """Go on over *link* with all that came after the event of this number."""
        self.link = link
        for payload in self.past:
            if payload["s"] > after:
                link.push(payload)


class Sessions:
    """All of them, and how new ones are received."""

    def __init__(self, state: "State") -> None:
        self._state = state
        self.all: dict[str, Session] = {}
        self.links: list[Link] = []
        self.shards = 1
        """What /gateway/bot recommends."""
        self.max_concurrency = 1
        self.heartbeat_ms = 41_250
        self.answers_heartbeats = True
        self.identifies = 0
        self.resumes = 0
        self.refuse_with = 0
        """The code with which each IDENTIFY is closed; 4004 and 4014 come by themselves."""
        self.privileged = 0
        """The privileged intents that the developer portal has switched on."""

    @property
    def connected(self) -> list[Session]:
        return [session for session in self.all.values() if session.link is not None]

    def begin(self, link: Link, shard: int, shards: int) -> Session:
        """A session that has been told READY and its guilds."""
        made = Session(self._state.snowflake(), shard, shards, link)
        self.all[made.id] = made
        state = self._state
        present = [guild for guild in state.guilds.values() if guild.has_app]
        mine = [guild for guild in present if shard_of(guild.id, shards) == shard]
        made.tell("READY", self._ready(made, [guild.id for guild in mine]))
        for guild in mine:
            made.tell("GUILD_CREATE", guild.shown())
        return made

    def dispatch(self, guild: str, name: str, told: Json) -> int:
        """Tell every session that has this guild; how many those are."""
        mine = [s for s in self.all.values() if shard_of(guild, s.shards) == s.shard]
        for session in mine:
            session.tell(name, told)
        return len(mine)

    def lost(self, link: Link) -> None:
        """The connection is gone; the session waits to be resumed."""
        self.links.remove(link)
        for session in self.all.values():
            if session.link is link:
                session.link = None

    def forget(self, link: Link) -> None:
        """The session has ended: there is nothing to resume."""
        self.all = {id_: s for id_, s in self.all.items() if s.link is not link}

    def _ready(self, session: Session, guilds: list[str]) -> Json:
        state = self._state
        app: Json = {"id": state.app_id, "flags": state.app_flags}
        return {
            "v": 10,
            "user": state.app_user(),
            "guilds": [{"id": guild, "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": state.gateway_url,
            "session_type": "normal",
            "shard": [session.shard, session.shards],
            "application": app,
            "private_channels": [],
            "_trace": [],
        }
