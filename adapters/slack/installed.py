"""The tokens of the workspaces that have installed the app: sealed at rest, open in memory."""

import json
import logging

from pydantic import SecretStr

from adapters.slack.answers import TokenDead
from adapters.slack.people import NAME
from adapters.slack.tokens import Token
from adapters.slack.wire import Wire
from bot.errors import Busy, SurfaceUnavailable
from bot.keyring import Keyring

FORGOTTEN = (NAME, "activitysmith")
"""What is dropped of a workspace that has removed the app: all it had entrusted to us."""

log = logging.getLogger(__name__)


class InstalledTokens:
    """See Tokens."""

    def __init__(self, wire: Wire, keyring: Keyring) -> None:
        self._wire = wire
        self._keyring = keyring

    async def of(self, team: str) -> Token | None:
        """See Tokens. From memory, so that it is always known."""
        kept = self._keyring.of(team, NAME)
        return None if kept is None else _read(team, kept)

    def teams(self) -> list[str]:
        """The workspaces that have installed the app."""
        return list(self._keyring.all_of(NAME))

    async def keep(self, token: Token) -> None:
        """Keep *token*, in place of an older one of its team. Raises Busy, StoreUnusable."""
        said = json.dumps([token.bot_token.get_secret_value(), token.bot_id, token.bot_user_id])
        await self._keyring.keep(token.team, NAME, SecretStr(said))

    async def removed(self, team: str) -> None:
        """Drop what *team* entrusted to us: it has removed the app, says Slack.

        Slack may say so late, when the app is installed again already; so it is asked whether
        the token still works. Raises Busy when it cannot be asked: then Slack says it again.
        """
        token = await self.of(team)
        if token is not None:
            try:
                await self._wire.call(token.bot_token, "auth.test", {})
            except TokenDead:
                pass
            except SurfaceUnavailable as exc:
                raise Busy(str(exc)) from exc
            else:
                log.info("slack token works still, and is kept", extra={"team": team})
                return
        for name in FORGOTTEN:
            if self._keyring.of(team, name) is not None:
                await self._keyring.keep(team, name, None)
        log.info("slack app was removed", extra={"team": team})


def _read(team: str, kept: SecretStr) -> Token:
    bot_token, bot_id, bot_user_id = json.loads(kept.get_secret_value())
    return Token(SecretStr(bot_token), bot_id, bot_user_id, team)
