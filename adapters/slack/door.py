"""`POST /slack/events`: past the edge, and into the app."""

from aiohttp import web
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from adapters.slack.edge import Edge, TurnedAway

PATH = "/slack/events"


class Door:
    """Hands to the app what Slack has signed."""

    def __init__(self, app: AsyncApp, edge: Edge) -> None:
        self._app = app
        self._edge = edge

    async def on_post(self, request: web.Request) -> web.Response:
        """What the app answers; 4xx for whatever is not Slack's."""
        try:
            payload = await self._edge.read(request)
        except TurnedAway as exc:
            response = web.Response(status=exc.status, text=f"{exc}\n")
            response.force_close()  # What may be left of the body is not read.
            return response
        # Read already: bolt takes values only in this mode, and treats them the same.
        told = await self._app.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))
        headers = {name: values[0] for name, values in told.headers.items()}
        content_type = headers.pop("content-type", "text/plain;charset=utf-8").partition(";")[0]
        return web.Response(
            status=told.status, text=told.body or "", content_type=content_type, charset="utf-8"
        )
