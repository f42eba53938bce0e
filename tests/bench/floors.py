"""Servers to stand beside: they acknowledge and keep nothing, or do what most bots do.

`ack` reads the same JSON and checks the same key. `bolt` is Slack's own framework with one
command. `naive_httpx` and `naive_sdk` call ActivitySmith before they answer.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from adapters import keys
from tests.bench.load import SIGNING_SECRET
from tests.bench.programs import SECRET

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def _bearer(request: web.Request) -> str | None:
    key = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return keys.holder(SECRET.encode(), key)


async def _ack(request: web.Request) -> web.StreamResponse:
    if _bearer(request) is None:
        return web.json_response({"refused": "no key"}, status=401)
    said = json.loads(await request.read())
    return web.json_response({"answer": said["words"]})


def _state(words: str) -> dict[str, Any]:
    return {
        "title": "Load", "type": "segmented_progress", "number_of_steps": 9,
        "current_step": int(words.removeprefix("step ")),
    }  # fmt: skip


async def _naive_httpx(api: str) -> Handler:
    import httpx

    http = httpx.AsyncClient(headers={"Authorization": "Bearer ask_naive"}, trust_env=False)

    async def handler(request: web.Request) -> web.StreamResponse:
        said = json.loads(await request.read())
        url = f"{api}/live-activity/stream/{said['channel']}"
        answer = await http.put(url, json={"content_state": _state(said["words"])})
        return web.json_response({"answer": "ok"}, status=answer.status_code)

    return handler


async def _naive_sdk(api: str) -> Handler:
    from activitysmith import ActivitySmith  # type: ignore[import-untyped]

    sdk = ActivitySmith(api_key="ask_naive")
    sdk.live_activities._api.api_client.configuration.host = api

    async def handler(request: web.Request) -> web.StreamResponse:
        said = json.loads(await request.read())
        sdk.live_activities.stream(said["channel"], content_state=_state(said["words"]))
        return web.json_response({"answer": "ok"})

    return handler


def _bolt() -> web.Application:
    from slack_bolt.async_app import AsyncApp
    from slack_bolt.authorization import AuthorizeResult

    result = AuthorizeResult(
        enterprise_id=None, team_id="T0BENCH", bot_id="B1", bot_user_id="U1", bot_token="xoxb-1"
    )

    async def authorize(**_: Any) -> AuthorizeResult:
        return result

    bolt = AsyncApp(
        signing_secret=SIGNING_SECRET, authorize=authorize, process_before_response=True
    )

    @bolt.command("/live")
    async def on_command(ack: Callable[[str], Awaitable[Any]]) -> None:
        await ack("ok")

    return bolt.web_app("/slack/events")


async def serve(kind: str, api: str) -> None:
    """Serve until stopped."""
    if kind == "bolt":
        site = _bolt()
    else:
        handler: Handler = _ack
        if kind != "ack":
            handler = await {"naive_httpx": _naive_httpx, "naive_sdk": _naive_sdk}[kind](api)
        site = web.Application()
        site.add_routes([web.post("/say", handler)])
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1_024).start()
    print(f"{kind} at http://127.0.0.1:{runner.addresses[0][1]}", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
