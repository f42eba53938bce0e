"""The connection to Discord's gateway: held, resumed, made anew; one for each shard.

discord.py speaks the protocol. What it does when a connection fails is ours: it would give
up when the very first one does, end at one event that it cannot read, and write tracebacks.
"""

import asyncio
import logging
import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp
import discord
from discord.gateway import DiscordWebSocket, ReconnectWebSocket

from bot.errors import LockstepError

CONNECT_SECONDS = 60.0
GOODBYE_SECONDS = 2.0
LIVED_SECONDS = 30.0
WAIT_SECONDS_MAX = 60.0
RESUMES_MAX = 5
MISHEARD_MAX = 3

FATAL = {
    4004: "Discord does not know the bot token any more. See DISCORD_BOT_TOKEN.",
    4010: "Discord refused the shard. Start Lockstep again: it asks how many there must be.",
    4011: "Discord wants more shards. Start Lockstep again: it asks how many there must be.",
    4012: "Discord no longer speaks the version of its API that Lockstep knows. Update Lockstep.",
    4013: "Discord does not know the intents that Lockstep asks for. Update Lockstep.",
    4014: "Discord does not grant the bot its intents, though it asks for Guilds alone. See the "
    "page Bot in Discord's developer portal.",
}
"""What Discord closes a connection with for good, and what to do about it."""

log = logging.getLogger(__name__)

_NETWORK = (OSError, TimeoutError, aiohttp.ClientError, discord.DiscordException)


class DiscordUnusable(LockstepError):
    """Discord does not let us in, and never will as things are."""


class Shard:
    """One connection. *connected* tells whether Discord has let it in."""

    def __init__(
        self,
        client: discord.Client,
        number: int,
        *,
        wait_seconds: float = 1.0,
        monotonic: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.number = number
        self._client = client
        self.wait_seconds = wait_seconds
        self.monotonic = monotonic
        self._socket: DiscordWebSocket | None = None
        self._failures = 0
        self._is_kept = True
        self.connected = False

    async def hold(self) -> None:
        """Hold the connection until cancelled. Raises DiscordUnusable."""
        how: dict[str, Any] = {"initial": True}
        try:
            while True:
                begun = self.monotonic()
                again = await self._held(how)
                self._down()
                if self.monotonic() - begun >= LIVED_SECONDS:
                    self._failures = 0
                await asyncio.sleep(self._wait())
                how = again
        finally:
            await self._let_go()

    @property
    def heard_at(self) -> float:
        """When a heartbeat was answered last; now, while no connection is there to beat."""
        beats = self._socket._keep_alive if self._socket is not None else None
        return beats._last_ack if beats is not None else self.monotonic()

    @property
    def silent_seconds(self) -> float:
        """For how long no heartbeat was answered."""
        return self.monotonic() - self.heard_at

    def let_in(self) -> None:
        """Discord has said READY or RESUMED."""
        self.connected = True
        log.info("discord connected", extra={"shard": self.number})

    async def _held(self, how: dict[str, Any]) -> dict[str, Any]:
        """Make the connection and hear what comes; when it is lost, how to make the next."""
        try:
            # The shards begin one after the other.
            async with asyncio.timeout(CONNECT_SECONDS + 5.0 * (self._client.shard_count or 1)):
                self._socket = await DiscordWebSocket.from_client(
                    self._client, shard_id=self.number, **how
                )
            await self._hear(self._socket)
        except ReconnectWebSocket as exc:
            return self._next(how, is_kept=exc.resume)
        except discord.ConnectionClosed as exc:
            if exc.code in FATAL:
                raise DiscordUnusable(FATAL[exc.code]) from None
            self._tell(f"closed with {exc.code}")
        except _NETWORK as exc:
            self._tell(type(exc).__name__)
        return self._next(how, is_kept=True)

    async def _hear(self, socket: DiscordWebSocket) -> None:
        """Hear one event after the other; one that cannot be read is left out."""
        misheard = 0
        while True:
            try:
                await socket.poll_event()
                misheard = 0
            except (ReconnectWebSocket, *_NETWORK):
                raise
            except Exception:
                log.exception("discord event not understood", extra={"shard": self.number})
                misheard += 1
                if misheard == MISHEARD_MAX:
                    await socket.close()
                    raise ReconnectWebSocket(self.number, resume=False) from None

    def _next(self, how: dict[str, Any], *, is_kept: bool) -> dict[str, Any]:
        """How the next connection is made: the session goes on, if there is one to go on with."""
        self._failures += 1
        socket, self._socket = self._socket, None
        self._is_kept = is_kept and self._failures <= RESUMES_MAX
        if not self._is_kept:
            return {}
        if socket is None or socket.session_id is None:
            return how if how.get("resume") else {}
        return {
            "resume": True,
            "gateway": socket.gateway,
            "session": socket.session_id,
            "sequence": socket.sequence,
        }

    def _wait(self) -> float:
        """Nothing after a connection that lived, then twice as long each time."""
        if not self._is_kept:  # Discord wants one to five seconds before a new session.
            return self.wait_seconds * random.uniform(1.0, 5.0)  # noqa: S311 - no secret
        if self._failures <= 1:
            return 0.0
        wait = min(self.wait_seconds * 2.0 ** (self._failures - 2), WAIT_SECONDS_MAX)
        return wait * random.uniform(0.5, 1.0)  # noqa: S311 - so that not all come at once

    def _down(self) -> None:
        if self.connected:
            log.info("discord disconnected", extra={"shard": self.number})
        self.connected = False

    def _tell(self, why: str) -> None:
        if self._failures == 1:  # Once is usual; after that it is told once.
            log.warning("discord not reached", extra={"shard": self.number, "why": why})

    async def _let_go(self) -> None:
        """Say goodbye, so that Discord keeps no session for whom nobody comes back."""
        self.connected = False
        socket, self._socket = self._socket, None
        if socket is not None and socket.open:
            with suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE_SECONDS):
                    await socket.close(code=1000)
