"""What Slack tells us: one listener for each kind of payload.

A listener does what must be on disk, then acknowledges; whatever else there is to say to
Slack is an errand, for which nobody waits.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from adapters.slack import connecting, shortcut, step
from adapters.slack.commands import privately
from adapters.slack.parts import Parts
from bot.errors import Busy, Refused, StoreUnusable

BROKEN = (
    "Something in Lockstep went wrong; nothing is known to have changed. Try again, and if it "
    "happens again tell whoever runs Lockstep: it is in the log."
)

_ANY = re.compile(r".*", re.S)

Body = dict[str, Any]

log = logging.getLogger(__name__)


class Listeners:
    """The listeners, and the *parts* that they speak to."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def register(self, app: AsyncApp) -> None:
        """Listen to *app*."""
        app.use(_Shortest(self))
        app.view(_ANY)(self.on_view)
        app.shortcut(_ANY)(self.on_shortcut)
        app.function(step.CALLBACK, auto_acknowledge=False)(self.on_step)
        app.event(_ANY)(self.on_event)
        app.error(self.on_error)

    async def on_slash_command(self, body: Body) -> BoltResponse:
        """What was typed after the slash command."""
        return BoltResponse(status=200, body=await self._parts.commands.answer(body))

    async def on_action(self, body: Body) -> BoltResponse:
        """A press on a card, in a list or in the App Home."""
        await self._parts.presses.heard(body)
        return BoltResponse(status=200, body="")

    async def on_view(self, ack: Any, body: Body) -> None:
        """A form that was sent, or closed."""
        told: Body = {}
        if body["view"].get("callback_id") == connecting.CALLBACK:
            told = {} if body["type"] == "view_closed" else self._parts.connect.submitted(body)
        elif body["type"] != "view_closed":
            told = await self._parts.forms.submitted(body)
        await (ack(told) if told else ack())

    async def on_shortcut(self, ack: Any, body: Body) -> None:
        """A shortcut on a message."""
        if body["callback_id"] == shortcut.CALLBACK and body["type"] == "message_action":
            await self._parts.shortcut.pin(body)
        await ack()

    async def on_step(self, ack: Any, event: Body, context: Any, complete: Any, fail: Any) -> None:
        """A workflow has come to our step."""
        await self._parts.step.run(context.team_id, event, complete, fail)
        await ack()

    async def on_event(self, ack: Any, body: Body, context: Any) -> BoltResponse | None:
        """Something has happened in a workspace."""
        try:
            await self._heard(body, context)
        except Refused as exc:
            log.info("event refused", extra={"why": str(exc)})
        except (Busy, StoreUnusable, TimeoutError) as exc:
            # Not stored, so not acknowledged: Slack tells it again, three times in all.
            log.warning("event not stored in time", extra={"why": type(exc).__name__})
            return BoltResponse(status=503, body="")
        await ack()
        return None

    async def on_error(self, error: Exception, body: Body) -> BoltResponse:
        """Our own mistake, or a payload like no other: not done, so not acknowledged."""
        log.error("slack payload not handled", exc_info=error)
        if "command" in body:
            return BoltResponse(status=200, body=privately(BROKEN))
        return BoltResponse(status=400, body="not understood\n")

    async def _heard(self, body: Body, context: Any) -> None:
        event = body["event"]
        kind = event["type"]
        if kind == "message":
            kind = f"message.{event.get('subtype', '')}"
        elif kind == "member_joined_channel":
            ours = context.authorize_result and context.authorize_result.bot_user_id
            if not ours or event.get("user") != ours:
                return
        if (hears := self._parts.events.get(kind)) is not None:
            async with asyncio.timeout(self._parts.within_seconds):
                await hears(context.team_id, event, f"slack:{body['event_id']}")


class _Shortest(AsyncMiddleware):
    """Listens to commands and presses where bolt's own middleware ends.

    They are nearly all there is to hear, and bolt spends half of its time on asking which
    of its listeners are meant, and what these want to be told.
    """

    def __init__(self, listeners: Listeners) -> None:
        self._listeners = listeners

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        """See AsyncMiddleware."""
        if "command" in req.body:
            return await self._listeners.on_slash_command(req.body)
        if req.body.get("type") == "block_actions":
            return await self._listeners.on_action(req.body)
        return await next()
