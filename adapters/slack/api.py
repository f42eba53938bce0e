"""The one gateway to Slack's Web API: whose token, at what pace, and what an error means.

Nothing waits in here for its turn: who comes too early is told how long to stay away.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from adapters.slack.answers import AnswerLost, NotYet, SlackSaid, TokenDead
from adapters.slack.pace import Pace, Weight
from adapters.slack.tokens import Token, Tokens
from adapters.slack.wire import Wire
from bot.errors import SurfaceRejected, SurfaceUnavailable

log = logging.getLogger(__name__)

NOT_INSTALLED = "Slack is not connected in this workspace; install the app there"


class SlackApi:
    """Calls Slack on behalf of workspaces. *tokens* knows theirs."""

    def __init__(
        self, wire: Wire, tokens: Tokens, clock: Callable[[], datetime], pace: Pace | None = None
    ) -> None:
        self._wire = wire
        self.tokens = tokens
        self._clock = clock
        self._pace = pace or Pace()
        self._dead: set[str] = set()

    async def call(self, team: str, method: str, /, **params: Any) -> dict[str, Any]:
        """What Slack answers to *method* in *team*, for a person who waits.

        *params* are named as Slack names them; lists and objects go as they are. Raises
        SurfaceUnavailable (its kind AnswerLost: perhaps it was done), SurfaceRejected when
        the workspace has no token that works, SlackSaid for any other error of Slack's.
        """
        return await self.call_for("person", team, method, **params)

    async def call_for(
        self, weight: Weight, team: str, method: str, /, **params: Any
    ) -> dict[str, Any]:
        """The same for what matters less than a person who waits; NotYet, too, may be raised."""
        token = await self._token(team)
        now, channel = self._clock(), str(params.get("channel") or "")
        wait = self._pace.ask(team, method, channel, weight, now)
        if wait > 0:
            raise NotYet("Slack allows no more calls just now", retry_after_seconds=wait)
        try:
            answer = await self._wire.call(token.bot_token, method, params)
        except SlackSaid:
            self._heard(team)
            raise
        except TokenDead as exc:
            self._buried(team, exc)
            raise
        except AnswerLost:
            self._pace.silent(team, self._clock())
            raise
        except SurfaceUnavailable as exc:
            self._refused(team, method, exc)
            raise
        finally:
            self._pace.over(team)
        self._heard(team)
        return answer

    async def _token(self, team: str) -> Token:
        try:
            token = await self.tokens.of(team)
        except TokenDead as exc:
            self._buried(team, exc)
            raise
        if token is None:
            raise SurfaceRejected(NOT_INSTALLED)
        return token

    def _heard(self, team: str) -> None:
        self._pace.heard(team)
        self._dead.discard(team)

    def _refused(self, team: str, method: str, exc: SurfaceUnavailable) -> None:
        if exc.retry_after_seconds is None:
            self._pace.silent(team, self._clock())
        else:
            self._pace.refused(team, method, exc.retry_after_seconds, self._clock())

    def _buried(self, team: str, exc: TokenDead) -> None:
        if team not in self._dead:
            self._dead.add(team)
            log.warning("slack token does not work", extra={"team": team, "why": str(exc)})
