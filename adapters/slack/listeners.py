"""What Slack tells us: one listener for each kind of payload, on slack-bolt's AsyncApp.

A listener does what must be on disk, then acknowledges; whatever else there is to say to
Slack is an errand, for which nobody waits.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import shortcut, step
from adapters.slack.parts import Parts
from adapters.slack.presses import FORM_IDS
from adapters.slack.tokens import Tokens
from bot.errors import Busy, LockstepError, Refused, StoreUnusable

KNOWN_WITHIN_SECONDS = 0.5
_ANY = re.compile(r".*", re.S)

_quiet = logging.getLogger("adapters.slack.bolt")
_quiet.setLevel(logging.ERROR)  # Below that it writes out whole payloads.
log = logging.getLogger(__name__)

Heard = Callable[[str, Mapping[str, Any], str], Awaitable[None]]

__all__ = ["FORM_IDS", "bolt", "listen"]


def bolt(tokens: Tokens, api_url: str) -> AsyncApp:
    """The app, which knows whom it serves without asking Slack.

    The edge has verified what reaches it, over the bytes as they came.
    """

    async def authorize(
        team_id: str | None, enterprise_id: str | None, user_id: str | None
    ) -> AuthorizeResult | None:
        try:
            async with asyncio.timeout(KNOWN_WITHIN_SECONDS):
                token = await tokens.of(team_id or "")
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

    return AsyncApp(
        name="lockstep",
        logger=_quiet,
        client=AsyncWebClient(base_url=api_url, retry_handlers=[], logger=_quiet),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        user_facing_authorize_error_message=(
            "Lockstep is not installed in this workspace. Nothing was changed."
        ),
    )


def listen(app: AsyncApp, parts: Parts) -> None:
    """Register every listener: the most frequent first, since each is tried in turn."""

    @app.command(_ANY)
    async def on_slash_command(ack: Any, body: dict[str, Any]) -> None:
        await ack(await parts.commands.answer(body))

    @app.action(_ANY)
    async def on_action(ack: Any, body: dict[str, Any]) -> None:
        await parts.presses.heard(body)
        await ack()

    @app.view(_ANY)
    async def on_view(ack: Any, body: dict[str, Any]) -> None:
        told = {} if body["type"] == "view_closed" else await parts.forms.submitted(body)
        await ack(told) if told else await ack()

    @app.shortcut(_ANY)
    async def on_shortcut(ack: Any, body: dict[str, Any]) -> None:
        if body["callback_id"] == shortcut.CALLBACK and body["type"] == "message_action":
            await parts.shortcut.pin(body)
        await ack()

    @app.function(step.CALLBACK, auto_acknowledge=False)
    async def on_step(
        ack: Any, event: dict[str, Any], context: Any, complete: Any, fail: Any
    ) -> None:
        await parts.step.run(context.team_id, event, complete, fail)
        await ack()

    @app.event(_ANY)
    async def on_event(ack: Any, body: dict[str, Any], context: Any) -> BoltResponse | None:
        try:
            await heard(body, context.team_id or body["team_id"], context)
        except Refused as exc:
            log.info("event refused", extra={"why": str(exc)})
        except (Busy, StoreUnusable, TimeoutError) as exc:
            # Not stored, so not acknowledged: Slack tells it again, three times in all.
            log.warning("event not stored in time", extra={"why": type(exc).__name__})
            return BoltResponse(status=503, body="")
        await ack()
        return None

    async def heard(body: dict[str, Any], workspace: str, context: Any) -> None:
        event = body["event"]
        kind = event["type"]
        if kind == "message":
            kind = f"message.{event.get('subtype', '')}"
        elif kind == "member_joined_channel":
            ours = context.authorize_result and context.authorize_result.bot_user_id
            if not ours or event.get("user") != ours:
                return
        if (hears := parts.events.get(kind)) is not None:
            async with asyncio.timeout(parts.within_seconds):
                await hears(workspace, event, f"slack:{body['event_id']}")
