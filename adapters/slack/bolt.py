"""slack-bolt's AsyncApp, as fast as it can be: it asks nobody, and polls for nothing."""

import asyncio
import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.tokens import Tokens
from bot.errors import LockstepError

KNOWN_WITHIN_SECONDS = 0.5

NOT_INSTALLED = "Lockstep is not installed in this workspace. Nothing was changed."

_quiet = logging.getLogger("adapters.slack.bolt")
_quiet.setLevel(logging.CRITICAL)  # Below that it writes out whole payloads; we log our own.


class Authorize(AsyncAuthorize):
    """Knows whom we serve without asking Slack each time."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult | None:
        """Who we are in that workspace; None where the app is not installed."""
        try:
            async with asyncio.timeout(KNOWN_WITHIN_SECONDS):
                token = await self._tokens.of(team_id or "")
        except (LockstepError, TimeoutError):
            # Slack cannot say who we are just now. Whoever signed this knows us: it is done,
            # in their own workspace, and shown once Slack answers.
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        if token is None:
            return None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=token.bot_id,
            bot_user_id=token.bot_user_id,
            bot_token=token.bot_token.get_secret_value(),
        )


def bolt(tokens: Tokens, api_url: str) -> AsyncApp:
    """The app. The edge has verified what reaches it, over the bytes as they came."""
    return AsyncApp(
        name="lockstep",
        logger=_quiet,
        client=AsyncWebClient(base_url=api_url, retry_handlers=[], logger=_quiet),
        authorize=Authorize(tokens),  # type: ignore[arg-type] # it takes one; its hint does not
        process_before_response=True,
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
