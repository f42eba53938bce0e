"""`POST /slack/events`: past the edge, and into the app."""

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

from adapters.slack.edge import Edge, Payload, TurnedAway
from adapters.slack.replies import REPLY_URL

PATH = "/slack/events"

_TEXT = "text/plain; charset=utf-8"


class Door:
    """Hands to the app what Slack has signed."""

    def __init__(self, app: AsyncApp, edge: Edge) -> None:
        self._app = app
        self._edge = edge

    async def on_post(self, request: web.Request) -> web.Response:
        """What the app answers; 4xx for whatever is not Slack's."""
        try:
            told = await dispatch(self._app, await self._edge.read(request))
        except TurnedAway as exc:
            response = web.Response(status=exc.status, text=f"{exc}\n")
            response.force_close()  # What may be left of the body is not read.
            return response
        kinds = told.headers.get("content-type") or [_TEXT]
        body = (told.body or "").encode()
        return web.Response(status=told.status, body=body, headers={"Content-Type": kinds[0]})


async def dispatch(app: AsyncApp, payload: Payload) -> BoltResponse:
    """What *app* answers to *payload*, however it came. Raises TurnedAway.

    slack-bolt would call whatever address stands in `response_url`, so it does not see it.
    """
    payload[REPLY_URL] = payload.pop("response_url", "")
    payload.pop("response_urls", None)
    try:
        # A payload that is read already is only taken in this mode, and treated the same.
        request = AsyncBoltRequest(body=payload, mode="socket_mode")
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        raise TurnedAway(400, "no payload of Slack's") from exc
    return await app.async_dispatch(request)
