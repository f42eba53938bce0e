"""slack-bolt's AsyncApp, as fast as it can be: it asks nobody, and polls for nothing."""

import asyncio
import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.tokens import Tokens
from bot.errors import LockstepError

KNOWN_WITHIN_SECONDS = 0.5

NOT_INSTALLED = "Lockstep is not installed in this workspace. Nothing was changed."

_quiet = logging.getLogger("adapters.slack.bolt")
_quiet.setLevel(logging.ERROR)  # Below that it writes out whole payloads.


def bolt(tokens: Tokens, api_url: str) -> AsyncApp:
    """The app, which knows whom it serves without asking Slack each time.

    The edge has verified what reaches it, over the bytes as they came.
    """

    async def authorize(
        team_id: str | None, enterprise_id: str | None, user_id: str | None
    ) -> AuthorizeResult:
        known = AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id)
        try:
            async with asyncio.timeout(KNOWN_WITHIN_SECONDS):
                token = await tokens.of(team_id or "")
        except (LockstepError, TimeoutError):
            # Slack cannot say who we are just now. Whoever signed this knows us: it is done,
            # in their own workspace, and shown once Slack answers.
            return known
        if token is None:
            nobody: None = None
            return nobody  # type: ignore[return-value] # bolt's hint forgets it; its code does not
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=token.bot_id,
            bot_user_id=token.bot_user_id,
            bot_token=token.bot_token.get_secret_value(),
        )

    return AsyncApp(
        name="lockstep",
        logger=_quiet,
        client=AsyncWebClient(base_url=api_url, retry_handlers=[], logger=_quiet),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        user_facing_authorize_error_message=NOT_INSTALLED,
    )
