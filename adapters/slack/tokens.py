"""The tokens by which Lockstep speaks in Slack's workspaces."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr

from adapters.slack.answers import SlackSaid, TokenDead
from adapters.slack.wire import Wire
from bot.errors import SurfaceUnavailable

ASK_EVERY = timedelta(seconds=15)


@dataclass(frozen=True)
class Token:
    """What a workspace gave us, and who we are there."""

    bot_token: SecretStr
    bot_id: str
    bot_user_id: str
    team: str


class Tokens(Protocol):
    """Finds the token of a workspace."""

    async def of(self, team: str) -> Token | None:
        """The token for *team*; None where the app is not installed.

        Raises SurfaceUnavailable while that cannot be known.
        """
        ...


class OneToken:
    """The token of the settings, for the one workspace that gave it.

    Whose it is, Slack says: it is asked at the start, and again while it has not answered.
    """

    def __init__(self, wire: Wire, bot_token: SecretStr, clock: Callable[[], datetime]) -> None:
        self._wire = wire
        self._bot_token = bot_token
        self._clock = clock
        self._asking = asyncio.Lock()
        self._asked: datetime | None = None
        self._refused: TokenDead | None = None
        self._why = ""
        self.known: Token | None = None
        """Who we are, once Slack has said so."""

    async def of(self, team: str) -> Token | None:
        """See Tokens."""
        known = self.known or await self.ask()
        return known if known.team == team else None

    async def ask(self) -> Token:
        """Who we are. Raises SurfaceUnavailable, and TokenDead when Slack refuses the token."""
        async with self._asking:
            if self.known is not None:
                return self.known
            self._check_pace()
            try:
                said = await self._wire.call(self._bot_token, "auth.test", {})
            except (SlackSaid, TokenDead) as exc:
                self._refused = _refusal(exc)
                raise self._refused from None
            except SurfaceUnavailable as exc:
                self._refused, self._why = None, str(exc)
                raise
            self.known = Token(
                bot_token=self._bot_token,
                bot_id=str(said.get("bot_id") or ""),
                bot_user_id=str(said.get("user_id") or ""),
                team=str(said.get("team_id") or ""),
            )
            return self.known

    def _check_pace(self) -> None:
        """Raises what came of it last while that is not long ago."""
        now = self._clock()
        if self._asked is None or now >= self._asked + ASK_EVERY:
            self._asked = now
            return
        if self._refused is not None:
            raise self._refused
        wait = (self._asked + ASK_EVERY - now).total_seconds()
        raise SurfaceUnavailable(self._why, retry_after_seconds=wait)


def _refusal(exc: SlackSaid | TokenDead) -> TokenDead:
    if isinstance(exc, TokenDead):
        return exc
    return TokenDead(f"Slack refuses SLACK_BOT_TOKEN ({exc.error})")
